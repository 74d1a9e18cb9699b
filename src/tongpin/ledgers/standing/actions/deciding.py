"""Decisions on membership, entered as they were taken; only they change what a person is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.ledgers.standing import queries
from tongpin.ledgers.standing.models import (
    APPROVED,
    CAUSES,
    REMOVALS,
    Cause,
    Decision,
    Kind,
    LostContact,
)
from tongpin.org.actions import end_membership, release, resume_membership, undo_end
from tongpin.org.models import LeftAs, Person, Unit
from tongpin.rules.procedure import StepVerdict

ONE_DAY = timedelta(days=1)
LEFT_AS = {
    Kind.REMOVED_LOST: LeftAs.REMOVED,
    Kind.REMOVED: LeftAs.REMOVED,
    Kind.PERSUADED: LeftAs.RESIGNED,
    Kind.QUIT: LeftAs.RESIGNED,
    Kind.EXPELLED: LeftAs.EXPELLED,
    Kind.DIED: LeftAs.DIED,
}
STEPS = {Kind.SUSPENDED: "suspended", Kind.REMOVED_LOST: "removed"}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided: kind and cause, who and when, the numbers of the papers."""

    kind: str
    cause: str
    decided_by: str
    decided_on: date
    number: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    approval_number: str = ""
    note: str = ""
    deviation_by: str = ""
    deviation_reason: str = ""

    @property
    def effective_on(self) -> date:
        """The first day on which it holds; of a death, the day after."""
        if self.kind in APPROVED and self.approved_on is not None:
            return self.approved_on
        return self.decided_on + ONE_DAY if self.kind == Kind.DIED else self.decided_on


@action("standing.decide", "登记党籍决定", permission="standing.decide")
def decide(actor: Actor, *, unit: Unit, person: Person, ruling: Ruling) -> Decision:
    """Enter a decision and let it take effect; `Refused` where papers, order or time do not fit."""
    Person.objects.select_for_update().get(pk=person.pk)
    if person.home_id != unit.pk:
        raise Refused(f"{person.name}不在{unit}。", field="person")
    last = queries.last_decision(person)
    _refuse_wrong(person, ruling, last)
    lost = queries.open_lost(person) if ruling.cause == Cause.LOST else None
    if ruling.cause == Cause.LOST:
        _refuse_early(person, ruling, lost)
    held = queries.membership_on(person, ruling.effective_on - ONE_DAY)
    if held is None and last is None:
        raise Refused(f"{person.name}在 {ruling.effective_on} 前不是党员，请核对。", field="person")
    stage = last.stage if last is not None and held is None else held.stage if held else ""
    row = Decision(
        unit=unit, person=person, kind=ruling.kind, cause=ruling.cause, lost=lost,
        decided_by=ruling.decided_by, decided_on=ruling.decided_on, number=ruling.number,
        approved_by=ruling.approved_by, approved_on=ruling.approved_on,
        approval_number=ruling.approval_number, effective_on=ruling.effective_on, stage=stage,
        note=ruling.note, deviation_by=ruling.deviation_by,
        deviation_reason=ruling.deviation_reason, recorded_by=actor.name,
    )  # fmt: skip
    row.ended = _effect(actor, unit, person, row)
    row.save()
    current().about(row, unit=unit, summary=f"{ruling.decided_by}，自 {row.effective_on}")
    return row


def _effect(actor: Actor, unit: Unit, person: Person, row: Decision) -> dict[str, list[int]]:
    """Carry it out on the dated relations; the keys of the rows that it closed."""
    day, why = row.effective_on - ONE_DAY, row.get_kind_display()
    if row.kind == Kind.SUSPENDED:
        ended = end_membership(
            actor, unit=unit, person=person, last_day=day, left_as=LeftAs.STOPPED, reason=why
        )
        return ended.as_json()
    if row.kind == Kind.RESTORED:
        resume_membership(actor, unit=unit, person=person, stage=row.stage, on=row.effective_on)
        return {}
    return release(
        actor, unit=unit, person=person, last_day=day, left_as=LEFT_AS[Kind(row.kind)], reason=why
    ).as_json()


def _refuse_wrong(person: Person, ruling: Ruling, last: Decision | None) -> None:
    """Kind, cause, papers and days have to fit each other and what was decided before."""
    kind = Kind(ruling.kind)
    if kind not in queries.possible(last):
        now = last.get_kind_display() if last else "在册党员"
        raise Refused(f"{person.name}现在是“{now}”，不能登记“{kind.label}”。", field="kind")
    if ruling.cause not in CAUSES[kind]:
        raise Refused(f"“{kind.label}”不能用这个事由，请重新选择。", field="cause")
    if kind != Kind.DIED and not ruling.decided_by.strip():
        raise Refused("请填写决定机关：没有决定，系统不改变任何人的党籍。", field="decided_by")
    if kind != Kind.DIED and not ruling.number.strip():
        raise Refused("请填写决定的文号或者会议记录编号。", field="number")
    if ruling.decided_on > site_day():
        raise Refused("日期不能晚于今天。", field="decided_on")
    if kind in APPROVED:
        if not (ruling.approved_by and ruling.approved_on and ruling.approval_number):
            raise Refused(
                f"“{kind.label}”须经上级党组织批准，请填写批准机关、日期和文号。",
                field="approved_by",
            )
        if not ruling.decided_on <= ruling.approved_on <= site_day():
            raise Refused("批准日期应在决定日期和今天之间。", field="approved_on")
    if last is not None and ruling.effective_on <= last.effective_on:
        raise Refused(f"日期须晚于上一个决定的生效日期 {last.effective_on}。", field="decided_on")


def _refuse_early(person: Person, ruling: Ruling, lost: LostContact | None) -> None:
    """Out of reach: so many months, searches without result, then two years (art 24)."""
    if lost is None:
        raise Refused(f"请先登记{person.name}失去联系和查找的情况。", field="cause")
    step = STEPS.get(Kind(ruling.kind))
    if step is None:
        return
    events = queries.lost_events(lost)
    extra = queries.event(step, ruling.effective_on, ruling.deviation_by, ruling.deviation_reason)
    found = queries.progress("lost_contact", [*events, extra], site_day())
    broken = [j.message for j in found.judgements
              if j.step == step and j.verdict is StepVerdict.BREACH]  # fmt: skip
    if broken and not (ruling.deviation_by and ruling.deviation_reason):
        raise Refused(
            f"{''.join(broken)}确有特殊情况、有权的党组织已经同意的，请填写同意的组织和理由。",
            field="deviation_by",
        )


@action("standing.withdraw", "撤回党籍决定登记", permission="standing.decide")
def withdraw_decision(actor: Actor, *, unit: Unit, decision: Decision, reason: str) -> Decision:
    """Take back a wrong entry: exactly what it closed is opened again. Only the last one."""
    row = Decision.objects.select_for_update().select_related("person").get(pk=decision.pk)
    if row.is_withdrawn:
        raise Refused("这个决定的登记已经撤回。")
    last = queries.last_decision(row.person)
    if last is None or last.pk != row.pk:
        raise Refused("后面还有决定，请先撤回后面的。")
    if row.kind == Kind.RESTORED:
        raise Refused("恢复党籍登记错的，请再登记一次停止党籍。")
    if row.kind in (*REMOVALS, Kind.DIED):
        open_now = row.person.affiliations.filter(ends_on=None).exists()
        if open_now:
            raise Refused(f"{row.person.name}已重新编入支部，不能撤回。")
    undo_end(actor, unit=unit, person=row.person, ended=row.ended)
    row.withdrawn_reason = reason
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row
