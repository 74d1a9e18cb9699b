"""意识形态责任制 on the workbench."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from tongpin.capability import SOON, Waiting
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.ideology import queries
from tongpin.ledgers.ideology.models import ActivityKind
from tongpin.org.access import PageContext
from tongpin.org.models import LEADING_KINDS, Unit
from tongpin.org.scope import Scope

MOST = 10


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """For who keeps the ledger: what the year still asks of a leading body, days to prepare for."""
    if not place.can("ideology.write", unit):
        return
    day = place.as_of
    if unit.kind in LEADING_KINDS:
        for row in queries.asked(current_book(), unit, day.year):
            if row.next_due is None or row.next_due > day + SOON:
                continue
            # The yearly duty of the rulebook already asks for 专题研究.
            if row.kind != ActivityKind.AGENDA:
                yield Waiting(
                    f"意识形态{row.kind.label}（今年已{row.done}次，应{row.times}次）",
                    reverse("ideology:board"),
                    why=f"{row.cite.label}：{row.text}", due_on=row.next_due,
                )  # fmt: skip
    scope = Scope(((unit.path, True),))
    for item in queries.days_to_prepare(scope, day, day + SOON)[:MOST]:
        yield Waiting(
            f"重要节点准备：{item.title}", reverse("ideology:board"),
            why=f"{item.preparation}（{item.responsible}）", due_on=item.on, unit=str(item.unit),
        )  # fmt: skip
