"""Filters of the study pages."""
