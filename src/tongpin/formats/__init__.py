"""Readers and writers of the papers an office exchanges: plain text, Word, PDF and Excel."""
