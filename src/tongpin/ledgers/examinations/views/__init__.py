"""Pages of 知识考试."""
