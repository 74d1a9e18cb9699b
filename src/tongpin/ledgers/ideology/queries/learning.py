"""学习强国: shares of branches for those who look after them, the own number for the member."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from tongpin.ledgers.ideology.models import Import, ImportState, Participation
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet

FEWEST = 3
"""A branch with fewer members in the sheet is not shown: a share would tell of one person."""


@dataclass(frozen=True, slots=True)
class Share:
    """One branch in one month; None where it is too small to be told."""

    branch: str
    members: int
    active: int | None

    @property
    def percent(self) -> int | None:
        """The share of active members, rounded."""
        return None if self.active is None else round(100 * self.active / self.members)


def shares(scope: Scope, month: date) -> list[Share]:
    """By branch in the order the bureau set, never by size: nothing is ranked. One statement."""
    rows = Participation.objects.within(scope).filter(month=month)
    counted = rows.values("branch__path", "branch__name", "branch__short_name").annotate(
        members=Count("pk"), active=Count("pk", filter=Q(is_active=True))
    )
    return [
        Share(
            row["branch__short_name"] or row["branch__name"], row["members"],
            row["active"] if row["members"] >= FEWEST else None,
        )
        for row in counted.order_by("branch__order", "branch__path")
    ]  # fmt: skip


def own(person: int) -> list[Participation]:
    """The member's own months, the latest first."""
    return list(Participation.objects.filter(person=person).order_by("-month")[:36])


def imports(scope: Scope) -> ScopedQuerySet:
    """What was uploaded."""
    return Import.objects.within(scope).select_related("unit").defer("cells")


def learning_import(scope: Scope, pk: int) -> Import | None:
    """One upload."""
    return Import.objects.within(scope).select_related("unit").filter(pk=pk).first()


def learned_columns(unit: Unit) -> dict[str, str]:
    """`{head: key}` of the unit's last sheet that was adopted."""
    rows = Import.objects.filter(unit=unit, state=ImportState.DONE).order_by("-pk")
    return next(iter(rows.values_list("columns", flat=True)[:1]), {})


def month_taken(unit: Unit, month: date) -> Import | None:
    """The import that already brought the month to this unit, one above or one below it."""
    for row in Import.objects.filter(month=month, state=ImportState.DONE).select_related("unit"):
        if row.unit.path.startswith(unit.path) or unit.path.startswith(row.unit.path):
            return row
    return None
