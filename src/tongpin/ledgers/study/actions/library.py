"""Writes of the library and of reading lists."""

from __future__ import annotations

from collections.abc import Sequence

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.documents.actions import attach, detach
from tongpin.documents.models import Attachment
from tongpin.ledgers.study.models import Material, MaterialKind, ReadingItem, ReadingList
from tongpin.org.models import Unit

Files = Sequence[tuple[str, bytes]]


@action("study.add_material", "添加学习资料", permission="study.write")
def add_material(
    actor: Actor, *, unit: Unit, title: str, kind: str, category: str = "", author: str = "",
    address: str = "", note: str = "", attachments: Files = (),
) -> Material:  # fmt: skip
    """Put a file, a link or a book into the unit's library."""
    row = Material(unit=unit, created_on=site_day(), created_by=actor.name[:100])
    if kind == MaterialKind.FILE and not attachments:
        raise Refused("请选择要上传的文件。", field="attachments")
    _write(row, title, kind, category, author, address, note)
    _attach(actor, row, attachments)
    current().about(row, unit=unit)
    return row


@action("study.change_material", "修改学习资料", permission="study.write")
def change_material(
    actor: Actor, *, unit: Unit, material: Material, version: int, title: str, kind: str,
    category: str = "", author: str = "", address: str = "", note: str = "", attachments: Files = (),
) -> Material:  # fmt: skip
    """Change what is said of a material, and add files."""
    row = _locked(material, version)
    _write(row, title, kind, category, author, address, note)
    _attach(actor, row, attachments)
    current().about(row, unit=unit)
    return row


@action("study.withdraw_material", "停用学习资料", permission="study.write")
def withdraw_material(
    actor: Actor, *, unit: Unit, material: Material, version: int, reason: str
) -> Material:
    """Offer it no more; plans and lists that name it keep its name."""
    row = _locked(material, version)
    if not reason.strip():
        raise Refused("请写明停用的原因。", field="reason")
    row.withdrawn_reason = reason.strip()
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row


@action("study.remove_file", "移除资料文件", permission="study.write")
def remove_file(
    actor: Actor, *, unit: Unit, material: Material, attachment: Attachment
) -> Attachment:
    """Take a file off a material."""
    if attachment.owner != material.owner:
        raise Refused("这个文件不在这份资料里。")
    return detach(actor, unit=unit, attachment=attachment)


@action("study.add_reading_list", "拟订书单", permission="study.write")
def add_reading_list(
    actor: Actor, *, unit: Unit, year: int, title: str, note: str, materials: Sequence[Material]
) -> ReadingList:
    """A list of what to read in a year, in the order given."""
    row = ReadingList(unit=unit, created_on=site_day(), created_by=actor.name[:100])
    _write_list(row, year, title, note, materials)
    current().about(row, unit=unit)
    return row


@action("study.change_reading_list", "修改书单", permission="study.write")
def change_reading_list(
    actor: Actor, *, unit: Unit, reading_list: ReadingList, version: int, year: int, title: str,
    note: str, materials: Sequence[Material],
) -> ReadingList:  # fmt: skip
    """Another choice or order."""
    row = _locked_list(reading_list, version)
    _write_list(row, year, title, note, materials)
    current().about(row, unit=unit)
    return row


@action("study.withdraw_reading_list", "停用书单", permission="study.write")
def withdraw_reading_list(
    actor: Actor, *, unit: Unit, reading_list: ReadingList, version: int, reason: str
) -> ReadingList:
    """Offer the list no more."""
    row = _locked_list(reading_list, version)
    if not reason.strip():
        raise Refused("请写明停用的原因。", field="reason")
    row.withdrawn_reason = reason.strip()
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row


def _write(
    row: Material, title: str, kind: str, category: str, author: str, address: str, note: str
) -> None:
    if kind == MaterialKind.LINK and not address:
        raise Refused("请填写链接。", field="address")
    row.title, row.kind, row.category = title.strip(), kind, category.strip()
    row.author, row.address, row.note = author.strip(), address, note.strip()
    row.save()


def _attach(actor: Actor, row: Material, files: Files) -> None:
    for name, data in files:
        attach(actor, unit=row.unit, owner=row.owner, name=name, data=data)


def _write_list(
    row: ReadingList, year: int, title: str, note: str, materials: Sequence[Material]
) -> None:
    if not materials:
        raise Refused("请至少选一份资料。", field="materials")
    row.year, row.title, row.note = year, title.strip(), note.strip()
    row.save()
    ReadingItem.objects.filter(reading_list=row).delete()
    ReadingItem.objects.bulk_create(
        ReadingItem(reading_list=row, material=m, number=n) for n, m in enumerate(materials, 1)
    )


def _locked(material: Material, version: int) -> Material:
    rows = Material.objects.select_for_update(of=("self",)).select_related("unit")
    row: Material = rows.get(pk=material.pk)
    if row.version != version:
        raise Conflict
    if row.withdrawn_reason:
        raise Refused("这份资料已经停用。")
    row.version += 1
    return row


def _locked_list(reading_list: ReadingList, version: int) -> ReadingList:
    rows = ReadingList.objects.select_for_update(of=("self",)).select_related("unit")
    row: ReadingList = rows.get(pk=reading_list.pk)
    if row.version != version:
        raise Conflict
    if row.withdrawn_reason:
        raise Refused("这份书单已经停用。")
    row.version += 1
    return row
