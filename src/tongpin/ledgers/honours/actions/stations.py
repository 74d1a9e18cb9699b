"""Posts and teams are set up, manned, do their work, are taken down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.documents.actions import attach
from tongpin.duties.judging import refresh
from tongpin.ledgers.honours import queries
from tongpin.ledgers.honours.models import Result, Station, StationActivity, StationMember, Taken
from tongpin.life.models import Gathering, State
from tongpin.org.models import Person, Unit

STATION_COLUMNS = ("kind", "name", "place", "duty", "pledge", "starts_on", "ends_on")
WRITE = "honours.write"


def taken(actor: Actor) -> dict[str, Any]:
    """Who enters a row, and on which day."""
    return {"recorded_on": site_day(), "recorded_by": actor.name[:100]}


def take_back(row: Taken, reason: str) -> None:
    """Withdraw a row with its reason."""
    if row.withdrawn_reason:
        raise Refused("这条记录已经撤回。")
    if not reason.strip():
        raise Refused("请写明撤回的理由。", field="reason")
    row.withdrawn_reason = reason.strip()[:200]
    row.save()


def saved(row: Any, words: str, field: str) -> None:
    """Save a row; what a constraint of the database forbids is told in words."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(words, field=field) from error


@action("honours.add_station", "设立岗队", permission=WRITE)
def add_station(actor: Actor, *, unit: Unit, **values: Any) -> Station:
    """Set a post or a team up; `values` are the columns of `STATION_COLUMNS`."""
    row = Station(unit=unit, **taken(actor))
    _fill(row, values)
    saved(row, SAME, "name")
    current().about(row, unit=unit, summary=f"{row.starts_on}至{row.ends_on}")
    return row


SAME = "同一天设立的同名岗队已经登记过，请打开原来的记录。"


@action("honours.revise_station", "修改岗队", permission=WRITE)
def revise_station(
    actor: Actor, *, unit: Unit, station: Station, version: int, **values: Any
) -> Station:
    """Correct what was entered, or prolong the term."""
    row = locked(station, version)
    _fill(row, values)
    saved(row, SAME, "name")
    current().about(row, unit=unit)
    return row


