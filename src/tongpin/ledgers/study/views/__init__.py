"""Pages of 学习."""
