"""Units and the leading team as the rule engine sees them, with dated attributes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from tongpin.org.models import (
    COMMITTEE_TITLES,
    LEADING_KINDS,
    Affiliation,
    Membership,
    Post,
    Stage,
    Unit,
    UnitKind,
)
from tongpin.rules.loader import load_builtin
from tongpin.rules.model import Dated, Interval, Subject

COMMITTEE_SIZE = "committee-size"
ONE_DAY = timedelta(days=1)


def subjects(units: Sequence[Unit]) -> list[Subject]:
    """The units as the engine sees them, with dated sizes; a constant number of statements.

    Attributes: `full_members`, `members`, `activists`, `groups` (counts), `committee` (bool). A unit
    with no roster at all lacks the first three, so that rules about its size cannot be told.
    """
    ids = [u.pk for u in units]
    counts = _member_intervals(ids)
    groups = _group_intervals(units)
    posts = _committee_intervals(ids)
    size = load_builtin().parameters[COMMITTEE_SIZE].editions[0].integer("least")
    result = []
    for unit in units:
        attributes: dict[str, tuple[Dated[Any], ...]] = {"groups": _levels(groups[unit.pk])}
        if unit.pk in counts:
            attributes |= {name: _levels(spans) for name, spans in counts[unit.pk].items()}
        if unit.pk in posts:
            attributes["committee"] = tuple(
                Dated(level.interval, level.value >= size) for level in _levels(posts[unit.pk])
            )
        result.append(
            Subject(
                key=f"unit:{unit.pk}",
                kind="unit",
                name=str(unit),
                unit_type=unit.kind,
                exists=Interval(unit.founded_on, unit.dissolved_on),
                attributes=attributes,
            )
        )
    return result


def cadres(units: Sequence[Unit]) -> list[tuple[Subject, int]]:
    """Members of the leading team as subjects, each with the key of the own branch's unit."""
    posts = (
        Post.objects.filter(unit__kind__in=LEADING_KINDS, title__in=COMMITTEE_TITLES)
        .filter(person__home__in=[u.pk for u in units])
        .select_related("person")
        .order_by("person", "starts_on")
    )
    terms: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        terms[post.person_id].append(post)
    return [
        (
            Subject(
                key=f"person:{pk}",
                kind="person",
                name=own[0].person.name,
                unit_type="",
                exists=Interval(None, None),
                attributes={
                    "cadre": _levels([(p.starts_on, p.ends_on) for p in own], as_bool=True)
                },
            ),
            own[0].person.home_id,
        )
        for pk, own in terms.items()
    ]


Span = tuple[date | None, date | None]


COUNTED_AS = {
    Stage.FULL: ("full_members", "members"),
    Stage.PROBATIONARY: ("members",),
    Stage.ACTIVIST: ("activists",),
}


def _member_intervals(ids: list[int]) -> dict[int, dict[str, list[Span]]]:
    """`{unit: {attribute: spans of its people}}`: where affiliation meets standing."""
    stages: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.filter(
        stage__in=COUNTED_AS, person__affiliations__unit__in=ids
    ).distinct()
    for row in rows:
        stages[row.person_id].append(row)
    result: dict[int, dict[str, list[Span]]] = {}
    for place in Affiliation.objects.filter(unit__in=ids, person__withdrawn_on__isnull=True):
        spans = result.setdefault(
            place.unit_id, {"full_members": [], "members": [], "activists": []}
        )
        for stage in stages[place.person_id]:
            start = max(place.starts_on, stage.starts_on)
            ends = [e for e in (place.ends_on, stage.ends_on) if e is not None]
            end = min(ends) if ends else None
            if end is not None and end < start:
                continue
            for name in COUNTED_AS[Stage(stage.stage)]:
                spans[name].append((start, end))
    return result


def _group_intervals(units: Sequence[Unit]) -> dict[int, list[Span]]:
    result: dict[int, list[Span]] = defaultdict(list)
    rows = Unit.objects.filter(kind=UnitKind.GROUP, parent__in=[u.pk for u in units])
    for row in rows:
        assert row.parent_id is not None
        result[row.parent_id].append((row.founded_on, row.dissolved_on))
    return result


def _committee_intervals(ids: list[int]) -> dict[int, list[Span]]:
    result: dict[int, list[Span]] = defaultdict(list)
    for post in Post.objects.filter(unit__in=ids, title__in=COMMITTEE_TITLES):
        result[post.unit_id].append((post.starts_on, post.ends_on))
    return dict(result)


def _levels(spans: Iterable[Span], *, as_bool: bool = False) -> tuple[Dated[Any], ...]:
    """How many of the spans hold, as consecutive dated values that cover all time."""
    base = 0
    changes: dict[date, int] = defaultdict(int)
    for start, end in spans:
        if start is None:
            base += 1
        else:
            changes[start] += 1
        if end is not None:
            changes[end + ONE_DAY] -= 1
    levels: list[Dated[Any]] = []
    since: date | None = None
    value = base
    for day in sorted(changes):
        if changes[day] == 0:
            continue
        levels.append(Dated(Interval(since, day - ONE_DAY), bool(value) if as_bool else value))
        since, value = day, value + changes[day]
    levels.append(Dated(Interval(since, None), bool(value) if as_bool else value))
    return tuple(levels)
