"""换届选举: terms are elected by name, from the request to the posts."""
