"""What the engine answers: a verdict on one duty of one subject in one window, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from . import explain
from .facts import OwnFacts
from .interval import Interval
from .judging import Outcome, Trace, counted_outcome, trace
from .records import Fact, Subject
from .regulation import Citation, DutyEdition, Rule
from .slots import Slot


class Verdict(StrEnum):
    """The nine answers; never a bare yes or no."""

    NOT_YET = "not_yet"
    DUE = "due"
    DUE_SOON = "due_soon"
    MET = "met"
    MET_LATE = "met_late"
    OVERDUE = "overdue"
    WAIVED = "waived"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_TELL = "cannot_tell"

    @property
    def label(self) -> str:
        """The Chinese word on the chip."""
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self in (Verdict.DUE, Verdict.DUE_SOON, Verdict.OVERDUE, Verdict.CANNOT_TELL)

    @property
    def is_done(self) -> bool:
        """Whether the duty was met, in time or late."""
        return self in (Verdict.MET, Verdict.MET_LATE)


_LABELS = {
    Verdict.NOT_YET: "未到期",
    Verdict.DUE: "待办",
    Verdict.DUE_SOON: "临期",
    Verdict.MET: "已完成",
    Verdict.MET_LATE: "逾期完成",
    Verdict.OVERDUE: "逾期",
    Verdict.WAIVED: "免除",
    Verdict.NOT_APPLICABLE: "不适用",
    Verdict.CANNOT_TELL: "待核",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact that was looked at but not counted, and why, as a Chinese clause naming its day.

    `clause` is what follows the day, so that several days with one reason can be named together.
    """

    fact: Fact
    why: str
    clause: str = ""


class Looking(Protocol):
    """What a run knows that the words of its findings need."""

    as_of: date
    labels: Mapping[str, str]

    def look(self, finding: Finding) -> tuple[Seen, ...]:
        """The facts seen and not counted."""
        ...


@dataclass(slots=True, eq=False)
class Charge:
    """One duty of one subject in one run: what the findings of all its windows share."""

    rule: Rule
    edition: DutyEdition
    subject: Subject
    run: Looking
    own: OwnFacts


Judged = tuple[tuple[Fact, ...], Outcome | None]
"""The facts counted and the outcome of the check; no outcome where no check was reached."""
UNREACHED: Judged = ((), None)


