"""Pages of 意识形态责任制."""
