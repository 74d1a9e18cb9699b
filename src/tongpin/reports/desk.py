"""What the workbench shows: the things to do with their reasons, who is behind, the next weeks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tongpin.capability import waiting
from tongpin.duties.judging import people_of
from tongpin.duties.models import Duty, Finding, Plan
from tongpin.duties.queries import GATHERING_OF, finding_url
from tongpin.life.models import Gathering
from tongpin.life.queries import attendance_of, kinds_for
from tongpin.org.access import PageContext
from tongpin.org.models import BRANCH_KINDS, Unit
from tongpin.org.queries import unit_ending
from tongpin.org.scope import Scope
from tongpin.reports import queries
from tongpin.reports.queries import Judgements
from tongpin.reports.shaping import (
    AHEAD,
    Summary,
    Tally,
    behind,
    by_unit,
    done_this_month,
    grouped_by_day,
    month_list,
    summaries,
)
from tongpin.rules.model import Verdict
from tongpin.ui.addresses import record_url

Context = dict[str, Any]
Can = Callable[[str, Unit], bool]


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a list of things to do. `act` is the one button: its word and its address."""

    finding: Finding
    unit: Unit
    person: str
    why: str
    act: tuple[str, str] | None

    @property
    def period(self) -> str:
        """一季度, with the person's name where the duty is one's own."""
        return (
            f"{self.finding.window_label} · {self.person}"
            if self.person
            else self.finding.window_label
        )


@dataclass(frozen=True, slots=True)
class Chase:
    """A unit to chase: its oldest overdue things and how many more there are."""

    unit: Unit
    tasks: list[Task]
    number: int

    @property
    def more(self) -> int:
        """How many overdue things are not listed."""
        return self.number - len(self.tasks)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with its tally."""

    unit: Unit
    tally: Tally


@dataclass(frozen=True, slots=True)
class Event:
    """A day in the calendar of the next weeks."""

    on: date
    words: str
    url: str = ""


def duties_by_key(plan: Plan | None) -> dict[str, Duty]:
    """The duties of the paper by their key."""
    return {d.key: d for d in plan.duties.all()} if plan is not None else {}


def tasks(
    rows: Iterable[Finding], units: Mapping[int, Unit], duties: Mapping[str, Duty], can: Can
) -> list[Task]:
    """The judgements as lines; the button leads to the form that answers, where it may be used."""
    rows = [r for r in rows if r.unit_id in units]
    names = people_of(rows)
    return [
        Task(
            row,
            units[row.unit_id],
            names.get(row.person_id or 0, ""),
            finding_url(row),
            answer(row, units[row.unit_id], duties.get(row.duty_key), can),
        )
        for row in rows
    ]


def answer(row: Finding, unit: Unit, duty: Duty | None, can: Can) -> tuple[str, str] | None:
    """The button that answers a judgement: a form prefilled with unit and kind, or none.

    A duty that a gathering meets opens the record of gatherings, any other one of the paper the
    note of what was done. A person's own duty has no form: it follows from attendance.
    """
    base = row.rule_key.rpartition("/")[2]
    named = duty.rules if duty is not None and len(duty.rules) == 1 else [""]
    kind = GATHERING_OF.get(base) or GATHERING_OF.get(named[0])
    if kind is not None and kind in kinds_for(unit):
        if not can("life.write", unit):
            return None
        parameters = {"unit": unit.code, "kind": kind, "fresh": 1}
        return "去登记", f"{reverse('life:new')}?{urlencode(parameters)}"
    if row.duty_key and row.person_id is None and can("duties.progress", unit):
        parameters = {"unit": unit.code, "rule": row.rule_key, "year": row.year}
        return "登记办理", f"{reverse('duties:progress')}?{urlencode(parameters)}"
    return None


def record_of(row: Finding) -> str:
    """The page of the last record that counted; empty where it has none of its own."""
    for ref in reversed(row.counted):
        url = record_url(str(ref))
        if url:
            return url
    return ""


def calendar(
    ahead: Iterable[tuple[date, str]], held: Iterable[Gathering], *, number: int = 8
) -> list[Event]:
    """The latest records and the limits ahead, in order of days."""
    past = [
        Event(g.held_on, f"{g.kind_labels}：{g.topic}", reverse("life:detail", args=[g.pk]))
        for g in held
    ]
    limits = [Event(on, _joined(words)) for on, words in grouped_by_day(ahead)[:number]]
    return sorted(past, key=lambda e: e.on) + limits


def _joined(words: list[str]) -> str:
    shown = "、".join(words[:3])
    return f"{shown}等{len(words)}项到期" if len(words) > 3 else f"{shown}到期"


def lagging(found: Iterable[Summary], *, number: int = 6) -> list[Summary]:
    """The measures with overdue windows, those with most of them first."""
    late = [s for s in found if s.tally.overdue]
    return sorted(late, key=lambda s: (-s.tally.overdue, s.tally.percent))[:number]


def unit_lines(tallies: Mapping[int, Tally], units: Iterable[Unit]) -> list[UnitLine]:
    """The units with their tallies, in the order of the units."""
    return [UnitLine(u, tallies.get(u.pk) or Tally()) for u in units]


# --------------------------------------------------------------------------- pages by reader

LISTED = 15
CHASED = 8
NAMED_UNITS = 30


def _setup(place: PageContext, unit: Unit, plan: Plan | None) -> Context:
    """What an empty bureau needs to be told next, or where a unit that ended went."""
    ended = unit_ending(unit) if unit.dissolved_on is not None else None
    return {
        "unit": unit,
        "plan": plan,
        "no_plan": plan is None,
        "ended": ended,
        "no_people": not ended and not queries.has_people(Scope(((unit.path, True),))),
        "can_import_plan": place.can("duties.write"),
        "can_import_roster": place.can("org.import"),
        "mine": waiting(place, unit),
        "as_of": place.as_of,
    }


def _own_life(place: PageContext, judgements: Judgements) -> Context:
    """A leading cadre's own taking part in both lives."""
    if place.actor.person_id is None:
        return {}
    rows = judgements.rows(person_id=place.actor.person_id)
    if not rows:
        return {}
    return {
        "own_findings": [(row, finding_url(row, place.as_of)) for row in rows],
        "own_numbers": attendance_of(place.actor.person_id, place.year),
        "own_attendances": queries.own_attendances(place.actor.person_id, place.year, number=5),
    }


