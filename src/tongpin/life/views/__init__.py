"""Pages of 组织生活."""
