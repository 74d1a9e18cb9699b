"""意见建议: from members and from the masses, anonymous if wished, answered by a day."""
