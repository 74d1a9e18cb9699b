"""党员增减表: how the number of members changed in a period, from intervals, with who came and went.

Somebody counts from the day on which branch and standing hold together to the last such day. What
happens between branches below the same unit is no change of the unit. The table always balances:
opening + gains - losses = closing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tongpin.org.models import (
    MEMBER_STAGES,
    Affiliation,
    EnteredAs,
    LeftAs,
    Membership,
    Person,
    Stage,
    Unit,
)
from tongpin.org.scope import Scope
from tongpin.rules.interval import add_months

ONE_DAY = timedelta(days=1)
GAINS = {"developed": "发展党员", "in": "组织关系转入", "restored": "恢复党籍"}
LOSSES = {
    "out": "组织关系转出",
    "expelled": "开除党籍",
    "removed": "除名",
    "resigned": "退党",
    "disqualified": "取消预备党员资格",
    "stopped": "停止党籍",
    "died": "死亡",
    "other": "其他减少（没有登记原因）",
}
CONVERSIONS = {"on-time": "按期转正", "extended": "延长预备期后转正"}
LABELS = {**GAINS, **LOSSES, **CONVERSIONS}


@dataclass(frozen=True, slots=True)
class Change:
    """One gain, loss or conversion: whose, what (a key of `LABELS`), and the first day it holds."""

    person: int
    what: str
    on: date


@dataclass(frozen=True, slots=True)
class Changes:
    """A period's table."""

    start: date
    end: date
    opening: int
    closing: int
    rows: tuple[Change, ...]

    @property
    def numbers(self) -> Counter[str]:
        """`{key: number}`."""
        return Counter(row.what for row in self.rows)

    @property
    def gained(self) -> int:
        """All gains."""
        return sum(n for key, n in self.numbers.items() if key in GAINS)

    @property
    def lost(self) -> int:
        """All losses."""
        return sum(n for key, n in self.numbers.items() if key in LOSSES)


Span = tuple[date, date | None, str, str]


def changes(scope: Scope, unit: Unit, start: date, end: date) -> Changes:
    """The table of a period, both days included; two statements whatever the number of members."""
    places: dict[int, list[Affiliation]] = defaultdict(list)
    rows = (
        Affiliation.objects.within(scope)
        .filter(unit__path__startswith=unit.path, starts_on__lte=end, person__withdrawn_on=None)
        .order_by("starts_on")
        .only("person_id", "starts_on", "ends_on", "entered_as", "left_as")
    )
    for place in rows:
        places[place.person_id].append(place)
    stages: dict[int, list[tuple[str, date, date | None]]] = defaultdict(list)
    standing = Membership.objects.filter(
        stage__in=MEMBER_STAGES, starts_on__lte=end, person__in=rows.values("person")
    ).order_by("starts_on")
    for person, stage, first, last in standing.values_list(
        "person", "stage", "starts_on", "ends_on"
    ):
        stages[person].append((stage, first, last))
    opening = closing = 0
    found: list[Change] = []
    for person, own in places.items():
        spans = list(_joined(_spans(own, stages[person])))
        opening += any(s < start and (e is None or e >= start - ONE_DAY) for s, e, _, _ in spans)
        closing += any(s <= end and (e is None or e >= end) for s, e, _, _ in spans)
        found += _moves(person, spans, stages[person], start, end)
    return Changes(
        start, end, opening, closing, tuple(sorted(found, key=lambda c: (c.on, c.person)))
    )


def _spans(
    places: Iterable[Affiliation], stages: Iterable[tuple[str, date, date | None]]
) -> Iterator[Span]:
    """Where branch and standing hold together: `(from, to, how in, how out)`, in order."""
    known = list(stages)
    first = min((s for _, s, _ in known), default=None)
    parts: list[Span] = []
    for place in places:
        for _, start, end in known:
            since = max(start, place.starts_on)
            until = min((d for d in (end, place.ends_on) if d is not None), default=None)
            if until is not None and until < since:
                continue
            how = "developed" if since == first else place.entered_as
            parts.append((since, until, how, place.left_as))
    return iter(sorted(parts, key=lambda s: (s[0], s[1] or date.max)))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans that touch or overlap as one: the first says how in, the last how out."""
    present: Span | None = None
    for span in spans:
        if present is not None and (present[1] is None or span[0] <= present[1] + ONE_DAY):
            if present[1] is not None and (span[1] is None or span[1] >= present[1]):
                present = (present[0], span[1], present[2], span[3])
            continue
        if present is not None:
            yield present
        present = span
    if present is not None:
        yield present


def _moves(
    person: int,
    spans: Iterable[Span],
    stages: list[tuple[str, date, date | None]],
    start: date,
    end: date,
) -> Iterator[Change]:
    for since, until, how, gone in spans:
        if start <= since <= end:
            yield Change(person, _gain(how), since)
        if until is not None and start <= until + ONE_DAY <= end:
            yield Change(person, _loss(gone), until + ONE_DAY)
    probation: date | None = None
    for stage, first, _ in stages:
        if stage == Stage.PROBATIONARY:
            probation = first
        elif probation is not None and start <= first <= end:
            late = first > add_months(probation, 12)
            yield Change(person, "extended" if late else "on-time", first)


def _gain(how: str) -> str:
    if how == "developed":
        return "developed"
    return "restored" if how == EnteredAs.RESTORED else "in"


def _loss(gone: str) -> str:
    if gone in (LeftAs.TRANSFERRED, LeftAs.ADJUSTED):
        return "out"
    return gone or "other"


def named(rows: Iterable[Change]) -> list[tuple[Person, Change]]:
    """The changes with their people; one statement."""
    rows = list(rows)
    people = Person.objects.select_related("home").in_bulk({row.person for row in rows})
    return [(people[row.person], row) for row in rows if row.person in people]
