"""Every write of gatherings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.documents.actions import attach
from tongpin.duties.judging import refresh
from tongpin.life.models import Attendance, Draft, Gathering, GatheringKind, Kind, Presence, State
from tongpin.life.queries import expected_people, kinds_for
from tongpin.org.models import Person, Unit


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the form."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is written down of a gathering. `attendance` maps a person's key to `(presence, reason)`."""

    kinds: tuple[str, ...]
    topic: str
    held_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    group: Unit | None = None
    chair: Person | None = None
    recorder: Person | None = None
    makes_up: str = ""
    agenda: str = ""
    content: str = ""
    resolutions: str = ""
    guests: str = ""
    attendance: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The values that are columns of the gathering itself."""
        return {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name not in {"kinds", "attendance"}
        }


@action("life.record", "登记组织生活", permission="life.write")
def record_gathering(
    actor: Actor, *, unit: Unit, minutes: Minutes, draft: bool = False, files: Iterable[Upload] = ()
) -> Gathering:
    """Write a gathering down, with everybody expected; counts in the ledgers unless it is a draft."""
    _checked(unit, minutes)
    row = Gathering(
        unit=unit,
        **minutes.plain(),
        state=State.DRAFT if draft else State.RECORDED,
        recorded_on=site_day(),
        recorded_by=actor.name,
    )
    row.save()
    current().about(row, unit=unit, summary=minutes.topic)
    _write_parts(row, minutes)
    _attach_all(actor, unit, row, files)
    _judge_afterwards(unit, row.held_on)
    return row


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
    """Change a gathering; `Conflict` when somebody else changed it since `version`."""
    row = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if row.version != version:
        raise Conflict
    if row.state == State.WITHDRAWN:
        raise Refused("这条记录已撤回，请先恢复再修改。")
    if draft and row.state == State.RECORDED:
        raise Refused("已登记的记录不能改回草稿；确需取消请撤回并写明理由。")
    _checked(unit, minutes)
    before = row.held_on
    for name, value in minutes.plain().items():
        setattr(row, name, value)
    if row.state == State.DRAFT and not draft:
        row.state, row.recorded_on, row.recorded_by = State.RECORDED, site_day(), actor.name
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=minutes.topic)
    _write_parts(row, minutes)
    _attach_all(actor, unit, row, files)
    for day in {before, row.held_on}:
        _judge_afterwards(unit, day)
    return row


@action("life.withdraw", "撤回组织生活", permission="life.write")
def withdraw_gathering(actor: Actor, *, unit: Unit, gathering: Gathering, reason: str) -> Gathering:
    """Take a record out of every ledger; it stays readable with the reason."""
    row = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if row.state == State.WITHDRAWN:
        raise Refused("这条记录已经撤回。")
    if not reason.strip():
        raise Refused("请写明撤回理由。", field="reason")
    row.state, row.withdrawn_reason, row.version = State.WITHDRAWN, reason, row.version + 1
    row.save()
    current().about(row, unit=unit, summary=reason)
    _judge_afterwards(unit, row.held_on)
    return row


@action("life.restore", "恢复组织生活", permission="life.write")
def restore_gathering(actor: Actor, *, unit: Unit, gathering: Gathering) -> Gathering:
    """Undo a withdrawal."""
    row = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if row.state != State.WITHDRAWN:
        raise Refused("这条记录没有撤回，不需要恢复。")
    row.state, row.withdrawn_reason, row.version = State.RECORDED, "", row.version + 1
    row.save()
    current().about(row, unit=unit)
    _judge_afterwards(unit, row.held_on)
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


def _checked(unit: Unit, minutes: Minutes) -> None:
    """Check what the form cannot: days, kinds and people against the organisation of that day."""
    today = site_day()
    if minutes.held_on > today:
        raise Refused(f"日期不能晚于今天（{today}）；计划中的会议请开完再登记。", field="held_on")
    if unit.founded_on and minutes.held_on < unit.founded_on:
        raise Refused(f"{unit}于 {unit.founded_on} 成立，日期不能早于成立日期。", field="held_on")
    if unit.dissolved_on and minutes.held_on > unit.dissolved_on:
        raise Refused(
            f"{unit}已于 {unit.dissolved_on} 撤销，日期不能晚于撤销日期。", field="held_on"
        )
    if not minutes.kinds:
        raise Refused("请至少勾选一种会议或活动。", field="kinds")
    wrong = set(minutes.kinds) - {k.value for k in kinds_for(unit)}
    if wrong:
        names = "、".join(Kind(k).label for k in sorted(wrong) if k in Kind.values) or "所选种类"
        raise Refused(f"{unit.get_kind_display()}不召开{names}，请核对。", field="kinds")
    if minutes.starts_at and minutes.ends_at and minutes.ends_at <= minutes.starts_at:
        raise Refused("结束时间须晚于开始时间。", field="ends_at")
    if minutes.group is not None and minutes.group.parent_id != unit.pk:
        raise Refused("党小组须属于本支部。", field="group")
    own = {p.pk for p in expected_people(unit, minutes.held_on)}
    strangers = {
        pk
        for pk, (presence, _) in minutes.attendance.items()
        if presence != Presence.OBSERVER and pk not in own
    }
    if strangers:
        names = "、".join(Person.objects.filter(pk__in=strangers).values_list("name", flat=True))
        raise Refused(
            f"{names or '所选人员'}当天不在{unit}，请改为列席或从名单中移除。", field="attendance"
        )


def _write_parts(row: Gathering, minutes: Minutes) -> None:
    wanted = list(dict.fromkeys(minutes.kinds))
    present = {k.kind: k for k in row.kinds.all()}
    for kind, item in present.items():
        if kind not in wanted:
            item.delete()
    for kind in wanted:
        if kind not in present:
            GatheringKind(gathering=row, kind=kind).save()
    before = {a.person_id: a for a in row.attendances.all()}
    fresh, changed = [], []
    for pk, (presence, reason) in minutes.attendance.items():
        old = before.pop(pk, None)
        if old is None:
            fresh.append(Attendance(gathering=row, person_id=pk, presence=presence, reason=reason))
        elif (old.presence, old.reason) != (presence, reason):
            old.presence, old.reason = presence, reason
            changed.append(old)
    if fresh:
        Attendance.objects.bulk_create(fresh)
    for item in changed:
        item.save()
    for item in before.values():
        item.delete()


def _attach_all(actor: Actor, unit: Unit, row: Gathering, files: Iterable[Upload]) -> None:
    for upload in files:
        attach(actor, unit=unit, owner=row.ref, name=upload.name, data=upload.data)


def _judge_afterwards(unit: Unit, day: date) -> None:
    transaction.on_commit(lambda: refresh(unit, day))
