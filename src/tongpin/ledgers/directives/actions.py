"""Every write of directives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.documents.actions import attach
from tongpin.duties.judging import refresh
from tongpin.ledgers.directives.models import Directive, Measure, Progress, StageReply
from tongpin.life.models import Gathering, State
from tongpin.org.models import Person, Unit
from tongpin.org.queries import member_called

COLUMNS = ("title", "number", "issuer", "received_on", "reply_due_on", "summary", "must_transmit")


@action("directives.receive", "登记上级部署", permission="directives.write")
def receive(actor: Actor, *, unit: Unit, **values: Any) -> Directive:
    """Enter a paper from above; `values` are the columns of `COLUMNS`."""
    row = Directive(unit=unit)
    _fill(row, values)
    row.save()
    current().about(row, unit=unit, summary=row.number)
    _judge_again(row, row.reply_due_on)
    return row


@action("directives.revise", "修改上级部署", permission="directives.write")
def revise(
    actor: Actor, *, unit: Unit, directive: Directive, version: int, **values: Any
) -> Directive:
    """Correct what was entered; not after the reply."""
    row = _open(directive, version)
    due_before = row.reply_due_on
    _fill(row, values)
    row.save()
    current().about(row, unit=unit)
    _judge_again(row, due_before, row.reply_due_on)
    return row


def _judge_again(row: Directive, *days: date | None) -> None:
    """Let the board tell what the change means in the years of the days, once it is kept."""
    for day in {day for day in days if day is not None and day <= site_day()}:
        transaction.on_commit(partial(refresh, row.unit, day))


def _fill(row: Directive, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name not in COLUMNS:
            raise TypeError(f"a directive has no {name!r}")
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    for name, what in (("title", "标题"), ("issuer", "来文单位")):
        if not getattr(row, name):
            raise Refused(f"请填写{what}。", field=name)
    if row.received_on > site_day():
        raise Refused("收到日期不能晚于今天。", field="received_on")
    if row.reply_due_on is not None and row.reply_due_on < row.received_on:
        raise Refused("反馈期限早于收到日期，请核对。", field="reply_due_on")
    row.due_on = _due_now(row)
    same = Directive.objects.filter(unit=row.unit, number=row.number, withdrawn_reason="")
    if row.number and same.exclude(pk=row.pk).exists():
        raise Refused("这个文号已经登记过，请核对。", field="number")


def _due_now(row: Directive) -> date | None:
    """The day of the next reply: named by the last one, else by the paper itself."""
    last = row.stages.order_by("-pk").first() if row.pk else None
    return last.next_due_on if last is not None else row.reply_due_on


def _open(directive: Directive, version: int) -> Directive:
    rows = Directive.objects.select_for_update().select_related("unit")
    row: Directive = rows.get(pk=directive.pk)
    if row.version != version:
        raise Conflict
    if row.withdrawn_reason:
        raise Refused("这件部署已经撤销。")
    if row.replied_on is not None:
        raise Refused("已经反馈，需要更改请先撤回反馈。")
    row.version += 1
    return row


@action("directives.transmit", "登记传达", permission="directives.write")
def transmit(
    actor: Actor, *, unit: Unit, directive: Directive, version: int, gathering: Gathering
) -> Directive:
    """Cite the gathering at which it was passed on; the gathering itself is recorded once, in life."""
    row = _open(directive, version)
    if gathering.unit_id != row.unit_id or gathering.state != State.RECORDED:
        raise Refused("只能引用本党组织已登记的会议记录。", field="gathering")
    if gathering.held_on < row.received_on:
        raise Refused("这次会议在收到部署之前，不能算传达。", field="gathering")
    row.gathering = gathering
    row.save()
    current().about(row, unit=unit, summary=str(gathering)[:100])
    return row


@action("directives.add_measure", "分解措施", permission="directives.write")
def add_measure(
    actor: Actor,
    *,
    unit: Unit,
    directive: Directive,
    version: int,
    text: str,
    responsible_unit: Unit,
    responsible_name: str,
    due_on: date,
    responsible_person: Person | None = None,
) -> Measure:
    """One thing to do, by whom, until when; what takes longer than the reply is replied on in stages."""
    row = _open(directive, version)
    row.save()
    last = row.measures.aggregate(last=Max("number"))["last"] or 0
    item = Measure(directive=row, number=last + 1)
    _set_measure(item, row, text, responsible_unit, responsible_name, responsible_person, due_on)
    current().about(row, unit=unit, summary=f"{item.responsible_name}，{due_on}前")
    return item


def _set_measure(
    item: Measure, row: Directive, text: str, responsible_unit: Unit, name: str,
    person: Person | None, due_on: date,
) -> None:  # fmt: skip
    if not responsible_unit.path.startswith(row.unit.path):
        raise Refused("责任党组织应是本党组织或者它的下级。", field="responsible_unit")
    if due_on < row.received_on:
        raise Refused("时限早于收到日期，请核对。", field="due_on")
    if not text.strip():
        raise Refused("请写明措施。", field="text")
    item.text, item.responsible_unit, item.due_on = text.strip(), responsible_unit, due_on
    item.responsible_name = name.strip() or (person.name if person else "")
    item.responsible_person = person or member_called(
        responsible_unit, item.responsible_name, site_day()
    )
    if not item.responsible_name:
        raise Refused("请写明责任人。", field="responsible_name")
    item.save()


@action("directives.revise_measure", "调整措施", permission="directives.write")
def revise_measure(
    actor: Actor, *, unit: Unit, directive: Directive, version: int, measure: Measure, text: str,
    responsible_unit: Unit, responsible_name: str, due_on: date, reason: str,
    responsible_person: Person | None = None,
) -> Measure:  # fmt: skip
    """Other words, another doer or day, and why; what was before stays in the audit log."""
    row = _open(directive, version)
    row.save()
    item: Measure = Measure.objects.select_for_update().get(pk=measure.pk)
    if item.directive_id != row.pk:
        raise Refused("这项措施不属于这件部署。")
    if item.done_on is not None:
        raise Refused("已经完成的措施不再调整。")
    if not reason.strip():
        raise Refused("请写明调整的理由。", field="reason")
    item.version += 1
    _set_measure(item, row, text, responsible_unit, responsible_name, responsible_person, due_on)
    current().about(row, unit=unit, summary=f"第{item.number}项，{reason.strip()}")
    return item


@action("directives.drop_measure", "删除措施", permission="directives.write")
def drop_measure(
    actor: Actor, *, unit: Unit, directive: Directive, version: int, measure: Measure
) -> Directive:
    """Take a measure off that nobody began."""
    row = _open(directive, version)
    if measure.directive_id != row.pk or measure.progress.exists():
        raise Refused("已经登记进展的措施不能删除。")
    row.save()
    measure.delete()
    current().about(row, unit=unit)
    return row


@action("directives.progress", "登记落实进展", permission="directives.progress")
def record_progress(
    actor: Actor,
    *,
    unit: Unit,
    measure: Measure,
    version: int,
    note: str,
    on: date,
    is_done: bool = False,
    files: Iterable[tuple[str, bytes]] = (),
) -> Progress:
    """What was done, with its evidence as `(name, content)`; done needs at least one piece of it."""
    row = (
        Measure.objects.select_for_update()
        .select_related("directive__unit", "responsible_unit")
        .get(pk=measure.pk)
    )
    if row.version != version:
        raise Conflict
    if unit.pk not in (row.responsible_unit_id, row.directive.unit_id):
        raise Refused("这项措施不由该党组织落实。")
    if row.directive.withdrawn_reason or row.directive.replied_on is not None:
        raise Refused("这件部署已经反馈或者撤销，不再登记进展。")
    if row.done_on is not None:
        raise Refused("这项措施已经完成。")
    if not note.strip():
        raise Refused("请写明做了什么。", field="note")
    if on > site_day() or on < row.directive.received_on:
        raise Refused("日期应在收到部署以后、今天以前。", field="on")
    papers = list(files)
    if is_done and not papers and not _has_evidence(row):
        raise Refused("完成的措施要有佐证材料，请上传文件或者照片。", field="papers")
    item = Progress(
        measure=row, note=note.strip(), on=on, is_done=is_done, recorded_by=actor.name[:100]
    )
    item.save()
    row.version += 1
    row.done_on = on if is_done else None
    row.save()
    for name, data in papers:
        attach(actor, unit=unit, owner=item.ref, name=name, data=data)
    current().about(row.directive, unit=unit, summary=item.note)
    return item


def _has_evidence(row: Measure) -> bool:
    from tongpin.ledgers.directives.queries import progress

    return any(files for _, files in progress([row]).get(row.pk, []))


@action("directives.answer_stage", "阶段反馈", permission="directives.write")
def answer_stage(
    actor: Actor,
    *,
    unit: Unit,
    directive: Directive,
    version: int,
    reply: str,
    replied_on: date,
    next_due_on: date,
    reply_number: str = "",
    files: Iterable[tuple[str, bytes]] = (),
) -> StageReply:
    """Report in time what is done while measures still run; `next_due_on` is when the next report comes."""
    row = _open(directive, version)
    left = _reportable(row, reply, replied_on)
    if not left:
        raise Refused("措施已经全部完成，请直接反馈。")
    last = row.stages.order_by("-pk").first()
    if last is not None and replied_on < last.on:
        raise Refused("反馈日期早于上一次阶段反馈，请核对。", field="replied_on")
    if next_due_on <= replied_on:
        raise Refused("下次反馈期限应晚于这次反馈的日期。", field="next_due_on")
    item = StageReply(
        directive=row, was_due_on=row.due_on, on=replied_on, number=reply_number.strip(),
        words=reply.strip(), next_due_on=next_due_on, recorded_by=actor.name[:100],
    )  # fmt: skip
    item.save()
    row.due_on = next_due_on
    row.save()
    for name, data in files:
        attach(actor, unit=unit, owner=item.ref, name=name, data=data)
    current().about(row, unit=unit, summary=f"还有{left}项措施，{next_due_on}前再反馈")
    _judge_again(row, item.was_due_on, replied_on)
    return item


def _reportable(row: Directive, reply: str, on: date) -> int:
    """How many measures still run; `Refused` where nothing can be reported yet."""
    if row.must_transmit and row.gathering_id is None:
        raise Refused("还没有传达，请先登记传达会议。")
    if not row.measures.exists():
        raise Refused("还没有分解措施，请先分解到责任人。")
    if not reply.strip():
        raise Refused("请写明落实情况。", field="reply")
    if not row.received_on <= on <= site_day():
        raise Refused("反馈日期应在收到以后、今天以前。", field="replied_on")
    return row.measures.filter(done_on=None).count()


@action("directives.answer", "反馈落实情况", permission="directives.write")
def answer(
    actor: Actor,
    *,
    unit: Unit,
    directive: Directive,
    version: int,
    reply: str,
    replied_on: date,
    reply_number: str = "",
    files: Iterable[tuple[str, bytes]] = (),
) -> Directive:
    """Report back; not before it was passed on, split and carried out."""
    row = _open(directive, version)
    left = _reportable(row, reply, replied_on)
    if left:
        raise Refused(f"还有{left}项措施没有完成，请作阶段反馈，完成后再作最终反馈。")
    row.reply, row.replied_on, row.reply_number = reply.strip(), replied_on, reply_number.strip()
    row.replied_by = actor.name[:100]
    row.save()
    for name, data in files:
        attach(actor, unit=unit, owner=row.ref, name=name, data=data)
    current().about(row, unit=unit, summary=row.reply_number)
    _judge_again(row, replied_on)
    return row


@action("directives.recall", "撤回反馈", permission="directives.write")
def recall(
    actor: Actor, *, unit: Unit, directive: Directive, version: int, reason: str
) -> Directive:
    """Take a reply back that was entered wrongly: the last one, a stage where the final one is not given."""
    row: Directive = (
        Directive.objects.select_for_update().select_related("unit").get(pk=directive.pk)
    )
    if row.version != version:
        raise Conflict
    last = row.stages.order_by("-pk").first()
    if row.replied_on is None and last is None:
        raise Refused("还没有反馈，不需要撤回。")
    if not reason.strip():
        raise Refused("请写明撤回的理由。", field="reason")
    if row.replied_on is not None:
        day = row.replied_on
    else:
        assert last is not None
        day = last.on
        last.delete()
    row.replied_on, row.reply_number, row.version = None, "", row.version + 1
    row.due_on = _due_now(row)
    row.save()
    current().about(row, unit=unit, summary=reason.strip())
    _judge_again(row, day)
    return row


@action("directives.withdraw", "撤销上级部署", permission="directives.write")
def withdraw(
    actor: Actor, *, unit: Unit, directive: Directive, version: int, reason: str
) -> Directive:
    """Entered by mistake, or called off from above."""
    row = _open(directive, version)
    if not reason.strip():
        raise Refused("请写明撤销的理由。", field="reason")
    row.withdrawn_reason = reason.strip()[:200]
    row.save()
    current().about(row, unit=unit, summary=row.withdrawn_reason)
    _judge_again(row, row.reply_due_on, row.due_on)
    return row
