"""Pages of 岗位荣誉."""
