"""Pages of 三重一大."""
