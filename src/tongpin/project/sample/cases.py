"""The sample year's procedures and letters: some done, one behind, one with a step that was skipped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.casework.actions import Happening, close_case, open_case, record_step
from tongpin.casework.models import Case
from tongpin.ledgers.opinions.actions import answer, assign, collect, drop
from tongpin.ledgers.opinions.models import Opinion
from tongpin.org.models import Unit

Steps = tuple[tuple[str, tuple[int, int], dict[str, Any]], ...]

# (unit, procedure, title, steps as (key, (month, day), values), whether it is closed)
CASES: tuple[tuple[str, str, str, Steps, bool], ...] = (
    (
        "SW01", "demonstration", "机关一支部示范支部创建",
        (("mobilised", (4, 10), {}), ("benchmarked", (8, 20), {})), False,
    ),
)  # fmt: skip
LETTERS = (
    ("SW", "suggestion", "建议把下乡巡堤的值班表提前一周公布，方便安排家里的事。", (6, 15)),
    ("SW01", "conduct", "希望机关会议再短一些，材料能少则少。", (9, 3)),
    ("SW", "organisation", "离退休支部的同志行动不便，建议送学上门。", (9, 16)),
)


def fill(actor: Actor, units: Mapping[str, Unit]) -> None:
    """Enter the cases step by step on their days, then the letters."""
    for code, procedure, title, steps, closed in CASES:
        _case(actor, units[code], procedure, title, steps, closed)
    for code, category, content, (month, day) in LETTERS:
        with on_day(date(2020, month, day)):
            drop(unit=units[code], category=category, content=content)
    with on_day(date(2020, 9, 18)):
        collect(actor)
        first = Opinion.objects.filter(category="suggestion").select_related("unit").get()
        first = assign(
            actor, unit=first.unit, opinion=first, version=first.version, to=first.unit,
            handler="周主任", due_on=date(2020, 9, 30),
        )  # fmt: skip
        answer(
            actor, unit=first.unit, opinion=first, version=first.version, is_published=True,
            words="已商防汛办，从10月起值班表提前七天在内网公布。",
        )  # fmt: skip


def _case(actor: Actor, unit: Unit, procedure: str, title: str, steps: Steps, closed: bool) -> Case:
    days = [date(2020, *day) for _, day, _ in steps]
    with on_day(min(days)):
        row = open_case(actor, unit=unit, procedure=procedure, title=title, opened_on=min(days))
    for key, day, values in sorted(steps, key=lambda step: step[1]):
        with on_day(date(2020, *day)):
            happening = Happening(key, date(2020, *day), values)
            record_step(actor, unit=unit, case=row, happening=happening)
    if closed:
        with on_day(max(days)):
            close_case(actor, unit=unit, case=row, closed_on=max(days), note="")
    return row
