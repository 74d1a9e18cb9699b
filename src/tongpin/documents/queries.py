"""Every read of stored files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from tongpin.documents.models import Attachment, OwnTemplate, StoredFile
from tongpin.org.models import Unit
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


def own_templates(unit: Unit, keys: Iterable[str] | None = None) -> dict[str, OwnTemplate]:
    """`{paper: template}` in use at the unit: its own, else that of the nearest unit above."""
    above = [int(part) for part in unit.path.strip("/").split("/")]
    rows = OwnTemplate.objects.filter(unit__in=above, ended_on__isnull=True)
    if keys is not None:
        rows = rows.filter(key__in=list(keys))
    rows = rows.select_related("unit", "stored")
    return {row.key: row for row in sorted(rows, key=lambda row: len(row.unit.path))}


def template_history(unit: Unit, key: str) -> list[OwnTemplate]:
    """Every template that the unit itself had for a paper, the newest first."""
    return list(OwnTemplate.objects.filter(unit=unit, key=key).select_related("unit"))
