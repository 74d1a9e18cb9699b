"""党员增减表: how the number of members changed in a period, from intervals, with who came and went.

Somebody counts from the day on which branch and standing hold together to the last such day. What
happens between branches below the same unit is no change of the unit. The table always balances:
opening + gains - losses = closing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
from tongpin.org.queries import at_or_below
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
Place = tuple[date, date | None, str, str]
"""Of a time in a branch: from, to, how in, how out."""
Stay = tuple[str, date, date | None, str]
"""Of a time in a stage: which, from, to, how out."""


def changes(scope: Scope, unit: Unit, start: date, end: date) -> Changes:
    """The table of a period, both days included; three statements whatever the number of members."""
    is_whole = scope.is_whole and unit.parent_id is None
    rows = Affiliation.objects.within(scope).filter(starts_on__lte=end)
    stays = Membership.objects.filter(stage__in=MEMBER_STAGES, starts_on__lte=end)
    if not is_whole:
        rows = at_or_below(rows, unit, "unit")
        stays = stays.filter(person__in=rows.values("person"))
    gone = set(Person.objects.exclude(withdrawn_on=None).values_list("pk", flat=True))
    places: dict[int, list[Place]] = defaultdict(list)
    for person, *place in rows.order_by("starts_on").values_list(
        "person", "starts_on", "ends_on", "entered_as", "left_as"
    ):
        if person not in gone:
            places[person].append(tuple(place))
    stages: dict[int, list[Stay]] = defaultdict(list)
    for person, *stay in stays.order_by("starts_on").values_list(
        "person", "stage", "starts_on", "ends_on", "left_as"
    ):
        stages[person].append(tuple(stay))
    return _table(places, stages, start, end)


def _table(
    places: Mapping[int, list[Place]], stages: Mapping[int, list[Stay]], start: date, end: date
) -> Changes:
    opening = closing = 0
    found: list[Change] = []
    for person, own in places.items():
        held = stages.get(person, [])
        if len(own) == len(held) == 1 and _is_settled(own[0], held[0], start):
            opening, closing = opening + 1, closing + 1
            continue
        spans = list(_joined(_spans(own, held)))
        opening += any(s < start and (e is None or e >= start - ONE_DAY) for s, e, _, _ in spans)
        closing += any(s <= end and (e is None or e >= end) for s, e, _, _ in spans)
        found += _moves(person, spans, held, start, end)
    return Changes(
        start, end, opening, closing, tuple(sorted(found, key=lambda c: (c.on, c.person)))
    )


def _is_settled(place: Place, stay: Stay, start: date) -> bool:
    """Whether somebody was a member of one branch before the period and is so still: most people."""
    return place[0] < start and stay[1] < start and place[1] is None and stay[2] is None


def _spans(places: Iterable[Place], stages: Iterable[Stay]) -> Iterator[Span]:
    """Where branch and standing hold together: `(from, to, how in, how out)`, in order."""
    known = list(stages)
    first = min((s for _, s, _, _ in known), default=None)
    parts: list[Span] = []
    for place_from, place_to, entered_as, left_as in places:
        for _, start, end, ended_as in known:
            since = max(start, place_from)
            until = min((d for d in (end, place_to) if d is not None), default=None)
            if until is not None and until < since:
                continue
            # Membership that begins or ends within the time in a branch says itself why.
            come = EnteredAs.RESTORED if start > place_from else entered_as
            alone = end is not None and (place_to is None or end < place_to)
            gone = ended_as if alone else left_as
            parts.append((since, until, "developed" if since == first else come, gone))
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
    stages: list[Stay],
    start: date,
    end: date,
) -> Iterator[Change]:
    for since, until, how, gone in spans:
        if start <= since <= end:
            yield Change(person, _gain(how), since)
        if until is not None and start <= until + ONE_DAY <= end:
            yield Change(person, _loss(gone), until + ONE_DAY)
    probation: date | None = None
    for stage, first, _, _ in stages:
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
