"""Schemes from and to spreadsheets, and the score sheet as a ruled table."""

from __future__ import annotations

from collections.abc import Sequence

from tongpin.audit.actor import Actor
from tongpin.audit.errors import Refused
from tongpin.documents.sheet_import import Judge, SheetColumn, SheetImporter, Values
from tongpin.formats.ruled import Column, Ledger
from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.assessment import actions, queries
from tongpin.ledgers.assessment.models import Creation, Dimension, Item, Scheme, State, Way
from tongpin.ledgers.assessment.points import parse, shown
from tongpin.ledgers.assessment.scheme_text import (
    VETO,
    WAYS,
    ItemText,
    item_faults,
    named_keys,
)
from tongpin.org.models import Unit

COLUMNS = (
    SheetColumn("name", "细则名称", is_required=True, longest=80, example="本单位示范支部考评细则"),
    SheetColumn("dimension", "类别", is_required=True, longest=40, example="党内政治生活标准化"),
    SheetColumn("share", "类别分值", example="32"),
    SheetColumn("title", "项目", is_required=True, longest=60, example="主题党日"),
    SheetColumn("standard", "标准", is_required=True, longest=300, example="每月开展1次主题党日"),
    SheetColumn("basis", "依据", example="支部工作条例第十六条"),
    SheetColumn("weight", "分值", example="4"),
    SheetColumn("way", "取证方式", is_required=True, example="责任判定"),
    SheetColumn("keys", "取证来源", example="主题党日"),
    SheetColumn("needed", "要求", example=""),
    SheetColumn("deduct", "每少一次扣", example="0.5"),
    SheetColumn("late", "每逾期一次扣", example=""),
    SheetColumn("note", "扣分办法", example="少一次扣0.5分"),
)
HEADS = [column.head for column in COLUMNS]


def _labels(way: str) -> list[tuple[str, str]]:
    found = queries.sources()
    if way == Way.DUTIES:
        return list(found.duties.items())
    return [(kind.key, kind.label) for kind in found.evidence.values()]


def _points(values: Values, key: str, faults: list[tuple[str, str]]) -> int | None:
    if not values[key]:
        return None
    try:
        return parse(values[key])
    except ValueError as error:
        faults.append((key, str(error)))
        return None


def _item(values: Values) -> tuple[ItemText, list[tuple[str, str]]]:
    """A line as an item, and the cells that cannot be read."""
    faults: list[tuple[str, str]] = []
    way = WAYS.get(values["way"], "")
    needed = str(values["needed"]).removesuffix("%").removesuffix("次")
    if needed and not (needed.isascii() and needed.isdigit() and 0 < int(needed[:6]) <= 10_000):
        faults.append(("needed", "应是1至10000之间的整数"))
        needed = ""
    item = ItemText(
        title=values["title"], standard=values["standard"], way=way, basis=values["basis"],
        dimension="" if values["dimension"] == VETO else values["dimension"],
        weight=_points(values, "weight", faults) or 0, note=values["note"],
        keys=named_keys(values["keys"], _labels(way)), needed=int(needed) if needed else None,
        deduct=_points(values, "deduct", faults), late=_points(values, "late", faults) or 0,
    )  # fmt: skip
    return item, faults


def _judging(unit: Unit) -> Judge:
    """Looks at a line, and at it beside the lines before it: names twice, dimensions that disagree."""
    sources = queries.sources()
    drafts = Scheme.objects.filter(unit=unit, published_on=None)
    shares: dict[tuple[str, str], int | None] = {
        (d.scheme.name, d.title): d.weight
        for d in Dimension.objects.filter(scheme__in=drafts).select_related("scheme")
    }
    known = set(Item.objects.filter(scheme__in=drafts).values_list("scheme__name", "title"))

    def judge(values: Values) -> list[tuple[str, str]]:
        item, faults = _item(values)
        faults += item_faults(item, sources)
        share = _points(values, "share", faults)
        place = (values["name"], item.dimension)
        if item.dimension and share is not None:
            before = shares.setdefault(place, share)
            if before != share:
                faults.append(
                    ("share", f"“{item.dimension}”前面写的是{shown(before)}分，请写成一样")
                )
        elif item.dimension and place not in shares:
            faults.append(("share", "这一类第一次出现，请填写类别分值"))
        if (values["name"], item.title) in known:
            faults.append(("title", "项目名称重复"))
        known.add((values["name"], item.title))
        return faults

    return judge


