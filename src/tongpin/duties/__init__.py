"""Plan, measure, duty, finding: the only caller of the rule engine."""
