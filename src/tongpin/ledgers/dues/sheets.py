"""Papers of 党费 in the usual layout: xlsx tables and Word papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tongpin.formats.word import OfficialDocument
from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.dues.amounts import month_words
from tongpin.ledgers.dues.models import Payment, Voucher, VoucherKind
from tongpin.ledgers.dues.queries import Arrear, CashLine, SheetRow, YearSum
from tongpin.ledgers.dues.tables import PAYROLL, STATEMENT
from tongpin.org.models import Person, Unit
from tongpin.rules.dues import Category
from tongpin.rules.money import percent, yuan

MONTH_MM = (12, 22, 40, 24, 16, 21, 21)
DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")


def rate_words(parts: int | None) -> str:
    """150 as 1.5%; nothing where a fixed amount applies."""
    return percent(Decimal(parts) / 10_000) if parts else ""


def category_label(key: str) -> str:
    """The category's name; nothing where it is not known."""
    return Category(key).label if key else ""


def capital(amount_fen: int) -> str:
    """7793 as 柒拾柒元玖角叁分, as receipts and vouchers write it."""
    whole, rest = divmod(abs(amount_fen), 100)
    words = _whole(whole) + "元" if whole else ""
    tenths, cents = divmod(rest, 10)
    if not rest:
        words = (words or "零元") + "整"
    else:
        if tenths:
            words += DIGITS[tenths] + "角"
        elif whole:
            words += "零"
        words += DIGITS[cents] + "分" if cents else "整"
    return ("负" if amount_fen < 0 else "") + words


def _whole(number: int) -> str:
    """Yuan by groups of four digits; runs of zeros become one 零."""
    words, group, gap = "", 0, False
    while number:
        number, part = divmod(number, 10_000)
        if part:
            text = ""
            zero = False
            for place in range(4):
                digit = part // 10**place % 10
                if digit:
                    text = DIGITS[digit] + PLACES[place] + ("零" if zero and text else "") + text
                    zero = False
                else:
                    zero = True
            words = text + GROUPS[group] + ("零" if gap and words else "") + words
            gap = part < 1000
        elif words:
            gap = True
        group += 1
    return words


def _money(amount: int | None) -> float | str:
    return "待核" if amount is None else amount / 100


def month_sheet(unit: Unit, month: date, rows: Sequence[SheetRow]) -> bytes:
    """The month sheet as a table, with a line of sums."""
    columns = [("序号", "int"), ("姓名", "text"), ("党员类别", "text"), ("计算基数", "money"),
               ("比例", "text"), ("应交", "money"), ("实交", "money"), ("差额", "money"),
               ("交纳日期", "date"), ("方式", "text"), ("收据编号", "text"), ("代交人", "text"),
               ("备注", "text")]  # fmt: skip
    table: list[list[Any]] = [_line(n, row) for n, row in enumerate(rows, 1)]
    table.append(["", "合计", "", "", "", sum(r.due or 0 for r in rows) / 100,
                  sum(r.paid for r in rows) / 100, sum(r.left or 0 for r in rows) / 100,
                  None, "", "", "", ""])  # fmt: skip
    return write_sheet(
        columns, table, title=f"{month_words(month)}党费收缴表", notes=[f"党支部：{unit}"]
    )


def _line(number: int, row: SheetRow) -> list[Any]:
    first, last = row.assessment, row.last
    remark = "；".join(c.reason for c in row.corrections)
    if first is not None and first.relief is not None:
        remark = f"{first.relief.get_kind_display()}（{first.relief.approval_number}）{remark}"
    return [
        number, row.person.name, category_label(first.category) if first else "",
        first.base_fen / 100 if first and first.base_fen is not None else None,
        rate_words(first.rate_parts) if first else "", _money(row.due), row.paid / 100,
        None if row.left is None else row.left / 100, last.paid_on if last else None,
        last.get_method_display() if last else "", last.number if last else "",
        last.payer if last else "", remark,
    ]  # fmt: skip