class Finding:
    """The judgement of one duty of one subject in one window.

    `window` is the calendar window, also when the subject existed for part of it only.
    `because` says in Chinese why the verdict is 不适用, 免除 or 待核. A plain count is kept as the
    span of its facts; facts, outcome, explanation and trace are made when asked for.
    """

    __slots__ = ("_charge", "_first", "_judged", "_last", "_slot", "because", "verdict")

    def __init__(
        self,
        charge: Charge,
        slot: Slot,
        verdict: Verdict,
        because: str,
        judged: Judged | None,
        first: int = 0,
        last: int = 0,
    ) -> None:
        self._charge = charge
        self._slot = slot
        self.verdict = verdict
        self.because = because
        self._judged = judged
        self._first = first
        self._last = last

    def waived(self, because: str) -> Finding:
        """The same judgement, not asked for any more."""
        return Finding(
            self._charge, self._slot, Verdict.WAIVED, because, self._judged, self._first, self._last
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Finding) and self._plainly() == other._plainly()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{self.rule.key} {self.subject.key} {self.window.start} {self.verdict.value}>"

    def _plainly(self) -> tuple[object, ...]:
        return (
            self.rule, self.edition, self.subject, self.window, self.deadline, self.verdict,
            self.counted, self.seen, self.needed, self.as_of, self.because, self.provisional,
        )  # fmt: skip

    @property
    def rule(self) -> Rule:
        """The duty judged."""
        return self._charge.rule

    @property
    def edition(self) -> DutyEdition:
        """The wording it was judged by."""
        return self._charge.edition

    @property
    def subject(self) -> Subject:
        """Who owes it."""
        return self._charge.subject

    @property
    def window(self) -> Interval:
        """The days in which it has to be done."""
        return self._slot.window

    @property
    def as_of(self) -> date:
        """The day of the judgement."""
        return self._charge.run.as_of

    @property
    def kinds(self) -> Mapping[str, str]:
        """Kinds of fact in Chinese."""
        return self._charge.run.labels

    @property
    def own(self) -> OwnFacts:
        """The subject's facts of the kinds that could count."""
        return self._charge.own

    @property
    def slot(self) -> Slot:
        """The window with its days."""
        return self._slot

    @property
    def counted(self) -> tuple[Fact, ...]:
        """The facts that count, in order of day."""
        if self._judged is not None:
            return self._judged[0]
        return tuple(self._charge.own.facts[self._first : self._last])

    @property
    def outcome(self) -> Outcome | None:
        """The check's answer with its numbers; None where no check was reached."""
        if self._judged is not None:
            return self._judged[1]
        times = self.edition.check.times  # type: ignore[union-attr]
        return counted_outcome(times, self._last - self._first)

    @property
    def deadline(self) -> date | None:
        """The last day; None for a duty without number and day."""
        if self.edition.is_qualitative:
            return None
        outcome = self.outcome
        return (outcome.deadline if outcome else None) or self._slot.deadline

    @property
    def needed(self) -> int:
        """How many are asked for."""
        outcome = self.outcome
        return outcome.needed if outcome else self.edition.times

    @property
    def provisional(self) -> bool:
        """Whether it rests on working days of a year that is not announced."""
        outcome = self.outcome
        return bool(outcome and outcome.provisional)

    @property
    def seen(self) -> tuple[Seen, ...]:
        """The facts looked at but not counted, while something is still open."""
        if not self.verdict.is_open or self.outcome is None:
            return ()
        return self._charge.run.look(self)

    @property
    def citation(self) -> Citation:
        """The place in the regulation or plan this was judged by."""
        return self.edition.cite

    @property
    def key(self) -> tuple[str, str, date]:
        """Rule, subject and first day of the window: at most one finding has it."""
        return (self.rule.key, self.subject.key, self.window.start or date.min)

    @property
    def window_label(self) -> str:
        """一季度, 3月, 上半年, 2020年; with the year where the reader would ask for it."""
        return explain.window_label(self)

    @property
    def reason(self) -> str:
        """One short sentence for a list row."""
        return explain.reason(self)

    @property
    def explanation(self) -> str:
        """Two or three sentences: where it stands, what it rests on, what to mind."""
        return explain.explanation(self)

    @property
    def trace(self) -> Trace | None:
        """The tree of checks with what was asked and found; None where no check was reached."""
        if self.outcome is None:
            return None
        return trace(self.edition.check, self.outcome)

    def as_dict(self) -> dict[str, object]:
        """The whole judgement as JSON-ready values; dates ISO, facts by reference."""
        tree = self.trace
        return {
            "rule": self.rule.key,
            "title": self.rule.title,
            "severity": self.rule.severity.value,
            "subject": self.subject.key,
            "subject_name": self.subject.name,
            "window": [_iso(self.window.start), _iso(self.window.end)],
            "window_label": self.window_label,
            "deadline": _iso(self.deadline),
            "verdict": self.verdict.value,
            "label": self.verdict.label,
            "needed": self.needed,
            "counted": [_fact(fact) for fact in self.counted],
            "seen": [{**_fact(item.fact), "why": item.why} for item in self.seen],
            "citation": self.citation.label,
            "confidence": self.citation.confidence.value,
            "edition_from": _iso(self.edition.in_force.start),
            "as_of": _iso(self.as_of),
            "provisional": self.provisional,
            "reason": self.reason,
            "explanation": self.explanation,
            "trace": None if tree is None else tree.as_dict(),
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _fact(fact: Fact) -> dict[str, object]:
    return {"ref": fact.ref, "kind": fact.kind, "on": fact.on.isoformat(), "label": fact.label}
