"""Settings, addresses, server and command line: the top of the tree."""