def month_paper(unit: Unit, month: date, rows: Sequence[SheetRow], on: date) -> bytes:
    """The month sheet as a Word paper to sign."""
    paper = OfficialDocument(f"{month_words(month)}党费收缴表")
    table: list[Sequence[Any]] = [("序号", "姓名", "党员类别", "基数", "比例", "应交", "实交")]
    for n, row in enumerate(rows, 1):
        line = _line(n, row)
        table.append([n, row.person.name, line[2], "" if line[3] is None else f"{line[3]:.2f}",
                      line[4], line[5] if isinstance(line[5], str) else f"{line[5]:.2f}",
                      f"{line[6]:.2f}"])  # fmt: skip
    table.append(["", "合计", "", "", "", yuan(sum(r.due or 0 for r in rows)),
                  yuan(sum(r.paid for r in rows))])  # fmt: skip
    paper.table(f"单位：{unit}　　金额单位：元", table, MONTH_MM)
    paper.paragraph("支部书记：　　　　　　收款人：　　　　　　")
    paper.signature(str(unit), on)
    return paper.save()


def member_ledger(person: Person, rows: Sequence[SheetRow]) -> bytes:
    """A member's months as a table."""
    columns = [("月份", "text"), ("收缴支部", "text"), ("党员类别", "text"), ("计算基数", "money"),
               ("比例", "text"), ("应交", "money"), ("实交", "money"), ("差额", "money"),
               ("收据编号", "text"), ("减免或更正", "text")]  # fmt: skip
    table = []
    for row in rows:
        line = _line(0, row)
        place = str(row.assessment.unit) if row.assessment else ""
        table.append([f"{row.month:%Y-%m}", place, *line[2:8], line[10], line[12]])
    return write_sheet(columns, table, title=f"{person.name}党费台账")


def receipt(row: Payment, organ: str) -> bytes:
    """A receipt in two words: how much, for which months."""
    paper = OfficialDocument("中国共产党党费收据")
    reversal = row.reverses
    parts = [
        f"{p.get_kind_display()}{f'（{month_words(p.month)}）' if p.month else ''}{yuan(p.amount_fen)}元"
        for p in row.allocations.all()
    ]
    payer = f"（{row.payer}代交）" if row.payer else ""
    lines: list[Sequence[Any]] = [
        ("项目", "内容"), ("编号", row.number), ("党员姓名", f"{row.person.name}{payer}"),
        ("金额（小写）", f"¥{yuan(row.amount_fen)}"), ("金额（大写）", capital(row.amount_fen)),
        ("款项", "；".join(parts)), ("交纳方式", row.get_method_display()),
        ("交纳日期", str(row.paid_on)), ("收款人", row.recorded_by),
        ("备注", (f"冲销 {reversal.number}：" if reversal else "") + row.note),
    ]  # fmt: skip
    paper.table("本收据由党支部开具，交党员本人保存", lines, (40, 116))
    paper.signature(organ, row.paid_on)
    return paper.save()


def voucher(row: Voucher) -> bytes:
    """A voucher with both signatures."""
    paper = OfficialDocument("党费上缴凭证" if row.kind == VoucherKind.REMIT else "党费收支凭证")
    lines: list[Sequence[Any]] = [
        ("项目", "内容"), ("编号", row.number), ("单位", row.unit.name),
        ("种类", row.get_kind_display()), ("金额（小写）", f"¥{yuan(row.amount_fen)}"),
        ("金额（大写）", capital(row.amount_fen)),
    ]  # fmt: skip
    if row.kind == VoucherKind.REMIT:
        lines.append(
            ("实收党费", f"{yuan(row.basis_fen or 0)}元，上缴{rate_words(row.share_parts)}")
        )
    if row.to or row.counterparty:
        lines.append(("对方单位", row.to.name if row.to else row.counterparty))
    if row.purpose:
        lines += [("用途", row.get_purpose_display()),
                  ("集体决定", f"{row.decision}（{row.decided_on}）")]  # fmt: skip
    lines += [("说明", row.note), ("会计", f"{row.prepared_by}　{row.on}"),
              ("出纳", f"{row.settled_by}　{row.settled_on or ''}" if row.settled_by else "")]  # fmt: skip
    paper.table(f"状态：{row.get_state_display()}", lines, (40, 116))
    paper.signature(row.unit.name, row.settled_on or row.on)
    return paper.save()


