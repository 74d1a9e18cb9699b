"""Empty sheets to fill in, and the list of arrears as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.dues.amounts import ranges_words
from tongpin.ledgers.dues.queries import Arrear
from tongpin.ledgers.dues.tables import PAYROLL, STATEMENT


def arrears(rows: Sequence[Arrear], day: date) -> bytes:
    """Who owes, how much and how long."""
    columns = [("姓名", "text"), ("党支部", "text"), ("欠交月份", "text"), ("欠交金额", "money"),
               ("最早月份距今（月）", "int"), ("连续未交（月）", "int"), ("提醒", "text")]  # fmt: skip
    table = [
        [r.person.name, str(r.person.home), ranges_words(r.months), r.amount / 100,
         r.age(day), r.running, f"连续{r.running}个月未交，请支部了解情况" if r.is_alert else ""]
        for r in rows
    ]  # fmt: skip
    return write_sheet(columns, table, title=f"党费欠交 {day}")


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
