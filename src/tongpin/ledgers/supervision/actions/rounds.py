"""Teams and the rounds they make."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.supervision import queries
from tongpin.ledgers.supervision.models import (
    Check,
    Checklist,
    Purpose,
    Round,
    Team,
    TeamMember,
)
from tongpin.org.models import Person, Unit


@action("supervision.form_team", "组建督查组", permission="supervision.manage")
def form_team(
    actor: Actor,
    *,
    unit: Unit,
    name: str,
    leader: Person,
    members: Sequence[Person],
    covers: Sequence[Unit],
) -> Team:
    """A team of the unit for units at or below it."""
    row = Team(unit=unit, name=name.strip())
    _fill(row, unit, leader, members, covers)
    current().about(row, unit=unit, summary=f"组长{leader}，{len(covers)}个党组织")
    return row


@action("supervision.revise_team", "调整督查组", permission="supervision.manage")
def revise_team(
    actor: Actor, *, unit: Unit, team: Team, version: int, name: str, leader: Person,
    members: Sequence[Person], covers: Sequence[Unit], is_active: bool = True,
) -> Team:  # fmt: skip
    """Other members or other units; rounds that are over keep their names in the audit."""
    row: Team = Team.objects.select_for_update().get(pk=team.pk)
    if row.version != version:
        raise Conflict
    row.version += 1
    row.name, row.is_active = name.strip(), is_active
    _fill(row, unit, leader, members, covers)
    current().about(row, unit=unit, summary=f"组长{leader}，{len(covers)}个党组织")
    return row


def _fill(
    row: Team, unit: Unit, leader: Person, members: Sequence[Person], covers: Sequence[Unit]
) -> None:
    if not row.name:
        raise Refused("请写明督查组名称。", field="name")
    if not covers:
        raise Refused("请选择督查范围。", field="covers")
    if any(not item.path.startswith(unit.path) for item in covers):
        raise Refused("督查范围只能是本党组织和它的下级。", field="covers")
    if Team.objects.filter(unit=unit, name=row.name).exclude(pk=row.pk).exists():
        raise Refused("已有同名的督查组。", field="name")
    row.save()
    row.members.all().delete()
    for person in dict.fromkeys([leader, *members]):
        TeamMember(team=row, person=person, is_leader=person == leader).save()
    row.covers.set(covers)


@action("supervision.open_round", "组织督查", permission="supervision.manage")
def open_round(
    actor: Actor,
    *,
    unit: Unit,
    team: Team,
    checklist: Checklist,
    title: str,
    starts_on: date,
    ends_on: date,
    units: Sequence[Unit] = (),
    draw: int = 0,
) -> Round:
    """Begin a round at chosen branches, or at `draw` of them drawn by lot.

    No team visits a branch that one of its members belongs to.
    """
    if not title.strip():
        raise Refused("请写明督查名称。", field="title")
    if ends_on < starts_on:
        raise Refused("结束日期早于开始日期。", field="ends_on")
    if checklist not in queries.in_use(unit, Purpose.VISIT):
        raise Refused("请选择已启用的督查清单。", field="checklist")
    if team.unit_id != unit.pk or not team.is_active:
        raise Refused("请选择本党组织在用的督查组。", field="team")
    possible = queries.candidates(team, starts_on)
    chosen, drawn = list(units), ""
    outside = [str(item) for item in chosen if item not in possible]
    if outside:
        raise Refused(
            f"{'、'.join(outside)}不在督查范围内，或者是督查组成员自己所在的支部，请另选。",
            field="units",
        )
    if draw:
        rest = [item for item in possible if item not in chosen]
        if draw > len(rest):
            raise Refused(f"可以抽取的支部只有{len(rest)}个。", field="draw")
        lot = secrets.SystemRandom().sample(rest, draw)
        drawn = f"从{len(rest)}个支部中抽取{draw}个：{'、'.join(str(item) for item in lot)}"[:200]
        chosen += lot
    if not chosen:
        raise Refused("请选择要督查的支部，或者填写抽取几个。", field="units")
    row = Round(
        unit=unit, team=team, checklist=checklist, title=title.strip(), starts_on=starts_on,
        ends_on=ends_on, drawn=drawn,
    )  # fmt: skip
    row.save()
    for item in chosen:
        Check(unit=item, round=row, checklist=checklist).save()
    current().about(row, unit=unit, summary=f"{len(chosen)}个支部")
    return row
