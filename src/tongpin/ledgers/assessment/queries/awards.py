"""Awards: who holds one, whose veto items fail now, whose yearly check is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from tongpin.ledgers.assessment.marking import Mark
from tongpin.ledgers.assessment.models import Award, Item
from tongpin.ledgers.assessment.queries.evidence import assess
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet


def awards(scope: Scope) -> ScopedQuerySet:
    """Awards within the scope, withdrawn ones too."""
    rows = Award.objects.within(scope).select_related("creation__unit__parent", "creation__scheme")
    return rows.prefetch_related("rechecks")


def award(scope: Scope, pk: int) -> Award | None:
    """The award of a creation."""
    return awards(scope).filter(pk=pk).first()


def held(scope: Scope) -> ScopedQuerySet:
    """Awards that stand."""
    return awards(scope).filter(withdrawn_on=None)


def failing(rows: Sequence[Award], day: date) -> dict[int, list[Mark]]:
    """`{award: veto items that fail now}`; what the ledgers cannot tell warns nobody. A constant number
    of statements for one scheme.
    """
    by_scheme: dict[int, list[Award]] = defaultdict(list)
    for row in rows:
        by_scheme[row.creation.scheme_id].append(row)
    found: dict[int, list[Mark]] = {}
    for scheme, own in by_scheme.items():
        items = list(Item.objects.filter(scheme=scheme, dimension=None))
        units: list[Unit] = [row.creation.unit for row in own]
        marks = assess(units, items, day.year)
        for row in own:
            failed = [m for m in marks[row.creation.unit_id] if m.has_failed]
            if failed:
                found[row.pk] = failed
    return found


def is_check_due(row: Award, day: date) -> bool:
    """Whether an award of an earlier year waits for this year's check."""
    return (
        row.withdrawn_on is None
        and row.awarded_on.year < day.year
        and all(check.year != day.year for check in row.rechecks.all())
    )
