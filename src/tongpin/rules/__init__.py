"""The rulebook and its engine: what the regulations ask, judged from recorded facts."""
