"""Writes on personal files: circumstances, training, and changes that members ask for."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.org.actions.naming import index_names
from tongpin.org.actions.people import NUMBERS, fill
from tongpin.org.actions.privacy import SEALED
from tongpin.org.models import (
    ChangeRequest,
    Circumstance,
    Person,
    RequestState,
    Reward,
    Training,
    Unit,
)
from tongpin.org.vocabulary import ASKED, FILE_LABELS

DATES = frozenset({"work_started_on"})


@action("org.add_circumstance", "登记个人情况", permission="org.private")
def add_circumstance(
    actor: Actor,
    *,
    unit: Unit,
    person: Person,
    kind: str,
    starts_on: date,
    ends_on: date | None = None,
    note: str = "",
) -> Circumstance:
    """Note a circumstance that holds from a day; one of each kind at a time."""
    if ends_on is not None and ends_on < starts_on:
        raise Refused("终止日期不能早于起始日期。", field="ends_on")
    open_one = person.circumstances.filter(kind=kind, ends_on=None, withdrawn_reason="").first()
    if open_one is not None and ends_on is None:
        raise Refused(
            f"自 {open_one.starts_on} 起的“{open_one.get_kind_display()}”还没有终止，"
            "请先填写它的终止日期。",
            field="kind",
        )
    row = Circumstance(person=person, kind=kind, starts_on=starts_on, ends_on=ends_on, note=note)
    row.save()
    # About the row, not the person: whoever reads the person's history need not know of it.
    current().about(row, unit=unit)
    return row


@action("org.end_circumstance", "终止个人情况", permission="org.private")
def end_circumstance(actor: Actor, *, unit: Unit, row: Circumstance, on: date) -> Circumstance:
    """The circumstance held until the day."""
    fresh: Circumstance = Circumstance.objects.select_for_update().get(pk=row.pk)
    if fresh.withdrawn_reason or fresh.ends_on is not None:
        raise Conflict("这条情况已经终止或者撤回。")
    if on < fresh.starts_on:
        raise Refused(f"终止日期不能早于起始日期 {fresh.starts_on}。", field="on")
    fresh.ends_on = on
    fresh.save()
    current().about(fresh, unit=unit)
    return fresh


@action("org.add_training", "登记培训", permission="org.write")
def add_training(
    actor: Actor,
    *,
    unit: Unit,
    person: Person,
    title: str,
    level: str,
    starts_on: date,
    ends_on: date,
    hours: int,
    organiser: str = "",
    is_concentrated: bool = False,
) -> Training:
    """Note a course that somebody attended."""
    if ends_on < starts_on:
        raise Refused("结束日期不能早于开始日期。", field="ends_on")
    if ends_on > site_day():
        raise Refused("培训结束以后再登记。", field="ends_on")
    if not 1 <= hours <= 1000:
        raise Refused("学时须在 1 至 1000 之间。", field="hours")
    row = Training(
        person=person, title=title, level=level, starts_on=starts_on, ends_on=ends_on, hours=hours,
        organiser=organiser, is_concentrated=is_concentrated, recorded_on=site_day(),
        recorded_by=actor.name[:100],
    )  # fmt: skip
    row.save()
    current().about(person, unit=unit, summary=f"{title}，{hours}学时")
    return row


@action("org.withdraw_training", "撤回培训记录", permission="org.write")
def withdraw_training(actor: Actor, *, unit: Unit, row: Training, reason: str) -> Training:
    """Take back a course that was entered wrongly."""
    fresh: Training = Training.objects.select_for_update().get(pk=row.pk)
    if fresh.withdrawn_reason:
        raise Conflict("这条培训记录已经撤回。")
    fresh.withdrawn_reason = reason
    fresh.save()
    current().about(fresh.person, unit=unit, summary=f"{fresh.title}：{reason}")
    return fresh


@action("org.add_reward", "登记奖励", permission="org.write")
def add_reward(
    actor: Actor,
    *,
    unit: Unit,
    person: Person,
    title: str,
    granted_by: str,
    granted_on: date,
    number: str = "",
) -> Reward:
    """Note a commendation, once."""
    if granted_on > site_day():
        raise Refused("授予日期不能晚于今天。", field="granted_on")
    if person.born_on and granted_on <= person.born_on:
        raise Refused("授予日期早于出生日期，请核对。", field="granted_on")
    if person.rewards.filter(title=title, granted_on=granted_on, withdrawn_reason="").exists():
        raise Refused("这项奖励已经登记过。", field="title")
    row = Reward(
        person=person, title=title, granted_by=granted_by, granted_on=granted_on, number=number,
        recorded_on=site_day(), recorded_by=actor.name[:100],
    )  # fmt: skip
    row.save()
    current().about(person, unit=unit, summary=title)
    return row


@action("org.withdraw_reward", "撤回奖励记录", permission="org.write")
def withdraw_reward(actor: Actor, *, unit: Unit, row: Reward, reason: str) -> Reward:
    """Take back a commendation that was entered wrongly."""
    fresh: Reward = Reward.objects.select_for_update().get(pk=row.pk)
    if fresh.withdrawn_reason:
        raise Conflict("这条奖励记录已经撤回。")
    fresh.withdrawn_reason = reason
    fresh.save()
    current().about(fresh.person, unit=unit, summary=f"{fresh.title}：{reason}"[:300])
    return fresh


# ---------------------------------------------------------------- asked for by the member


@action("org.reveal_own", "查看本人完整信息", permission=None)
def reveal_own(actor: Actor, *, person: Person) -> dict[str, str]:
    """One's own numbers and address in full."""
    _own(actor, person)
    current().about(person, unit=person.home, summary="本人查看")
    return {name: getattr(person, name) for name in SEALED}


