"""Whom a duty binds, guessed from its words for the wizard and resolved to subjects for the engine."""

from __future__ import annotations

from collections.abc import Iterable

from tongpin.duties.models import Binds, Duty, Plan
from tongpin.org.models import BRANCH_KINDS, Unit, UnitKind

COMMITTEE_KINDS = (UnitKind.PARTY_COMMITTEE, UnitKind.PARTY_GROUP, UnitKind.ORGAN_COMMITTEE)
# Kinds whose owner is the bureau where the words name nobody.
COMMITTEE_DUTIES = frozenset(
    "theory_study democratic_life_meeting major_decision ideology standardization honour exam "
    "supervision inspection_rectification publicity".split()
)
BRANCH_WORDS = ("支部", "党小组", "支委", "组织委员", "党员")
COMMITTEE_WORDS = (
    "党委", "党组", "中心组", "班子", "督查组", "党办", "办公室", "纪检", "监察", "局", "科", "处", "组织部",
)  # fmt: skip


def guess(responsible: str, kind: str, rules: Iterable[str]) -> Binds:
    """Whom the matched rule is about; else whom the words name; else whom the kind is about.

    A rule of the branches binds branches even where the bureau is named as the one to see to it:
    局党委和党支部召开好民主生活会和组织生活会.
    """
    keys = list(rules)
    if keys:
        if all(k.startswith("branch.") for k in keys):
            return Binds.BRANCHES
        if all(k.startswith("committee.") for k in keys):
            return Binds.COMMITTEE
    if "和各" in responsible or ("党委" in responsible and "支部" in responsible):
        return Binds.EVERYBODY
    if any(w in responsible for w in BRANCH_WORDS):
        return Binds.BRANCHES
    if keys or any(w in responsible for w in COMMITTEE_WORDS):
        return Binds.COMMITTEE
    return Binds.COMMITTEE if kind in COMMITTEE_DUTIES else Binds.BRANCHES


def bound_units(duty: Duty, plan: Plan, units: Iterable[Unit]) -> list[Unit]:
    """Those of the units that the duty binds: below the plan's unit and of the bound type."""
    below = [u for u in units if u.path.startswith(plan.unit.path)]
    if duty.binds == Binds.SELECTED:
        chosen = {u.pk for u in duty.units.all()}
        return [u for u in below if u.pk in chosen]
    if duty.binds == Binds.BRANCHES:
        return [u for u in below if u.kind in BRANCH_KINDS]
    if duty.binds == Binds.COMMITTEE:
        return [u for u in below if u.pk == plan.unit_id or u.kind in COMMITTEE_KINDS]
    return [u for u in below if u.kind in BRANCH_KINDS or u.kind in COMMITTEE_KINDS]
