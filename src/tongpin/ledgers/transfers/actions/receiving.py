"""The receiving end: letters that come in, acceptance, refusal with a reason, branch and receipt."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.ledgers.transfers import queries
from tongpin.ledgers.transfers.actions.letters import said
from tongpin.ledgers.transfers.actions.steps import void_letter
from tongpin.ledgers.transfers.actions.turning import locked, noted, turned
from tongpin.ledgers.transfers.exchange import Letter as LetterPart
from tongpin.ledgers.transfers.exchange import Particulars
from tongpin.ledgers.transfers.models import Letter, LetterState, Peer, Refusal, Transfer
from tongpin.ledgers.transfers.plausible import refuse_impossible
from tongpin.ledgers.transfers.states import Route, State, Verb
from tongpin.org.actions import Arrival, admit, release, relocate
from tongpin.org.encryption import blind_index
from tongpin.org.identity import IDENTITY_PLACE, checked_identity, checked_name, checked_phone
from tongpin.org.models import BRANCH_KINDS, LeftAs, Person, Unit
from tongpin.org.queries import people_by_identity

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class IncomingLetter:
    """A letter as it lies on the desk: from whom, about whom, what it says."""

    sender: str
    person: Particulars
    letter: LetterPart
    cause: str = "other"
    uid: uuid.UUID = field(default_factory=uuid.uuid4)
    digest: str = ""
    peer: Peer | None = None


@action("transfers.register", "登记转入介绍信", permission="transfers.approve")
def register_incoming(
    actor: Actor, *, unit: Unit, incoming: IncomingLetter, arrived_on: date
) -> Transfer:
    """Enter a letter that came from another bureau at the receiving committee."""
    who, part = incoming.person, incoming.letter
    name = checked_name(who.name)
    checked_identity(who.identity_number, born_on=who.born_on, sex=who.sex)
    checked_phone(who.phone)
    sender = " ".join(incoming.sender.split())
    if sender in (unit.name, unit.short_name):
        raise Refused("转出党委就是本党委，不是外来的介绍信。", field="sender")
    if part.valid_until < part.issued_on:
        raise Refused("有效期不能早于开具日期。", field="valid_until")
    if not part.issued_on <= arrived_on <= site_day():
        raise Refused("收到日期应在开具日期和今天之间。", field="arrived_on")
    if who.stage in ("full", "probationary") and not part.paid_until:
        raise Refused("党员的介绍信要写明党费交至哪个月。", field="paid_until")
    refuse_impossible(who, part)
    _refuse_twice(unit, sender, part.number, who, name)
    row = Transfer(
        route=Route.IN, state=State.ISSUED, unit=unit, receiver=unit, name=name, stage=who.stage,
        other_committee=sender, other_branch=part.from_branch, peer=incoming.peer,
        cause=incoming.cause, note=part.reason, requested_on=arrived_on,
        paid_until=date.fromisoformat(f"{part.paid_until}-01") if part.paid_until else None,
        materials="\n".join(part.materials),
    )  # fmt: skip
    noted(actor, row, None, arrived_on, f"收到介绍信 {part.number}")
    Letter(
        transfer=row, uid=incoming.uid, year=part.issued_on.year, number=part.number,
        issued_on=part.issued_on, valid_until=part.valid_until, digest=incoming.digest,
        content=said(sender, unit.name, who, part),
    ).save()  # fmt: skip
    return row


def _refuse_twice(unit: Unit, sender: str, number: str, who: Particulars, name: str) -> None:
    same = Transfer.objects.filter(
        receiver=unit, other_committee=sender, letters__number=number
    ).exclude(state__in=[State.CANCELLED, State.RETURNED])
    if same.exists():
        raise Refused(f"{sender}的介绍信 {number} 已经登记过，不能重复登记。", field="number")
    waiting = Transfer.objects.filter(
        receiver=unit, other_committee=sender, name=name, route=Route.IN, state=State.ISSUED
    )
    if waiting.exists():
        raise Refused(
            f"{sender}已有一封{name}的介绍信在等待接收。重新开具的，请先把旧的退回或者撤销。",
            field="name",
        )
    known = _known(who.identity_number)
    if known is not None and known.affiliations.filter(ends_on=None).exists():
        raise Refused(
            f"{name}的公民身份号码已在本单位名册中，不能再次转入。请核对是不是内部转接。",
            field="identity_number",
        )


def _known(number: str) -> Person | None:
    index = blind_index(number, IDENTITY_PLACE)
    return people_by_identity([index]).get(index)


@action("transfers.receive", "接收组织关系", permission="transfers.approve")
def receive(
    actor: Actor, *, unit: Unit, transfer: Transfer, version: int, on: date, note: str = ""
) -> Transfer:
    """The receiving committee accepts, within the letter's validity. From this day it answers."""
    row = locked(transfer, version)
    row.state = turned(row, Verb.RECEIVE, unit=unit, on=on)
    letter = row.letters.filter(state=LetterState.VALID).first()
    if letter is None or on > letter.valid_until:
        until = f"（有效期至 {letter.valid_until}）" if letter else ""
        raise Refused(
            f"介绍信已过有效期{until}，请转出党委重新开具后再接收。", field="on", code="expired"
        )
    row.received_on = on
    letter.state = LetterState.USED
    letter.save()
    noted(actor, row, Verb.RECEIVE, on, note)
    return row