@action("org.ask_change", "申请变更本人信息", permission=None)
def ask_change(
    actor: Actor, *, person: Person, wanted: dict[str, Any], reason: str = ""
) -> ChangeRequest:
    """Ask for changes in one's own file, `{field: new value}`; nothing changes before the branch agrees."""
    _own(actor, person)
    if person.change_requests.filter(state=RequestState.WAITING).exists():
        raise Refused("您有一份申请正在等待支部确认，办结或者撤回后再提新的。")
    changes = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in wanted.items()
        if name in ASKED and value not in ("", None) and value != getattr(person, name)
    }
    if not changes:
        raise Refused("没有需要变更的内容：填写的与现有登记相同。")
    _try(person, changes)
    row = ChangeRequest(
        person=person, wanted=json.dumps(changes, ensure_ascii=False), reason=reason,
        made_on=site_day(),
    )  # fmt: skip
    row.save()
    current().about(person, unit=person.home, summary=_names(changes))
    return row


@action("org.withdraw_request", "撤回信息变更申请", permission=None)
def withdraw_request(actor: Actor, *, request: ChangeRequest) -> ChangeRequest:
    """Take one's own request back while it waits."""
    row = _waiting(request)
    _own(actor, row.person)
    row.state, row.decided_on = RequestState.WITHDRAWN, site_day()
    row.save()
    current().about(row.person, unit=row.person.home)
    return row


@action("org.confirm_request", "确认信息变更申请", permission="org.write")
def confirm_request(
    actor: Actor, *, unit: Unit, request: ChangeRequest, answer: str = ""
) -> ChangeRequest:
    """Agree: the changes are made now, all or none. Nobody agrees to the own request."""
    row = _waiting(request)
    _another(actor, row)
    changes = wanted(row)
    person = Person.objects.select_for_update().get(pk=row.person_id)
    _set(person, changes)
    person.version += 1
    person.save()
    if "name" in changes:
        index_names([person])
    _decided(actor, row, RequestState.CONFIRMED, answer)
    current().about(person, unit=unit, summary=_names(changes))
    return row


@action("org.refuse_request", "不同意信息变更申请", permission="org.write")
def refuse_request(
    actor: Actor, *, unit: Unit, request: ChangeRequest, answer: str
) -> ChangeRequest:
    """Refuse with a reason that the member reads."""
    row = _waiting(request)
    _another(actor, row)
    if not answer.strip():
        raise Refused("请写明不同意的理由，申请人会看到。", field="answer")
    _decided(actor, row, RequestState.REFUSED, answer)
    current().about(row.person, unit=unit, summary=answer)
    return row


def wanted(row: ChangeRequest) -> dict[str, Any]:
    """`{field: new value}` with dates as dates."""
    kept: dict[str, str] = json.loads(row.wanted)
    return {k: date.fromisoformat(v) if k in DATES else v for k, v in kept.items()}


def _set(person: Person, changes: dict[str, Any]) -> None:
    fill(person, changes, **{k: changes[k] for k in NUMBERS if k in changes})


def _try(person: Person, changes: dict[str, Any]) -> None:
    """Whether the changes could be made at all: faults are told to the member, not to the secretary."""
    copy = Person.objects.get(pk=person.pk)
    _set(copy, {k: date.fromisoformat(v) if k in DATES else v for k, v in changes.items()})


def _waiting(request: ChangeRequest) -> ChangeRequest:
    rows = ChangeRequest.objects.select_for_update(of=("self",)).select_related("person__home")
    row: ChangeRequest = rows.get(pk=request.pk)
    if row.state != RequestState.WAITING:
        raise Conflict(f"这份申请{row.get_state_display()}，不能再办理。")
    return row


def _decided(actor: Actor, row: ChangeRequest, state: RequestState, answer: str) -> None:
    row.state, row.answer = state, answer
    row.decided_on, row.decided_by = site_day(), actor.name[:100]
    row.save()


def _own(actor: Actor, person: Person) -> None:
    if actor.person_id != person.pk or person.withdrawn_on is not None:
        raise Forbidden("只能办理本人的信息。")


def _another(actor: Actor, row: ChangeRequest) -> None:
    if actor.person_id == row.person_id:
        raise Refused("本人的申请须由支部其他负责人或者党办确认。")


def _names(changes: dict[str, Any]) -> str:
    return "、".join(FILE_LABELS[name] for name in changes)
