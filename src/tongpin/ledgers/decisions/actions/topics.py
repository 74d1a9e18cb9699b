"""Every write of topics and of what is done before the meeting."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.decisions import queries
from tongpin.ledgers.decisions.actions.telling import tell
from tongpin.ledgers.decisions.models import Category, PriorStep, Resolution, Topic
from tongpin.org.models import LEADING_KINDS, Person, Unit


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a topic says. `details` is the sealed substance of a personnel topic."""

    category: str
    title: str
    proposed_on: date
    summary: str = ""
    details: str = ""
    amount_fen: int | None = None
    department: str = ""
    proposer: Person | None = None
    responsible: Person | None = None
    changes: Resolution | None = None


@dataclass(frozen=True, slots=True)
class Handling:
    """An emergency that was handled before any meeting could be held."""

    on: date
    by: str
    words: str


@action("decisions.propose", "提出议题", permission="decisions.write")
def propose(
    actor: Actor, *, unit: Unit, proposal: Proposal, emergency: Handling | None = None
) -> Topic:
    """Write a topic down. An emergency says what was already done, by whom, on which day."""
    if unit.kind not in LEADING_KINDS:
        raise Refused("三重一大由党委（党组）集体决定，请选择决策机构。", field="unit")
    row = Topic(unit=unit, kept_by_id=actor.account_id)
    _write(row, proposal)
    if emergency is not None:
        if not emergency.on <= site_day():
            raise Refused("处置日期不能晚于今天。", field="handled_on")
        row.is_emergency, row.handled_on = True, emergency.on
        row.handled_by, row.handling = emergency.by, emergency.words
    row.save()
    tell(row, row, unit, row.get_category_display())
    return row


@action("decisions.change", "修改议题", permission="decisions.write")
def change_topic(
    actor: Actor, *, unit: Unit, topic: Topic, version: int, proposal: Proposal
) -> Topic:
    """Change a topic that has not been discussed; the substance only by who may know it."""
    row = _locked(topic, version)
    if row.items.filter(withdrawn_reason="").exists():
        raise Refused("议题已经列入会议，不能再改。需要改的先从会议撤下。")
    if not queries.may_know(actor, row):
        raise Forbidden("人事议题的内容只有班子成员、提出人和登记人能看能改。")
    _write(row, proposal)
    row.accepted_on, row.accepted_by = None, ""
    row.save()
    tell(row, row, unit, "内容有改动，须重新审定")
    return row


def _write(row: Topic, proposal: Proposal) -> None:
    if proposal.proposed_on > site_day():
        raise Refused("提出日期不能晚于今天。", field="proposed_on")
    if proposal.category == Category.FUNDS and proposal.amount_fen is None:
        raise Refused("大额度资金使用要填写金额。", field="amount")
    if proposal.category == Category.PERSONNEL and proposal.summary:
        raise Refused("人事议题的内容请写在“需要保密的内容”里。", field="summary")
    if proposal.changes is not None and (
        proposal.changes.unit_id != row.unit_id or proposal.changes.replaced_by_id is not None
    ):
        raise Refused("只能变更本机构仍然有效的决议。", field="changes")
    for item in fields(proposal):
        setattr(row, item.name, getattr(proposal, item.name))


@action("decisions.step", "登记会前程序", permission="decisions.write")
def record_step(
    actor: Actor, *, unit: Unit, topic: Topic, name: str, on: date, by: str, result: str,
    is_waived: bool = False,
) -> PriorStep:  # fmt: skip
    """Record what was done before the meeting, or that it was let off, by whom and why."""
    row = _undecided(topic)
    if not row.proposed_on <= on <= site_day():
        raise Refused("日期应在提出议题当天和今天之间。", field="on")
    if not result.strip():
        raise Refused("请写明结果；经同意不需要办的，写明谁同意、为什么。", field="result")
    step = PriorStep(topic=row, name=name, on=on, by=by, result=result, is_waived=is_waived)
    step.save()
    tell(row, row, unit, name)
    return step


