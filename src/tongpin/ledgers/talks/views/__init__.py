"""Pages of 谈话提醒."""
