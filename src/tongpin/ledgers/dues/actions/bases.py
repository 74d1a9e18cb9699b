"""Writes on bases: declared, confirmed by the member, lowered by decision."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.documents.content import checked
from tongpin.ledgers.dues.amounts import month_words
from tongpin.ledgers.dues.models import (
    BaseState,
    Declaration,
    Proof,
    Relief,
    ReliefKind,
    Upload,
)
from tongpin.ledgers.dues.queries import book, items_of
from tongpin.org.models import Person, Unit
from tongpin.rules.dues import (
    FIXED,
    PAY_ITEMS,
    WITHHELD_ITEMS,
    Base,
    Category,
    Pay,
    base_given,
    base_of_pay,
    base_of_quarter,
)
from tongpin.rules.refusal import Refusal

MAX_PROOF = 5 * 1024 * 1024
YEARLY = (Category.EMPLOYED, Category.RETIRED)
"""Categories whose base is set once a year; the others change by month or quarter by themselves."""


@dataclass(frozen=True, slots=True)
class File:
    """A proof that came with the form."""

    name: str
    data: bytes


@action("dues.declare_base", "申报党费基数", permission="dues.write")
def declare_base(
    actor: Actor,
    *,
    unit: Unit,
    person: Person,
    starts_on: date,
    category: str,
    base_fen: int | None = None,
    pay: Mapping[str, int] | None = None,
    withheld: Mapping[str, int] | None = None,
    quarter_net_fen: int | None = None,
    reason: str = "",
    proofs: Iterable[File] = (),
    source: tuple[Upload, int] | None = None,
) -> Declaration:
    """Declare category and base from a month on; amounts in fen, `pay` and `withheld` by item.

    `source` is the payroll and its line from which the base was read; it stays as the proof.
    Without any amount the base stays unknown and the member's months 待核. A declaration of the
    same month is replaced; a yearly base that changes within the year needs its reason.
    """
    kind = Category(category)
    base, items = _base(kind, starts_on, base_fen, pay or {}, withheld or {}, quarter_net_fen)
    earlier = Declaration.objects.select_for_update().filter(
        person=person, starts_on__year=starts_on.year
    ).exclude(state=BaseState.WITHDRAWN)  # fmt: skip
    before = [row for row in earlier if row.starts_on <= starts_on]
    if before and kind in YEARLY and before[-1].base_fen is not None and not reason.strip():
        raise Refused(
            "基数年初核定、当年一般不变动。确需变更的，请写明原因（如调动、退休、更正）。",
            field="reason",
        )
    for row in before:
        if row.starts_on == starts_on:
            row.state = BaseState.WITHDRAWN
            row.save()
    row = Declaration(
        person=person, unit=unit, starts_on=starts_on, category=kind.value,
        base_fen=base.fen if base is not None else None, items=items,
        words=base.words if base is not None else "", reason=reason,
        declared_on=site_day(), declared_by=actor.name[:100],
        upload=source[0] if source else None, line=source[1] if source else None,
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=f"{kind.label}，自{month_words(starts_on)}起")
    for proof in proofs:
        name, media_type = checked(proof.data, proof.name, limit=MAX_PROOF)
        content = base64.b64encode(proof.data).decode()
        Proof(declaration=row, name=name, media_type=media_type, content=content).save()
    return row


def _base(
    kind: Category, month: date, base_fen: int | None, pay: Mapping[str, int],
    withheld: Mapping[str, int], quarter_net_fen: int | None,
) -> tuple[Base | None, str]:  # fmt: skip
    """`(base, items as JSON)` by the rulebook of the month; None where nothing was given."""
    if kind in FIXED:
        if base_fen is not None or pay or withheld or quarter_net_fen is not None:
            also = (
                "有工资收入的，请按“按月领取工资的党员”申报。" if kind is Category.STUDENT else ""
            )
            raise Refused(f"{kind.label}按定额交纳，不用填写收入。{also}", field="category")
        return None, ""
    unknown = [*(pay.keys() - PAY_ITEMS.keys()), *(withheld.keys() - WITHHELD_ITEMS.keys())]
    if unknown:
        raise Refused(f"没有“{unknown[0][:20]}”这个项目，请核对。", field="base")
    if withheld and not pay:
        raise Refused("只填了扣除项目，没有填工资项目。", field="base")
    if sum(x is not None and x != {} for x in (base_fen, pay or None, quarter_net_fen)) > 1:
        raise Refused("基数、工资项目、上季度纯收入只填一种。", field="base")
    try:
        if pay:
            items = {"pay": _yuan(pay), "withheld": _yuan(withheld)}
            sheet = Pay(
                *({k: Decimal(v) for k, v in items[x].items()} for x in ("pay", "withheld"))
            )
            return base_of_pay(book(), month, kind, sheet), json.dumps(items)
        if quarter_net_fen is not None:
            if kind is not Category.SELF_EMPLOYED:
                raise Refused("只有不按月取得收入的党员按上季度纯收入核定。", field="quarter_net")
            net = Decimal(quarter_net_fen) / 100
            return base_of_quarter(book(), month, net), json.dumps({"net": str(net)})
    except Refusal as error:
        raise Refused(error.message, field="base", code=error.code) from error
    return (None, "") if base_fen is None else (base_given(kind, Decimal(base_fen) / 100), "")


def _yuan(amounts: Mapping[str, int]) -> dict[str, str]:
    return {key: str(Decimal(value) / 100) for key, value in amounts.items()}


@action("dues.confirm_base", "确认党费基数", permission=None)
def confirm_base(actor: Actor, *, declaration: Declaration, version: int) -> Declaration:
    """The member agrees with the own base."""
    row = _own(actor, declaration, version)
    row.state, row.confirmed_on, row.objection = BaseState.CONFIRMED, site_day(), ""
    row.version += 1
    row.save()
    current().about(row, unit=row.unit)
    return row


@action("dues.object_to_base", "对党费基数提出异议", permission=None)
def object_to_base(
    actor: Actor, *, declaration: Declaration, version: int, words: str
) -> Declaration:
    """The member does not agree: the months are 待核 until the branch has looked again."""
    if not words.strip():
        raise Refused("请写明哪里不对，支部好核对。", field="words")
    row = _own(actor, declaration, version)
    row.state, row.objection, row.confirmed_on = BaseState.DISPUTED, words[:200], None
    row.version += 1
    row.save()
    current().about(row, unit=row.unit)
    return row


def _own(actor: Actor, declaration: Declaration, version: int) -> Declaration:
    """The declaration locked for its own member; nobody confirms for another."""
    if actor.person_id != declaration.person_id:
        raise Forbidden("只有本人可以确认自己的基数。")
    row: Declaration = Declaration.objects.select_for_update().get(pk=declaration.pk)
    if row.version != version or row.state == BaseState.WITHDRAWN:
        raise Conflict("基数刚刚改过，请看过新的内容再确认。")
    return row


@action("dues.withdraw_base", "撤回党费基数", permission="dues.write")
def withdraw_base(
    actor: Actor, *, unit: Unit, declaration: Declaration, reason: str
) -> Declaration:
    """Take a wrong declaration back; what was assessed by it shows as a difference afterwards."""
    if not reason.strip():
        raise Refused("请写明撤回理由。", field="reason")
    row: Declaration = Declaration.objects.select_for_update().get(pk=declaration.pk)
    if row.state == BaseState.WITHDRAWN:
        raise Refused("这条申报已经撤回。")
    row.state, row.version = BaseState.WITHDRAWN, row.version + 1
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row


@action("dues.read_pay", "查看工资项目", permission="dues.pay")
def read_pay(actor: Actor, *, unit: Unit, declaration: Declaration) -> dict[str, Any]:
    """The pay items behind a base, this once; that they were read stays in the trail."""
    current().about(declaration, unit=unit, summary=f"查看{declaration.person}的工资项目")
    return items_of(declaration)


@action("dues.read_proof", "查看基数依据", permission="dues.pay")
def read_proof(actor: Actor, *, unit: Unit, proof: Proof) -> bytes:
    """A proof's content for the collectors; that it was read stays in the trail."""
    current().about(proof.declaration, unit=unit, summary=f"查看依据{proof.name}")
    return base64.b64decode(proof.content)


