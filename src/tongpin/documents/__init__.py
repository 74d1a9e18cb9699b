"""Stored files by content hash, their attachment to records, and the Word templates of papers."""
