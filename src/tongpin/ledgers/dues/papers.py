"""Papers of 党费 in the usual layout: month sheet, ledgers, receipt, voucher, cash book, publication."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tongpin.formats.ruled import Column, Ledger, Slip
from tongpin.formats.word import OfficialDocument
from tongpin.ledgers.dues.amounts import month_words
from tongpin.ledgers.dues.models import Payment, Publication, Voucher, VoucherKind
from tongpin.ledgers.dues.queries import BranchRow, CashLine, SheetRow, YearSum
from tongpin.ledgers.dues.words import capital, category_label, rate_words
from tongpin.org.models import Person, Unit
from tongpin.rules.money import yuan

YUAN = "金额单位：元"
SIGNED = ("支部书记：", "组织委员：", "收款人：", "填表日期：")
MONTH_COLUMNS = (
    Column("序号", "int", 0.7), Column("姓名", "text", 1.0), Column("党员类别", "text", 2.6),
    Column("计算基数", "money", 1.3), Column("比例", "text", 0.75), Column("应交", "money", 1.1),
    Column("实交", "money", 1.1), Column("差额", "money", 1.0), Column("交纳日期", "date", 1.5),
    Column("方式", "text", 1.2), Column("收据编号", "text", 2.4), Column("党员签字", "text", 1.2),
    Column("备注", "text", 1.8),
)  # fmt: skip
OVERVIEW_COLUMNS = (
    Column("序号", "int", 0.6), Column("党支部", "text", 2.6), Column("人数", "int", 0.8),
    Column("应交", "money", 1.3), Column("已交", "money", 1.3), Column("未交", "money", 1.3),
    Column("待核", "int", 0.8), Column("结账", "text", 1.0),
)  # fmt: skip
LEDGER_COLUMNS = (
    Column("月份", "text", 1.1), Column("收缴支部", "text", 1.8), Column("党员类别", "text", 2.6),
    Column("计算基数", "money", 1.3), Column("比例", "text", 0.75), Column("应交", "money", 1.1),
    Column("实交", "money", 1.1), Column("差额", "money", 1.0), Column("交纳日期", "date", 1.5),
    Column("收据编号", "text", 2.4), Column("减免或更正", "text", 2.2),
)  # fmt: skip
CASH_COLUMNS = (
    Column("日期", "date", 1.5), Column("凭证", "text", 2.4), Column("摘要", "text", 2.8),
    Column("收入", "money", 1.4), Column("支出", "money", 1.4), Column("结存", "money", 1.4),
)  # fmt: skip


def month_sheet(unit: Unit, month: date, rows: Sequence[SheetRow]) -> Ledger:
    """党费收缴表: a branch's month with sums and a column to sign."""
    table = [[n, r.person.name, *_amounts(r), *_paid(r), "", _remark(r)]
             for n, r in enumerate(rows, 1)]  # fmt: skip
    sums = ["", "合计", "", None, "", sum(r.due or 0 for r in rows) / 100,
            sum(r.paid for r in rows) / 100, sum(r.left or 0 for r in rows) / 100,
            None, "", "", "", ""]  # fmt: skip
    unknown = sum(r.due is None for r in rows)
    notes = (f"待核 {unknown} 人，应交未定，没有计入合计。",) if unknown else ()
    return Ledger(
        f"{month_words(month)}党费收缴表", MONTH_COLUMNS, table, (f"党支部：{unit}", YUAN), sums,
        notes, SIGNED, is_wide=True,
    )  # fmt: skip


