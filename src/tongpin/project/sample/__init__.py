"""The sample bureau of `make demo`: an invented water bureau in 2020, entered by the same actions."""
