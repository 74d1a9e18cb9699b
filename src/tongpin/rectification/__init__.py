"""问题整改: one loop from a problem found to a problem closed, whatever found it."""
