"""Every write of business work."""

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
from tongpin.ledgers.integration import queries
from tongpin.ledgers.integration.models import Link, LinkKind, Mark, MarkKind, Step, WorkItem
from tongpin.org.models import BRANCH_KINDS, Unit
from tongpin.org.scope import Scope

COLUMNS = (
    "name", "category", "department", "owner_name", "owner", "goal", "starts_on", "due_on",
)  # fmt: skip
NEEDED = (("name", "业务工作"), ("department", "承办科室（单位）"), ("owner_name", "责任人"))
Files = Iterable[tuple[str, bytes]]


@action("integration.add", "登记业务工作", permission="integration.write")
def add_item(actor: Actor, *, unit: Unit, **values: Any) -> WorkItem:
    """Enter an item; `values` are the columns of `COLUMNS`."""
    row = WorkItem(unit=unit, recorded_on=site_day(), recorded_by=actor.name[:100])
    _fill(row, values)
    _saved(row)
    current().about(row, unit=unit, summary=f"{row.department}，{row.due_on}前")
    return row


@action("integration.revise", "修改业务工作", permission="integration.write")
def revise_item(
    actor: Actor, *, unit: Unit, item: WorkItem, version: int, **values: Any
) -> WorkItem:
    """Correct what was entered."""
    row = _open(item, version)
    _fill(row, values)
    _saved(row)
    current().about(row, unit=unit)
    return row


