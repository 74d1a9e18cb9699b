"""Uploaded sheets as heads and rows, and which column means what: guessed, remembered, corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tongpin.audit.errors import Refused
from tongpin.formats import mapping
from tongpin.formats.errors import FormatError
from tongpin.formats.mapping import Table, is_empty, read_table
from tongpin.rules.dues import PAY_ITEMS, WITHHELD_ITEMS

MAX_ROWS, MAX_COLUMNS = 25_000, 600
COMMON: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "党员姓名", "人员姓名", "职工姓名"),
    "identity_number": ("公民身份号码", "身份证号", "身份证号码", "身份证"),
}
PAYROLL: Mapping[str, tuple[str, ...]] = {
    **COMMON,
    "category": ("党员类别", "类别"),
    "base": ("缴费基数", "党费基数", "计算基数", "基数"),
    "quarter_net": ("上季度纯收入", "季度纯收入"),
    **{
        key: (label, *extra)
        for key, label, extra in (
            (key, label, {
                "position_pay": ("职务职级工资",), "living_subsidy": ("生活补贴",),
                "work_allowance": ("工作津贴", "规范津贴补贴", "津贴补贴"),
                "basic_performance": ("基础绩效", "基础性绩效"), "basic_pension": (
                    "基本离退休费", "基本养老金", "养老金", "退休费", "离休费"),
                "reward_performance": ("奖励绩效", "奖励性绩效"), "bonus": ("奖金",),
                "annual_bonus": ("年终奖", "年终奖金"), "transport": ("交通费", "车补"),
                "phone": ("通讯费", "话费补贴"), "overtime": ("加班费",), "property": ("物业补贴",),
            }.get(key, ()))
            for key, label in PAY_ITEMS.items()
        )
    },
    **{
        key: (label, *{
            "income_tax": ("个税", "代扣个税", "所得税"), "pension": ("养老保险", "基本养老"),
            "medical": ("医疗保险", "医保"), "housing_fund": ("公积金",),
            "occupational_annuity": ("年金",),
        }.get(key, ()))
        for key, label in WITHHELD_ITEMS.items()
    },
}  # fmt: skip
STATEMENT: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "付款人", "付款方", "对方户名", "付款人名称", "缴费人", "交费人", "对方名称",
             "付款户名", "党员姓名"),
    "amount": ("金额", "交易金额", "收入", "收入金额", "贷方金额", "贷方发生额", "缴费金额", "实收金额",
               "交费金额"),
    "on": ("日期", "交易日期", "交易时间", "付款时间", "记账日期", "缴费时间", "交费日期", "入账日期"),
    "reference": ("流水号", "交易流水号", "交易单号", "订单号", "凭证号", "业务流水号"),
    "note": ("摘要", "附言", "备注", "用途", "交易摘要", "留言"),
    "identity_number": COMMON["identity_number"],
}  # fmt: skip
COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {"payroll": PAYROLL, "statement": STATEMENT}
NEEDED: Mapping[str, tuple[str, ...]] = {"payroll": ("name",), "statement": ("amount", "on")}


def labels(kind: str) -> dict[str, str]:
    """`{key: its name}` of what a column can mean."""
    return {key: words[0] for key, words in COLUMNS[kind].items()}


def read(data: bytes, name: str, kind: str) -> Table:
    """The table of an xlsx or csv; `Refused` says what is wrong with the file."""
    known = {word: key for key, words in COLUMNS[kind].items() for word in words}
    try:
        table = read_table(data, name, known, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
    except FormatError as error:
        raise Refused(error.message, field="file", code=error.code) from error
    if not any(any(not is_empty(cell) for cell in row) for row in table.rows):
        raise Refused("表头下面没有内容。", field="file")
    return table


def guessed(kind: str, heads: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """`{head: key}`: as a person set it last time, else by the usual names."""
    known = {word: key for key, words in COLUMNS[kind].items() for word in words}
    return mapping.guessed(heads, known, remembered)
