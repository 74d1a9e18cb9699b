"""Cells of rosters as people fill them: days in many ways of writing, numbers that were texts."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from tongpin.ui.forms import parse_date


@lru_cache(maxsize=50_000)
def parsed(text: str) -> tuple[date | None, str]:
    """`(day, "")` or `(None, fault with cure)`."""
    try:
        return parse_date(text), ""
    except ValueError as error:
        if "不存在" in str(error):
            return None, "不存在；请写成 1985-06-01"
        if "年份" in str(error):
            return None, "的年份不对，须在 1900 至 2099 之间"
        return None, "不是完整的日期；请写成 1985-06-01，年、月、日都要有"


def text_of(value: Any) -> str:
    """A cell as text: whole numbers without a point, `="…"` unpacked, width folded at the ends."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, int) and abs(value) >= 10**40:
        return "（数字过长）"
    if isinstance(value, datetime):
        return value.date().isoformat()
    text = str(value)
    if text.isascii() and text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return unicodedata.normalize("NFC", text.lstrip("'").strip())


def label_of(value: Any) -> str:
    """The word of a choice."""
    return str(getattr(value, "label", value))


def years_between(start: date, end: date) -> int:
    """Full years."""
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
