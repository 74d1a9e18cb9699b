"""Pages of 业务融合."""
