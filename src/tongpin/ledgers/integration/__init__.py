"""业务融合: the business work of the bureau and what the Party side does for it."""
