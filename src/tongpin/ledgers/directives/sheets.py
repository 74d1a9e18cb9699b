"""Directives from a table: the register that was kept by hand."""

from __future__ import annotations

from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.documents.sheet_import import Judge, SheetColumn, SheetImporter, Values
from tongpin.ledgers.directives.actions import receive, withdraw
from tongpin.ledgers.directives.models import Directive
from tongpin.org.models import Unit

YES_NO = {"": True, "是": True, "否": False}
COLUMNS = (
    SheetColumn("number", "文号", longest=60, example="青组发〔2020〕15号"),
    SheetColumn("title", "标题", ("文件标题",), is_required=True, example="关于开展主题党日活动的通知"),
    SheetColumn("issuer", "来文单位", longest=80, is_required=True, example="县委组织部"),
    SheetColumn("received_on", "收到日期", ("收文日期",), is_day=True, is_required=True, example="2020-09-01"),
    SheetColumn("reply_due_on", "反馈期限", is_day=True, example="2020-09-30"),
    SheetColumn("must_transmit", "需要传达", longest=2, example="是"),
    SheetColumn("summary", "主要要求", longest=4000, example="各支部每月固定一天开展"),
)  # fmt: skip


def _judging(unit: Unit) -> Judge:
    rows = Directive.objects.filter(unit=unit, withdrawn_reason="").exclude(number="")
    known = set(rows.values_list("number", flat=True))

    def judge(values: Values) -> list[tuple[str, str]]:
        faults = []
        if values["must_transmit"] not in YES_NO:
            faults.append(("must_transmit", "请填“是”或者“否”"))
        if values["received_on"] > site_day():
            faults.append(("received_on", "晚于今天"))
        if values["reply_due_on"] and values["reply_due_on"] < values["received_on"]:
            faults.append(("reply_due_on", "早于收到日期"))
        if values["number"] in known:
            faults.append(("number", "这个文号已经登记过"))
        if values["number"]:
            known.add(values["number"])
        return faults

    return judge


def _write(actor: Actor, unit: Unit, values: Values) -> int:
    given: dict[str, Any] = values | {"must_transmit": YES_NO[values["must_transmit"]]}
    return receive(actor, unit=unit, **given).pk


def _take_back(actor: Actor, unit: Unit, key: int) -> None:
    row = Directive.objects.select_related("unit").get(pk=key)
    if row.version != 1 or row.measures.exists():
        raise Refused(f"不能撤销：“{row.title}”导入后已经办理或者修改。")
    withdraw(actor, unit=row.unit, directive=row, version=1, reason="撤销表格导入")


IMPORTER = SheetImporter(
    kind="directives", title="上级部署登记表", permission="directives.write",
    namespace="directives", columns=COLUMNS, judging=_judging, write=_write, take_back=_take_back,
)  # fmt: skip
