"""Honours: made by a decision or entered from outside, revoked with a reason, taken back."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.duties.judging import refresh
from tongpin.ledgers.honours.actions.stations import take_back, taken
from tongpin.ledgers.honours.models import Honour, HonourKind, Nomination, Round
from tongpin.org.models import Person, Unit


def award(actor: Actor, item: Nomination, row: Round, on: date, number: str) -> Honour:
    """The honour of a nominee, inside the decision."""
    organ = row.unit
    owner = item.person.home if item.person is not None else item.organisation
    assert owner is not None
    honour = Honour(
        unit=owner, kind=item.kind, title=f"{row.year}年度{item.get_kind_display()}",
        person=item.person, organisation=item.organisation, awarded_on=on,
        awarded_by=organ.name[:100], number=number.strip(), nomination=item, **taken(actor),
    )  # fmt: skip
    honour.save()
    transaction.on_commit(lambda: refresh(organ, on))
    return honour


@action("honours.record", "登记荣誉", permission="honours.nominate")
def record_honour(
    actor: Actor,
    *,
    unit: Unit,
    kind: str,
    title: str,
    awarded_on: date,
    awarded_by: str,
    number: str = "",
    person: Person | None = None,
    organisation: Unit | None = None,
) -> Honour:
    """An honour from above or from before: of a person of the unit, or of an organisation in it."""
    if kind == HonourKind.ORGANISATION:
        person = None
    elif kind != HonourKind.OTHER:
        organisation = None
    if (person is None) == (organisation is None):
        field = "organisation" if kind == HonourKind.ORGANISATION else "person"
        raise Refused("请选择是哪位同志或者哪个党组织的荣誉，只选一个。", field=field)
    owner = person.home if person is not None else organisation
    assert owner is not None
    if not owner.path.startswith(unit.path):
        raise Refused("只能登记本党组织的荣誉。")
    if not title.strip() or not awarded_by.strip():
        raise Refused(
            "请写明荣誉名称和表彰单位。", field="awarded_by" if title.strip() else "title"
        )
    if awarded_on > site_day():
        raise Refused("表彰日期不能晚于今天。", field="awarded_on")
    same = Honour.objects.filter(
        person=person, organisation=organisation, title=title.strip(), awarded_on=awarded_on,
        withdrawn_reason="",
    )  # fmt: skip
    if same.exists():
        raise Refused("这项荣誉已经登记过。", field="title")
    row = Honour(
        unit=owner, kind=kind, title=title.strip(), person=person, organisation=organisation,
        awarded_on=awarded_on, awarded_by=awarded_by.strip(), number=number.strip(), **taken(actor),
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=row.awarded_by)
    return row


def _locked(honour: Honour, version: int) -> Honour:
    rows = Honour.objects.select_for_update(of=("self",)).select_related(
        "unit", "person", "organisation"
    )
    row: Honour = rows.get(pk=honour.pk)
    if row.version != version:
        raise Conflict
    if row.withdrawn_reason:
        raise Refused("这条荣誉登记已经撤回。")
    row.version += 1
    return row


@action("honours.revoke", "撤销表彰", permission="honours.commend")
def revoke_honour(
    actor: Actor,
    *,
    unit: Unit,
    honour: Honour,
    version: int,
    on: date,
    decided_by: str,
    reason: str,
) -> Honour:
    """The organisation that commended takes the honour away; day, decision and reason stay."""
    row = _locked(honour, version)
    if row.revoked_on is not None:
        raise Refused("这项荣誉已经撤销。")
    if not row.awarded_on <= on <= site_day():
        raise Refused("撤销日期应在表彰以后、今天以前。", field="on")
    if not reason.strip() or not decided_by.strip():
        raise Refused(
            "请写明撤销的理由和决定。", field="decided_by" if reason.strip() else "reason"
        )
    row.revoked_on, row.revoked_reason = on, reason.strip()[:300]
    row.revoked_by = decided_by.strip()[:100]
    row.save()
    current().about(row, unit=unit, summary=row.revoked_reason)
    return row


@action("honours.withdraw", "撤回荣誉登记", permission="honours.nominate")
def withdraw_honour(
    actor: Actor, *, unit: Unit, honour: Honour, version: int, reason: str
) -> Honour:
    """An honour that was entered wrongly; one that a decision made is revoked, not taken back."""
    row = _locked(honour, version)
    if row.nomination_id is not None:
        raise Refused("这项荣誉由表彰决定产生，不能按登记有误撤回；要取消的，请登记撤销表彰。")
    take_back(row, reason)
    current().about(row, unit=unit, summary=row.withdrawn_reason)
    return row
