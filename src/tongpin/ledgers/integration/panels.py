"""Business work on the shared pages: of a unit, of a gathering, a post or a directive, of the paper."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from tongpin.capability import SOON, Line, Offer, Panel, Waiting
from tongpin.duties.queries import plan
from tongpin.ledgers.integration import queries
from tongpin.ledgers.integration.models import LinkKind
from tongpin.org.access import PageContext
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.rectification.queries import narrowed

TITLE = "业务工作"
SHOWN = 8
LINKED = (LinkKind.GATHERING, LinkKind.STATION, LinkKind.DIRECTIVE)


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """Items of the unit that are overdue or due soon."""
    if not place.can("integration.write", unit):
        return
    scope = narrowed(Scope.of(place.actor, "integration.write"), unit)
    for row in queries.due(scope, place.as_of + SOON):
        found = queries.standing_of(row, place.as_of)
        yield Waiting(
            f"业务工作：{row.name}", reverse("integration:detail", args=[row.pk]),
            why=f"{row.department}{row.owner_name}，{found.words}", due_on=row.due_on,
            unit=str(row.unit),
        )  # fmt: skip


def unit_panel(place: PageContext, unit: Unit) -> Panel | None:
    """The business work that the unit supports."""
    if not place.can("integration.view", unit):
        return None
    rows = queries.items_of_unit(Scope.of(place.actor, "integration.view"), unit)
    lines = tuple(_line(row, place) for row in rows.order_by("due_on", "pk")[:SHOWN])
    url = f"{reverse('integration:list')}?{urlencode({'unit': unit.code})}"
    return Panel(TITLE, lines, url, "还没有关联业务工作。在组织生活记录页上可以一步关联。")


def related(place: PageContext, unit: Unit, ref: str) -> Panel | None:
    """The items that a record is linked to, and, for who may, the form that links one more."""
    if not place.can("integration.view", unit):
        return None
    kind = ref.partition(":")[0]
    scope = Scope.of(place.actor, "integration.view")
    if kind == "plan":
        return _of_paper(scope, ref)
    if kind not in LINKED:
        return None
    lines = tuple(_line(row, place) for row in queries.items_of(scope, ref))
    offer = None
    if place.can("integration.link", unit):
        options = tuple((str(row.pk), row.name) for row in queries.open_items(scope, ref))
        if options:
            url = f"{reverse('integration:attach')}?{urlencode({'ref': ref})}"
            offer = Offer(url, "关联到业务工作", options, "关联")
    return Panel(TITLE, lines, reverse("integration:board"), "还没有关联业务工作。", offer)


def _of_paper(scope: Scope, ref: str) -> Panel | None:
    paper = plan(Scope.everything(), int(ref.partition(":")[2]))
    if paper is None:
        return None
    lines = []
    for measure, number in queries.per_measure(scope, paper):
        query = urlencode({"measure": measure.identity})
        url = f"{reverse('integration:list')}?{query}" if number else ""
        lines.append(
            Line(queries.measure_label(measure), f"{number} 项" if number else "没有业务关联", url)
        )
    return Panel("措施和业务工作", tuple(lines), reverse("integration:board"))


def _line(row: object, place: PageContext) -> Line:
    found = queries.standing_of(row, place.as_of)
    return Line(str(row), found.stage.label, reverse("integration:detail", args=[row.pk]))  # type: ignore[attr-defined]
