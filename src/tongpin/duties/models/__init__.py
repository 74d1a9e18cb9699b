"""The tables of the hub: the year's work, and what a bureau adopts into its rulebook."""

from tongpin.duties.models.rulebook import (
    LocalRulebook,
    ParameterSetting,
    RulebookState,
    WorkdayNotice,
)
from tongpin.duties.models.work import (
    PER,
    Binds,
    Duty,
    Finding,
    FindingRef,
    JudgedYear,
    Measure,
    Plan,
    PlanState,
    Progress,
    Section,
    Waiver,
)

__all__ = [
    "PER",
    "Binds",
    "Duty",
    "Finding",
    "FindingRef",
    "JudgedYear",
    "LocalRulebook",
    "Measure",
    "ParameterSetting",
    "Plan",
    "PlanState",
    "Progress",
    "RulebookState",
    "Section",
    "Waiver",
    "WorkdayNotice",
]
