"""The rulebook's vocabulary in one place: import every type of it from here."""

from __future__ import annotations

from .checks import (
    AllOf,
    AnyOf,
    Check,
    CountAtLeast,
    CountAtMost,
    Covered,
    EachPersonAtLeast,
    RatioAtLeast,
    SumAtLeast,
    WithinDaysOf,
)
from .finding import Finding, Seen, Verdict
from .interval import ALWAYS, Dated, Interval, Period
from .judging import Trace
from .records import Fact, Subject, Waiver
from .regulation import (
    PROGRESS,
    Applicability,
    Citation,
    Condition,
    Confidence,
    DutyEdition,
    FactKind,
    Rule,
    Severity,
    Source,
)
from .workdays import Workdays

Edition = DutyEdition

__all__ = [
    "ALWAYS",
    "PROGRESS",
    "AllOf",
    "AnyOf",
    "Applicability",
    "Check",
    "Citation",
    "Condition",
    "Confidence",
    "CountAtLeast",
    "CountAtMost",
    "Covered",
    "Dated",
    "DutyEdition",
    "EachPersonAtLeast",
    "Edition",
    "Fact",
    "FactKind",
    "Finding",
    "Interval",
    "Period",
    "RatioAtLeast",
    "Rule",
    "Seen",
    "Severity",
    "Source",
    "Subject",
    "SumAtLeast",
    "Trace",
    "Verdict",
    "Waiver",
    "WithinDaysOf",
    "Workdays",
]
