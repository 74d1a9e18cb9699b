"""Amounts and months as people type them: full width, separators and signs read or refused by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

AMOUNT = re.compile(r"(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,2})?")
MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?|(\d{4})(\d{2})")
LARGEST_FEN = 10_000_000_00
FIRST_YEAR, LAST_YEAR = 2008, 2099


def parse_fen(value: Any) -> int:
    """Fen of an amount in yuan: 77.93, ７７.９３, 1,234.50, ¥77.93元; ValueError names the cure.

    A number cell of a spreadsheet counts as it is shown, in whole fen.
    """
    if isinstance(value, bool):
        raise ValueError("须填写金额。")
    if isinstance(value, float):
        value = str(Decimal(str(value)).quantize(Decimal("0.01"))) if abs(value) < 1e12 else "nan"
    text = "".join(unicodedata.normalize("NFKC", str(value)[:40]).split())
    text = text.removeprefix("¥").removeprefix("￥").removesuffix("元")
    if text.startswith(("-", "−", "(")):
        raise ValueError("金额不能为负数。")
    if not AMOUNT.fullmatch(text):
        raise ValueError("金额须写成 77.93 这样的数，最多两位小数。")
    amount = int(Decimal(text.replace(",", "")) * 100)
    if amount > LARGEST_FEN:
        raise ValueError("金额超过一千万元，请核对单位是不是元。")
    return amount


def parse_month(value: Any) -> date:
    """The first day of a month written 2020-09, 2020年9月, 2020.9 or 202009."""
    if isinstance(value, date):
        return value.replace(day=1)
    text = "".join(unicodedata.normalize("NFKC", str(value)[:20]).split())
    match = MONTH.fullmatch(text)
    if match is None:
        raise ValueError("月份须写成 2020-09 这样。")
    year, month = (int(g) for g in match.groups() if g is not None)
    if not 1 <= month <= 12:
        raise ValueError(f"没有{month}月，请核对。")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"年份须在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。")
    return date(year, month, 1)


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


def shifted(month: date, by: int) -> date:
    """The month so many months later (earlier, where negative)."""
    years, index = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(years, index + 1, 1)


def months_between(first: date, last: date) -> Iterator[date]:
    """Every month from the first to the last, both included."""
    while first <= last:
        yield first
        first = shifted(first, 1)


def quarter(month: date) -> tuple[int, int]:
    """Year and quarter, from 1."""
    return month.year, (month.month + 2) // 3


def distance(first: date, last: date) -> int:
    """How many months the last is later than the first."""
    return (last.year - first.year) * 12 + last.month - first.month


def ranges_words(months: Iterable[date]) -> str:
    """2020年2月至8月、10月: months in order, those that run on as one; the year where it changes."""
    runs: list[tuple[date, date]] = []
    for month in sorted(set(months)):
        if runs and shifted(runs[-1][1], 1) == month:
            runs[-1] = (runs[-1][0], month)
        else:
            runs.append((month, month))
    said, year = [], 0
    for first, last in runs:
        words = f"{first.month}月" if first.year == year else month_words(first)
        year = last.year
        if last != first:
            words += f"至{last.month}月" if last.year == first.year else f"至{month_words(last)}"
        said.append(words)
    return "、".join(said)


def month_words(month: date) -> str:
    """2020年9月."""
    return f"{month.year}年{month.month}月"
