"""Writes of self-study: entered by oneself or for somebody, confirmed by another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.ledgers.study.models import MOST_MINUTES, Material, SelfState, SelfStudy
from tongpin.ledgers.study.queries import daily_minutes
from tongpin.org.models import Person, Unit

SHORTEST = 10


@action("study.enter", "登记自学", permission=None)
def enter_self_study(
    actor: Actor, *, person: Person, on: date, minutes: int, what: str,
    material: Material | None = None,
) -> SelfStudy:  # fmt: skip
    """What somebody studied alone; by the person, or by the branch for who has no account."""
    if actor.person_id != person.pk and not actor.can("study.confirm", person.home.path):
        raise Forbidden("只能登记本人的自学；代其他党员登记由支部办理。")
    today = site_day()
    if on > today:
        raise Refused("学习日期不能晚于今天。", field="on")
    if on.year < today.year - 1:
        raise Refused("只能补记今年和去年的自学。", field="on")
    if minutes < SHORTEST:
        raise Refused(f"一次自学须在{SHORTEST}分钟以上。", field="minutes")
    # The person's row serialises two entries of one day.
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if daily_minutes(person.pk, on) + minutes > MOST_MINUTES:
        raise Refused(
            f"{on}已登记的自学合计会超过{MOST_MINUTES // 60}小时，请核对。", field="minutes"
        )
    row = SelfStudy(
        person=person, unit=person.home, on=on, minutes=minutes, what=what.strip(),
        material=material, entered_on=today, entered_by=actor.name[:100],
        entered_account=actor.account_id,
    )  # fmt: skip
    row.save()
    current().about(row, unit=person.home)
    return row


@action("study.withdraw", "撤回自学", permission=None)
def withdraw_self_study(actor: Actor, *, entry: SelfStudy, version: int) -> SelfStudy:
    """Take back an entry that does not count yet; by the person or who entered it."""
    row = _locked(entry, version)
    if actor.person_id != row.person_id and actor.account_id != row.entered_account:
        raise Forbidden("只能撤回本人的自学登记。")
    if row.state not in (SelfState.SUBMITTED, SelfState.RETURNED):
        raise Refused("已经确认的自学不能撤回，请联系支部退回。")
    row.state = SelfState.WITHDRAWN
    row.save()
    current().about(row, unit=row.unit)
    return row


@action("study.confirm", "确认自学", permission="study.confirm")
def confirm_self_study(
    actor: Actor, *, unit: Unit, entries: Sequence[SelfStudy]
) -> list[SelfStudy]:
    """The branch confirms; nobody their own, nor what they entered. All or nothing."""
    done = []
    for entry in entries:
        row = _locked(entry, entry.version)
        if row.unit_id != unit.pk:
            raise Refused("只能确认本支部党员的自学。")
        if row.state != SelfState.SUBMITTED:
            raise Refused(f"{row}已经办理，请刷新页面。")
        if actor.person_id == row.person_id:
            raise Refused("本人的自学由其他支部委员确认。")
        if actor.account_id is not None and actor.account_id == row.entered_account:
            raise Refused(f"{row}是您代为登记的，请由其他支部委员确认。")
        row.state, row.settled_on, row.settled_by = (
            SelfState.CONFIRMED, site_day(), actor.name[:100],
        )  # fmt: skip
        row.settled_account = actor.account_id
        row.save()
        done.append(row)
    if not done:
        raise Refused("请先勾选要确认的自学。")
    current().about(done[0], unit=unit, summary=f"确认{len(done)}条")
    return done


@action("study.return", "退回自学", permission="study.confirm")
def return_self_study(
    actor: Actor, *, unit: Unit, entry: SelfStudy, version: int, reason: str
) -> SelfStudy:
    """Send an entry back with the reason; a confirmed one counts no more."""
    row = _locked(entry, version)
    if row.state not in (SelfState.SUBMITTED, SelfState.CONFIRMED):
        raise Refused("这条自学已经退回或者撤回。")
    if not reason.strip():
        raise Refused("请写明退回的原因。", field="reason")
    row.state, row.returned_reason, row.settled_on = SelfState.RETURNED, reason.strip(), site_day()
    row.settled_by, row.settled_account = actor.name[:100], actor.account_id
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row


def _locked(entry: SelfStudy, version: int) -> SelfStudy:
    rows = SelfStudy.objects.select_for_update(of=("self",)).select_related("unit", "person")
    row: SelfStudy = rows.get(pk=entry.pk)
    if row.version != version:
        raise Conflict
    row.version += 1
    return row
