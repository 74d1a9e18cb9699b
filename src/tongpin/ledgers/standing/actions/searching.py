"""Members out of reach: since when, every search, and when they were found."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.standing import queries
from tongpin.ledgers.standing.models import LostContact, Search
from tongpin.org.models import Person, Unit


@action("standing.lost", "登记失联党员", permission="standing.write")
def report_lost(
    actor: Actor, *, unit: Unit, person: Person, lost_on: date, last_seen: str, cause: str
) -> LostContact:
    """Out of reach since the last organisational life or payment of dues (art 24)."""
    if person.home_id != unit.pk:
        raise Refused(f"{person.name}不在{unit}。", field="person")
    if lost_on > site_day():
        raise Refused("失联日期不能晚于今天。", field="lost_on")
    if queries.membership_on(person, lost_on) is None:
        raise Refused(f"{person.name}在 {lost_on} 不是党员，请核对日期。", field="lost_on")
    if queries.open_lost(person) is not None:
        raise Refused(f"{person.name}已登记为失联党员，不能重复登记。", field="person")
    row = LostContact(unit=unit, person=person, lost_on=lost_on, last_seen=last_seen, cause=cause)
    row.save()
    current().about(row, unit=unit, summary=f"自 {lost_on}")
    return row


@action("standing.search", "登记查找", permission="standing.write")
def record_search(
    actor: Actor, *, unit: Unit, lost: LostContact, on: date, means: str, asked: str, result: str
) -> Search:
    """A search with day, means, whom one asked and what came of it."""
    _open(lost)
    if not lost.lost_on <= on <= site_day():
        raise Refused("查找日期应在失联日期和今天之间。", field="on")
    row = Search(lost=lost, on=on, means=means, asked=asked, result=result, recorded_by=actor.name)
    row.save()
    current().about(lost, unit=unit, summary=f"{on} {means}")
    return row


@action("standing.found", "登记取得联系", permission="standing.write")
def record_found(
    actor: Actor, *, unit: Unit, lost: LostContact, version: int, on: date, note: str
) -> LostContact:
    """Found again. Membership that was stopped needs a decision of its own to be restored."""
    row = _open(lost)
    if row.version != version:
        raise Conflict
    if not row.lost_on <= on <= site_day():
        raise Refused("取得联系的日期应在失联日期和今天之间。", field="on")
    row.found_on, row.found_note, row.version = on, note, row.version + 1
    row.save()
    current().about(row, unit=unit, summary=note)
    return row


def _open(lost: LostContact) -> LostContact:
    row: LostContact = LostContact.objects.select_for_update().get(pk=lost.pk)
    if row.found_on is not None:
        raise Refused(f"已于 {row.found_on} 取得联系，不再登记。")
    return row
