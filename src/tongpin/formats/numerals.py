"""Chinese numerals and digits as integers, within the bounds that an office paper needs."""

from __future__ import annotations

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000}
LIMIT = 99_999

#: A number as it is written in running text, after `text.shadow`.
NUMBER = r"(?:\d{1,5}|[〇零一二两三四五六七八九十百]{1,6})"


def to_int(words: str) -> int | None:
    """Read 12, 十二, 二〇二三, 廿一 or 一百零五; None where it is no number up to 99,999."""
    words = words.strip().replace("廿", "二十").replace("卅", "三十")
    if not words or len(words) > 9:
        return None
    if words.isascii() and words.isdigit():
        value = int(words)
        return value if value <= LIMIT else None
    if all(c in DIGITS for c in words):
        value = int("".join(str(DIGITS[c]) for c in words))
        return value if value <= LIMIT else None
    return _positional(words)


def _positional(words: str) -> int | None:
    total, digit = 0, None
    for c in words:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in UNITS:
            total += (1 if digit is None else digit) * UNITS[c]
            digit = None
        else:
            return None
    return total + (digit or 0)


def to_chinese(number: int) -> str:
    """Write 1..99 as the numbering of papers does: 十, 十一, 二十, 二十一."""
    if not 0 < number < 100:
        raise ValueError("numbering goes from 1 to 99")
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, "零一二三四五六七八九"[tens] + "十")
    return head + ("零一二三四五六七八九"[ones] if ones else "")