def arrears(rows: Sequence[Arrear], day: date) -> bytes:
    """Who owes, how much and how long."""
    columns = [("姓名", "text"), ("党支部", "text"), ("欠交月份", "text"), ("欠交金额", "money"),
               ("最早月份距今（月）", "int"), ("连续未交（月）", "int"), ("提醒", "text")]  # fmt: skip
    table = [
        [r.person.name, str(r.person.home), "、".join(f"{m:%Y-%m}" for m in r.months), r.amount / 100,
         r.age(day), r.running, "连续六个月未交，请支部了解情况" if r.is_alert else ""]
        for r in rows
    ]  # fmt: skip
    return write_sheet(columns, table, title=f"党费欠交 {day}")


def cash(unit: Unit, year: int, lines: Sequence[CashLine]) -> bytes:
    """The cash book of a year."""
    columns = [("日期", "date"), ("凭证", "text"), ("摘要", "text"), ("收入", "money"),
               ("支出", "money"), ("结存", "money")]  # fmt: skip
    table = [[x.on, x.number, x.what, x.into / 100 or None, x.out / 100 or None, x.balance / 100]
             for x in lines]  # fmt: skip
    return write_sheet(columns, table, title=f"{year}年党费收支账", notes=[f"单位：{unit}"])


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
        ("年末结存", sums.closing),
    ]


def publication_sheet(unit: Unit, year: int, sums: YearSum) -> bytes:
    """The yearly publication as a table: sums only, no member's amount."""
    return write_sheet(
        [("项目", "text"), ("金额（元）", "money")],
        [[what, amount / 100] for what, amount in publication_rows(sums)],
        title=f"{year}年党费公布表", notes=[f"单位：{unit}；党员{sums.people}名。"],
    )  # fmt: skip


def publication_paper(unit: Unit, year: int, sums: YearSum, on: date) -> bytes:
    """The yearly publication as an official paper."""
    paper = OfficialDocument(f"{year}年度党费收缴、使用和管理情况")
    unknown = f"，另有{sums.unknown}名党员有待核月份" if sums.unknown else ""
    paper.paragraph(
        f"{year}年，{unit.name}共有{sums.people}名党员交纳党费，应交{yuan(sums.due)}元，"
        f"实收{yuan(sums.paid)}元{unknown}；上缴{yuan(sums.remitted + sums.forwarded)}元，"
        f"使用{yuan(sum(sums.spent.values()))}元，年末结存{yuan(sums.closing)}元。现予公布，请党员监督。"
    )
    rows: list[Sequence[Any]] = [("项目", "金额（元）")]
    rows += [(what, yuan(amount)) for what, amount in publication_rows(sums)]
    paper.table("党费收支情况表", rows, (110, 46))
    paper.signature(unit.name, on)
    return paper.save()


def payroll_template(names: Sequence[str]) -> bytes:
    """The empty payroll sheet with the branch's names."""
    heads = [words[0] for key, words in PAYROLL.items() if key != "identity_number"]
    return write_sheet(
        [(head, "text") for head in heads],
        [[name, *[""] * (len(heads) - 1)] for name in names],
        title="党费基数申报表",
        notes=[
            "姓名必填；党员类别不填的按在职（按月领取工资）处理。",
            "已有基数的填“缴费基数”一列；要系统按工资项目算的，填各工资项目和扣除项目，基数留空。",
            "没有的项目留空。工资不清楚的党员整行留空，系统按待核处理，不按零计算。",
        ],
    )


def statement_template() -> bytes:
    """The empty statement."""
    heads = [words[0] for words in STATEMENT.values()]
    return write_sheet(
        [(head, "text") for head in heads], [], title="党费账单",
        notes=["银行或支付平台导出的账单可以直接上传，列名不同的在核对页对应一次，下次自动认得。"],
    )  # fmt: skip