@action("dues.add_relief", "登记党费减免", permission="dues.write")
def add_relief(
    actor: Actor,
    *,
    unit: Unit,
    person: Person,
    kind: str,
    starts_on: date,
    ends_on: date,
    reason: str,
    approved_by: str,
    approved_on: date,
    approval_number: str,
    amount_fen: int = 0,
    discussed_on: date | None = None,
) -> Relief:
    """Write an approved decision down (2008 art 7); the system decides nothing itself."""
    if ends_on < starts_on:
        raise Refused("终止月份不能早于起始月份。", field="ends_on")
    if approved_on > site_day():
        raise Refused("批准日期不能晚于今天。", field="approved_on")
    if kind == ReliefKind.REDUCED and amount_fen <= 0:
        raise Refused("少交的，请填写每月交多少。", field="amount_fen")
    if kind != ReliefKind.REDUCED and amount_fen:
        raise Refused("只有少交才填写每月金额。", field="amount_fen")
    if kind != ReliefKind.ELSEWHERE and discussed_on is None:
        raise Refused("减免须先经支部讨论，请填写讨论日期。", field="discussed_on")
    row = Relief(
        person=person, unit=unit, kind=kind, starts_on=starts_on, ends_on=ends_on,
        amount_fen=amount_fen, reason=reason, discussed_on=discussed_on, approved_by=approved_by,
        approved_on=approved_on, approval_number=approval_number, recorded_by=actor.name[:100],
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=approval_number)
    return row


@action("dues.withdraw_relief", "撤回党费减免", permission="dues.write")
def withdraw_relief(actor: Actor, *, unit: Unit, relief: Relief, reason: str) -> Relief:
    """Take a wrongly entered decision back."""
    if not reason.strip():
        raise Refused("请写明撤回理由。", field="reason")
    row: Relief = Relief.objects.select_for_update().get(pk=relief.pk)
    if row.is_withdrawn:
        raise Refused("这条减免已经撤回。")
    row.is_withdrawn = True
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row
