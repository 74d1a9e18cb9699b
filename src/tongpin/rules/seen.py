"""Find the facts that a secretary may have thought would count, and say why they do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from .explain import chinese_day, noun, span_label
from .facts import FactIndex
from .finding import Seen
from .interval import Interval, closed
from .records import Fact
from .regulation import PROGRESS, DutyEdition

MOST = 5
"""At most so many facts are named for one finding."""


class Lookout:
    """Looks around one finding for facts that were not counted."""

    __slots__ = ("_as_of", "_index", "_labels")

    def __init__(self, index: FactIndex, as_of: date, labels: Mapping[str, str]) -> None:
        self._index = index
        self._as_of = as_of
        self._labels = labels

    def look(
        self,
        subject: str,
        edition: DutyEdition,
        window: Interval,
        own: Sequence[Fact],
        counted: Sequence[Fact],
    ) -> tuple[Seen, ...]:
        """The facts seen and not counted, in order of day; own kinds first when there are many."""
        if not own and not edition.related_kinds:
            return ()
        used = {(fact.ref, fact.on) for fact in counted}
        own = [fact for fact in own if fact not in counted and (fact.ref, fact.on) not in used]
        found = [
            self._seen(fact, clause) for fact in own if (clause := self._own(fact, edition, window))
        ]
        used |= {(fact.ref, fact.on) for fact in own}
        for fact in self._related(subject, edition, window):
            if (fact.ref, fact.on) not in used:
                found.append(self._seen(fact, self._other_kind(fact, edition)))
                used.add((fact.ref, fact.on))
        return tuple(sorted(found[:MOST], key=lambda seen: (seen.fact.on, seen.fact.ref, seen.why)))

    def _related(self, subject: str, edition: DutyEdition, window: Interval) -> Iterable[Fact]:
        facts = self._index.of(subject, edition.related_kinds)
        return sorted(
            (
                fact
                for fact in facts
                if fact.on in window and fact.on <= self._as_of and fact.state == "recorded"
            ),
            key=lambda fact: (fact.on, fact.ref, fact.kind),
            reverse=True,
        )

    def _seen(self, fact: Fact, clause: str) -> Seen:
        return Seen(fact, f"{chinese_day(fact.on, beside=self._as_of)}的{clause}", clause)

    def _named(self, fact: Fact) -> str:
        return self._labels.get(fact.kind) or fact.label or "记录"

    def _other_kind(self, fact: Fact, edition: DutyEdition) -> str:
        return f"{self._named(fact)}未勾选“{noun(edition, self._labels)}”"

    def _own(self, fact: Fact, edition: DutyEdition, window: Interval) -> str:
        """Why a fact of the right kind does not count; empty when it is too far to matter."""
        name = self._named(fact)
        if fact.state == "withdrawn":
            return f"{name}已撤销" if fact.on in window else ""
        if fact.on > self._as_of:
            return f"{name}尚未召开" if fact.on in window and fact.kind != PROGRESS else ""
        if fact.state == "draft":
            return f"{name}还是草稿" if fact.on in window else ""
        if fact.on not in window:
            label = span_label(edition.every, closed(window)[0])
            return f"{name}不在{label}内"
        # What was recorded in the window in time counted, unless it is progress half made.
        return f"{name}尚未标明办结"