def _fill(row: WorkItem, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in COLUMNS:
            raise TypeError(f"a work item has no {name!r}")
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    if row.owner is not None and not row.owner_name:
        row.owner_name = row.owner.name
    for name, what in NEEDED:
        if not getattr(row, name):
            raise Refused(f"请填写{what}。", field=name)
    if row.due_on < row.starts_on:
        raise Refused("完成时限早于开始日期，请核对。", field="due_on")


def _saved(row: WorkItem) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(
            "同一天开始的同名业务工作已经登记过，请打开原来的记录接着登记。", field="name"
        ) from error


def _open(item: WorkItem, version: int | None = None) -> WorkItem:
    """The row, locked, while it is not stopped; `Conflict` where somebody else was first."""
    rows = WorkItem.objects.select_for_update(of=("self",)).select_related("unit", "owner")
    row: WorkItem = rows.get(pk=item.pk)
    if version is not None and row.version != version:
        raise Conflict
    if row.stopped_on is not None:
        raise Refused("这项业务工作已经终止，需要更改请先恢复。")
    row.version += 1
    return row


def _taken(actor: Actor) -> dict[str, Any]:
    return {"recorded_on": site_day(), "recorded_by": actor.name[:100]}


def _happened(row: WorkItem, on: date) -> None:
    if on > site_day():
        raise Refused("日期不能晚于今天。", field="on")
    if on < row.starts_on:
        raise Refused(f"日期早于这项工作的开始日期{row.starts_on}，请核对。", field="on")


@action("integration.stop", "终止业务工作", permission="integration.write")
def stop_item(actor: Actor, *, unit: Unit, item: WorkItem, version: int, reason: str) -> WorkItem:
    """Called off, or entered by mistake: it is asked for no longer and stays readable."""
    row = _open(item, version)
    if row.done_on is not None:
        raise Refused("已经完成的工作不能终止；完成登记有误的，请先撤回那条进展。")
    if not reason.strip():
        raise Refused("请写明终止的理由。", field="reason")
    row.stopped_on, row.stopped_reason = site_day(), reason.strip()[:200]
    row.save()
    current().about(row, unit=unit, summary=row.stopped_reason)
    return row


@action("integration.resume", "恢复业务工作", permission="integration.write")
def resume_item(actor: Actor, *, unit: Unit, item: WorkItem, version: int) -> WorkItem:
    """Undo a stop."""
    rows = WorkItem.objects.select_for_update(of=("self",)).select_related("unit")
    row: WorkItem = rows.get(pk=item.pk)
    if row.version != version:
        raise Conflict
    if row.stopped_on is None:
        raise Refused("这项业务工作没有终止，不需要恢复。")
    row.stopped_on, row.stopped_reason, row.version = None, "", row.version + 1
    _saved(row)
    current().about(row, unit=unit)
    return row


# ---------------------------------------------------------------- how it goes


@action("integration.progress", "登记业务工作进展", permission="integration.write")
def record_step(
    actor: Actor,
    *,
    unit: Unit,
    item: WorkItem,
    version: int,
    on: date,
    percent: int,
    note: str,
    files: Files = (),
) -> Step:
    """How far it has come; a hundred per cent finishes the item on that day."""
    row = _open(item, version)
    _happened(row, on)
    if not 0 <= percent <= 100:
        raise Refused("完成比例应在0到100之间。", field="percent")
    if not note.strip():
        raise Refused("请写明进展。", field="note")
    latest = row.steps.filter(withdrawn_reason="", on__gt=on).first()
    if latest is not None:
        raise Refused(f"已经登记了{latest.on}的进展，更早的不再补登。", field="on")
    step = Step(item=row, on=on, percent=percent, note=note.strip(), **_taken(actor))
    step.save()
    row.done_on = on if percent == 100 else None
    row.save()
    for name, data in files:
        attach(actor, unit=unit, owner=step.ref, name=name, data=data)
    current().about(row, unit=unit, summary=f"{percent}%")
    return step


@action("integration.withdraw_progress", "撤回业务工作进展", permission="integration.write")
def withdraw_step(actor: Actor, *, unit: Unit, item: WorkItem, step: Step, reason: str) -> Step:
    """Take a step back; the item stands as the step before said."""
    row = _open(item)
    found: Step = Step.objects.select_for_update().get(pk=step.pk, item=row)
    _take_back(found, reason)
    before = row.steps.filter(withdrawn_reason="").order_by("-on", "-pk").first()
    row.done_on = before.on if before is not None and before.percent == 100 else None
    row.save()
    current().about(row, unit=unit, summary=reason.strip())
    return found


def _take_back(row: Step | Link | Mark, reason: str) -> None:
    if row.withdrawn_reason:
        raise Refused("这条记录已经撤回。")
    if not reason.strip():
        raise Refused("请写明撤回的理由。", field="reason")
    row.withdrawn_reason = reason.strip()[:200]
    row.save()


# ---------------------------------------------------------------- links


@action("integration.link", "关联业务工作", permission="integration.link")
def link_item(actor: Actor, *, unit: Unit, item: WorkItem, ref: str) -> Link:
    """Link an item to one thing of the Party's side, which is the unit's: see `Link.ref`."""
    row = _open(item)
    if row.unit_id != unit.pk and not (
        unit.path.startswith(row.unit.path) or row.unit.path.startswith(unit.path)
    ):
        raise Refused("只能关联本党组织和上级、下级的业务工作。", field="item")
    values = _named(row, unit, ref)
    link = Link(item=row, ref=ref, **values, **_taken(actor))
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as error:
        raise Refused("已经关联过了，不用再关联。", field="ref") from error
    row.save()
    current().about(row, unit=unit, summary=f"{link.get_kind_display()}：{link.label}")
    return link


def _named(row: WorkItem, unit: Unit, ref: str) -> dict[str, Any]:
    """Kind, label, unit and gathering of what a reference names; `Refused` where it names nothing."""
    kind, _, key = ref.partition(":")
    if kind == LinkKind.MEASURE:
        measure = queries.measure_by_identity(row.unit, key) if unit.pk == row.unit_id else None
        if measure is not None:
            return {"kind": kind, "label": queries.measure_label(measure)}
    elif kind == LinkKind.BRANCH:
        if key == str(unit.pk) and unit.kind in BRANCH_KINDS:
            return {"kind": kind, "label": str(unit), "unit": unit}
    elif kind == LinkKind.GATHERING and key.isdigit():
        held = queries.gathering(Scope(((unit.path, False),)), int(key))
        if held is not None:
            return {"kind": kind, "label": str(held)[:200], "unit": unit, "gathering": held}
    elif kind in queries.FARTHER:
        for _, rows in queries.records(Scope(((unit.path, False),))):
            for found in rows:
                if found.ref == ref:
                    return {"kind": kind, "label": found.label[:200], "unit": unit}
    raise Refused("没有找到要关联的记录，可能已经撤回，请重新选择。", field="ref")


@action("integration.unlink", "取消关联", permission="integration.link")
def unlink_item(actor: Actor, *, unit: Unit, item: WorkItem, link: Link, reason: str) -> Link:
    """Take a link back; not while it proves a mark."""
    row = _open(item)
    found: Link = Link.objects.select_for_update(of=("self",)).get(pk=link.pk, item=row)
    if unit.pk not in (found.unit_id, row.unit_id):
        raise Refused("只能取消本党组织的关联。")
    if found.marks.filter(withdrawn_reason="").exists():
        raise Refused("这条关联是四同记录的依据，请先撤回那条四同记录。")
    _take_back(found, reason)
    row.save()
    current().about(row, unit=unit, summary=reason.strip())
    return found


# ---------------------------------------------------------------- planned, deployed, checked, assessed together


@action("integration.mark", "登记四同", permission="integration.write")
def record_mark(
    actor: Actor,
    *,
    unit: Unit,
    item: WorkItem,
    kind: str,
    on: date,
    note: str,
    link: Link | None = None,
    files: Files = (),
) -> Mark:
    """One of the four marks, with the link or the files that prove it."""
    row = _open(item)
    papers = list(files)
    if kind not in MarkKind.values:
        raise Refused("没有这个环节，请重新选择。", field="kind")
    _happened(row, on)
    if not note.strip():
        raise Refused("请写明怎样一起做的。", field="note")
    if link is not None and link not in queries.evidence(row):
        raise Refused("依据应是这项工作已经关联的会议、活动或者文件。", field="link")
    if link is None and not papers:
        raise Refused("请选择一条关联的记录作依据，或者上传会议记录、通知等材料。", field="link")
    _in_order(row, MarkKind(kind), on)
    mark = Mark(item=row, kind=kind, on=on, note=note.strip(), link=link, **_taken(actor))
    try:
        with transaction.atomic():
            mark.save()
    except IntegrityError as error:
        raise Refused(
            f"“{MarkKind(kind).label}”已经登记，需要更正请先撤回。", field="kind"
        ) from error
    row.save()
    for name, data in papers:
        attach(actor, unit=unit, owner=mark.ref, name=name, data=data)
    current().about(row, unit=unit, summary=f"{MarkKind(kind).label} {on}")
    transaction.on_commit(lambda: refresh(row.unit, on))
    return mark


def _in_order(row: WorkItem, kind: MarkKind, on: date) -> None:
    """What is planned is deployed afterwards, then checked, then assessed."""
    order = list(MarkKind)
    for other in row.marks.filter(withdrawn_reason=""):
        is_before = order.index(MarkKind(other.kind)) < order.index(kind)
        if other.on > on if is_before else other.on < on and other.kind != kind:
            word = "早于" if is_before else "晚于"
            raise Refused(
                f"{kind.label}的日期{word}已经登记的{other.get_kind_display()}（{other.on}），请核对。",
                field="on",
            )


@action("integration.withdraw_mark", "撤回四同记录", permission="integration.write")
def withdraw_mark(actor: Actor, *, unit: Unit, item: WorkItem, mark: Mark, reason: str) -> Mark:
    """Take a mark back; it stays in the history."""
    row = _open(item)
    found: Mark = Mark.objects.select_for_update(of=("self",)).get(pk=mark.pk, item=row)
    _take_back(found, reason)
    row.save()
    current().about(row, unit=unit, summary=f"{found.get_kind_display()}：{reason.strip()}")
    transaction.on_commit(lambda: refresh(row.unit, found.on))
    return found
