"""Problems from a table: 巡察反馈问题清单 and the like."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.documents.sheet_import import Judge, SheetColumn, SheetImporter, Values
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.rectification.actions import cancel, open_problem
from tongpin.rectification.models import Problem, Round, Source, State

SOURCES = {label: key for key, label in Source.choices}
COLUMNS = (
    SheetColumn("key", "编号", longest=20, example=""),
    SheetColumn("number", "序号", longest=20, example="1"),
    SheetColumn("source", "来源", longest=20, is_required=True, example="巡察反馈"),
    SheetColumn("round", "轮次", longest=80, example=""),
    SheetColumn("category", "类别", ("问题类别",), longest=60, example="党的建设"),
    SheetColumn("title", "问题", ("问题表述",), is_required=True, example="党小组会记录不完整"),
    SheetColumn("description", "具体表现", longest=4000, example="抽查4次，缺讨论内容"),
    SheetColumn("root_cause", "产生原因", ("原因",), longest=4000, example="要求不严"),
    SheetColumn("measure", "整改措施", ("措施",), longest=4000, example="逐次补充，组长签字"),
    SheetColumn("lead", "牵头领导", longest=50, example=""),
    SheetColumn("unit", "责任党组织", ("责任单位",), longest=100, is_required=True, example="第一党支部"),
    SheetColumn("responsible_name", "责任人", longest=50, example="张守正"),
    SheetColumn("found_on", "发现日期", is_day=True, example="2020-06-05"),
    SheetColumn("due_on", "整改时限", ("完成时限",), is_day=True, example="2020-08-31"),
)  # fmt: skip


def _unit(unit: Unit, name: str) -> Unit | None:
    rows = Unit.objects.filter(path__startswith=unit.path)
    by_name = [u for u in rows if name in (u.name, u.short_name, u.code)]
    return by_name[0] if len(by_name) == 1 else None


def _round(unit: Unit, name: str) -> Round | None:
    above = [int(part) for part in unit.path.split("/") if part]
    return Round.objects.filter(unit__in=above, name=name).order_by("-pk").first()


class Known:
    """The problems that are there, so that a table exported and read again adds nothing.

    One is the same by its key, by its number in its round, or by where it came from, its words, whose it
    is and its day. What was withdrawn may come in again.
    """

    def __init__(self, unit: Unit) -> None:
        rows = Problem.objects.within(Scope(((unit.path, True),))).exclude(state=State.CANCELLED)
        self.words: dict[str, str] = {}
        self.marks: dict[tuple[Any, ...], str] = {}
        self.units: dict[str, int | None] = {}
        for row in Unit.objects.filter(path__startswith=unit.path):
            for name in {row.name, row.short_name, row.code} - {""}:
                self.units[name] = None if name in self.units else row.pk
        kept = ("state", "source", "title", "responsible_unit", "found_on", "number", "round__name")
        for row in rows.select_related("round").only(*kept).order_by("-pk"):
            said = f"这个问题已经登记（编号{row.pk}，{row.get_state_display()}），不再导入"
            self.words[str(row.pk)] = said
            doer = row.responsible_unit_id
            name = row.round.name if row.round else ""
            for mark in _marks(row.source, row.title, doer, row.found_on, name, row.number):
                self.marks[mark] = said

    def fault(self, values: Values) -> tuple[str, str] | None:
        """The fault of a line that tells of a problem already there, or on a line above."""
        if values["key"]:
            said = self.words.get(values["key"], "没有这个编号的问题；登记新问题请空着")
            return "key", said
        marks = _marks(
            SOURCES.get(values["source"], ""), values["title"], self.units.get(values["unit"]),
            values["found_on"] or site_day(), values["round"], values["number"],
        )  # fmt: skip
        found = next((self.marks[mark] for mark in marks if mark in self.marks), None)
        if found is not None:
            return "title", found
        self.marks |= dict.fromkeys(marks, "和上面一行是同一个问题，不再导入")
        return None


def _marks(
    source: str, title: str, unit: int | None, found_on: date, round_name: str, number: str
) -> list[tuple[Any, ...]]:
    marks: list[tuple[Any, ...]] = [(source, title, unit, found_on)]
    return [*marks, (round_name, number)] if round_name and number else marks


def _judging(unit: Unit) -> Judge:
    rows = Unit.objects.filter(path__startswith=unit.path)
    names = Counter(name for u in rows for name in {u.name, u.short_name, u.code} - {""})
    above = [int(part) for part in unit.path.split("/") if part]
    rounds = set(Round.objects.filter(unit__in=above).values_list("name", flat=True))
    known = Known(unit)

    def judge(values: Values) -> list[tuple[str, str]]:
        twice = known.fault(values)
        if twice:
            return [twice]
        faults = []
        if values["source"] not in SOURCES:
            faults.append(("source", f"没有这种来源，请填{'、'.join(SOURCES)}之一"))
        if not names[values["unit"]]:
            faults.append(("unit", "没有找到这个党组织，请填全称、简称或者代码"))
        elif names[values["unit"]] > 1:
            faults.append(("unit", "有几个党组织叫这个名字，请填代码"))
        if values["round"] and values["round"] not in rounds:
            faults.append(("round", "没有登记这个轮次，请先登记轮次"))
        found_on, due_on = values["found_on"] or site_day(), values["due_on"]
        if found_on > site_day():
            faults.append(("found_on", "晚于今天"))
        if due_on and due_on < found_on:
            faults.append(("due_on", "早于发现日期；没有填发现日期的按今天算"))
        return faults

    return judge


def _write(actor: Actor, unit: Unit, values: Values) -> int:
    given: dict[str, Any] = {key: value for key, value in values.items() if key != "key"}
    doer, round_name = _unit(unit, given.pop("unit")), given.pop("round")
    source = SOURCES[given.pop("source")]
    round_ = _round(unit, round_name) if round_name else None
    return open_problem(
        actor, unit=unit, source=source, ref="", responsible_unit=doer, round=round_, **given
    ).pk


def _take_back(actor: Actor, unit: Unit, key: int) -> None:
    row = Problem.objects.select_related("unit").get(pk=key)
    if row.version != 1:
        raise Refused(f"不能撤销：“{row.title}”导入后已经办理或者修改。")
    cancel(actor, unit=row.unit, problem=row, version=1, reason="撤销表格导入")


IMPORTER = SheetImporter(
    kind="problems", title="问题清单", permission="rectification.open", namespace="rectification",
    columns=COLUMNS, judging=_judging, write=_write, take_back=_take_back,
)  # fmt: skip
