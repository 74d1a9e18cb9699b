"""An index of facts: what one subject did, of which kinds, in which window."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from .interval import Interval, Period, closed
from .records import STATES, Fact
from .regulation import PROGRESS, DutyEdition

FOR = "for:"
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
    """The facts of one subject that one duty edition could count, in order of day."""

    __slots__ = ("_days", "_facts", "_moved")

    def __init__(self, facts: Iterable[Fact], every: Period | None) -> None:
        shape = _LABEL_SHAPES.get(every or Period.YEAR, _LABEL_SHAPES[Period.YEAR])
        self._facts: list[Fact] = []
        self._moved: dict[str, list[Fact]] = {}
        for fact in sorted(facts, key=_order):
            targets = [
                tag
                for tag in fact.tags
                if tag.startswith(FOR) and shape.fullmatch(tag, len(FOR)) is not None
            ]
            for tag in targets:
                self._moved.setdefault(tag, []).append(fact)
            if not targets:
                self._facts.append(fact)
        self._days = [fact.on for fact in self._facts]

    def between(self, first: date, last: date) -> list[Fact]:
        """The facts from the first to the last day, both included."""
        return self._facts[bisect_left(self._days, first) : bisect_right(self._days, last)]

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

    __slots__ = ("_by_kind",)

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._by_kind: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        for fact in facts:
            self._by_kind[fact.subject, fact.kind].append(fact)

    def of(self, subject: str, kinds: Iterable[str]) -> list[Fact]:
        """The subject's facts of any of the kinds, in no particular order."""
        return [fact for kind in kinds for fact in self._by_kind.get((subject, kind), ())]

    def own(self, subject: str, rule_key: str, edition: DutyEdition) -> OwnFacts:
        """The subject's facts that the edition could count.

        A progress record counts only for the duty that it names.
        """
        facts = self.of(subject, dict.fromkeys(k for k in edition.fact_kinds if k != PROGRESS))
        if edition.accepts_progress:
            tag = f"duty:{rule_key}"
            facts += [fact for fact in self.of(subject, (PROGRESS,)) if tag in fact.tags]
        return OwnFacts(facts, edition.every) if facts else _NOTHING
