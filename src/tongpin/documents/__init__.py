"""Stored files by content hash and their attachment to records."""
