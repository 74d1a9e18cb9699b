"""The hash chain of entries: appending one, and checking all.

Each entry's hash is SHA-256 over the canonical JSON of its own fields and the hash before it, so
that a changed, removed or inserted row breaks every hash after it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from tongpin.audit.models import ChainHead, Entry

if TYPE_CHECKING:
    from tongpin.audit.envelope import Envelope

HASHED = (
    "number at account_id actor_name via address action title summary unit_path "
    "target_type target_id target_label changes previous_hash"
).split()


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: the entry's number and what is wrong with it."""

    number: int
    reason: str


def digest(entry: Entry) -> str:
    """The hash that belongs to the entry's present content."""
    content: dict[str, Any] = {name: getattr(entry, name) for name in HASHED}
    content["at"] = entry.at.astimezone(timezone.get_default_timezone()).isoformat(
        timespec="microseconds"
    )
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def append(envelope: Envelope) -> Entry:
    """Write the envelope's entry behind the last one; runs inside the action's transaction."""
    ChainHead.objects.get_or_create(id=1)
    head = ChainHead.objects.select_for_update().get(id=1)
    actor = envelope.actor
    kind, key, label = envelope.target or ("", "", "")
    changes = json.loads(json.dumps(envelope.changes, cls=DjangoJSONEncoder, ensure_ascii=False))
    entry = Entry(
        number=head.number + 1,
        at=timezone.now(),
        account_id=actor.account_id,
        actor_name=actor.name[:100],
        via=actor.via,
        address=actor.address[:64],
        action=envelope.action,
        title=envelope.title,
        summary=envelope.summary,
        unit_path=envelope.unit_path,
        target_type=kind,
        target_id=key,
        target_label=label,
        changes=changes,
        previous_hash=head.hash,
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)
    head.number, head.hash = entry.number, entry.hash
    head.save()
    return entry


def verify() -> tuple[int, list[Break]]:
    """Walk the whole chain; `(entries seen, breaks)`, no breaks meaning that it is whole."""
    previous, expected, breaks, seen = "", 1, [], 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=1000):
        seen += 1
        if entry.number != expected:
            breaks.append(Break(expected, f"缺少第 {expected} 条至第 {entry.number - 1} 条记录"))
        elif entry.previous_hash != previous:
            breaks.append(Break(entry.number, "与前一条记录的哈希不衔接"))
        if digest(entry) != entry.hash:
            breaks.append(Break(entry.number, "内容与哈希不符，记录可能被改动"))
        previous, expected = entry.hash, entry.number + 1
    head = ChainHead.objects.filter(id=1).first()
    if head is not None and (head.number, head.hash) != (expected - 1, previous):
        breaks.append(Break(expected, "链尾与最后一条记录不符，末尾记录可能被删除"))
    return seen, breaks
