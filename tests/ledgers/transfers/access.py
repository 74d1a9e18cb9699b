"""What the access table needs of transfers."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.ledgers.transfers import desk
from tongpin.ledgers.transfers import actions, signing


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

ROWS = [
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
