"""Every read of stored files."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from tongpin.documents.models import Attachment, StoredFile
from tongpin.org.scope import Scope


def place_of(sha256: str) -> Path:
    """Where the content lies on disk."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def attachments(owner: str) -> list[Attachment]:
    """What a record carries now."""
    rows = Attachment.objects.filter(owner=owner, withdrawn_at__isnull=True)
    return list(rows.select_related("stored"))


def attachment(scope: Scope, pk: int) -> Attachment | None:
    """One attachment within the scope."""
    rows = Attachment.objects.within(scope).select_related("stored", "unit")
    return rows.filter(pk=pk, withdrawn_at__isnull=True).first()


def content(stored: StoredFile) -> bytes:
    """The bytes; `FileNotFoundError` when the store lost them."""
    return place_of(stored.sha256).read_bytes()