@action("decisions.withdraw_step", "撤回会前程序", permission="decisions.write")
def withdraw_step(
    actor: Actor, *, unit: Unit, topic: Topic, step: PriorStep, reason: str
) -> PriorStep:
    """Take a record back with a reason; it stays readable. The topic has to be accepted again."""
    row = _undecided(topic)
    if row.items.filter(withdrawn_reason="", outcome="").exists():
        raise Refused("议题已经列入会议。请先从会议撤下，再撤回会前程序的记录。")
    found: PriorStep = PriorStep.objects.select_for_update().get(pk=step.pk)
    if found.withdrawn_reason:
        raise Refused("这条记录已经撤回。")
    found.withdrawn_reason = _reason(reason)
    found.save()
    row.accepted_on, row.accepted_by = None, ""
    row.save()
    tell(row, row, unit, f"撤回{found.name}")
    return found


@action("decisions.accept", "审定议题", permission="decisions.write")
def accept(actor: Actor, *, unit: Unit, topic: Topic, version: int, on: date, by: str) -> Topic:
    """The main leader lets a topic go to the meeting; Refused while a required step is lacking."""
    row = _locked(topic, version)
    if not row.proposed_on <= on <= site_day():
        raise Refused("审定日期应在提出议题当天和今天之间。", field="on")
    book = current_book()
    lacking = queries.lacking_steps(book, row, on)
    if lacking:
        article = queries.steps_article(book, row.category, row.proposed_on)
        basis = f"{article.cite.label}：{article.text}。" if article else ""
        raise Refused(f"到审定那天还缺“{'、'.join(lacking)}”的记录，办完再审定。{basis}")
    row.accepted_on, row.accepted_by = on, by
    row.save()
    tell(row, row, unit, f"{by}审定")
    return row


@action("decisions.withdraw", "撤回议题", permission="decisions.write")
def withdraw_topic(actor: Actor, *, unit: Unit, topic: Topic, version: int, reason: str) -> Topic:
    """Take a topic back that was not decided."""
    row = _locked(topic, version)
    if row.items.filter(withdrawn_reason="", outcome__in=["passed", "rejected"]).exists():
        raise Refused("议题已经作出决定，不能撤回。需要变更的，重新提出议题由同一机构决定。")
    if row.items.filter(withdrawn_reason="", outcome="").exists():
        raise Refused("议题还在会议上，请先从会议撤下。")
    row.withdrawn_reason = _reason(reason)
    row.save()
    tell(row, row, unit, reason)
    return row


@action("decisions.report", "报告紧急处置", permission="decisions.write")
def report_emergency(
    actor: Actor, *, unit: Unit, topic: Topic, version: int, on: date, to: str
) -> Topic:
    """That an emergency was reported; the body still has to ratify it at a meeting."""
    row = _locked(topic, version)
    if not row.is_emergency or row.handled_on is None:
        raise Refused("这个议题不是紧急情况临时处置。")
    if not row.handled_on <= on <= site_day():
        raise Refused("报告日期应在处置当天和今天之间。", field="on")
    row.reported_on, row.reported_to = on, to
    row.save()
    tell(row, row, unit, f"向{to}报告")
    return row


@action("decisions.read", "查看人事议题", permission="decisions.view")
def read_details(actor: Actor, *, unit: Unit, topic: Topic) -> str:
    """The sealed substance; every reading leaves an entry. Forbidden without need to know."""
    if not queries.may_know(actor, topic):
        raise Forbidden("人事议题的内容只有班子成员、提出人和登记人能看。")
    tell(topic, topic, unit)
    return topic.details


def _locked(topic: Topic, version: int) -> Topic:
    row: Topic = Topic.objects.select_for_update().select_related("unit").get(pk=topic.pk)
    if row.version != version:
        raise Conflict
    if row.withdrawn_reason:
        raise Refused("议题已经撤回。")
    row.version += 1
    return row


def _undecided(topic: Topic) -> Topic:
    row: Topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if row.withdrawn_reason:
        raise Refused("议题已经撤回。")
    if row.items.filter(withdrawn_reason="", outcome__in=["passed", "rejected"]).exists():
        raise Refused("议题已经作出决定，会前程序不能再改。")
    return row


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused("请写明理由。", field="reason")
    return text.strip()
