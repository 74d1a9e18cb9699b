"""示范支部创建: schemes, evidence from the ledgers, self score, review, award and keeping."""
