"""Business work from a table: the bureau's task list of the year, linked as it is read."""

from __future__ import annotations

import re
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.errors import Refused
from tongpin.documents.sheet_import import Judge, SheetColumn, SheetImporter, Values
from tongpin.ledgers.integration import queries
from tongpin.ledgers.integration.actions import add_item, link_item, stop_item
from tongpin.ledgers.integration.models import LinkKind, WorkItem
from tongpin.org.models import Unit
from tongpin.org.queries import branches
from tongpin.org.scope import Scope

BETWEEN = re.compile(r"[、,，;；\s]+")
COLUMNS = (
    SheetColumn("name", "业务工作", ("工作任务", "重点工作"), longest=120, is_required=True,
                example="城区老旧供水管网改造"),
    SheetColumn("category", "类别", longest=40, example="供水保障"),
    SheetColumn("department", "承办科室（单位）", ("承办科室", "责任科室"), longest=80,
                is_required=True, example="供水公司"),
    SheetColumn("owner_name", "责任人", longest=50, is_required=True, example="王建民"),
    SheetColumn("starts_on", "开始日期", is_day=True, is_required=True, example="2020-03-01"),
    SheetColumn("due_on", "完成时限", ("完成日期",), is_day=True, is_required=True, example="2020-11-30"),
    SheetColumn("goal", "目标要求", longest=2000, example="改造管网12公里，漏损率降到10%以下"),
    SheetColumn("measures", "党建措施", longest=60, example="（六）、（十）"),
    SheetColumn("branches", "党支部", longest=200, example="第一党支部"),
)  # fmt: skip


class _Named:
    """The measures and branches that the lines of a unit's table may name."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.branches: dict[str, Unit] = {}
        for row in branches(Scope(((unit.path, True),))):
            self.branches |= {row.name: row, str(row): row}
        self._papers: dict[int, dict[str, str]] = {}

    def measures(self, year: int) -> dict[str, str]:
        """`{number without brackets: reference}` of the year's paper."""
        if year not in self._papers:
            paper = queries.paper_of(self.unit, year)
            rows = paper.measures.all() if paper else []
            self._papers[year] = {
                _bare(m.number): f"{LinkKind.MEASURE.value}:{m.identity}" for m in rows
            }
        return self._papers[year]


def _bare(number: str) -> str:
    return number.strip("（）()、. ")


def _parts(text: str) -> list[str]:
    return [part for part in BETWEEN.split(text.strip()) if part]


def _judging(unit: Unit) -> Judge:
    known = _Named(unit)
    rows = WorkItem.objects.filter(unit=unit, stopped_on=None)
    taken = set(rows.values_list("name", "starts_on"))

    def judge(values: Values) -> list[tuple[str, str]]:
        faults = []
        if values["due_on"] < values["starts_on"]:
            faults.append(("due_on", "早于开始日期"))
        if (values["name"], values["starts_on"]) in taken:
            faults.append(("name", "同一天开始的同名业务工作已经有了"))
        taken.add((values["name"], values["starts_on"]))
        numbers = known.measures(values["due_on"].year)
        for part in _parts(values["measures"]):
            if _bare(part) not in numbers:
                year = values["due_on"].year
                faults.append(("measures", f"{year}年度工作意见里没有“{part}”这一条措施"))
        for part in _parts(values["branches"]):
            if part not in known.branches:
                faults.append(("branches", f"没有找到“{part}”，请写支部的全称或者简称"))
        return faults

    return judge


def _write(actor: Actor, unit: Unit, values: Values) -> int:
    given: dict[str, Any] = dict(values)
    measures, units = given.pop("measures"), given.pop("branches")
    row = add_item(actor, unit=unit, **given)
    known = _Named(unit)
    numbers = known.measures(values["due_on"].year)
    for part in dict.fromkeys(_bare(part) for part in _parts(measures)):
        link_item(actor, unit=unit, item=row, ref=numbers[part])
    for branch in dict.fromkeys(known.branches[part] for part in _parts(units)):
        ref = f"{LinkKind.BRANCH.value}:{branch.pk}"
        link_item(actor, unit=branch, item=row, ref=ref)
    return row.pk


def _take_back(actor: Actor, unit: Unit, key: int) -> None:
    row = WorkItem.objects.select_related("unit").get(pk=key)
    touched = row.steps.exists() or row.marks.exists() or row.stopped_on is not None
    if touched or row.links.filter(kind__in=(*queries.FARTHER, LinkKind.GATHERING)).exists():
        raise Refused(f"不能撤销：“{row.name}”导入后已经登记进展、关联或者四同。")
    stop_item(actor, unit=row.unit, item=row, version=row.version, reason="撤销表格导入")


IMPORTER = SheetImporter(
    kind="integration", title="业务工作登记表", permission="integration.write",
    namespace="integration", columns=COLUMNS, judging=_judging, write=_write, take_back=_take_back,
)  # fmt: skip
