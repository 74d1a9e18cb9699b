"""A table kept for a look, adopted line by line in one transaction, taken back whole."""

from __future__ import annotations

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Forbidden, Refused
from tongpin.documents.models import SheetImport
from tongpin.documents.sheet_import.reading import SheetImporter, Values
from tongpin.org.models import Unit


@action("documents.preview_sheet", "上传表格", permission=None)
def preview_sheet(
    actor: Actor, *, unit: Unit, importer: SheetImporter, file_name: str, rows: list[Values]
) -> SheetImport:
    """Keep the judged lines until they are confirmed; an earlier preview by the same hand goes."""
    _allowed(actor, unit, importer)
    mine = SheetImport.objects.filter(unit=unit, kind=importer.kind, state="preview")
    mine.filter(created_by=actor.name[:100]).delete()
    row = SheetImport(
        unit=unit, kind=importer.kind, file_name=file_name[:200], created_by=actor.name[:100]
    )  # fmt: skip
    row.rows = rows
    row.save()
    current().about(row, unit=unit, summary=f"{len(rows)}行")
    return row


@action("documents.adopt_sheet", "导入表格", permission=None)
def adopt_sheet(
    actor: Actor, *, unit: Unit, importer: SheetImporter, sheet: SheetImport
) -> SheetImport:
    """Write every line without a fault, all or nothing."""
    _allowed(actor, unit, importer)
    row = _locked(sheet, "preview", "这份表格已经导入或者撤销。")
    good = [line for line in row.rows if not line["faults"]]
    if not good:
        raise Refused("没有可以导入的行，请改好表格重新上传。")
    made = []
    for line in good:
        try:
            made.append(importer.write(actor, unit, importer.values(line["cells"])))
        except Forbidden:
            raise
        except Refused as error:
            raise Refused(f"第{line['number']}行：{error.message}一行也没有导入。") from error
    row.made, row.state, row.rows = made, "done", []
    row.save()
    current().about(row, unit=unit, summary=f"导入{len(made)}行")
    return row


@action("documents.undo_sheet", "撤销表格导入", permission=None)
def undo_sheet(
    actor: Actor, *, unit: Unit, importer: SheetImporter, sheet: SheetImport
) -> SheetImport:
    """Take back everything that was imported, all or nothing."""
    _allowed(actor, unit, importer)
    row = _locked(sheet, "done", "只能撤销已完成的导入。")
    for key in row.made:
        importer.take_back(actor, unit, key)
    row.state = "undone"
    row.save()
    current().about(row, unit=unit, summary=f"撤销{len(row.made)}行")
    return row


def _allowed(actor: Actor, unit: Unit, importer: SheetImporter) -> None:
    if not actor.can(importer.permission, unit.path):
        raise Forbidden


def _locked(sheet: SheetImport, state: str, otherwise: str) -> SheetImport:
    row: SheetImport = SheetImport.objects.select_for_update().get(pk=sheet.pk)
    if row.state != state:
        raise Refused(otherwise)
    return row
