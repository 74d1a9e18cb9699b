"""Every read of business work. A link counts while it and the record that it names still stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from tongpin.capability import SOON, Linkable, linkable, names
from tongpin.documents.models import Attachment
from tongpin.duties.models import Measure, Plan
from tongpin.duties.queries import adopted_plan
from tongpin.ledgers.integration.models import (
    SUPPORT,
    Link,
    LinkKind,
    Mark,
    MarkKind,
    Step,
    WorkItem,
)
from tongpin.ledgers.integration.standing import Stage, Standing, standing
from tongpin.life.models import Gathering, State
from tongpin.life.queries import visible_to
from tongpin.org.models import Unit
from tongpin.org.queries import branches
from tongpin.org.scope import Scope

FARTHER = (LinkKind.STATION, LinkKind.DIRECTIVE)
"""Records of other ledgers: whether they still stand is asked of them by reference."""


def known(scope: Scope) -> Q:
    """Items of the scope's units and of the units above them: the bureau's work is everybody's."""
    own = scope.condition("unit__path")
    return own | Q(unit__in=scope.above) if own else own


def fallen(scope: Scope) -> set[str]:
    """References of linked records in other ledgers that were withdrawn there."""
    rows = Link.objects.filter(kind__in=FARTHER, withdrawn_reason="")
    rows = rows.filter(item__in=WorkItem.objects.filter(known(scope)).values("pk"))
    refs = set(rows.order_by().values_list("ref", flat=True).distinct())
    return refs - names(refs).keys() if refs else set()


def standing_links(gone: Iterable[str], prefix: str = "") -> Q:
    """The condition that a link counts; `gone` are references that `fallen` found."""
    held = Q(**{f"{prefix}gathering__isnull": True}) | Q(
        **{f"{prefix}gathering__state": State.RECORDED}
    )
    return Q(**{f"{prefix}withdrawn_reason": ""}) & held & ~Q(**{f"{prefix}ref__in": list(gone)})


def standing_marks(gone: Iterable[str], prefix: str = "") -> Q:
    """The condition that a mark counts: not taken back, its evidence still there."""
    proved = Q(**{f"{prefix}link__isnull": True}) | standing_links(gone, f"{prefix}link__")
    return Q(**{f"{prefix}withdrawn_reason": ""}) & proved


def items(scope: Scope) -> QuerySet[Any]:
    """Items known in the scope with `percent`, `support`, `measures` and `marked` (of four)."""
    gone = fallen(scope)
    counted = standing_links(gone, "links__")
    latest = Step.objects.filter(item=OuterRef("pk"), withdrawn_reason="").order_by("-on", "-pk")
    return (
        WorkItem.objects.filter(known(scope))
        .select_related("unit")
        .annotate(
            percent=Subquery(latest.values("percent")[:1]),
            support=Count("links", filter=counted & Q(links__kind__in=SUPPORT), distinct=True),
            measures=Count(
                "links", filter=counted & Q(links__kind=LinkKind.MEASURE), distinct=True
            ),
            marked=Count("marks", filter=standing_marks(gone, "marks__"), distinct=True),
        )
    )


def item(scope: Scope, pk: int) -> WorkItem | None:
    """One item known in the scope."""
    return items(scope).filter(pk=pk).first()


def of_year(rows: QuerySet[Any], year: int) -> QuerySet[Any]:
    """Items whose span touches the year."""
    return rows.filter(starts_on__lte=date(year, 12, 31), due_on__gte=date(year, 1, 1))


def standing_of(row: Any, day: date) -> Standing:
    """Where an item stands on a day."""
    return standing(
        day=day, starts_on=row.starts_on, due_on=row.due_on, done_on=row.done_on,
        is_stopped=row.stopped_on is not None,
    )  # fmt: skip


def in_stage(rows: QuerySet[Any], stage: str, day: date) -> QuerySet[Any]:
    """Items in a stage on the day; agrees with `standing`."""
    going = rows.filter(stopped_on=None, done_on=None)
    ahead = going.filter(due_on__gte=day)
    match stage:
        case Stage.STOPPED:
            return rows.filter(stopped_on__isnull=False)
        case Stage.DONE:
            return rows.filter(done_on__lte=F("due_on"))
        case Stage.DONE_LATE:
            return rows.filter(done_on__gt=F("due_on"))
        case Stage.OVERDUE:
            return going.filter(due_on__lt=day)
        case Stage.AHEAD:
            return ahead.filter(starts_on__gt=day)
        case Stage.SOON:
            return ahead.filter(starts_on__lte=day, due_on__lte=day + SOON)
        case _:
            return ahead.filter(starts_on__lte=day, due_on__gt=day + SOON)


