"""What a gate of a step is judged by, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .course import Course
from .parameters import Article
from .procedure import Event, Gate, Step, StepVerdict
from .regulation import Severity

OK, WARN, BREACH = StepVerdict.OK, StepVerdict.WARN, StepVerdict.BREACH
PENDING, UNKNOWN = StepVerdict.PENDING, StepVerdict.CANNOT_TELL


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a gate says: the verdict, the words after the requirement, the days it allows."""

    verdict: StepVerdict
    words: str
    earliest: date | None = None
    latest: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One gate with all it is judged by."""

    gate: Gate
    step: Step
    event: Event | None
    article: Article
    course: Course

    @property
    def broken(self) -> StepVerdict:
        """What a violation counts as: a breach, or a warning where the wording is 一般."""
        return BREACH if self.article.severity is Severity.HARD else WARN

    def value(self, name: str) -> object:
        """What the event's record says under a name, or None."""
        return self.event.values.get(name) if self.event else None

    @property
    def of_title(self) -> str:
        """The title of the step or day it is measured from."""
        return self.course.procedure.title_of(self.gate.of)
