"""What a named value of a parameter may be: the loader and a bureau's own setting ask the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from .parameters import Plain

_BOUNDS = {
    "workdays": (1, 250),
    "days": (1, 3660),
    "months": (1, 1200),
    "years": (1, 100),
    "hours": (1, 2000),
    "times": (1, 366),
    "month": (1, 12),
    "day": (1, 31),
    "special": (1, 100_000),
}
"""Whole numbers with their least and most."""
_WHOLE = re.compile(r"[0-9]{1,9}")
_RATE = re.compile(r"0\.[0-9]{1,4}|1(\.0{1,4})?")
_MONEY = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
_NEGATIVE = re.compile(r"[-－+]?\.?(?:nan|inf|infinity)|∞|[-－].*[0-9].*", re.IGNORECASE)
_SHARE = "比例写成 [2, 3] 这样两个整数：三分之二；分母大于0，分子不大于分母"
_BRACKETS = "各档写成 [3000, 0.005]，上限由小到大，最后一档写 over，比例最多四位小数、不大于1"


def fault(name: str, value: Plain) -> str:
    """What is wrong with a value, as a Chinese sentence without a stop; empty where nothing is."""
    if isinstance(value, tuple):
        wrong = next((found for item in value if (found := fault("", item))), "")
        if not wrong and name == "share" and not _is_share(value):
            return _SHARE
        if not wrong and name == "brackets" and not _is_scale(value):
            return _BRACKETS
        return wrong
    if _NEGATIVE.fullmatch(value):
        return "参数里的数应是有限的数，不能是负数"
    if name in ("share", "brackets"):
        return _SHARE if name == "share" else _BRACKETS  # written as one number
    if name in _BOUNDS:
        least, most = _BOUNDS[name]
        if not _WHOLE.fullmatch(value) or not least <= int(value) <= most:
            return f"应是{least}至{most}之间的整数"
    if name == "rate" and not _RATE.fullmatch(value):
        return "比例应大于0、不大于1，最多四位小数，如 0.005"
    if name == "step" and not (_MONEY.fullmatch(value) and Decimal(value) > 0):
        return "应是大于0的金额，最多两位小数，如 0.01"
    return ""


def _is_share(share: Sequence[Plain]) -> bool:
    """Whether a value is a fraction of two whole numbers, not above one."""
    parts = [part for part in share if isinstance(part, str) and _WHOLE.fullmatch(part)]
    return len(share) == len(parts) == 2 and int(parts[0]) <= int(parts[1]) > 0


def _is_scale(rows: Sequence[Plain]) -> bool:
    """Whether rows rise to `over`, each with a rate."""
    pairs = [row for row in rows if isinstance(row, tuple) and len(row) == 2]
    if len(pairs) != len(rows) or not pairs or pairs[-1][0] != "over":
        return False
    tops = [str(top) for top, _ in pairs[:-1]]
    if not all(_MONEY.fullmatch(top) for top in tops):
        return False
    limits = [Decimal(top) for top in tops]
    return all(_RATE.fullmatch(str(rate)) for _, rate in pairs) and all(
        before < after for before, after in zip([Decimal(0), *limits], limits, strict=False)
    )
