"""Sentences and clauses of a stretch of text, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tongpin.formats.numerals import NUMBER

SENTENCE_ENDS, CLAUSE_ENDS = "。！？\n", "，,；;："
BLANK = "\u3000"
OWNER_BRACKET = re.compile(
    r"[（(【\[](?P<body>(?:责任|牵头|配合|完成|承办|落实|时限|协办|主办)[^（）()【】\[\]]{1,80})[）)】\]]"
)
_HEAD = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）).、]|[①-⑳]|——|[一二三四五六七八九][是要]|首先|其次|再次|最后)"
)
_COUNTED = re.compile(r"^[一二三四五六七八九十\d]+[个次名]")
_LIST = re.compile(
    rf"(?<=[次期场篇名个])、(?=[^、，]{{2,16}}?{NUMBER}[次期场名个])"
    r"|(?P<again>[、和及])(?=每(?:个|一)?(?:月|季|半年|年)[^、，]{2,})"
)
_COUNTS = re.compile(rf"{NUMBER}[次期场轮遍堂]")
SHORTEST = 3


class Clause(NamedTuple):
    """A clause: `plain` has names masked, `titled` only titles; `sentence` counts sentences."""

    start: int
    end: int
    plain: str
    titled: str
    sentence: int


def without_brackets(masked: str) -> str:
    """Brackets of responsibility blanked; what they say is read apart."""
    return OWNER_BRACKET.sub(lambda m: BLANK * len(m.group()), masked)


def clauses(masked: str, titled: str, start: int, end: int) -> Iterator[Clause]:
    """The clauses between two offsets in order."""
    sentence, position = 0, start
    for n in range(start, end + 1):
        mark = masked[n] if n < end else "。"
        if mark not in SENTENCE_ENDS and mark not in CLAUSE_ENDS:
            continue
        for a, b in _listed(masked, position, n):
            clause = _trimmed(masked, titled, a, b, sentence)
            if clause is not None:
                yield clause
        position = n + 1
        if mark in SENTENCE_ENDS:
            sentence += 1


def _listed(masked: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`支委会12次、党员大会4次` is two clauses."""
    position = start
    for match in _LIST.finditer(masked, start, end):
        if match["again"] and not _COUNTS.search(masked, position, match.start()):
            continue
        yield position, match.start()
        position = match.end()
    yield position, end


def _trimmed(masked: str, titled: str, start: int, end: int, sentence: int) -> Clause | None:
    while start < end and masked[start] in BLANK + " ":
        start += 1
    while end > start and masked[end - 1] in BLANK + " ":
        end -= 1
    head = _HEAD.match(masked[start:end])
    if head is not None and not _COUNTED.match(masked[start:end]):
        start += head.end()
    if end - start < SHORTEST:
        return None
    return Clause(start, end, masked[start:end], titled[start:end], sentence)
