"""Writes of plans and of what became of their topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.duties.judging import refresh
from tongpin.ledgers.study.models import (
    Group,
    Material,
    PlanState,
    StudyPlan,
    Topic,
    TopicMaterial,
)
from tongpin.ledgers.study.queries import topics
from tongpin.life.models import Gathering
from tongpin.org.models import LEADING_KINDS, Person, Unit

MOST_TOPICS = 100


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """A topic as it is written."""

    due_on: date
    title: str
    form: str
    lead: Person | None = None
    lead_name: str = ""
    note: str = ""
    materials: Sequence[Material] = ()


@action("study.create_plan", "拟订学习计划", permission="study.write")
def create_plan(
    actor: Actor, *, unit: Unit, year: int, group: str, title: str, requirements: str = ""
) -> StudyPlan:
    """A plan of a year, empty; a unit has one a year and group."""
    if (group == Group.CENTRE) != (unit.kind in LEADING_KINDS):
        raise Refused("中心组学习计划由党委（党组）拟订，党支部拟订支部的学习计划。", field="group")
    row = StudyPlan(
        unit=unit, year=year, group=group, title=title.strip(), requirements=requirements.strip(),
        created_on=site_day(), created_by=actor.name[:100],
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(
            f"{year}年的学习计划已经有了，请在原计划上修改，或者先撤回。", field="year"
        ) from None
    current().about(row, unit=unit)
    return row


@action("study.carry_over", "沿用学习计划", permission="study.write")
def carry_over(actor: Actor, *, unit: Unit, plan: StudyPlan) -> StudyPlan:
    """Next year's plan with the topics of this one a year later, to be revised."""
    year = plan.year + 1
    title = plan.title.replace(str(plan.year), str(year))
    row = create_plan(
        actor, unit=unit, year=year, group=plan.group, title=title, requirements=plan.requirements
    )
    for item in topics(plan):
        if not item.dropped_reason:
            day = min(item.due_on.day, 28)
            draft = TopicDraft(
                item.due_on.replace(year=year, day=day), item.title, item.form, item.lead,
                item.lead_name, item.note, list(item.materials.all()),
            )  # fmt: skip
            write_topic(actor, unit=unit, plan=row, version=row.version, draft=draft)
            row.refresh_from_db()
    current().about(row, unit=unit, summary=f"沿用{plan.year}年计划")
    return row


@action("study.revise_plan", "修改学习计划", permission="study.write")
def revise_plan(
    actor: Actor, *, unit: Unit, plan: StudyPlan, version: int, title: str, requirements: str
) -> StudyPlan:
    """Another name or other requirements."""
    row = _locked(plan, version)
    row.title, row.requirements = title.strip(), requirements.strip()
    row.save()
    current().about(row, unit=unit)
    return row


@action("study.write_topic", "编排学习专题", permission="study.write")
def write_topic(
    actor: Actor, *, unit: Unit, plan: StudyPlan, version: int, draft: TopicDraft,
    topic: Topic | None = None,
) -> Topic:  # fmt: skip
    """A topic of the plan, new or changed; within the plan's year."""
    row = _locked(plan, version)
    if draft.due_on.year != row.year:
        raise Refused(f"计划日期须在{row.year}年内。", field="due_on")
    if topic is None and row.topics.count() >= MOST_TOPICS:
        raise Refused(f"一份计划最多{MOST_TOPICS}个专题。")
    item = _topic(topic) if topic is not None else Topic(plan=row)
    item.due_on, item.title, item.form = draft.due_on, draft.title.strip(), draft.form
    item.lead, item.lead_name, item.note = draft.lead, draft.lead_name.strip(), draft.note.strip()
    item.save()
    wanted = {m.pk for m in draft.materials}
    for link in TopicMaterial.objects.filter(topic=item):
        if link.material_id in wanted:
            wanted.discard(link.material_id)
        else:
            link.delete()
    TopicMaterial.objects.bulk_create(
        TopicMaterial(topic=item, material_id=key) for key in sorted(wanted)
    )
    row.save()
    current().about(row, unit=unit, summary=f"{item.due_on} {item}")
    return item


@action("study.drop_topic", "取消学习专题", permission="study.write")
def drop_topic(
    actor: Actor, *, unit: Unit, plan: StudyPlan, version: int, topic: Topic, reason: str
) -> Topic:
    """A topic that will not be studied, with the reason; it stays in the plan as such."""
    row, item = _locked(plan, version), _topic(topic)
    if item.done_on is not None:
        raise Refused("已经完成的专题不能取消。")
    if not reason.strip():
        raise Refused("请写明取消的原因。", field="reason")
    item.dropped_reason = reason.strip()
    item.save()
    row.save()
    current().about(row, unit=unit, summary=f"{item}：{reason}")
    return item