def overview(unit: Unit, month: date, rows: Sequence[BranchRow]) -> Ledger:
    """党费收缴汇总表: the branches of a unit in one line each."""
    table = [
        [n, str(r.unit), r.people, r.due / 100, r.paid / 100, r.left / 100, r.unknown,
         "已结账" if r.is_closed else ""]
        for n, r in enumerate(rows, 1)
    ]  # fmt: skip
    sums = ["", "合计", sum(r.people for r in rows), sum(r.due for r in rows) / 100,
            sum(r.paid for r in rows) / 100, sum(r.left for r in rows) / 100,
            sum(r.unknown for r in rows), ""]  # fmt: skip
    return Ledger(f"{month_words(month)}党费收缴汇总表", OVERVIEW_COLUMNS, table,
                  (f"单位：{unit}", YUAN), sums, foot=("审核：", "制表："))  # fmt: skip


def member_ledger(person: Person, rows: Sequence[SheetRow]) -> Ledger:
    """党费台账 of a member: every month with what was owed and paid."""
    table = []
    for row in rows:
        on, _, number = _paid(row)
        place = str(row.assessment.unit) if row.assessment else ""
        table.append([f"{row.month:%Y-%m}", place, *_amounts(row), on, number, _remark(row)])
    sums = ["合计", "", "", None, "", sum(r.due or 0 for r in rows) / 100,
            sum(r.paid for r in rows) / 100, sum(r.left or 0 for r in rows) / 100,
            None, "", ""]  # fmt: skip
    return Ledger(
        f"{person.name}党费台账", LEDGER_COLUMNS, table, (f"党支部：{person.home}", YUAN), sums,
        is_wide=True,
    )  # fmt: skip


def _amounts(row: SheetRow) -> list[Any]:
    """Category, base, rate, owed, paid, difference; 待核 in place of an unknown amount."""
    first = row.assessment
    return [
        category_label(first.category) if first else "",
        first.base_fen / 100 if first and first.base_fen is not None else None,
        rate_words(first.rate_parts) if first else "",
        "待核" if row.due is None else row.due / 100, row.paid / 100,
        None if row.left is None else row.left / 100,
    ]  # fmt: skip


def _paid(row: SheetRow) -> tuple[date | None, str, str]:
    """Day, method and receipt number of the latest payment."""
    last = row.last
    return (last.paid_on, last.get_method_display(), last.number) if last else (None, "", "")


def _remark(row: SheetRow) -> str:
    """Relief with its approval, corrections, who paid for the member."""
    words = [c.reason for c in row.corrections]
    first = row.assessment
    if first is not None and first.relief is not None:
        words.insert(0, f"{first.relief.get_kind_display()}（{first.relief.approval_number}）")
    if row.last is not None and row.last.payer:
        words.append(f"{row.last.payer}代交")
    return "；".join(words)


def receipt(row: Payment) -> Slip:
    """党费收据 in two copies: how much, in which words, for which months."""
    payer = f"（{row.payer}代交）" if row.payer else ""
    first = row.reverses
    note = (f"冲销 {first.number}：" if first else "") + row.note
    return Slip(
        "中国共产党党费收据",
        [
            [("党员姓名", f"{row.person.name}{payer}"), ("交纳日期", f"{row.paid_on:%Y-%m-%d}")],
            [("金额（大写）", capital(row.amount_fen)), ("金额（小写）", f"¥{yuan(row.amount_fen)}")],
            [("款　　项", "；".join(parts_words(row)))],
            [("交纳方式", row.get_method_display()), ("流 水 号", row.reference)],
            [("备　　注", note)],
        ],
        (f"收款单位：{row.unit.name}", f"编号：{row.number}"),
        foot=("收款单位（章）：", f"收款人：{row.recorded_by}", "交款人："),
        copies=("第一联　存根", "第二联　交党员本人"),
    )  # fmt: skip


def parts_words(row: Payment) -> list[str]:
    """`应交党费（2020年9月）77.93元` of each part."""
    return [
        f"{p.get_kind_display()}{f'（{month_words(p.month)}）' if p.month else ''}{yuan(p.amount_fen)}元"
        for p in row.allocations.all()
    ]


