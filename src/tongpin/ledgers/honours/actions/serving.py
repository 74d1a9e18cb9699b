"""Volunteer service: entered by who gave it, confirmed by the branch, or taken from a gathering."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.duties.judging import refresh
from tongpin.ledgers.honours import queries
from tongpin.ledgers.honours.actions.stations import WRITE, saved, take_back, taken
from tongpin.ledgers.honours.models import Service, Station
from tongpin.ledgers.honours.models.station import DAY_MINUTES
from tongpin.ledgers.honours.queries.services import given_on
from tongpin.life.models import Gathering, State
from tongpin.org.models import Person, Unit

FULL = "这位同志当天的服务时间加起来超过24小时，请核对。"


@action("honours.serve", "登记志愿服务", permission=None)
def record_service(
    actor: Actor,
    *,
    person: Person,
    on: date,
    minutes: int,
    what: str,
    station: Station | None = None,
) -> Service:
    """Enter service: the own one, to be confirmed; or somebody else's, by who keeps the branch."""
    unit = person.home
    own = actor.person_id == person.pk
    if not (own or actor.can(WRITE, unit.path)):
        raise Forbidden
    row = Service(
        unit=unit, person=person, on=on, minutes=minutes, what=what.strip(), station=station,
        **taken(actor),
    )  # fmt: skip
    _check(row)
    if not own:
        row.confirmed_on, row.confirmed_by = site_day(), actor.name[:100]
    row.save()
    current().about(row, unit=unit, summary=queries.hours(minutes))
    _judge(row)
    return row


def _check(row: Service) -> None:
    if row.on > site_day():
        raise Refused("日期不能晚于今天。", field="on")
    if not row.what:
        raise Refused("请写明服务内容。", field="what")
    if not 0 < row.minutes <= DAY_MINUTES:
        raise Refused("服务时间应大于0，一天不超过24小时。", field="hours")
    if given_on(row.person_id, row.on) + row.minutes > DAY_MINUTES:
        raise Refused(FULL, field="hours")
    station = row.station
    if station is not None and (station.unit_id != row.unit_id or station.withdrawn_reason):
        raise Refused("只能选本支部的岗队。", field="station")


def _judge(row: Service) -> None:
    unit, on = row.unit, row.on
    transaction.on_commit(lambda: refresh(unit, on))


@action("honours.serve_at", "按组织生活登记志愿服务", permission=WRITE)
def record_gathering_service(
    actor: Actor, *, unit: Unit, gathering: Gathering, minutes: int, people: Collection[int],
    station: Station | None = None,
) -> list[Service]:  # fmt: skip
    """Service of those chosen among who was present at a gathering, confirmed at once."""
    if gathering.unit_id != unit.pk or gathering.state != State.RECORDED:
        raise Refused("只能按本党组织已经登记的组织生活登记。", field="gathering")
    present = {item.person_id: item.person for item in queries.presents(gathering)}
    if not people:
        raise Refused("请选择参加服务的同志。", field="people")
    if set(people) - present.keys():
        raise Refused("有人不在这次活动的到会名单里，请核对出席情况。", field="people")
    rows = []
    for key in sorted(set(people)):
        person = present[key]
        row = Service(
            unit=person.home, person=person, on=gathering.held_on, minutes=minutes,
            what=gathering.topic[:200], gathering=gathering, confirmed_on=site_day(),
            confirmed_by=actor.name[:100], **taken(actor),
        )  # fmt: skip
        if station is not None and station.unit_id == person.home_id:
            row.station = station
        try:
            _check(row)
            saved(row, "这次活动的服务时间已经登记过。", "people")
        except Refused as error:
            raise Refused(f"{person.name}：{error.message}", field=error.field) from error
        rows.append(row)
    current().about(gathering, unit=unit, summary=f"{len(rows)}人，每人{queries.hours(minutes)}")
    _judge(rows[0])
    return rows


def _open(service: Service, version: int) -> Service:
    rows = Service.objects.select_for_update(of=("self",)).select_related("unit", "person")
    row: Service = rows.get(pk=service.pk)
    if row.version != version:
        raise Conflict
    if row.withdrawn_reason or row.declined_reason:
        raise Refused("这条登记已经撤回或者退回。")
    row.version += 1
    return row


@action("honours.confirm_service", "确认志愿服务", permission=WRITE)
def confirm_service(actor: Actor, *, unit: Unit, service: Service, version: int) -> Service:
    """The branch confirms; nobody confirms the own service."""
    row = _open(service, version)
    if row.confirmed_on is not None:
        raise Refused("这条登记已经确认。")
    _not_own(actor, row)
    row.confirmed_on, row.confirmed_by = site_day(), actor.name[:100]
    row.save()
    current().about(row, unit=unit)
    _judge(row)
    return row


@action("honours.decline_service", "退回志愿服务", permission=WRITE)
def decline_service(
    actor: Actor, *, unit: Unit, service: Service, version: int, reason: str
) -> Service:
    """Send it back with a reason."""
    row = _open(service, version)
    if row.confirmed_on is not None:
        raise Refused("这条登记已经确认；确认有误的，请撤回。")
    _not_own(actor, row)
    if not reason.strip():
        raise Refused("请写明退回的理由。", field="reason")
    row.declined_reason = reason.strip()[:200]
    row.save()
    current().about(row, unit=unit, summary=row.declined_reason)
    return row


def _not_own(actor: Actor, row: Service) -> None:
    if actor.person_id == row.person_id:
        raise Refused("本人的服务时间请支部其他委员确认。")


@action("honours.withdraw_service", "撤回志愿服务", permission=None)
def withdraw_service(actor: Actor, *, service: Service, version: int, reason: str) -> Service:
    """By the branch at any time; by who gave it while it is not confirmed."""
    row = _open(service, version)
    keeps = actor.can(WRITE, row.unit.path)
    if not keeps and (actor.person_id != row.person_id or row.confirmed_on is not None):
        raise Forbidden
    take_back(row, reason)
    current().about(row, unit=row.unit, summary=row.withdrawn_reason)
    _judge(row)
    return row
