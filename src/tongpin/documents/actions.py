"""Every write of stored files."""

from __future__ import annotations

import hashlib
import os
import secrets

from django.conf import settings
from django.utils import timezone

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.documents.content import checked
from tongpin.documents.models import Attachment, StoredFile
from tongpin.documents.queries import place_of
from tongpin.org.models import Unit


@action("documents.attach", "添加附件", permission="documents.write")
def attach(actor: Actor, *, unit: Unit, owner: str, name: str, data: bytes) -> Attachment:
    """Store a file and hang it on a record; `owner` is `ledger:key`, such as `life:12`."""
    stored, clean = keep(data, name)
    row = Attachment(stored=stored, unit=unit, owner=owner, name=clean)
    row.save()
    return row


@action("documents.detach", "移除附件", permission="documents.write")
def detach(actor: Actor, *, unit: Unit, attachment: Attachment) -> Attachment:
    """Take an attachment off its record; the content stays for the history."""
    attachment.withdrawn_at = timezone.now()
    attachment.save()
    current().about(attachment, unit=unit)
    return attachment


def keep(data: bytes, name: str) -> tuple[StoredFile, str]:
    """Check and store a content inside the open action: `(stored file, clean name)`.

    The file is on disk before its row is committed; a roll-back leaves at most an unreferenced
    content, never a row without one.
    """
    clean, media_type = checked(data, name, limit=settings.TONGPIN_MAX_UPLOAD)
    digest = hashlib.sha256(data).hexdigest()
    place = place_of(digest)
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = place.with_name(f".{digest}.{secrets.token_hex(4)}")
        temporary.write_bytes(data)
        os.chmod(temporary, 0o640)
        os.replace(temporary, place)
    stored = StoredFile.objects.filter(sha256=digest).first()
    if stored is None:
        stored = StoredFile(sha256=digest, size=len(data), media_type=media_type)
        stored.save()
    return stored, clean
