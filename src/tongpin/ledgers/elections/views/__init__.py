"""Pages of 换届选举."""
