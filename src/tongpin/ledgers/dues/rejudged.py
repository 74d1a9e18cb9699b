"""What a rulebook makes of the dues of this month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.capability import Rejudged
from tongpin.ledgers.dues.queries.assessing import expected
from tongpin.org.models import Unit
from tongpin.org.queries import root
from tongpin.rules.book import Book
from tongpin.rules.money import yuan


def rejudged(book: Book) -> Iterator[Rejudged]:
    """The sum due of each branch this month; a constant number of statements."""
    top, month = root(), site_day().replace(day=1)
    if top is None:
        return
    sums: dict[int, int] = defaultdict(int)
    for rows in expected(top, [month], rulebook=book):
        for row in rows:
            sums[row.unit_id] += row.due_fen or 0
    names = {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=sums)}
    for key, fen in sums.items():
        yield Rejudged(
            f"dues:{key}", names[key], f"{month.year}年{month.month}月应交党费", f"{yuan(fen)}元", "",
            reverse("dues:sheet"),
        )  # fmt: skip
