"""Filters of the examination pages."""