def _fill(row: Station, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in STATION_COLUMNS:
            raise TypeError(f"a station has no {name!r}")
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    for name, what in (("name", "名称"), ("duty", "职责任务"), ("pledge", "承诺")):
        if not getattr(row, name):
            raise Refused(f"请填写{what}。", field=name)
    if row.ends_on <= row.starts_on:
        raise Refused("期满日期应晚于设立日期，请核对。", field="ends_on")


def locked(station: Station, version: int | None = None) -> Station:
    """The row, locked, while it is neither taken down nor withdrawn."""
    rows = Station.objects.select_for_update(of=("self",)).select_related("unit")
    row: Station = rows.get(pk=station.pk)
    if version is not None and row.version != version:
        raise Conflict
    if row.withdrawn_reason or row.ended_on is not None:
        raise Refused("这个岗队已经撤下，不再登记。")
    row.version += 1
    return row


@action("honours.end_station", "撤下岗队", permission=WRITE)
def end_station(
    actor: Actor, *, unit: Unit, station: Station, version: int, on: date, reason: str
) -> Station:
    """Take a post down before or at its term; its members end with it."""
    row = locked(station, version)
    if not row.starts_on <= on <= site_day():
        raise Refused("撤下日期应在设立以后、今天以前。", field="on")
    if not reason.strip():
        raise Refused("请写明撤下的理由。", field="reason")
    row.ended_on, row.ended_reason = on, reason.strip()[:200]
    row.save()
    for member in row.members.filter(withdrawn_reason="", ends_on=None):
        member.ends_on = max(on, member.starts_on)
        member.save()
    current().about(row, unit=unit, summary=row.ended_reason)
    return row


@action("honours.withdraw_station", "撤销岗队登记", permission=WRITE)
def withdraw_station(
    actor: Actor, *, unit: Unit, station: Station, version: int, reason: str
) -> Station:
    """Entered by mistake; not once something was achieved in it."""
    row = locked(station, version)
    if row.results.filter(withdrawn_reason="").exists():
        raise Refused("已经登记了成果，不能按登记有误撤销；不再设立的，请登记撤下。")
    take_back(row, reason)
    current().about(row, unit=unit, summary=row.withdrawn_reason)
    return row


@action("honours.add_member", "岗队加入成员", permission=WRITE)
def add_member(
    actor: Actor,
    *,
    unit: Unit,
    station: Station,
    person: Person,
    starts_on: date,
    pledge: str = "",
    is_leader: bool = False,
) -> StationMember:
    """Somebody joins a post, with the own pledge; one leads it."""
    row = locked(station)
    if not row.starts_on <= starts_on <= row.ends_on:
        raise Refused("加入日期应在岗队的期限以内。", field="starts_on")
    live = row.members.filter(withdrawn_reason="", ends_on=None)
    if live.filter(person=person).exists():
        raise Refused(f"{person.name}已经在这个岗队里。", field="person")
    if is_leader and live.filter(is_leader=True).exists():
        raise Refused(
            f"已经有{row.leader_word}，请先登记原{row.leader_word}离岗。", field="is_leader"
        )
    member = StationMember(
        station=row, person=person, starts_on=starts_on, pledge=pledge.strip(),
        is_leader=is_leader, **taken(actor),
    )  # fmt: skip
    saved(member, f"{person.name}已经在这个岗队里。", "person")
    row.save()
    current().about(row, unit=unit, summary=person.name)
    return member


@action("honours.leave_station", "岗队成员离岗", permission=WRITE)
def leave_station(
    actor: Actor, *, unit: Unit, station: Station, member: StationMember, on: date
) -> StationMember:
    """Somebody leaves a post."""
    row = locked(station)
    found: StationMember = StationMember.objects.select_for_update().get(pk=member.pk, station=row)
    if found.ends_on is not None:
        raise Refused("已经登记离岗。")
    if not found.starts_on <= on <= site_day():
        raise Refused("离岗日期应在加入以后、今天以前。", field="on")
    found.ends_on = on
    found.save()
    row.save()
    current().about(row, unit=unit, summary=str(found))
    return found


@action("honours.add_activity", "关联岗队活动", permission=WRITE)
def add_activity(
    actor: Actor, *, unit: Unit, station: Station, gathering: Gathering
) -> StationActivity:
    """Cite a gathering of the unit, or one that was held together with it."""
    row = locked(station)
    own = gathering.unit_id == row.unit_id
    if gathering.state != State.RECORDED or not (
        own or gathering.joint_units.filter(unit=row.unit).exists()
    ):
        raise Refused("只能关联本党组织已经登记的组织生活。", field="gathering")
    if gathering.held_on < row.starts_on:
        raise Refused(f"这次活动在岗队设立（{row.starts_on}）以前，请核对。", field="gathering")
    item = StationActivity(station=row, gathering=gathering, **taken(actor))
    saved(item, "这次活动已经关联过了。", "gathering")
    row.save()
    current().about(row, unit=unit, summary=str(gathering)[:100])
    return item


@action("honours.drop_activity", "取消岗队活动", permission=WRITE)
def drop_activity(
    actor: Actor, *, unit: Unit, station: Station, activity: StationActivity, reason: str
) -> StationActivity:
    """Take a citation back; the gathering stays."""
    row = locked(station)
    found: StationActivity = StationActivity.objects.select_for_update().get(
        pk=activity.pk, station=row
    )
    take_back(found, reason)
    row.save()
    current().about(row, unit=unit, summary=reason.strip())
    return found


@action("honours.add_result", "登记岗队成果", permission=WRITE)
def add_result(
    actor: Actor,
    *,
    unit: Unit,
    station: Station,
    on: date,
    text: str,
    effect: str,
    gathering: Gathering | None = None,
    files: Iterable[tuple[str, bytes]] = (),
) -> Result:
    """What was done and what came of it, with its evidence."""
    row, papers = locked(station), list(files)
    if not row.starts_on <= on <= site_day():
        raise Refused("日期应在岗队设立以后、今天以前。", field="on")
    if not text.strip() or not effect.strip():
        missing = "effect" if text.strip() else "text"
        raise Refused("请写明做了什么、有什么成效。", field=missing)
    if gathering is None and not papers:
        raise Refused("请上传佐证材料，或者选择岗队的一次活动作依据。", field="papers")
    cited = {item.gathering_id for item in queries.activities(row)}
    if gathering is not None and gathering.pk not in cited:
        raise Refused("依据应是这个岗队已经关联的活动。", field="gathering")
    item = Result(
        station=row, on=on, text=text.strip(), effect=effect.strip(), gathering=gathering,
        **taken(actor),
    )  # fmt: skip
    item.save()
    row.save()
    for name, data in papers:
        attach(actor, unit=unit, owner=item.ref, name=name, data=data)
    current().about(row, unit=unit, summary=item.effect[:100])
    transaction.on_commit(lambda: refresh(row.unit, on))
    return item


@action("honours.withdraw_result", "撤回岗队成果", permission=WRITE)
def withdraw_result(
    actor: Actor, *, unit: Unit, station: Station, result: Result, reason: str
) -> Result:
    """Take a result back; it stays in the history."""
    found: Result = (
        Result.objects.select_for_update(of=("self",))
        .select_related("station__unit")
        .get(pk=result.pk, station=station)
    )
    take_back(found, reason)
    current().about(found.station, unit=unit, summary=reason.strip())
    transaction.on_commit(lambda: refresh(found.station.unit, found.on))
    return found
