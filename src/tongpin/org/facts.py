"""Terms of office as the rule engine sees them: an expired term, and a committee that begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.org.models import COMMITTEE_TITLES, Post, Unit
from tongpin.rules.model import Fact


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Fact]:
    """Facts of the units between two days, both included; one statement.

    A term that somebody still held after its last day has expired; one that expired in an earlier
    year and was still held as the span begins is told of on its first day, for it is still owed.
    """
    rows = Post.objects.filter(
        unit__in=[unit.pk for unit in units],
        title__in=COMMITTEE_TITLES,
        person__withdrawn_on__isnull=True,
    )
    expired: set[tuple[int, date, date]] = set()
    begun: set[tuple[int, date]] = set()
    for post in rows:
        if start <= post.starts_on <= end:
            begun.add((post.unit_id, post.starts_on))
        last = post.term_ends_on
        if last is None or last > end:
            continue
        told = max(last, start)
        if post.ends_on is None or post.ends_on > told:
            expired.add((post.unit_id, told, last))
    for unit, told, last in sorted(expired):
        yield Fact("org.term_expired", f"unit:{unit}", told, ref=f"org.term:{unit}:{last}",
                   label=f"任期{last.year}年{last.month}月{last.day}日届满")  # fmt: skip
    for unit, day in sorted(begun):
        yield Fact("org.term_begun", f"unit:{unit}", day, ref=f"org.begun:{unit}:{day}")