def voucher(row: Voucher) -> Slip:
    """党费上缴凭证 or 收支凭证 with the accountant and the cashier."""
    lines = [
        [("种　　类", row.get_kind_display()), ("日　　期", f"{row.on:%Y-%m-%d}")],
        [("金额（大写）", capital(row.amount_fen)), ("金额（小写）", f"¥{yuan(row.amount_fen)}")],
    ]  # fmt: skip
    if row.kind == VoucherKind.REMIT:
        share = rate_words(row.share_parts)
        lines.append([("实收党费", f"{yuan(row.basis_fen or 0)}元"), ("上缴比例", share)])
        if row.share_basis:
            lines.append([("比例依据", row.share_basis)])
    if row.to or row.counterparty:
        lines.append([("对方单位", row.to.name if row.to else row.counterparty)])
    if row.purpose:
        day = f"（{row.decided_on:%Y-%m-%d}）" if row.decided_on else ""
        lines += [
            [("用　　途", row.get_purpose_display())],
            [("集体决定", f"{row.decision}{day}")],
        ]
    settled = f"{row.settled_on:%Y-%m-%d}" if row.settled_on else ""
    lines += [
        [("说　　明", row.note)],
        [("状　　态", row.get_state_display()), ("办结日期", settled)],
    ]
    return Slip(
        "党费上缴凭证" if row.kind == VoucherKind.REMIT else "党费收支凭证",
        lines,
        (f"单位：{row.unit.name}", f"编号：{row.number}"),
        foot=("单位（章）：", f"会计：{row.prepared_by}", f"出纳：{row.settled_by}"),
        copies=("第一联　本单位记账", "第二联　交对方单位")
        if row.to or row.counterparty
        else ("",),
    )


def cash_book(unit: Unit, year: int, lines: Sequence[CashLine]) -> Ledger:
    """党费收支账 of a year with what is carried over."""
    table = [[x.on, x.number, x.what, x.into / 100 or None, x.out / 100 or None, x.balance / 100]
             for x in lines]  # fmt: skip
    sums = [None, "", "本年合计", sum(x.into for x in lines) / 100,
            sum(x.out for x in lines) / 100, lines[-1].balance / 100 if lines else 0]  # fmt: skip
    return Ledger(f"{year}年党费收支账", CASH_COLUMNS, table, (f"单位：{unit}", YUAN), sums,
                  foot=("单位负责人：", "会计：", "出纳："))  # fmt: skip


def publication_rows(sums: YearSum) -> list[tuple[str, int]]:
    """The lines of the yearly publication, `(what, fen)`."""
    return [
        ("上年结转", sums.opening),
        ("应交党费", sums.due),
        ("实收党员交纳", sums.paid),
        ("其中：应交部分", sums.regular),
        ("其中：自愿多交", sums.voluntary),
        ("其中：大额党费", sums.large),
        ("下级上缴收入", sums.received),
        ("上级下拨和期初", sums.granted),
        ("利息收入", sums.interest),
        ("上缴上级", sums.remitted),
        ("转交大额党费", sums.forwarded),
        *((f"使用：{purpose}", amount) for purpose, amount in sums.spent.items()),
        (sums.closing_words, sums.closing),
    ]


def publication(unit: Unit, year: int, sums: YearSum) -> Ledger:
    """党费公布表: sums only, no member's amount."""
    rows = [[what, amount / 100] for what, amount in publication_rows(sums)]
    unknown = (f"另有{sums.unknown}名党员有待核月份。",) if sums.unknown else ()
    return Ledger(
        f"{year}年党费收缴使用公布表", (Column("项目", "text", 3), Column("金额", "money", 1)), rows,
        (f"单位：{unit}（党员{sums.people}名）", YUAN), notes=unknown,
        foot=("单位（章）：", "制表人：", "公布日期："),
    )  # fmt: skip


