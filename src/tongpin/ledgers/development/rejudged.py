"""What a rulebook says of the open cases of 发展党员; names stay on their own pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.capability import Rejudged
from tongpin.casework.queries import told_of
from tongpin.ledgers.development import queries
from tongpin.ledgers.development.vocabulary import PROCEDURE
from tongpin.org.scope import Scope
from tongpin.rules.book import Book

MOST = 500


def rejudged(book: Book) -> Iterator[Rejudged]:
    """Each rule of each open case; two statements."""
    day = site_day()
    for row in queries.opened(queries.cases(Scope.everything()))[:MOST]:
        found = queries.course(book, row, day)
        yield from told_of(
            book.procedure(PROCEDURE), found.progress, str(row.unit), f"development:{row.pk}",
            reverse("development:detail", args=[row.pk]),
        )  # fmt: skip
