"""How amounts, rates and categories are written on pages and papers."""

from __future__ import annotations

from decimal import Decimal

from tongpin.rules.dues import Category
from tongpin.rules.money import percent

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
