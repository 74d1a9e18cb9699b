"""What leaves with full numbers on it: papers and files. Each one leaves an entry."""

from __future__ import annotations

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.ledgers.transfers import papers, signing
from tongpin.ledgers.transfers.exchange import (
    Answer,
    Document,
    Letter,
    Particulars,
    Site,
    sealed,
)
from tongpin.ledgers.transfers.models import Letter as Paper
from tongpin.ledgers.transfers.models import LetterState, Peer, Transfer
from tongpin.ledgers.transfers.states import Route, State
from tongpin.org.models import Unit


@action("transfers.print_letter", "打印介绍信", permission="transfers.approve")
def letter_paper(actor: Actor, *, unit: Unit, letter: Paper) -> bytes:
    """A letter in three parts as Word; a void one says so."""
    current().about(letter.transfer, unit=unit, summary=letter.number)
    return papers.letter(letter.said, void=letter.void_reason)


@action("transfers.print_receipt", "打印回执", permission="transfers.approve")
def receipt_paper(actor: Actor, *, unit: Unit, transfer: Transfer) -> bytes:
    """The receipt of a letter that was accepted, as Word."""
    letter = transfer.letters.order_by("-pk").first()
    if letter is None or transfer.received_on is None or transfer.route == Route.OUT:
        raise Refused("接收以后才有回执。")
    current().about(transfer, unit=unit, summary=letter.number)
    return papers.receipt(
        letter.said, organ=unit.name, on=transfer.received_on, handler=transfer.handler,
        telephone=transfer.handler_phone,
    )  # fmt: skip


@action("transfers.export_letter", "导出转接文件", permission="transfers.approve")
def letter_file(actor: Actor, *, unit: Unit, transfer: Transfer) -> bytes:
    """The signed file of the valid letter, addressed to the site it was issued for."""
    peer = _peer(transfer)
    letter = transfer.letters.filter(state=LetterState.VALID).first()
    if transfer.route != Route.OUT or letter is None:
        raise Refused("没有有效的介绍信，不能导出。请先开具。")
    said = letter.said
    document = Document(
        kind="letter", id=letter.uid, sender=Site(name=said["sender"], key=signing.own_public()),
        recipient=Site(name=peer.name, key=peer.key),
        person=Particulars.model_validate(said["person"]),
        letter=Letter.model_validate(said["letter"]),
    )  # fmt: skip
    current().about(transfer, unit=unit, summary=f"{letter.number}，发给{peer.name}")
    return sealed(document)


@action("transfers.export_receipt", "导出转接回执", permission="transfers.approve")
def receipt_file(actor: Actor, *, unit: Unit, transfer: Transfer) -> bytes:
    """The signed receipt of a letter that came by file: accepted, or returned with the reason."""
    peer = _peer(transfer)
    letter = transfer.letters.order_by("-pk").first()
    accepted = transfer.state in (State.RECEIPT_RETURNED, State.CLOSED)
    returned = transfer.state == State.RETURNED
    if transfer.route != Route.IN or letter is None or not (accepted or returned):
        raise Refused("登记寄回回执或者退回以后，才能导出回执。")
    step = transfer.steps.order_by("-pk").first()
    assert step is not None
    on = transfer.received_on if accepted else step.on
    assert on is not None
    answer = Answer(
        number=letter.number, outcome="accepted" if accepted else "returned", on=on,
        branch=transfer.target.name if accepted and transfer.target else "",
        reason_code="" if accepted else transfer.refusal,
        reason="" if accepted else transfer.reason,
        handler=transfer.handler, telephone=transfer.handler_phone,
    )  # fmt: skip
    document = Document(
        kind="receipt", id=letter.uid, sender=Site(name=unit.name, key=signing.own_public()),
        recipient=Site(name=peer.name, key=peer.key), answer=answer,
    )  # fmt: skip
    current().about(transfer, unit=unit, summary=f"{letter.number}，发给{peer.name}")
    return sealed(document)


def _peer(transfer: Transfer) -> Peer:
    peer = transfer.peer
    if peer is None or peer.revoked_on is not None:
        raise Refused("对方不是可信站点，不能用文件转接，请打印纸质介绍信。")
    return peer
