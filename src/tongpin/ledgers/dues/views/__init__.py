"""Pages of 党费."""
