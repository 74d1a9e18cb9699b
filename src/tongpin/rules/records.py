"""What the engine is told about the world: subjects, dated facts and recorded waivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from .interval import ALWAYS, Dated, Interval

State = Literal["recorded", "draft", "withdrawn"]
STATES: tuple[State, ...] = ("recorded", "draft", "withdrawn")


@dataclass(frozen=True, slots=True)
class Subject:
    """Who may owe something: a Party organisation ("unit:12") or a person ("person:9").

    `attributes` maps a name to its dated values: full_members, members, groups (int), committee,
    leading_team, cadre (bool), people (tuple of person keys). A name that is absent, or that has
    no value on the day asked, is unknown, and what depends on it is 待核, never guessed.
    """

    key: str
    kind: str
    name: str
    unit_type: str = ""
    exists: Interval = ALWAYS
    attributes: Mapping[str, tuple[Dated[object], ...]] = field(default_factory=dict)

    def value_on(self, attribute: str, day: date) -> object | None:
        """The attribute's value on a day, or None when it is unknown."""
        for dated in self.attributes.get(attribute, ()):
            if day in dated.interval:
                return dated.value
        return None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened on one day, as its ledger recorded it.

    `subject` is the key of the subject it counts for. One gathering that serves several purposes
    gives several facts with the same `ref`. `tags`: "person:9" for those who took part,
    "duty:<rule key>" for a progress record, "for:2019" / "for:2019-Q4" / "for:2019-12" when it
    makes up for an earlier window. `values`: entitled 应到, present 实到, hours, done …; None
    means not filled in. `withdrawn_on`: the day from which a record, until then good, no longer
    counts; a judgement as of an earlier day still sees it as it stood.
    """

    kind: str
    subject: str
    on: date
    recorded_on: date | None = None
    ref: str = ""
    label: str = ""
    tags: frozenset[str] = frozenset()
    values: Mapping[str, int | None] = field(default_factory=dict)
    state: State = "recorded"
    withdrawn_on: date | None = None

    def as_it_stood(self, day: date) -> Fact:
        """The fact as it was known on a day: what was withdrawn later was still good then."""
        if self.state == "withdrawn" and self.withdrawn_on is not None and day < self.withdrawn_on:
            return replace(self, state="recorded")
        return self


@dataclass(frozen=True, slots=True)
class Waiver:
    """A recorded decision that one duty is not required of one subject in one window."""

    rule_key: str
    subject: str
    window: Interval
    reason: str
    decided_by: str
    decided_on: date
