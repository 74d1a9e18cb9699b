"""What the engine answers: a verdict on one duty of one subject in one window, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from . import explain
from .interval import Interval
from .judging import Outcome, Trace, trace
from .records import Fact, Subject
from .regulation import Citation, DutyEdition, Rule


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


@dataclass(frozen=True, slots=True)
class Finding:
    """The judgement of one duty of one subject in one window.

    `window` is the calendar window, also when the subject existed for part of it only.
    `because` says in Chinese why the verdict is 不适用, 免除 or 待核. `kinds` names kinds of fact
    in Chinese. Explanation and trace are made when asked for.
    """

    rule: Rule
    edition: DutyEdition
    subject: Subject
    window: Interval
    deadline: date | None
    verdict: Verdict
    counted: tuple[Fact, ...]
    seen: tuple[Seen, ...]
    needed: int
    as_of: date
    because: str = ""
    provisional: bool = False
    outcome: Outcome | None = field(default=None, compare=False)
    kinds: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

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