def branch(place: PageContext, unit: Unit) -> Context:
    """A branch's own desk: what is to do this month, late, and done."""
    scope = Scope(((unit.path, False),))
    plan = queries.plan_of(unit, place.year)
    judgements = Judgements(scope, place.year, place.as_of)
    rows = judgements.rows(unit_ids=[unit.pk])
    todo = month_list(rows, place.as_of)
    done = done_this_month(rows, place.as_of)
    duties, units = duties_by_key(plan), {unit.pk: unit}
    held = queries.recent_gatherings(scope, place.as_of, number=3)
    tally = Tally.of(rows)
    overdue = [r for r in todo if r.verdict == Verdict.OVERDUE]
    return {
        **_setup(place, unit, plan),
        **_own_life(place, judgements),
        "tasks": tasks(todo[:LISTED], units, duties, place.can),
        "more": max(0, len(todo) - LISTED),
        "done": [(t, record_of(t.finding)) for t in tasks(done, units, duties, place.can)],
        "tally": tally,
        "waiting": sum(r.verdict != Verdict.OVERDUE for r in todo),
        "oldest": overdue[0] if overdue else None,
        "number": queries.number_of_gatherings(scope, place.year, place.as_of),
        "events": calendar(judgements.ahead(place.as_of + AHEAD), held),
        "can_write": place.can("life.write", unit),
    }


