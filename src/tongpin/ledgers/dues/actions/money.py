"""Writes on vouchers and publications: prepared by the accountant, settled by the cashier."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Forbidden, Refused
from tongpin.ledgers.dues.actions.payments import lock_series
from tongpin.ledgers.dues.models import (
    INCOMING,
    OUTGOING,
    Publication,
    Voucher,
    VoucherKind,
    VoucherState,
)
from tongpin.ledgers.dues.queries import balance, large_held, share_due, unremitted
from tongpin.life.models import Gathering, State
from tongpin.org.models import Unit
from tongpin.rules.money import RATE_PARTS, percent, yuan


@action("dues.prepare_remittance", "填制党费上缴凭证", permission="dues.remit")
def prepare_remittance(
    actor: Actor,
    *,
    unit: Unit,
    until: date,
    share_parts: int | None = None,
    share_basis: str = "",
    counterparty: str = "",
    note: str = "",
) -> Voucher:
    """Take everything received by a day and not remitted yet into one batch, and its share upward.

    The share is that of the rulebook; another one (in ten-thousandths) names in `share_basis` the
    paper that sets it. The rest stays with the unit. Inside the bureau the next higher organisation
    receives it, above the top `counterparty` names who does.
    """
    if until > site_day():
        raise Refused("截止日期不能晚于今天。", field="until")
    by_rule = share_due(unit, until)
    share_parts = by_rule.parts if share_parts is None else share_parts
    if not 0 < share_parts <= RATE_PARTS:
        raise Refused("上缴比例须大于 0、不超过 100%。", field="share")
    if share_parts == by_rule.parts:
        share_basis = by_rule.basis
    elif not share_basis.strip():
        raise Refused(
            f"规定的比例是{percent(Decimal(by_rule.parts) / RATE_PARTS)}，另定比例的，请写明依据哪份文件。",
            field="share_basis",
        )
    series = lock_series(unit, site_day())
    payments, received, regular = unremitted(unit, until)
    amount = (regular * share_parts + RATE_PARTS // 2) // RATE_PARTS
    if amount <= 0:
        raise Refused("到这一天没有需要上缴的党费。", field="until")
    own, below = list(payments.values_list("pk", flat=True)), list(received)
    row = _voucher(
        actor, unit, series, kind=VoucherKind.REMIT, amount_fen=amount, basis_fen=regular,
        share_parts=share_parts, share_basis=share_basis.strip()[:200], counterparty=counterparty, note=note,
    )  # fmt: skip
    for start in range(0, len(own), 500):
        payments.model.objects.filter(pk__in=own[start : start + 500]).update(batch=row)
    for item in below:
        item.batch = row
        item.save()
    current().about(row, unit=unit, summary=f"{len(own)} 笔，上缴{yuan(amount)}元")
    return row


@action("dues.prepare_voucher", "填制党费凭证", permission="dues.remit")
def prepare_voucher(
    actor: Actor, *, unit: Unit, kind: str, amount_fen: int, on: date | None = None, **values: Any
) -> Voucher:
    """A use, a grant, interest, an opening balance, or large dues handed on."""
    if amount_fen <= 0:
        raise Refused("金额须大于零。", field="amount_fen")
    day = on or site_day()
    if day > site_day():
        raise Refused("日期不能晚于今天。", field="on")
    if kind == VoucherKind.REMIT:
        raise Refused("上缴党费请按批次办理。", field="kind")
    if kind == VoucherKind.SPEND:
        values |= _decided(unit, day, **values)
    elif values.get("purpose") or values.get("gathering"):
        raise Refused("只有使用党费才填写用途和集体决定。", field="purpose")
    if kind == VoucherKind.FORWARD and not values.get("note", "").strip():
        raise Refused("转交大额党费要附党员简况，请在说明里写明是谁、多少。", field="note")
    series = lock_series(unit, day)
    if kind == VoucherKind.FORWARD and amount_fen > large_held(unit):
        raise Refused(
            f"待转交的大额党费只有{yuan(large_held(unit))}元，请核对。", field="amount_fen"
        )
    row = _voucher(actor, unit, series, kind=kind, amount_fen=amount_fen, on=day, **values)
    current().about(row, unit=unit, summary=f"{row.get_kind_display()}{yuan(amount_fen)}元")
    return row


def _decided(
    unit: Unit, day: date, *, purpose: str = "", gathering: Gathering | None = None,
    decision: str = "", decided_on: date | None = None, **_: Any,
) -> dict[str, Any]:  # fmt: skip
    """The purpose and the collective decision of a use (2008 arts 19 and 20).

    A gathering on record tells the decision and its day; else both are written down.
    """
    if not purpose:
        raise Refused("党费只能用于规定的五个方面，请选择用途。", field="purpose")
    if gathering is not None:
        if gathering.unit_id != unit.pk or gathering.state != State.RECORDED:
            raise Refused("请选择本单位已经登记的会议。", field="gathering")
        kinds = gathering.kind_labels
        decision = decision or f"{kinds}：{gathering.topic}"[:200]
        decided_on = gathering.held_on
    if not decision or decided_on is None:
        raise Refused("使用党费要集体讨论决定，请选择决定的会议，或者写明哪次会议、哪一天决定。",
                      field="decision")  # fmt: skip
    if decided_on > day:
        raise Refused("决定日期不能晚于使用日期。", field="decided_on")
    return {"decision": decision, "decided_on": decided_on}


@action("dues.settle_voucher", "办结党费凭证", permission="dues.remit")
def settle_voucher(
    actor: Actor, *, unit: Unit, voucher: Voucher, on: date | None = None
) -> Voucher:
    """The cashier carries it out: another person than who prepared it, and never beyond the balance."""
    day = on or site_day()
    lock_series(unit, day)
    row: Voucher = Voucher.objects.select_for_update().get(pk=voucher.pk)
    if row.state != VoucherState.PREPARED:
        raise Refused(f"这张凭证{row.get_state_display()}，不能再办理。")
    account = actor.account_id or 0
    if account == row.prepared_account or actor.name == row.prepared_by:
        raise Forbidden("会计、出纳要分设：填制凭证的人不能自己办结，请由另一人办理。")
    if not row.on <= day <= site_day():
        raise Refused("办结日期须在填制日期之后、不晚于今天。", field="on")
    if row.kind in OUTGOING and balance(unit) < row.amount_fen:
        raise Refused(f"结存只有{yuan(balance(unit))}元，不够支付，请核对。")
    row.state, row.settled_by, row.settled_account = VoucherState.SETTLED, actor.name[:100], account
    row.settled_on = day
    row.save()
    current().about(row, unit=unit)
    return row


@action("dues.cancel_voucher", "作废党费凭证", permission="dues.remit")
def cancel_voucher(actor: Actor, *, unit: Unit, voucher: Voucher, reason: str) -> Voucher:
    """Give up a voucher that was not settled; what its batch held waits for the next one."""
    if not reason.strip():
        raise Refused("请写明作废理由。", field="reason")
    row: Voucher = Voucher.objects.select_for_update().get(pk=voucher.pk)
    if row.state != VoucherState.PREPARED:
        raise Refused("已经办结的凭证不能作废，请另填一张更正。")
    row.payments.update(batch=None)
    row.received.update(batch=None)
    row.state, row.note = VoucherState.CANCELLED, f"{row.note} 作废：{reason}".strip()[:300]
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row


def _voucher(actor: Actor, unit: Unit, series: Any, *, kind: str, **values: Any) -> Voucher:
    series.vouchers += 1
    series.save()
    upward = kind in (VoucherKind.REMIT, VoucherKind.FORWARD)
    if kind in INCOMING and not values.get("counterparty"):
        values["counterparty"] = ""
    row = Voucher(
        unit=unit, kind=kind, number=f"{unit.code[:24]}-PZ{series.year}-{series.vouchers:04d}",
        to=unit.parent if upward else None, prepared_by=actor.name[:100],
        prepared_account=actor.account_id or 0, **{"on": site_day()} | values,
    )  # fmt: skip
    row.save()
    return row


@action("dues.publish", "登记党费公布", permission="dues.write")
def publish(actor: Actor, *, unit: Unit, year: int, kind: str, on: date, how: str) -> Publication:
    """Write down that the year's dues were made known."""
    if on > site_day():
        raise Refused("公布日期不能晚于今天。", field="on")
    if on.year < year:
        raise Refused("公布日期不能早于所公布的年度。", field="on")
    row = Publication(
        unit=unit, year=year, kind=kind, on=on, how=how, recorded_on=site_day(),
        recorded_by=actor.name[:100],
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit)
    return row


@action("dues.withdraw_publication", "撤回党费公布", permission="dues.write")
def withdraw_publication(
    actor: Actor, *, unit: Unit, publication: Publication, reason: str
) -> Publication:
    """Take a wrong entry back."""
    if not reason.strip():
        raise Refused("请写明撤回理由。", field="reason")
    row: Publication = Publication.objects.select_for_update().get(pk=publication.pk)
    if row.is_withdrawn:
        raise Refused("这条公布登记已经撤回。")
    row.is_withdrawn = True
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row
