"""The ledger 学习: plans, library, self-study, hours joined, the archive of the centre group."""
