"""Writing gatherings down, changing, withdrawing and restoring them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.documents.actions import detach
from tongpin.documents.models import Attachment
from tongpin.life.actions.holding import refuse_moved, refuse_undone
from tongpin.life.actions.notices import tell_cancelled
from tongpin.life.actions.parts import (
    Minutes,
    Upload,
    attach_all,
    check,
    judge_afterwards,
    revise,
    write_parts,
)
from tongpin.life.indexing import index
from tongpin.life.models import Draft, Gathering, State
from tongpin.life.queries import by_request
from tongpin.org.models import Unit

ARCHIVED = "这条记录已经归档，不能修改；内容确有错误的，请撤回并写明理由后再更正。"


@action("life.record", "登记组织生活", permission="life.write")
def record_gathering(
    actor: Actor, *, unit: Unit, minutes: Minutes, draft: bool = False,
    files: Iterable[Upload] = (), request_key: str | None = None,
) -> Gathering:  # fmt: skip
    """Write a gathering down, with everybody expected; counts in the ledgers unless it is a draft."""
    places = check(unit, minutes)
    row = Gathering(
        unit=unit,
        **minutes.plain(),
        state=State.DRAFT if draft else State.RECORDED,
        recorded_on=site_day(),
        recorded_by=actor.name,
        request_key=request_key or None,
    )
    row.save()
    current().about(row, unit=unit, summary=minutes.topic)
    write_parts(row, minutes, places)
    attach_all(actor, unit, row, files)
    index(row)
    if not draft:
        revise(row, actor.name)
    judge_afterwards(row, row.held_on)
    return row


def record_once(
    actor: Actor, *, unit: Unit, minutes: Minutes, request_key: str, draft: bool = False,
    files: Iterable[Upload] = (),
) -> tuple[Gathering, bool]:  # fmt: skip
    """Record a submission that carries a key: `(row, True)`, or the row it made before and False."""
    files = list(files)
    known = by_request(request_key)
    if known is None:
        try:
            row = record_gathering(
                actor, unit=unit, minutes=minutes, draft=draft, files=files,
                request_key=request_key or None,
            )  # fmt: skip
        except IntegrityError:
            known = by_request(request_key)
            if known is None:
                raise
        else:
            return row, True
    if known.unit_id != unit.pk:
        raise Refused("提交编号已被使用，请刷新页面后重新填写。")
    return known, False


@action("life.change", "修改组织生活", permission="life.write")
def change_gathering(
    actor: Actor,
    *,
    unit: Unit,
    gathering: Gathering,
    version: int,
    minutes: Minutes,
    draft: bool = False,
    files: Iterable[Upload] = (),
) -> Gathering:
    """Change a gathering, or record a planned one; `Conflict` when somebody else changed it since."""
    row = locked(gathering, version)
    if row.is_archived:
        raise Refused(ARCHIVED)
    if draft and row.state == State.RECORDED:
        raise Refused("已登记的记录不能改回草稿；确需取消请撤回并写明理由。")
    refuse_moved(row, minutes)
    places = check(unit, minutes)
    before = row.held_on
    for name, value in minutes.plain().items():
        setattr(row, name, value)
    if row.state in (State.DRAFT, State.PLANNED):
        row.state = State.DRAFT if draft else State.RECORDED
        row.recorded_on, row.recorded_by = site_day(), actor.name
    row.version += 1
    judge_afterwards(row, before, row.held_on)  # units that leave are judged again, too
    row.save()
    current().about(row, unit=unit, summary=minutes.topic)
    write_parts(row, minutes, places)
    attach_all(actor, unit, row, files)
    index(row)
    if row.state == State.RECORDED:
        revise(row, actor.name)
    judge_afterwards(row, row.held_on)
    return row


@action("life.withdraw", "撤回组织生活", permission="life.write")
def withdraw_gathering(actor: Actor, *, unit: Unit, gathering: Gathering, reason: str) -> Gathering:
    """Take a record out of every ledger, archived or not; it stays readable with day and reason, and
    judgements as of an earlier day still count it. Refused while a ledger's record rests on it.
    """
    row: Gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if row.state == State.WITHDRAWN:
        raise Refused("这条记录已经撤回。")
    if not reason.strip():
        raise Refused("请写明撤回理由。", field="reason")
    refuse_undone(row)
    row.withdrawn_from, row.state = row.state, State.WITHDRAWN
    row.withdrawn_reason, row.withdrawn_on = reason, site_day()
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=reason)
    if row.withdrawn_from == State.PLANNED and row.convened_at is not None:
        tell_cancelled(row, reason)
    judge_afterwards(row, row.held_on)
    return row


@action("life.restore", "恢复组织生活", permission="life.write")
def restore_gathering(actor: Actor, *, unit: Unit, gathering: Gathering) -> Gathering:
    """Undo a withdrawal; what was archived has to be archived again."""
    row: Gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if row.state != State.WITHDRAWN:
        raise Refused("这条记录没有撤回，不需要恢复。")
    row.state = row.withdrawn_from or State.RECORDED
    row.withdrawn_reason, row.withdrawn_from, row.version = "", "", row.version + 1
    row.archived_on, row.archived_by, row.withdrawn_on = None, "", None
    row.save()
    current().about(row, unit=unit)
    judge_afterwards(row, row.held_on)
    return row


@action("life.remove_file", "移除组织生活附件", permission="life.write")
def remove_file(
    actor: Actor, *, unit: Unit, gathering: Gathering, attachment: Attachment
) -> Attachment:
    """Take an attachment off a record that is not archived; its words are no longer found."""
    row = locked(gathering)
    if row.is_archived:
        raise Refused("这条记录已经归档，附件不能移除。")
    gone = detach(actor, unit=unit, attachment=attachment)
    index(row)
    return gone


def locked(gathering: Gathering, version: int | None = None) -> Gathering:
    """The row under a lock; Conflict when it is not the version that was read, Refused if withdrawn."""
    row: Gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if version is not None and row.version != version:
        raise Conflict
    if row.state == State.WITHDRAWN:
        raise Refused("这条记录已撤回，请先恢复再修改。")
    return row


def save_draft(actor: Actor, *, unit: Unit, key: str, data: dict[str, Any]) -> Draft:
    """Keep what is being typed; the account's own scratch paper, not a record."""
    if actor.account_id is None:
        raise Refused("只有登录的账号才能保存草稿。")
    row, _ = Draft.objects.update_or_create(
        account_id=actor.account_id, unit=unit, key=key, defaults={"data": data}
    )
    return row


def discard_draft(actor: Actor, *, unit: Unit, key: str) -> None:
    """Throw the scratch paper away."""
    if actor.account_id is not None:
        Draft.objects.filter(account_id=actor.account_id, unit=unit, key=key).delete()
