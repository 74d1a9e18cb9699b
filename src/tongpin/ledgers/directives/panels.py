"""Directives on the shared pages."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.urls import reverse

from tongpin.capability import SOON, Line, Linkable, Panel, Waiting
from tongpin.ledgers.directives import queries
from tongpin.ledgers.directives.standing import Stage
from tongpin.org.access import PageContext
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.rectification.queries import narrowed

NAMED = 12
LATEST = 60  # offered for another ledger to name
ASKED = {
    Stage.RECEIVED: "传达",
    Stage.TRANSMITTED: "分解",
    Stage.DOING: "落实",
    Stage.DONE: "反馈",
}


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """What is unanswered: passed on, split, carried out or reported back, late ones with the reason."""
    if not place.can("directives.progress", unit):
        return
    scope = narrowed(Scope.of(place.actor, "directives.progress"), unit)
    for row in queries.unanswered(scope, place.as_of + SOON)[:NAMED]:
        found = queries.standing_of(row, place.as_of)
        yield Waiting(
            f"{'逾期：' if found.is_late else ''}{ASKED[found.stage]}上级部署《{row.title}》",
            reverse("directives:detail", args=[row.pk]),
            why=found.why or f"{row.issuer}{row.number}，{found.stage.label}",
            due_on=found.late_since or min(filter(None, (row.first_due, row.due_on)), default=None), unit=str(row.unit),
        )  # fmt: skip


def unit_panel(place: PageContext, unit: Unit) -> Panel | None:
    """How the unit's directives stand."""
    if not place.can("directives.view", unit):
        return None
    scope = Scope(((unit.path, False),))
    rows = queries.directives(scope).filter(withdrawn_reason="", replied_on=None)
    lines = []
    for row in rows.order_by("due_on", "pk")[:5]:
        found = queries.standing_of(row, place.as_of)
        word = f"{found.stage.label}，逾期" if found.is_late else found.stage.label
        lines.append(Line(row.title, word, reverse("directives:detail", args=[row.pk])))
    url = f"{reverse('directives:list')}?unit={unit.code}"
    return Panel("上级部署", tuple(lines), url, empty="没有待办的上级部署。")


def linkable(scope: Scope) -> Iterator[Linkable]:
    """The latest directives of the units in the scope."""
    rows = queries.directives(scope).filter(withdrawn_reason="")
    for row in rows.order_by("-received_on", "-pk")[:LATEST]:
        yield Linkable(row.ref, f"{row.number}《{row.title}》", row.unit_id)


def names(keys: Collection[int]) -> dict[int, str]:
    """Directives by their keys; what was called off no longer stands."""
    rows = queries.directives(Scope.everything()).filter(pk__in=keys, withdrawn_reason="")
    return {row.pk: f"{row.number}《{row.title}》" for row in rows}