def open_sheet(unit: Unit, year: int, sums: YearSum, published: Sequence[Publication]) -> Slip:
    """党务公开表: what is made open, to whom, how and when (blank where it was not recorded yet)."""
    last = next((p for p in published if p.kind == "open"), None)
    return Slip(
        "党务公开表",
        [
            [("公开事项", f"{year}年度党费收缴、使用和管理情况")],
            [("公开内容", _sentence(unit, year, sums))],
            [("收支明细", "；".join(f"{w}{yuan(n)}元" for w, n in publication_rows(sums) if n))],
            [("公开范围", "本单位全体党员"), ("公开方式", last.how if last else "")],
            [("公开日期", f"{last.on:%Y-%m-%d}" if last else ""), ("责任单位", unit.name)],
            [("党员反映", "")],
        ],
        (f"单位：{unit.name}", ""),
        foot=("审核人：", "经办人："),
    )  # fmt: skip


def _sentence(unit: Unit, year: int, sums: YearSum) -> str:
    unknown = f"，另有{sums.unknown}名党员有待核月份" if sums.unknown else ""
    return (
        f"{year}年，{unit.name}共有{sums.people}名党员交纳党费，应交{yuan(sums.due)}元，"
        f"实收{yuan(sums.paid)}元{unknown}；上缴{yuan(sums.remitted + sums.forwarded)}元，"
        f"使用{yuan(sum(sums.spent.values()))}元，{sums.closing_words}{yuan(sums.closing)}元。"
    )


def publication_paper(unit: Unit, year: int, sums: YearSum, on: date) -> bytes:
    """公布稿 to the members as a Word paper."""
    paper = OfficialDocument(f"{year}年度党费收缴、使用和管理情况")
    paper.paragraph(f"{_sentence(unit, year, sums)}现予公布，请党员监督。")
    rows: list[Sequence[Any]] = [("项目", "金额（元）")]
    rows += [(what, yuan(amount)) for what, amount in publication_rows(sums)]
    paper.table("党费收支情况表", rows, (110, 46))
    paper.signature(unit.name, on)
    return paper.save()


def _told(*amounts: tuple[str, int]) -> str:
    """The amounts that are not nothing, in a phrase."""
    return "、".join(f"{what}{yuan(amount)}元" for what, amount in amounts if amount)


def report(unit: Unit, year: int, sums: YearSum, on: date) -> bytes:
    """报告 to the members' assembly or the congress: collected, used, kept (中组发〔2008〕3号)."""
    paper = OfficialDocument(f"关于{year}年度党费收缴、使用和管理情况的报告")
    paper.heading("一、收缴情况")
    unknown = f"有{sums.unknown}名党员的收入尚未核清，相关月份待核。" if sums.unknown else ""
    parts = _told(
        ("应交部分", sums.regular), ("自愿多交", sums.voluntary), ("大额党费", sums.large)
    )
    paper.paragraph(
        f"{year}年，{unit.name}应交纳党费的党员{sums.people}名，应交{yuan(sums.due)}元，实收"
        f"{yuan(sums.paid)}元{f'，其中{parts}' if parts else ''}。{unknown}"
    )
    moved = _told(
        ("收到下级上缴", sums.received),
        ("上缴上级党组织", sums.remitted),
        ("转交大额党费", sums.forwarded),
    )
    paper.paragraph(f"{moved}。" if moved else "还没有上缴。")
    paper.heading("二、使用情况")
    used = _told(*sums.spent.items())
    paper.paragraph(
        f"全年使用{yuan(sum(sums.spent.values()))}元，其中{used}。各项使用均经集体讨论决定。"
        if used
        else "全年没有使用党费。"
    )
    paper.heading("三、管理情况")
    kept = _told(
        ("上年结转", sums.opening),
        ("上级下拨和期初", sums.granted),
        ("利息收入", sums.interest),
        (sums.closing_words, sums.closing),
    )
    paper.paragraph(f"{f'{kept}。' if kept else ''}收支逐笔有凭证，会计、出纳分设。")
    paper.paragraph("以上报告，请予审议。")
    paper.signature(unit.name, on)
    return paper.save()