def member(place: PageContext, unit: Unit) -> Context:
    """A member's desk: the branch's life and one's own attendance."""
    scope = Scope(((unit.path, False),))
    judgements = Judgements(scope, place.year, place.as_of)
    person = place.actor.person_id
    return {
        **_setup(place, unit, queries.plan_of(unit, place.year)),
        "tally": Tally.of(judgements.rows(unit_ids=[unit.pk])),
        "held": queries.recent_gatherings(scope, place.as_of, number=8),
        "number": queries.number_of_gatherings(scope, place.year, place.as_of),
        "own_numbers": attendance_of(person, place.year) if person else None,
        "own_attendances": queries.own_attendances(person, place.year) if person else [],
        "events": calendar(judgements.ahead(place.as_of + AHEAD), []),
    }


def bureau(place: PageContext, unit: Unit, scope: Scope) -> Context:
    """The desk of who answers for several branches: whom to chase, about what, and why."""
    scope = queries.narrowed(scope, unit)
    plan = queries.plan_of(unit, place.year)
    units = {u.pk: u for u in queries.owing_units(scope, place.year)}
    judgements = Judgements(scope, place.year, place.as_of)
    counts = judgements.counts()
    tallies = by_unit(counts)
    total = Tally(sum((t.counts for t in tallies.values()), Counter()))
    groups = behind(judgements.oldest_overdue(), each=2)[:CHASED]
    chased = tasks([r for _, rows in groups for r in rows], units, {}, _never)
    own = month_list(judgements.rows(unit_ids=[unit.pk]), place.as_of)
    lines = unit_lines(tallies, units.values())
    lines.sort(key=lambda line: -line.tally.overdue)
    return {
        **_setup(place, unit, plan),
        **_own_life(place, judgements),
        "tally": total,
        "branches": sum(u.kind in BRANCH_KINDS for u in units.values()),
        "behind": sum(bool(t.overdue) for t in tallies.values()),
        "chases": _chases(groups, chased, tallies),
        "more_units": max(0, sum(bool(t.overdue) for t in tallies.values()) - len(groups)),
        "tasks": tasks(own[:LISTED], units, duties_by_key(plan), place.can),
        "more": max(0, len(own) - LISTED),
        "lagging": lagging(summaries(queries.places(plan), counts)),
        "lines": lines[:NAMED_UNITS],
        "unlisted": max(0, len(lines) - NAMED_UNITS),
        "events": calendar(judgements.ahead(place.as_of + AHEAD), []),
        "can_write": place.can("life.write", unit),
        "can_chase": place.can("duties.waive", unit),
        "can_export": place.can("reports.export", unit),
    }


def _never(permission: str, unit: Unit) -> bool:
    """Who chases does not fill in what the branch owes."""
    return False


def _chases(
    groups: list[tuple[int, list[Finding]]], found: list[Task], tallies: Mapping[int, Tally]
) -> list[Chase]:
    of_unit: dict[int, list[Task]] = defaultdict(list)
    for task in found:
        of_unit[task.unit.pk].append(task)
    return [
        Chase(of_unit[pk][0].unit, of_unit[pk], tallies[pk].overdue)
        for pk, _ in groups
        if of_unit.get(pk)
    ]


def officer(place: PageContext) -> list[dict[str, str]]:
    """The work of the three officers; nothing of it is about the Party's own affairs."""
    jobs = [
        (
            "org.accounts",
            "账号和授权",
            "建立账号、分配角色和党组织范围、停用离岗人员的账号。",
            "org:accounts",
            "管理账号授权",
        ),
        (
            "audit.view",
            "操作审计",
            "查看谁在什么时候做了什么；核验记录链是否完整、有没有被改动。",
            "audit:list",
            "看操作记录",
        ),
    ]
    found = [
        {"title": title, "words": words, "url": reverse(name), "label": label}
        for permission, title, words, name, label in jobs
        if place.can(permission)
    ]
    if not found:
        found.append(
            {
                "title": "系统运行",
                "words": "启动、升级、备份和配置检查在服务器上用 tongpin 命令完成，做法见运维手册。"
                "启动前先运行 tongpin serve --check，看设置是否安全。",
                "url": "",
                "label": "",
            }
        )
    return found