@action("study.finish_topic", "登记专题完成", permission="study.write")
def finish_topic(
    actor: Actor, *, unit: Unit, plan: StudyPlan, version: int, topic: Topic,
    gathering: Gathering | None = None, on: date | None = None, how: str = "",
) -> Topic:  # fmt: skip
    """Carried out by a recorded gathering, or otherwise on a day, with how."""
    row, item = _locked(plan, version), _topic(topic)
    if row.state != PlanState.ADOPTED:
        raise Refused("计划印发以后再登记完成情况。")
    if item.dropped_reason:
        raise Refused("取消的专题不能登记完成。")
    if gathering is not None:
        if gathering.unit_id != row.unit_id:
            raise Refused("请选择本单位的学习记录。", field="gathering")
        item.gathering, item.done_on, item.done_how = gathering, gathering.held_on, how.strip()
    else:
        if on is None or not how.strip():
            raise Refused("没有学习记录的，请写明完成日期和完成情况。", field="how")
        if on > site_day():
            raise Refused("完成日期不能晚于今天。", field="on")
        item.gathering, item.done_on, item.done_how = None, on, how.strip()
    item.save()
    row.save()
    current().about(row, unit=unit, summary=f"完成：{item}")
    return item


@action("study.reopen_topic", "撤销专题完成", permission="study.write")
def reopen_topic(actor: Actor, *, unit: Unit, plan: StudyPlan, version: int, topic: Topic) -> Topic:
    """It was not done after all, or is to be studied again."""
    row, item = _locked(plan, version), _topic(topic)
    item.gathering, item.done_on, item.done_how, item.dropped_reason = None, None, "", ""
    item.save()
    row.save()
    current().about(row, unit=unit, summary=f"撤销：{item}")
    return item


@action("study.adopt_plan", "印发学习计划", permission="study.write")
def adopt_plan(actor: Actor, *, unit: Unit, plan: StudyPlan, version: int, on: date) -> StudyPlan:
    """The plan is in force from a day; topics may still be added and dropped, each with its entry."""
    row = _locked(plan, version)
    if row.state != PlanState.DRAFT:
        raise Refused("这份计划已经印发或者撤回。")
    if not row.topics.exists():
        raise Refused("计划里还没有学习专题。")
    if on > site_day():
        raise Refused("印发日期不能晚于今天。", field="on")
    row.state, row.adopted_on, row.adopted_by = PlanState.ADOPTED, on, actor.name[:100]
    row.save()
    current().about(row, unit=unit)
    _judge(row, on)
    return row


@action("study.send_plan", "报送学习计划", permission="study.write")
def send_plan(
    actor: Actor, *, unit: Unit, plan: StudyPlan, version: int, on: date, to: str
) -> StudyPlan:
    """Sent to the propaganda and organisation departments above."""
    row = _locked(plan, version)
    if row.state != PlanState.ADOPTED or row.adopted_on is None:
        raise Refused("计划印发以后再报送。")
    if not row.adopted_on <= on <= site_day():
        raise Refused("报送日期应在印发日期和今天之间。", field="on")
    row.sent_on, row.sent_to = on, to.strip()
    row.save()
    current().about(row, unit=unit, summary=to)
    return row


@action("study.withdraw_plan", "撤回学习计划", permission="study.write")
def withdraw_plan(
    actor: Actor, *, unit: Unit, plan: StudyPlan, version: int, reason: str
) -> StudyPlan:
    """Take a plan back with a reason; a new one may then be made for the year."""
    row = _locked(plan, version)
    if not reason.strip():
        raise Refused("请写明撤回的原因。", field="reason")
    row.state, row.withdrawn_reason = PlanState.WITHDRAWN, reason.strip()
    row.save()
    current().about(row, unit=unit, summary=reason)
    if row.adopted_on is not None:
        _judge(row, row.adopted_on)
    return row


def _locked(plan: StudyPlan, version: int) -> StudyPlan:
    rows = StudyPlan.objects.select_for_update(of=("self",)).select_related("unit")
    row: StudyPlan = rows.get(pk=plan.pk)
    if row.version != version:
        raise Conflict
    if row.state == PlanState.WITHDRAWN:
        raise Refused("这份计划已经撤回。")
    row.version += 1
    return row


def _topic(topic: Topic) -> Topic:
    row: Topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    return row


def _judge(row: StudyPlan, day: date) -> None:
    unit = row.unit
    transaction.on_commit(lambda: refresh(unit, day))
