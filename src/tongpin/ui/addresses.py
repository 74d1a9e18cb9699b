"""Addresses of records by the reference that facts and findings keep of them."""

from __future__ import annotations

from django.urls import reverse

from tongpin.capability import record_page


def record_url(ref: str) -> str:
    """The page of the record; empty where it has none of its own."""
    found = record_page(ref)
    return "" if found is None else reverse(found[0], args=[found[1]])
