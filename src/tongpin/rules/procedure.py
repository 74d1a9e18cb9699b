"""A procedure as data: ordered steps with actor, papers and gates, each gate a dated article.

A gate never holds a number: it names the parameter that does, so that the edition in force on the
day of the step decides (2014 or 2026 《发展党员工作细则》), and the sentence can cite its article.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

HIGHER = "上级党组织"
"""Who may allow a deviation where a procedure names nobody."""


class StepVerdict(StrEnum):
    """What can be said of one rule at one step."""

    OK = "ok"
    WARN = "warn"
    BREACH = "breach"
    PENDING = "pending"
    CANNOT_TELL = "cannot_tell"

    @property
    def label(self) -> str:
        """The Chinese word of a chip."""
        return _LABELS[self]


_LABELS = {
    StepVerdict.OK: "符合",
    StepVerdict.WARN: "提醒",
    StepVerdict.BREACH: "不符合",
    StepVerdict.PENDING: "未到期",
    StepVerdict.CANNOT_TELL: "待核",
}
WORST_FIRST = (
    StepVerdict.BREACH,
    StepVerdict.WARN,
    StepVerdict.CANNOT_TELL,
    StepVerdict.PENDING,
    StepVerdict.OK,
)


class GateKind(StrEnum):
    """The closed vocabulary of gates; a rule that does not fit gets a new one with its test."""

    WITHIN = "within"
    """Not later than an interval after another day."""
    NOT_BEFORE = "not_before"
    """Not earlier than an interval after another day."""
    AHEAD = "ahead"
    """At least an interval before another day."""
    AGE = "age"
    """Not before a birthday."""
    EVERY = "every"
    """Again and again, no gap longer than an interval."""
    WORKDAYS = "workdays"
    """On for at least so many working days, the first and the last counted."""
    COUNT = "count"
    """So many persons."""
    AMOUNT = "amount"
    """Enough of any one of several measures (days or hours)."""
    SHARE = "share"
    """A part not above a share of a whole."""
    AFTER = "after"
    """Another step done before."""
    VOTE = "vote"
    """Quorum and majority of a meeting."""
    SECRET = "secret"  # noqa: S105 - a ballot, not a password
    """A secret ballot."""
    DECISION = "decision"
    """One of three ways to decide on a probation that ends."""
    TOLD = "told"
    """Something the record must say."""
    NEVER = "never"
    """Something that must not be."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition of a step; `rule` is the parameter with the numbers and the article.

    `of`: the step or derived day it is measured from. `name`: the value
    of the event that TOLD, NEVER, SHARE read (`whole` is the share's whole). `words`: what it asks,
    in words. `meeting`: the kind of VOTE, `otherwise` the one that applies where `name` is true.
    `unless`: a decision with which the gate is not asked. `is_firm`: nobody may allow a deviation.
    """

    kind: GateKind
    rule: str
    of: str = ""
    name: str = ""
    whole: str = ""
    words: str = ""
    meeting: str = ""
    otherwise: str = ""
    unless: str = ""
    is_firm: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `number` is its number in the usual flow chart, `stage` what a person is once it is done.

    `after` are the steps that come before it, `until` the step that closes it. `rule` and `edition_of`: the step is asked for where
    that parameter is in force on the day of that other step. `again_on`: the decision after which
    the step is taken once more. `deviation`: who may allow one, "" where the procedure says it.
    `comes_by_itself`: a day that falls due, such as the end of a term, before which others may be done.
    """

    key: str
    title: str
    actor: str
    number: int | None = None
    papers: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    gates: tuple[Gate, ...] = ()
    stage: str = ""
    is_optional: bool = False
    is_repeated: bool = False
    rule: str = ""
    edition_of: str = ""
    until: str = ""
    again_on: str = ""
    deviation: str = ""
    comes_by_itself: bool = False


@dataclass(frozen=True, slots=True)
class DerivedDay:
    """A day that follows from a step: `of` plus the interval of `add`, longer by what `extend` decides."""

    key: str
    title: str
    of: str
    add: str
    extend: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure under a stable key, its steps in order.

    `about` is unit or person; `units` the types of unit it is for (none: any). A confidential one is
    shown to those who need to know only. `deviation` is the organisation that may allow one.
    """

    key: str
    title: str
    steps: tuple[Step, ...]
    days: tuple[DerivedDay, ...] = ()
    note: str = ""
    about: str = "unit"
    units: tuple[str, ...] = ()
    is_confidential: bool = False
    deviation: str = HIGHER
    by_key: Mapping[str, Step] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {step.key: step for step in self.steps})

    def deviation_of(self, step: Step) -> str:
        """Who may allow a deviation at a step."""
        return step.deviation or self.deviation

    def title_of(self, name: str) -> str:
        """The title of a step or of a derived day."""
        step = self.by_key.get(name)
        if step is not None:
            return step.title
        return next((day.title for day in self.days if day.key == name), name)


@dataclass(frozen=True, slots=True)
class Event:
    """A step as it happened: its day and what the record says of it.

    Values: `to` (last day of publicity), `count`, `days`, `hours`, `vote` (a mapping: entitled,
    present, yes, written_yes, secret …), `decision`, `months`, `reason`, and the names gates ask for;
    `deviation` {approver, reason} is an override that somebody with the power granted.
    """

    step: str
    on: date
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One rule at one step: the verdict and the sentence that says why."""

    step: str
    rule: str
    verdict: StepVerdict
    message: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that may be taken now: not before `earliest`, not after `latest` (None: no limit)."""

    step: str
    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a case stands: done steps, what comes next, what was skipped, what each rule says.

    `limits` are the last days of steps not done, also of those that may not be taken yet.
    """

    stage: str
    done: tuple[str, ...]
    judgements: tuple[Judgement, ...]
    next: tuple[NextStep, ...]
    missing: tuple[str, ...]
    days: Mapping[str, date | None]
    limits: Mapping[str, date] = field(default_factory=dict)
