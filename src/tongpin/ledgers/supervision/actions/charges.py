"""党风廉政责任制: lists and half-yearly reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.documents.actions import attach
from tongpin.ledgers.supervision.models import Charge, HalfReport
from tongpin.org.models import Person, Unit


@action("supervision.set_charge", "制定责任清单", permission="supervision.manage")
def set_charge(
    actor: Actor,
    *,
    unit: Unit,
    person: Person,
    year: int,
    duties: str,
    post: str = "",
    version: int = 0,
) -> Charge:
    """What a leader answers for in a year; `version` is 0 for a new list."""
    if not duties.strip():
        raise Refused("请写明责任，一行一条。", field="duties")
    row = Charge.objects.select_for_update().filter(unit=unit, person=person, year=year).first()
    if row is not None and row.version != version:
        raise Conflict("这位同志今年的责任清单已经有了，请在原清单上修改。")
    row = row or Charge(unit=unit, person=person, year=year, version=0)
    row.duties, row.post, row.version = duties.strip(), post.strip(), row.version + 1
    row.save()
    current().about(row, unit=unit)
    return row


@action("supervision.report_half", "登记履责报告", permission="supervision.report")
def report_half(
    actor: Actor,
    *,
    unit: Unit,
    charge: Charge,
    half: int,
    content: str,
    on: date,
    files: Iterable[tuple[str, bytes]] = (),
) -> HalfReport:
    """How the duties were carried out in a half year; a leader reports for himself only."""
    if actor.person_id != charge.person_id and not actor.can("supervision.manage", unit.path):
        raise Refused("只能登记本人的履责报告。")
    if half not in (1, 2):
        raise Refused("请选择上半年或者下半年。", field="half")
    if not content.strip():
        raise Refused("请写明履行责任的情况。", field="content")
    if on > site_day() or on < date(charge.year, 1 if half == 1 else 7, 1):
        raise Refused("报告日期应在这半年开始以后、今天以前。", field="on")
    if HalfReport.objects.filter(charge=charge, half=half).exists():
        raise Refused("这半年的报告已经登记。", field="half")
    row = HalfReport(
        charge=charge, half=half, content=content.strip(), on=on, recorded_by=actor.name[:100]
    )
    row.save()
    for name, data in files:
        attach(actor, unit=unit, owner=row.ref, name=name, data=data)
    current().about(charge, unit=unit, summary=row.get_half_display())
    return row
