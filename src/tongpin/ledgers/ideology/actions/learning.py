"""学习强国: keep a sheet, look at it, adopt it once, undo it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.formats.mapping import Table
from tongpin.ledgers.ideology.learning import Line, judged
from tongpin.ledgers.ideology.models import Import, ImportState, Participation
from tongpin.ledgers.ideology.queries import month_taken
from tongpin.org.models import Unit
from tongpin.org.queries import members_on


@action("ideology.keep_learning", "上传学习情况", permission="ideology.import")
def keep(actor: Actor, *, unit: Unit, month: date, file_name: str, sheet: Table) -> Import:
    """Keep a sheet sealed until it is adopted."""
    _free(unit, month.replace(day=1))
    row = Import(
        unit=unit, month=month.replace(day=1), file_name=file_name[:200],
        cells=json.dumps(asdict(sheet), ensure_ascii=False), created_by=actor.name[:100],
        created_on=site_day(),
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit)
    return row


def sheet_of(row: Import) -> Table:
    """The sheet as it was read; empty once adopted."""
    return Table(**json.loads(row.cells)) if row.cells else Table(0, [], [])


def lines_of(row: Import, columns: Mapping[str, int | None]) -> list[Line]:
    """Each line with whom it means among the members of that month."""
    people: dict[str, list[tuple[int, str]]] = {}
    for person in members_on(row.unit, row.month).select_related("home"):
        people.setdefault(person.name, []).append((person.pk, str(person.home)))
    return judged(sheet_of(row), columns, people)


@action("ideology.adopt_learning", "导入学习情况", permission="ideology.import")
def adopt(actor: Actor, *, unit: Unit, upload: Import, columns: Mapping[str, int | None]) -> Import:
    """Enter the lines that mean a member; the sheet is forgotten, the meaning of its heads is kept."""
    row = _locked(upload, ImportState.PREVIEW)
    if columns.get("name") is None or columns.get("points") is None:
        raise Refused("请指定姓名和积分是哪一列。")
    _free(row.unit, row.month)
    good = {x.person: x for x in lines_of(row, columns) if x.person is not None}
    if not good:
        raise Refused("没有一行能对上名册里的党员，请核对所选的列。")
    branches = dict(
        members_on(row.unit, row.month).filter(pk__in=list(good)).values_list("pk", "home")
    )
    Participation.objects.bulk_create(
        [
            Participation(
                source=row, person_id=pk, branch_id=branches[pk], month=row.month,
                points="" if line.points is None else str(line.points),
                is_active=bool(line.points),
            )
            for pk, line in good.items()
        ]
    )  # fmt: skip
    heads = sheet_of(row).heads
    row.columns = {heads[n]: key for key, n in columns.items() if n is not None and n < len(heads)}
    row.cells, row.count, row.state = "", len(good), ImportState.DONE
    row.save()
    current().about(row, unit=unit, summary=f"{len(good)}人")
    return row


@action("ideology.undo_learning", "撤销导入学习情况", permission="ideology.import")
def undo(actor: Actor, *, unit: Unit, upload: Import) -> Import:
    """Forget what an import brought, or a sheet that was not adopted."""
    row: Import = Import.objects.select_for_update().get(pk=upload.pk)
    if row.state == ImportState.UNDONE:
        raise Refused("已经撤销。")
    row.rows.all().delete()
    row.cells, row.state = "", ImportState.UNDONE
    row.save()
    current().about(row, unit=unit)
    return row


def _free(unit: Unit, month: date) -> None:
    earlier = month_taken(unit, month)
    if earlier is not None:
        raise Refused(
            f"{month:%Y年%m月}已由{earlier.created_by}导入（{earlier.file_name}），要重导请先撤销。",
            field="month",
        )


def _locked(upload: Import, state: ImportState) -> Import:
    row: Import = Import.objects.select_for_update().select_related("unit").get(pk=upload.pk)
    if row.state != state:
        raise Refused("这次导入已经确认或者撤销。")
    return row
