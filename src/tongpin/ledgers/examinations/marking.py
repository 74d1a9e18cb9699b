"""Marking by rule: what an answer is given, in tenths of a point; and when a third marker is asked.

Pure: kinds, keys and answers in, numbers out. An answer has the shape of its key: letters, `["T"]`,
one text a blank, one text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from tongpin.formats.numerals import to_int

NUMERALS = re.compile("[零〇一二三四五六七八九十百千两]+")
DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
TENTHS = 10  # of a point


def automatic(
    kind: str, key: Sequence[Any], given: Sequence[str], worth: int, partial: str
) -> int | None:
    """What the answer is given; None for a short answer that says something, which people mark."""
    said = [text for text in given if text.strip()]
    if not said:
        return 0
    if kind == "short":
        return None
    if kind == "blank":
        return _blanks(key, given, worth)
    right, chosen = set(key), set(said)
    if chosen == right:
        return worth
    if kind != "multiple" or not chosen < right or partial == "all":
        return 0
    return worth // 2 if partial == "half" else worth * len(chosen) // len(right)


def _blanks(key: Sequence[Sequence[str]], given: Sequence[str], worth: int) -> int:
    """Each blank an equal part, compared with every accepted wording."""
    hits = sum(
        normalised(text) in {normalised(wording) for wording in accepted}
        for accepted, text in zip(key, given, strict=False)
    )
    return worth * hits // len(key)


def normalised(text: str) -> str:
    """Width, case, spaces and punctuation put aside; Chinese numerals as figures.

    三十二学时, ３２ 学时 and 32学时。 are one.
    """
    folded = DECIMAL.sub("点", unicodedata.normalize("NFKC", text).casefold())
    plain = "".join(c for c in folded if unicodedata.category(c)[0] not in "PZC")
    return NUMERALS.sub(lambda m: _figure(m.group()), plain)


def _figure(words: str) -> str:
    number = to_int(words)
    return words if number is None else str(number)


def settled(marks: Sequence[int], worth: int, tolerance_percent: int) -> int | None:
    """The result of a short answer; None as long as another marker is needed.

    Two that lie within the tolerance are averaged (half a tenth up); where they differ more, the
    third decides.
    """
    if len(marks) >= 3:
        return marks[2]
    if len(marks) < 2 or is_disputed(marks, worth, tolerance_percent):
        return None
    return (marks[0] + marks[1] + 1) // 2


def is_disputed(marks: Sequence[int], worth: int, tolerance_percent: int) -> bool:
    """Whether the first two differ by more than the declared share of what the question is worth."""
    return len(marks) >= 2 and abs(marks[0] - marks[1]) * 100 > worth * tolerance_percent


def points(tenths: int | None) -> str:
    """15 as 1.5, 20 as 2."""
    if tenths is None:
        return ""
    whole, rest = divmod(tenths, TENTHS)
    return f"{whole}.{rest}" if rest else str(whole)
