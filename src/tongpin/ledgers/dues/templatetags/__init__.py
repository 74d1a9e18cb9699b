"""Template filters of 党费."""
