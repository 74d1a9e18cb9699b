"""The cards of 组织生活 on the pages of a person and of a unit, and its part of the search."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import urlencode

from django.urls import reverse

from tongpin.capability import Hit, Hits, Line, Linkable, Panel
from tongpin.formats.bigrams import excerpt, wanted
from tongpin.life import queries
from tongpin.life.models import MEETINGS_AND_LECTURE, Kind
from tongpin.life.study import demands, hours_of
from tongpin.org.access import PageContext
from tongpin.org.models import BRANCH_KINDS, Person, Unit
from tongpin.org.scope import Scope

FIRST = 10  # gatherings shown beside people and units
LATEST = 60  # gatherings offered for another ledger to name


def of_person(place: PageContext, person: Person) -> Panel | None:
    """Attendance and hours of the year; None where the reader may not see them."""
    own = place.actor.person_id == person.pk
    if not own and not place.can("life.ledger", person.home):
        return None
    seen = queries.person_year(person.pk, place.year)
    asked = demands(place.year).of(queries.is_officer(person, place.as_of))
    wanted = f"（一般不少于 {hours_of(asked.minutes)}）" if asked else ""
    address = f"{reverse('life:person', args=[person.pk])}?year={place.year}"
    return Panel(
        f"{place.year}年组织生活",
        (
            Line("出席", f"{seen.present}/{seen.expected} 次"),
            Line("学时", f"{hours_of(seen.minutes)}{wanted}"),
        ),
        url=address,
    )


def of_unit(place: PageContext, unit: Unit) -> Panel | None:
    """三会一课 of a branch's year; None for other units and other readers."""
    if unit.kind not in BRANCH_KINDS or not place.can("life.view", unit):
        return None
    numbers = queries.kind_numbers([unit.pk], place.year)
    lines = []
    for kind in (*MEETINGS_AND_LECTURE, Kind.THEME_DAY):
        number = numbers.get((unit.pk, kind.value), 0)
        asked = {"unit": unit.code, "year": place.year, "kind": kind.value, "state": "recorded"}
        url = f"{reverse('life:list')}?{urlencode(asked)}" if number else ""
        lines.append(Line(kind.label, f"{number} 次", url))
    return Panel(
        f"{place.year}年组织生活", tuple(lines),
        url=f"{reverse('life:list')}?{urlencode({'unit': unit.code, 'year': place.year})}",
    )  # fmt: skip


def of_search(place: PageContext, text: str) -> Hits | None:
    """The latest gatherings that hold the words, with a piece of each; None where there are none."""
    scope = Scope.of(place.actor, "life.view")
    rows = list(queries.matching(queries.readable(scope), text)[: FIRST + 1])
    if not rows:
        return None
    texts = queries.texts_by_key([r.pk for r in rows])
    words = wanted(text).words
    hits = tuple(
        Hit(
            row.topic,
            reverse("life:detail", args=[row.pk]),
            f"{row.held_on} {row.unit} {row.kind_labels}",
            tuple(excerpt(texts.get(row.pk, ""), words)),
        )
        for row in rows[:FIRST]
    )
    more = f"{reverse('life:search')}?{urlencode({'q': text})}" if len(rows) > FIRST else ""
    return Hits("组织生活", hits, more)


def linkable(scope: Scope) -> Iterator[Linkable]:
    """The latest recorded gatherings of the units in the scope."""
    for row in queries.latest_recorded(scope, LATEST):
        yield Linkable(row.ref, f"{row.held_on} {row.topic}（{row.unit}）", row.unit_id)


def names(keys: Collection[int]) -> dict[int, str]:
    """Recorded gatherings by their keys; what was withdrawn no longer stands."""
    return {row.pk: f"{row.topic}（{row.unit}）" for row in queries.recorded(keys)}
