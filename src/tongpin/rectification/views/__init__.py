"""Pages of 问题整改."""