def linked_to(rows: QuerySet[Any], scope: Scope, condition: Q) -> QuerySet[Any]:
    """The items of `items` with a link that counts and meets the condition on links."""
    found = Link.objects.filter(standing_links(fallen(scope)), condition)
    return rows.filter(pk__in=found.values("item"))


# ---------------------------------------------------------------- one item


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as the page shows it: `is_standing` False where the record was withdrawn since."""

    link: Link
    label: str
    is_standing: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """One of the four marks with its evidence; `mark` None while it is missing."""

    kind: MarkKind
    mark: Mark | None = None
    files: list[Attachment] = field(default_factory=list)
    is_standing: bool = True


def links(row: WorkItem) -> list[Linked]:
    """The item's links that were not taken back, in the order of their kinds."""
    rows = list(row.links.filter(withdrawn_reason="").select_related("unit", "gathering"))
    said = names(link.ref for link in rows if link.kind in (*FARTHER, LinkKind.GATHERING))
    order = list(LinkKind)
    found = [
        Linked(link, said.get(link.ref, link.label), link.ref in said or link.kind in NEARER)
        for link in rows
    ]
    return sorted(found, key=lambda f: (order.index(LinkKind(f.link.kind)), f.link.pk))


NEARER = (LinkKind.MEASURE, LinkKind.BRANCH)


def evidence(row: WorkItem) -> QuerySet[Link]:
    """The links that can prove a mark: gatherings, posts and directives."""
    rows: QuerySet[Link] = row.links.filter(standing_links(())).exclude(kind__in=NEARER)
    return rows.order_by("-pk")


def marks(row: WorkItem, linked: Sequence[Linked]) -> list[Marked]:
    """The four marks in order."""
    standing_keys = {found.link.pk for found in linked if found.is_standing}
    rows = {m.kind: m for m in row.marks.filter(withdrawn_reason="").select_related("link")}
    files = files_of(m.ref for m in rows.values())
    return [_marked(kind, rows.get(kind.value), files, standing_keys) for kind in MarkKind]


def _marked(
    kind: MarkKind, row: Mark | None, files: dict[str, list[Attachment]], standing_keys: set[int]
) -> Marked:
    if row is None:
        return Marked(kind)
    holds = row.link_id is None or row.link_id in standing_keys
    return Marked(kind, row, files.get(row.ref, []), holds)


def mark(item: WorkItem, pk: int) -> Mark | None:
    """One mark of the item that was not taken back."""
    return item.marks.filter(pk=pk, withdrawn_reason="").first()


def steps(row: WorkItem) -> list[tuple[Step, list[Attachment]]]:
    """Progress with its files, latest first; what was taken back as well."""
    rows = list(row.steps.all())
    files = files_of(step.ref for step in rows)
    return [(step, files.get(step.ref, [])) for step in rows]


def step(item: WorkItem, pk: int) -> Step | None:
    """One step of the item that was not taken back."""
    return item.steps.filter(pk=pk, withdrawn_reason="").first()


def link(item: WorkItem, pk: int) -> Link | None:
    """One link of the item that was not taken back."""
    rows = item.links.filter(pk=pk, withdrawn_reason="")
    return rows.select_related("unit", "item__unit").first()


def files_of(refs: Iterable[str]) -> dict[str, list[Attachment]]:
    """What the records carry; one statement."""
    found: dict[str, list[Attachment]] = {}
    rows = Attachment.objects.filter(owner__in=list(refs), withdrawn_at__isnull=True)
    for file in rows.select_related("stored"):
        found.setdefault(file.owner, []).append(file)
    return found


# ---------------------------------------------------------------- what may be linked


def paper_of(unit: Unit, year: int) -> Plan | None:
    """The yearly paper whose measures an item of the unit is linked to."""
    return adopted_plan(unit, year)


def measure_options(unit: Unit, year: int) -> list[tuple[str, str]]:
    """`(reference, label)` of the measures of the year's paper."""
    paper = paper_of(unit, year)
    rows = paper.measures.all() if paper else []
    return [(f"measure:{m.identity}", measure_label(m)) for m in rows]


def measure_label(row: Measure) -> str:
    """（六）充实党组织力量 …"""
    return f"{row.number}{row.title or row.text}"[:60]


def measure_by_identity(unit: Unit, identity: str) -> Measure | None:
    """The measure in the latest paper of the unit or a unit above."""
    above = [int(part) for part in unit.path.split("/") if part]
    rows = Measure.objects.filter(plan__unit__in=above, identity=identity)
    return rows.order_by("-plan__year", "-plan__revision", "-pk").first()


