"""Files between two sites: whose key is trusted, letters and receipts taken in once and never half."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.ledgers.transfers import queries, signing
from tongpin.ledgers.transfers.actions.receiving import (
    IncomingLetter,
    record_receipt,
    refuse,
    register_incoming,
)
from tongpin.ledgers.transfers.exchange import Answer, Document, read
from tongpin.ledgers.transfers.models import Cause, Letter, Peer, Transfer
from tongpin.ledgers.transfers.states import Route
from tongpin.org.models import Unit


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file did: the transfer it is about, and whether anything changed."""

    transfer: Transfer
    kind: str
    is_new: bool


@action("transfers.trust", "登记可信站点", permission="transfers.approve")
def trust_peer(
    actor: Actor, *, unit: Unit, name: str, key: str, fingerprint: str, checked_with: str
) -> Peer:
    """Trust another site's key once its fingerprint, heard by another way, agrees."""
    try:
        public = signing.read_public(key)
    except ValueError as error:
        raise Refused(str(error), field="key") from error
    found = signing.fingerprint(public)
    if "".join(fingerprint.upper().split()) != found.replace(" ", ""):
        raise Refused(
            "指纹与公钥不一致。请打电话和对方逐组核对；仍不一致的，公钥可能被人换过，不要登记。",
            field="fingerprint",
        )
    if public == signing.own_public():
        raise Refused("这是本系统自己的公钥。请粘贴对方的公钥。", field="key")
    if Peer.objects.filter(key=public).exists():
        raise Refused("这个公钥已经登记过；停用的公钥不能重新登记，请对方更换密钥。", field="key")
    row = Peer(
        unit=unit, name=" ".join(name.split()), key=public, fingerprint=found,
        checked_with=checked_with, trusted_on=site_day(), trusted_by=actor.name,
    )  # fmt: skip
    row.save()
    return row


@action("transfers.distrust", "停用可信站点", permission="transfers.approve")
def withdraw_peer(actor: Actor, *, unit: Unit, peer: Peer, reason: str) -> Peer:
    """Trust a key no longer; files signed with it are refused from now on."""
    row = Peer.objects.select_for_update().get(pk=peer.pk)
    if row.revoked_on is not None:
        raise Refused("这个站点已经停用。")
    row.revoked_on, row.revoked_reason = site_day(), reason
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row


@action("transfers.import", "导入转接文件", permission="transfers.approve")
def import_file(actor: Actor, *, unit: Unit, data: bytes, name: str) -> Imported:
    """Take in one file: a letter to this committee, or the receipt of one of its own letters.

    Size, form and version are looked at first, then who signed it, then whom it is for. The same file
    again changes nothing; another one under the same letter is refused.
    """
    received = read(data, name)
    document = received.document
    peer = queries.trusted(document.sender.key)
    if peer is None:
        raise Refused(
            f"“{name[:80]}”来自没有登记的站点“{document.sender.name}”。"
            "请先在“交换密钥”页面登记对方公钥并电话核对指纹。",
            field="sent", code="untrusted",
        )  # fmt: skip
    if not received.is_authentic:
        raise Refused(
            f"“{name[:80]}”的签名不对：内容被改动过，或者不是{peer.name}签发的。没有导入，请联系对方。",
            field="sent", code="forged",
        )  # fmt: skip
    if document.recipient.key != signing.own_public():
        raise Refused(
            f"“{name[:80]}”是发给“{document.recipient.name}”的，不是发给本单位的。没有导入。",
            field="sent", code="addressee",
        )  # fmt: skip
    digest = hashlib.sha256(document.canonical()).hexdigest()
    Peer.objects.select_for_update().get(pk=peer.pk)  # one file of a site at a time
    held = queries.letter_by_uid(str(document.id))
    taken = _letter if document.kind == "letter" else _receipt
    return taken(actor, unit, document, digest, peer, held)


def _letter(
    actor: Actor, unit: Unit, document: Document, digest: str, peer: Peer, held: Letter | None
) -> Imported:
    assert document.person is not None
    assert document.letter is not None
    if held is not None:
        if held.digest != digest:
            raise Conflict(
                f"编号 {held.number} 的介绍信以前导入过，但内容与这个文件不同。没有导入，请联系{peer.name}核实。",
                code="replayed",
            )  # fmt: skip
        return Imported(held.transfer, "letter", False)
    today = site_day()
    if document.letter.issued_on > today:
        raise Refused("介绍信的开具日期晚于今天，请核对双方系统的日期。", field="sent")
    cause = next((c for c in Cause if c.label == document.letter.reason), Cause.OTHER)
    incoming = IncomingLetter(
        peer.name, document.person, document.letter, cause, document.id, digest, peer
    )
    row = register_incoming(actor, unit=unit, incoming=incoming, arrived_on=today)
    return Imported(row, "letter", True)


def _receipt(
    actor: Actor, unit: Unit, document: Document, digest: str, peer: Peer, held: Letter | None
) -> Imported:
    answer = document.answer
    assert answer is not None
    if held is None or held.transfer.route != Route.OUT or held.issuer_id is None:
        raise Refused("没有找到这份回执对应的介绍信。请核对是不是本单位开具的。", field="sent")
    row = held.transfer
    desk = row.issuer
    assert desk is not None
    if not actor.can("transfers.approve", desk.path):
        raise Forbidden
    if row.peer_id != peer.pk or held.number != answer.number:
        raise Refused(
            f"介绍信 {held.number} 不是开给{peer.name}的，这份回执无效。", field="sent",
            code="forged",
        )  # fmt: skip
    if held.receipt_digest:
        if held.receipt_digest != digest:
            raise Conflict(
                f"介绍信 {held.number} 已有另一份回执，内容与这个文件不同。没有导入，请联系{peer.name}核实。",
                code="replayed",
            )  # fmt: skip
        return Imported(row, "receipt", False)
    if held.pk != _last(row):
        raise Refused(f"介绍信 {held.number} 已经作废，这份回执无效。", field="sent")
    return Imported(_answered(actor, desk, row, answer, digest), "receipt", True)


def _answered(actor: Actor, desk: Unit, row: Transfer, answer: Answer, digest: str) -> Transfer:
    today: date = site_day()
    if answer.outcome == "accepted":
        return record_receipt(
            actor, unit=desk, transfer=row, version=None, on=today, received_on=answer.on,
            handler=answer.handler, telephone=answer.telephone, receipt_digest=digest,
        )  # fmt: skip
    return refuse(
        actor, unit=desk, transfer=row, version=row.version, on=today, code=answer.reason_code,
        reason=answer.reason, receipt_digest=digest,
    )  # fmt: skip


def _last(row: Transfer) -> int:
    return max(letter.pk for letter in row.letters.all())
