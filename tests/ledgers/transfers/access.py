"""What the access table needs of transfers."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.transfers import desk
from tongpin.documents.sheet_import import preview_sheet
from tongpin.ledgers.transfers import actions, signing
from tongpin.ledgers.transfers.views.sheet import IMPORTER


def peer(cast):
    """A site with a key of its own."""
    import base64

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    raw = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    key = base64.b64encode(raw).decode()
    return actions.trust_peer(
        cast.actor("office"), unit=cast.unit("JU"), name="中共白石县农业局委员会", key=key,
        fingerprint=signing.fingerprint(key), checked_with="电话核对",
    )  # fmt: skip


def paper(cast) -> list[int]:
    """A transfer and its letter."""
    row = desk.issued(cast)
    return [row.pk, row.letters.get().pk]


VIEW = {"without": "member1"}
KEPT = {"without": "member1", "outside": "secretary2"}
APPROVE = {"without": "secretary1"}


def sheet(cast):
    """A table of one letter."""
    return preview_sheet(
        cast.actor("office"), unit=cast.unit("JU"), importer=IMPORTER, file_name="来信.xlsx",
        rows=[{"number": 2, "cells": {}, "faults": ["A2 姓名：没有填写"]}],
    )  # fmt: skip


SHEET = {"without": "secretary1", "outside": "office2"}
ROWS = [
    Row("transfers:sheet-upload", "office", without="secretary1"),
    Row("transfers:sheet-template", "office", without="secretary1"),
    Row("transfers:sheet", "office", args=pk(sheet), **SHEET),
    Row("transfers:sheet-confirm", "office", args=pk(sheet), post=True, **SHEET),
    Row("transfers:sheet-undo", "office", args=pk(sheet), post=True, **SHEET),
    Row("transfers:list", "secretary1", **VIEW),
    Row("transfers:incoming", "supervisor", **VIEW),
    Row("transfers:new", "secretary1", **VIEW),
    Row("transfers:arrive", "office", **APPROVE),
    Row("transfers:upload", "office", **APPROVE),
    Row("transfers:keys", "office", **APPROVE),
    Row("transfers:peer-new", "office", **APPROVE),
    Row("transfers:peer-revoke", "office", args=pk(peer), without="secretary1"),
    Row("transfers:detail", "secretary1", args=pk(desk.draft), **KEPT),
    Row("transfers:step", "secretary1", args=lambda cast: [desk.draft(cast).pk, "confirm"], **KEPT),
    Row("transfers:letter", "office", args=paper, post=True, without="secretary1"),
    Row("transfers:receipt", "office", args=pk(desk.assigned), post=True, without="secretary1"),
    Row("transfers:file", "office", args=pk(desk.issued), post=True, without="secretary1"),
    Row(
        "transfers:receipt-file", "office", args=pk(desk.assigned), post=True, without="secretary1"
    ),
]
