"""What a rulebook says of the open cases, so that an adoption can be looked at before."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.capability import Rejudged
from tongpin.casework import queries
from tongpin.org.scope import Scope
from tongpin.rules.book import Book

MOST = 500


def rejudged(book: Book) -> Iterator[Rejudged]:
    """Each rule of each open case that is run here; two statements."""
    day = site_day()
    for row in queries.cases(Scope.everything()).filter(closed_on=None)[:MOST]:
        if row.procedure not in queries.procedures(book):
            continue
        yield from queries.told_of(
            book.procedure(row.procedure), queries.progress(book, row, day), str(row.unit),
            f"casework:{row.pk}", reverse("casework:detail", args=[row.pk]),
        )  # fmt: skip