def records(scope: Scope) -> list[tuple[str, list[Linkable]]]:
    """What of other ledgers may be linked inside the scope, by ledger."""
    return linkable(scope)


def gathering(scope: Scope, pk: int) -> Gathering | None:
    """A recorded gathering that the scope sees."""
    rows = Gathering.objects.filter(visible_to(scope), pk=pk, state=State.RECORDED)
    return rows.select_related("unit").first()


def open_items(scope: Scope, ref: str = "") -> list[Any]:
    """Items that are under way or ahead, without those that the record is linked to already."""
    rows = WorkItem.objects.filter(known(scope), stopped_on=None, done_on=None)
    if ref:
        rows = rows.exclude(pk__in=Link.objects.filter(ref=ref, withdrawn_reason="").values("item"))
    return list(rows.order_by("due_on", "pk")[:100])


def items_of(scope: Scope, ref: str) -> list[Any]:
    """The items that a record is linked to."""
    linked = Link.objects.filter(ref=ref, withdrawn_reason="").values("item")
    return list(WorkItem.objects.filter(known(scope), pk__in=linked).select_related("unit"))


def items_of_unit(scope: Scope, unit: Unit) -> QuerySet[Any]:
    """The items that a unit supports: itself, or with a gathering or post of its own."""
    mine = Link.objects.filter(
        standing_links(fallen(scope)), kind__in=SUPPORT, unit__path__startswith=unit.path
    )
    return WorkItem.objects.filter(known(scope), pk__in=mine.values("item"), stopped_on=None)


def per_measure(scope: Scope, paper: Plan) -> list[tuple[Measure, int]]:
    """`(measure, number of items linked to it)` of a paper; two statements."""
    linked = Link.objects.filter(kind=LinkKind.MEASURE, withdrawn_reason="")
    linked = linked.filter(item__in=WorkItem.objects.filter(known(scope), stopped_on=None))
    counted = linked.order_by().values("ref").annotate(n=Count("item", distinct=True))
    number = {row["ref"]: row["n"] for row in counted}
    return [(m, number.get(f"measure:{m.identity}", 0)) for m in paper.measures.all()]


# ---------------------------------------------------------------- the board


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An item with its links counted by kind and its four marks."""

    item: Any
    standing: Standing
    counts: dict[str, int]
    marked: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Board:
    """Who supports what in a year, and the two kinds of gaps."""

    rows: list[BoardRow]
    unsupported: list[BoardRow]
    measures: list[Measure]
    branches: list[Unit]
    has_paper: bool


MOST_ROWS = 200


def board(scope: Scope, unit: Unit, year: int, day: date) -> Board:
    """The year's items, those without support, and what of the Party's side has no business link.

    A constant number of statements. `scope` is what the reader sees in the unit and below.
    """
    gone = fallen(scope)
    counted = Prefetch("links", Link.objects.filter(standing_links(gone)), to_attr="standing_links")
    proved = Prefetch("marks", Mark.objects.filter(standing_marks(gone)), to_attr="standing_marks")
    found = of_year(WorkItem.objects.filter(known(scope), stopped_on=None), year)
    rows = [
        _board_row(row, day)
        for row in found.select_related("unit").prefetch_related(counted, proved)[:MOST_ROWS]
    ]
    paper = paper_of(unit, year)
    used = {link.ref for row in rows for link in row.item.standing_links}
    busy = {
        link.unit_id for row in rows for link in row.item.standing_links if link.kind in SUPPORT
    }
    asked = branches(scope, as_of=day).order_by("path")
    return Board(
        rows=rows,
        unsupported=[row for row in rows if not any(row.counts[kind] for kind in SUPPORT)],
        measures=[
            m for m in (paper.measures.all() if paper else ())
            if f"measure:{m.identity}" not in used
        ],
        branches=[branch for branch in asked if branch.pk not in busy],
        has_paper=paper is not None,
    )  # fmt: skip


def _board_row(row: Any, day: date) -> BoardRow:
    kinds = [link.kind for link in row.standing_links]
    done = {mark.kind for mark in row.standing_marks}
    return BoardRow(
        row, standing_of(row, day), {kind.value: kinds.count(kind) for kind in LinkKind},
        {kind.value: kind.value in done for kind in MarkKind},
    )  # fmt: skip


def due(scope: Scope, until: date) -> list[Any]:
    """The scope's own items that are overdue or due by a day, the earliest first."""
    rows = WorkItem.objects.within(scope).filter(stopped_on=None, done_on=None, due_on__lte=until)
    return list(rows.select_related("unit").order_by("due_on", "pk")[:12])