@action("transfers.refuse", "退回组织关系", permission="transfers.approve")
def refuse(
    actor: Actor,
    *,
    unit: Unit,
    transfer: Transfer,
    version: int,
    on: date,
    code: str,
    reason: str,
    receipt_digest: str = "",
) -> Transfer:
    """Give the letter back, with the reason as a code and in words (教育管理条例 art 25)."""
    row = locked(transfer, version)
    if code not in Refusal.values:
        raise Refused("请选择退回理由。", field="code")
    row.state = turned(row, Verb.REFUSE, unit=unit, on=on, reason=reason)
    row.refusal, row.reason = code, reason
    if receipt_digest:
        _stamp(row, receipt_digest)
    void_letter(row, f"退回：{reason}")
    noted(actor, row, Verb.REFUSE, on, f"{Refusal(code).label}：{reason}")
    return row


@action("transfers.assign", "编入支部", permission="transfers.approve")
def assign(
    actor: Actor, *, unit: Unit, transfer: Transfer, version: int, on: date, branch: Unit
) -> Transfer:
    """Put the person into a branch of the committee, from the day of acceptance on.

    Until now the source was responsible on record; the two intervals meet at that day.
    """
    row = locked(transfer, version)
    row.state = turned(row, Verb.ASSIGN, unit=unit, on=on)
    if branch.kind not in BRANCH_KINDS or branch.dissolved_on is not None:
        raise Refused("只能编入现有的党支部。", field="branch")
    own = queries.committee(branch)
    if own is None or row.receiver is None or own.pk != row.receiver.pk or branch.pk == row.unit_id:
        raise Refused("只能编入接收党委所属、转出支部以外的党支部。", field="branch")
    row.target = branch
    row.received_on = row.received_on or on
    if row.route == Route.IN:
        row.person = _admitted(actor, row, branch)
    else:
        assert row.person is not None
        relocate(actor, unit=row.unit, person=row.person, to=branch, on=row.received_on)
    noted(actor, row, Verb.ASSIGN, on, str(branch))
    return row


def _admitted(actor: Actor, row: Transfer, branch: Unit) -> Person:
    letter = queries.letter_of(row)
    assert letter is not None
    assert row.received_on is not None
    who = Particulars.model_validate(letter.said["person"])
    refuse_impossible(who, LetterPart.model_validate(letter.said["letter"]))
    values: dict[str, Any] = {"sex": who.sex, "born_on": who.born_on, "nation": who.nation}
    if who.phone:
        values["phone"] = who.phone
    arrival = Arrival(
        row.name, tuple((s.stage, s.since) for s in who.stages), who.identity_number, values
    )
    known = _known(who.identity_number) if who.identity_number else None
    return admit(actor, unit=branch, arrival=arrival, on=row.received_on, known=known)


@action("transfers.return_receipt", "寄回回执", permission="transfers.approve")
def return_receipt(
    actor: Actor, *, unit: Unit, transfer: Transfer, version: int, on: date,
    handler: str, telephone: str = "",
) -> Transfer:  # fmt: skip
    """Send the receipt straight to the source's committee (组通字〔2006〕45号)."""
    row = locked(transfer, version)
    if row.route == Route.OUT:
        raise Refused("转出的回执由对方寄来，请用“登记回执”。", code="step")
    row.state = turned(row, Verb.RECEIPT, unit=unit, on=on)
    row.handler, row.handler_phone = handler, telephone
    noted(actor, row, Verb.RECEIPT, on, f"经办人 {handler}")
    return row


@action("transfers.record_receipt", "登记回执", permission="transfers.approve")
def record_receipt(
    actor: Actor,
    *,
    unit: Unit,
    transfer: Transfer,
    version: int | None,
    on: date,
    received_on: date,
    handler: str = "",
    telephone: str = "",
    receipt_digest: str = "",
) -> Transfer:
    """The receipt came: the source's responsibility ended the day before the other side accepted."""
    row = locked(transfer, version)
    if row.route != Route.OUT:
        raise Refused("这件转接的回执由接收党委寄回。", code="step")
    row.state = turned(row, Verb.RECEIPT, unit=unit, on=on)
    letter = queries.letter_of(row)
    assert letter is not None
    assert row.person is not None
    if not letter.issued_on <= received_on <= on:
        raise Refused(
            f"接收日期应在开具介绍信（{letter.issued_on}）之后、收到回执之前。", field="received_on"
        )
    row.received_on, row.handler, row.handler_phone = received_on, handler, telephone
    if letter.state == LetterState.VALID:
        letter.state = LetterState.USED
        letter.save()
    if receipt_digest:
        _stamp(row, receipt_digest)
    release(
        actor, unit=row.unit, person=row.person, last_day=received_on - ONE_DAY,
        left_as=LeftAs.TRANSFERRED, reason=f"组织关系转往{row.target_name}",
    )  # fmt: skip
    noted(actor, row, Verb.RECEIPT, on, f"对方 {received_on} 接收")
    current().about(row, unit=row.unit)
    return row


def _stamp(row: Transfer, digest: str) -> None:
    """Keep which receipt was taken, so that the same file changes nothing and another is refused."""
    letter = queries.letter_of(row)
    assert letter is not None
    letter.receipt_digest = digest
    letter.save()
