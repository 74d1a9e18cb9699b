"""Every write of stored files."""

from __future__ import annotations

import hashlib
import os
import secrets

from django.conf import settings
from django.utils import timezone

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.capability import paper
from tongpin.documents.content import checked
from tongpin.documents.models import Attachment, OwnTemplate, StoredFile
from tongpin.documents.queries import place_of
from tongpin.formats.errors import FormatError
from tongpin.formats.paper import checked as checked_template
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


@action("documents.set_template", "更换文书模板", permission="documents.set_template")
def set_template(actor: Actor, *, unit: Unit, key: str, name: str, data: bytes) -> OwnTemplate:
    """Use a unit's own Word template for a paper from now on; `Refused` says what is wrong with it."""
    wanted = paper(key)
    try:
        checked_template(data, name, wanted.placeholders)
    except FormatError as error:
        raise Refused(error.message, field="file", code=error.code) from error
    try:
        stored, clean = keep(data, name)
    except Refused as error:
        raise Refused(error.message, field="file", code=error.code) from error
    _end_template(unit, key)
    row = OwnTemplate(
        unit=unit, key=key, stored=stored, name=clean, set_on=site_day(), set_by=actor.name
    )
    row.save()
    current().about(row, unit=unit, summary=wanted.title)
    return row


@action("documents.revert_template", "恢复内置文书模板", permission="documents.set_template")
def revert_template(actor: Actor, *, unit: Unit, key: str) -> OwnTemplate:
    """Stop using the unit's own template; the file stays for the history."""
    row = _end_template(unit, key)
    if row is None:
        raise Refused("本单位没有自己的模板，不需要恢复。")
    current().about(row, unit=unit, summary=paper(key).title)
    return row


def _end_template(unit: Unit, key: str) -> OwnTemplate | None:
    rows = OwnTemplate.objects.select_for_update()
    row: OwnTemplate | None = rows.filter(unit=unit, key=key, ended_on__isnull=True).first()
    if row is not None:
        row.ended_on = site_day()
        row.save()
    return row


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
