"""Numbers of many branches at once, and the lines of the yearly ledger, a batch of branches at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from tongpin.life.models import (
    MEETINGS_AND_LECTURE,
    Attendance,
    Content,
    Form,
    Gathering,
    GatheringKind,
    GatheringTag,
    JointUnit,
    Presence,
    State,
)
from tongpin.life.queries.gatherings import counts_by_unit, joint_units, visible_to
from tongpin.org.models import Unit
from tongpin.org.queries import branches
from tongpin.org.scope import Scope, ScopedQuerySet

BATCH = 100  # branches that are read together


def ledger_units(scope: Scope, unit: Unit, year: int) -> ScopedQuerySet:
    """The branches at and below a unit that existed in a year, in the order of the tree."""
    rows = branches(scope).filter(path__startswith=unit.path)
    begun = Q(founded_on__isnull=True) | Q(founded_on__lte=date(year, 12, 31))
    alive = Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=date(year, 1, 1))
    return rows.filter(begun & alive).order_by("order", "path")


def held_under(rows: ScopedQuerySet, unit: Unit) -> ScopedQuerySet:
    """Those of the gatherings that the unit or one below it held, joint ones too."""
    joint = JointUnit.objects.filter(gathering=OuterRef("pk"), unit__path__startswith=unit.path)
    return rows.filter(Q(unit__path__startswith=unit.path) | Q(Exists(joint)))


def kind_numbers(keys: Sequence[int], year: int) -> dict[tuple[int, str], int]:
    """`{(branch, kind): recorded gatherings}`; a joint one counts for each branch. Two statements."""
    rows = GatheringKind.objects.filter(
        gathering__state=State.RECORDED, gathering__held_on__year=year
    ).order_by()
    return _numbers(rows, keys, "kind")


def tag_numbers(keys: Sequence[int], year: int) -> dict[tuple[int, str], int]:
    """`{(branch, content or form): recorded gatherings}`. Two statements."""
    rows = GatheringTag.objects.filter(
        gathering__state=State.RECORDED, gathering__held_on__year=year
    ).order_by()
    return _numbers(rows, keys, "tag")


def _numbers(rows: QuerySet[Any], keys: Sequence[int], name: str) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = defaultdict(int)
    for way in ("gathering__unit", "gathering__joint_units__unit"):
        counted = rows.filter(**{f"{way}__in": keys}).values_list(way, name)
        for unit, value, number in counted.annotate(n=Count("pk", distinct=True)):
            found[unit, value] += number
    return found


@dataclass(frozen=True, slots=True)
class Used:
    """A form or a content over a year: how often and when last; never where `number` is nought."""

    value: str
    label: str
    number: int
    last_on: date | None


def used_tags(scope: Scope, unit: Unit, year: int, tags: type[Form] | type[Content]) -> list[Used]:
    """Every form (or content) that the founding paper names with its use in the unit and below."""
    rows = GatheringTag.objects.filter(gathering__in=_year_of(scope, unit, year)).order_by()
    counted = rows.values_list("tag").annotate(n=Count("pk"), last=Max("gathering__held_on"))
    found = {tag: (number, last) for tag, number, last in counted}
    return [Used(t.value, str(t.label), *found.get(t.value, (0, None))) for t in tags]


def contents_by_kind(scope: Scope, unit: Unit, year: int) -> dict[tuple[str, str], int]:
    """`{(kind of 三会一课, content): gatherings that carried it}` of the unit and below."""
    kinds = [k.value for k in MEETINGS_AND_LECTURE]
    rows = GatheringTag.objects.filter(
        gathering__in=_year_of(scope, unit, year), gathering__kinds__kind__in=kinds,
        tag__in=Content.values,
    ).order_by()  # fmt: skip
    counted = rows.values_list("gathering__kinds__kind", "tag").annotate(n=Count("pk"))
    return {(kind, tag): number for kind, tag, number in counted}


def _year_of(scope: Scope, unit: Unit, year: int) -> ScopedQuerySet:
    rows = Gathering.objects.filter(visible_to(scope))
    return held_under(rows, unit).filter(held_on__year=year, state=State.RECORDED).order_by()


# ----------------------------------------------------------------------------- lines of a ledger


@dataclass(frozen=True, slots=True)
class Line:
    """A recorded gathering as it stands in the ledger of one branch, with that branch's numbers."""

    unit: Unit
    row: Gathering
    expected: int
    present: int
    away: list[Attendance]


def ledger_lines(units: Sequence[Unit], year: int) -> Iterator[Line]:
    """The year's records of the branches, branch by branch and day by day.

    Reads `BATCH` branches at a time with a constant number of statements, so that the memory does
    not grow with the number of branches.
    """
    for start in range(0, len(units), BATCH):
        yield from _lines_of(units[start : start + BATCH], year)


def _lines_of(units: Sequence[Unit], year: int) -> Iterator[Line]:
    keys = [u.pk for u in units]
    absent = Attendance.objects.filter(presence__in=(Presence.LEAVE, Presence.ABSENT))
    rows = (
        Gathering.objects.filter(Q(unit__in=keys) | Q(joint_units__unit__in=keys))
        .filter(held_on__year=year, state=State.RECORDED)
        .select_related("chair", "recorder")
        .prefetch_related(
            "kinds",
            "tags",
            Prefetch("attendances", absent.select_related("person"), to_attr="away"),
        )
        .distinct()
        .order_by("held_on", "pk")
    )
    by_unit: dict[int, list[Gathering]] = defaultdict(list)
    found = list(rows)
    partners = joint_units(r.pk for r in found)
    for row in found:
        for key in (row.unit_id, *partners.get(row.pk, ())):
            by_unit[key].append(row)
    numbers = counts_by_unit(r.pk for r in found)
    for unit in units:
        for row in by_unit[unit.pk]:
            place = None if row.unit_id == unit.pk else unit.pk
            expected, present = numbers.get((row.pk, place), (0, 0))
            away = [a for a in row.away if a.unit_id == place]  # type: ignore[attr-defined]
            yield Line(unit, row, expected, present, away)
