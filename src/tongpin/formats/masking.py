"""Hiding names from the grammars: what stands in quotes or title marks is no sentence."""

from __future__ import annotations

import re

FILLER = "＿"
_QUOTES = re.compile(r"“[^“”\n]{0,80}”|\"[^\"\n]{0,40}\"|‘[^‘’\n]{0,40}’")
_TITLES = re.compile(r"《[^《》\n]{0,80}》")
_ASIDES = re.compile(r"（(?:其中|含|包括|不含|包含|如|即|例如)[^（）\n]{0,80}）")


def _fill(match: re.Match[str]) -> str:
    return FILLER * len(match.group())


def titles_masked(shadow: str) -> str:
    """Without the names of papers and without asides: kinds are read from this."""
    return _ASIDES.sub(_fill, _TITLES.sub(_fill, shadow))


def names_masked(shadow: str) -> str:
    """Without every quoted name too: frequencies, dates and quantities are read from this."""
    return _QUOTES.sub(_festivals_kept, titles_masked(shadow))


def _festivals_kept(match: re.Match[str]) -> str:
    word = match.group()
    return (
        word
        if len(word) <= 5 and word[1:-1] in {"七一", "五一", "五四", "八一", "十一", "六一"}
        else _fill(match)
    )