def _write(actor: Actor, unit: Unit, values: Values) -> int:
    """The item in the draft of that name, which is begun where there is none."""
    item, faults = _item(values)
    if faults:
        raise Refused(f"{faults[0][1]}。")
    row = Scheme.objects.filter(unit=unit, name=values["name"], published_on=None).first()
    if row is None:
        row = actions.draft_scheme(actor, unit=unit, name=values["name"], dimensions=[])
    dimensions = [(d.title, d.weight) for d in Dimension.objects.filter(scheme=row)]
    if item.dimension and item.dimension not in dict(dimensions):
        row.refresh_from_db()
        row = actions.revise_scheme(
            actor, unit=unit, scheme=row, version=row.version, basis=row.basis, full=row.full,
            pass_line=row.pass_line, model_line=row.model_line, judged_percent=row.judged_percent,
            dimensions=[*dimensions, (item.dimension, parse(values["share"]))],
        )  # fmt: skip
    return int(actions.put_item(actor, unit=unit, scheme=row, text=item).pk)


def _take_back(actor: Actor, unit: Unit, key: int) -> None:
    """Take the item out again; the draft goes with its last one."""
    item = Item.objects.filter(pk=key, scheme__unit=unit).select_related("scheme").first()
    if item is None:
        return
    actions.drop_item(actor, unit=unit, scheme=item.scheme, item=item)
    if not item.scheme.items.exists():
        actions.delete_scheme(actor, unit=unit, scheme=item.scheme)


IMPORTER = SheetImporter(
    kind="assessment.scheme", title="考评细则", permission="assessment.manage",
    namespace="assessment", columns=COLUMNS, judging=_judging, write=_write, take_back=_take_back,
)  # fmt: skip


def scheme_sheet(row: Scheme) -> bytes:
    """A scheme as the spreadsheet that can be read back."""
    text = queries.as_text(row)
    shares = dict(text.dimensions)
    lines = [
        [
            row.name, item.dimension or VETO,
            shown(shares[item.dimension]) if item.dimension else "", item.title, item.standard,
            item.basis, shown(item.weight) if item.dimension else "", Way(item.way).label,
            "、".join(dict(_labels(item.way)).get(key, key) for key in item.keys),
            "" if item.needed is None else str(item.needed), shown(item.deduct),
            shown(item.late) if item.late else "", item.note,
        ]
        for item in text.items
    ]  # fmt: skip
    return write_sheet([(head, "text") for head in HEADS], lines, title="考评细则")


SCORE_COLUMNS = (
    Column("序号", "int", 0.6), Column("类别", "text", 1.4), Column("项目", "text", 1.5),
    Column("标准", "text", 3.4), Column("分值", "text", 0.7), Column("台账得分", "text", 0.9),
    Column("自评", "text", 0.9), Column("考评", "text", 0.9), Column("差异", "text", 0.7),
    Column("说明", "text", 4.0),
)  # fmt: skip


def score_sheet(row: Creation, lines: Sequence[queries.Line]) -> Ledger:
    """考评得分表: every item with the ledgers' mark, both scores, their difference and the reason."""
    table = [
        [
            line.item.number, line.item.dimension.title if line.item.dimension else VETO,
            line.item.title, line.item.standard,
            shown(line.item.weight) if line.item.dimension else "—", given(line.mark),
            given(line.own) if line.own else "", given(line.review) if line.review else "",
            _signed(line.difference), line.last.reason if line.last else line.mark.reason,
        ]
        for line in lines
    ]  # fmt: skip
    sums = queries.totals(row, lines)
    last = [sums.ledgers, sums.own, sums.review]
    return Ledger(
        f"{row.year}年示范支部创建得分表", SCORE_COLUMNS, table,
        (f"党支部：{row.unit.name}", f"细则：{row.scheme}"),
        ["", "", "合计", "", shown(row.scheme.full), *(_sum(t) for t in last), "", ""],
        ["不能判断和不涉及的项目不计入，合计写成“得分/可评分值”；不能判断不等于零分。"],
        ("自评人：", "考评人：", "日期："), is_wide=True,
    )  # fmt: skip


def given(score: object) -> str:
    """A mark or a score in a cell: points, or why there are none."""
    state, points = getattr(score, "state", ""), getattr(score, "points", None)
    item = getattr(score, "item", None)
    if item is not None and item.is_veto and state == State.KNOWN:
        return "触及" if getattr(score, "has_failed", False) else "没有"
    return shown(points) if points is not None else State(state).label


def _signed(difference: int | None) -> str:
    if not difference:
        return ""
    return f"{'+' if difference > 0 else '-'}{shown(abs(difference))}"


def _sum(total: queries.Total | None) -> str:
    return f"{shown(total.points)}/{shown(total.of)}" if total is not None else ""
