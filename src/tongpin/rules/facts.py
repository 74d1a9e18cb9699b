"""An index of facts: what one subject did, of which kinds, in which window."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from operator import attrgetter

from .interval import Interval, Period, closed
from .records import STATES, Fact
from .regulation import PROGRESS, DutyEdition

FOR = "for:"
_ON = attrgetter("on")
_LABEL_SHAPES = {
    Period.MONTH: re.compile(r"\d{4}-\d{2}"),
    Period.QUARTER: re.compile(r"\d{4}-Q[1-4]"),
    Period.HALF_YEAR: re.compile(r"\d{4}-H[12]"),
    Period.YEAR: re.compile(r"\d{4}"),
}


def window_tag(every: Period | None, start: date) -> str:
    """The tag of a fact that makes up for a window: for:2019-12, for:2019-Q4, for:2019."""
    match every:
        case Period.MONTH:
            return f"{FOR}{start.year:04}-{start.month:02}"
        case Period.QUARTER:
            return f"{FOR}{start.year:04}-Q{(start.month + 2) // 3}"
        case Period.HALF_YEAR:
            return f"{FOR}{start.year:04}-H{(start.month + 5) // 6}"
    return f"{FOR}{start.year:04}"


def label_shape(tag: str) -> Period | None:
    """The period whose windows a tag for:… names; None for any other tag."""
    if tag.startswith(FOR):
        for period, shape in _LABEL_SHAPES.items():
            if shape.fullmatch(tag, len(FOR)) is not None:
                return period
    return None


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Facts in the one order in which they are counted: by day, recorded ones first."""
    ordered = sorted(facts, key=_ON)
    # Days differ as a rule: only where two are the same does the rest of the order matter.
    if any(one.on == other.on for one, other in pairwise(ordered)):
        ordered.sort(key=_order)
    return ordered


def _order(fact: Fact) -> tuple[object, ...]:
    return (
        fact.on,
        STATES.index(fact.state),
        fact.ref,
        fact.kind,
        fact.label,
        sorted(fact.tags),
        sorted((key, value is None, value or 0) for key, value in fact.values.items()),
        fact.recorded_on or date.min,
    )


class OwnFacts:
    """The facts of one subject that one duty edition could count, in order of day.

    `days` holds their days, `is_plain` whether each stands for itself and the day alone decides
    where it counts, `is_moved` whether some make up for another window than that of their day.
    """

    __slots__ = ("_moved", "days", "facts", "is_moved", "is_plain")

    def __init__(self, facts: Iterable[Fact], every: Period | None) -> None:
        ordered = in_order(facts)
        self._moved: dict[str, list[Fact]] = {}
        self.is_moved = False
        is_plain = True
        before: Fact | None = None
        for fact in ordered:
            if (
                fact.state != "recorded"
                or fact.kind == PROGRESS
                or (before is not None and before.on == fact.on and before.ref == fact.ref != "")
            ):
                is_plain = False
            if fact.tags and any(tag.startswith(FOR) for tag in fact.tags):
                self.is_moved = True
            before = fact
        self.facts = self._set_aside(ordered, every) if self.is_moved else ordered
        self.is_plain = is_plain and not self.is_moved
        self.days = [fact.on for fact in self.facts]

    def _set_aside(self, ordered: Iterable[Fact], every: Period | None) -> list[Fact]:
        """Keep what makes up for a window by the window's name; the other facts."""
        shape = _LABEL_SHAPES.get(every or Period.YEAR, _LABEL_SHAPES[Period.YEAR])
        left = []
        for fact in ordered:
            targets = [
                tag
                for tag in fact.tags
                if tag.startswith(FOR) and shape.fullmatch(tag, len(FOR)) is not None
            ]
            for tag in targets:
                self._moved.setdefault(tag, []).append(fact)
            if not targets:
                left.append(fact)
        return left

    def between(self, first: date, last: date) -> list[Fact]:
        """The facts from the first to the last day, both included."""
        return self.facts[bisect_left(self.days, first) : bisect_right(self.days, last)]

    def within(self, window: Interval, every: Period | None, last: date) -> list[Fact]:
        """What belongs to a window: held in it (until `last`), or made up for it at any time."""
        start, _ = closed(window)
        own = self.between(start, last)
        moved = self._moved and self._moved.get(window_tag(every, start))
        return sorted([*own, *moved], key=_order) if moved else own


def once_each(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Facts in order, one gathering of several kinds counted once."""
    seen: set[tuple[str, date]] = set()
    result = []
    for fact in facts:
        if fact.ref:
            if (fact.ref, fact.on) in seen:
                continue
            seen.add((fact.ref, fact.on))
        result.append(fact)
    return tuple(result)


_NOTHING = OwnFacts((), None)


class FactIndex:
    """All facts by subject and kind."""

    __slots__ = ("_by_kind", "_own", "_subject")

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._by_kind: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in facts:
            self._by_kind[fact.subject, fact.kind].append(fact)
        # Rules that count the same kinds share what was gathered for the subject at hand.
        self._subject = ""
        self._own: dict[tuple[tuple[str, ...], Period | None], OwnFacts] = {}

    def of(self, subject: str, kinds: Iterable[str]) -> list[Fact]:
        """The subject's facts of any of the kinds, in no particular order."""
        return [fact for kind in kinds for fact in self._by_kind.get((subject, kind), ())]

    def own(self, subject: str, rule_key: str, edition: DutyEdition) -> OwnFacts:
        """The subject's facts that the edition could count.

        A progress record counts only for the duty that it names.
        """
        if edition.accepts_progress:
            facts = self.of(subject, dict.fromkeys(k for k in edition.fact_kinds if k != PROGRESS))
            tag = f"duty:{rule_key}"
            facts += [fact for fact in self.of(subject, (PROGRESS,)) if tag in fact.tags]
            return OwnFacts(facts, edition.every) if facts else _NOTHING
        if subject != self._subject:
            self._subject, self._own = subject, {}
        kinds = edition.fact_kinds
        found = self._own.get((kinds, None)) or self._own.get((kinds, edition.every))
        if found is None:
            facts = self.of(subject, [kind for kind in kinds if kind != PROGRESS])
            found = OwnFacts(facts, edition.every) if facts else _NOTHING
            # What makes up for other windows is set aside by the windows of one period.
            self._own[kinds, edition.every if found.is_moved else None] = found
        return found
