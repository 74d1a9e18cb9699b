"""Points, kept as whole tenths."""

from __future__ import annotations

import re
from typing import Any

MOST = 10_000
_POINTS = re.compile(r"([0-9]{1,4})(?:\.([0-9]))?0*")


def shown(tenths: int | None) -> str:
    """85 as 8.5, 80 as 8; nothing for None."""
    if tenths is None:
        return ""
    return f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def parse(value: Any) -> int:
    """8.5 as 85 tenths; `ValueError` says in Chinese what is wrong."""
    text = str(value).strip().removesuffix("分").strip()
    match = _POINTS.fullmatch(text)
    if match is None:
        raise ValueError("分值请写成数字，最多一位小数，如 5 或者 2.5")
    tenths = int(match[1]) * 10 + int(match[2] or 0)
    if tenths > MOST:
        raise ValueError("分值过大，请核对")
    return tenths
