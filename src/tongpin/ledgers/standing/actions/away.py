"""Members away: registered on both sides, kept in touch with, back again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.standing import queries
from tongpin.ledgers.standing.models import Contact, Direction, Floating
from tongpin.org.identity import checked_name, checked_phone
from tongpin.org.models import Person, Unit
from tongpin.rules.interval import add_months


@dataclass(frozen=True, slots=True)
class Away:
    """What is registered of a floating member."""

    left_on: date
    place: str
    reason: str = ""
    is_abroad: bool = False
    other_unit: str = ""
    certificate: str = ""
    name: str = ""
    phone: str = ""
    reported_on: date | None = None


@action("standing.float", "登记流动党员", permission="standing.write")
def register_floating(
    actor: Actor, *, unit: Unit, away: Away, person: Person | None = None
) -> Floating:
    """Register an outflow (a person of the branch) or an inflow (by name and telephone)."""
    if away.left_on > site_day():
        raise Refused("日期不能晚于今天。", field="left_on")
    if person is not None:
        if person.home_id != unit.pk:
            raise Refused(f"{person.name}不在{unit}。", field="person")
        if queries.membership_on(person, site_day()) is None:
            raise Refused(f"{person.name}现在不是党员，不登记为流动党员。", field="person")
        if Floating.objects.filter(person=person, ended_on__isnull=True).exists():
            raise Refused(f"{person.name}已登记为流动党员，不能重复登记。", field="person")
    elif not away.other_unit.strip():
        raise Refused("请填写该党员正式组织关系所在的党组织。", field="other_unit")
    row = Floating(
        unit=unit, direction=Direction.OUT if person else Direction.IN, person=person,
        name=person.name if person else checked_name(away.name), phone=checked_phone(away.phone),
        left_on=away.left_on, place=away.place, reason=away.reason, is_abroad=away.is_abroad,
        other_unit=away.other_unit, certificate=away.certificate, reported_on=away.reported_on,
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=f"自 {away.left_on}，{away.place}")
    return row


@action("standing.identify", "认定流动党员", permission="standing.write")
def identify(
    actor: Actor, *, unit: Unit, floating: Floating, version: int, on: date,
    reported_on: date | None = None, other_unit: str = "",
) -> Floating:  # fmt: skip
    """The branch recognises an outflow after six months, and notes the reporting in at the other end."""
    row = _locked(floating, version)
    if row.direction == Direction.IN:
        raise Refused("流入的党员由流出地党组织认定。")
    months = current_book().nearest("float-definition", on).integer("months")
    earliest = add_months(row.left_on, months)
    if on < earliest:
        raise Refused(
            f"外出满{months}个月（{earliest}）以后才认定为流动党员；不满的可以开具党员证明信。",
            field="on",
        )
    if on > site_day():
        raise Refused("认定日期不能晚于今天。", field="on")
    row.identified_on, row.reported_on = on, reported_on or row.reported_on
    row.other_unit = other_unit or row.other_unit
    row.save()
    current().about(row, unit=unit, summary=f"{on}认定")
    return row


@action("standing.contact", "登记联系记录", permission="standing.write")
def record_contact(
    actor: Actor, *, unit: Unit, floating: Floating, on: date, kind: str, means: str,
    result: str = "",
) -> Contact:  # fmt: skip
    """A contact with somebody away, or the year's review."""
    if not floating.left_on <= on <= site_day():
        raise Refused("联系日期应在外出日期和今天之间。", field="on")
    row = Contact(floating=floating, on=on, kind=kind, means=means, result=result,
                  recorded_by=actor.name)  # fmt: skip
    row.save()
    current().about(floating, unit=unit, summary=f"{on} {row.get_kind_display()}")
    return row


@action("standing.float_end", "结束流动", permission="standing.write")
def end_floating(
    actor: Actor, *, unit: Unit, floating: Floating, version: int, on: date, reason: str
) -> Floating:
    """Back, transferred, or out of reach."""
    row = _locked(floating, version)
    if not row.left_on <= on <= site_day():
        raise Refused("结束日期应在外出日期和今天之间。", field="on")
    row.ended_on, row.end_reason = on, reason
    row.save()
    current().about(row, unit=unit, summary=row.get_end_reason_display())
    return row


def _locked(floating: Floating, version: int) -> Floating:
    row: Floating = Floating.objects.select_for_update().get(pk=floating.pk)
    if row.version != version:
        raise Conflict
    if row.ended_on is not None:
        raise Refused("流动已经结束，不能再改。")
    row.version += 1
    return row
