"""Titles of sections and measures: on a line, before a mark, before a gap, or with no mark at all."""

from __future__ import annotations

import re

from tongpin.formats import frequency
from tongpin.formats.masking import names_masked
from tongpin.formats.structure import Outline

LONGEST, LONGEST_ALONE, SHORTEST = 45, 60, 4
_SENTENCE = re.compile(
    r"\d+(?:名|个|人|篇|次|期|学时|天|条|项)(?!标准化|维护|确保|意识|自信)|[一两二三四五六七八九十]次"
    r"|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:底|\d|份|前)"
)
_ACTS = re.compile(
    r"^(?:各|全体|局|镇|党委|党组|支部|党支部|书记|班子|组织委员)[^，。]{0,12}(?:要|应|须|每|负责|必须)"
)
# Where a sentence begins although no mark parts it from the title before it.
_BEGINS = re.compile(
    r"(?<=[设习作育任度活伍用理装平量础风牌识力障导督制纪展垒地费引领治基务围象政织想面训话改实效员责])"
    r"(?=坚持(?!和|不)|认真(?:学习|贯彻|落实|组织)|深入(?:学习|贯彻)|按照|根据|各(?:党|基层党)?(?:支部|总支|组织)"
    r"|全年|每(?:月|季|年|半年)|要(?!点|求)|党支部要|局党[委组]|\d{1,2}月|20\d\d年|以习近平)"
)
_WHEN = re.compile(r"每|全年|\d")
_MARKS = "。：:；; "


def section_title(found: Outline, start: int, stop: int) -> tuple[str, int]:
    """`(title, where the text begins)` of what stands between start and stop."""
    line = found.shadow[start : _line_end(found, start, stop)]
    cut = first_mark(line, "。")
    head = line if cut is None else line[:cut]
    colon = first_mark(head, "：")
    if colon is not None and (len(head) > LONGEST or colon <= 24 < len(head)):
        return _cut(found, start, colon)
    unmarked = _unmarked(found, start, head, whole=line)
    if unmarked is not None:
        return found.text[start : start + unmarked].strip(_MARKS), start + unmarked
    if cut is not None:
        return _cut(found, start, cut)
    return found.text[start : start + len(line)].strip(_MARKS), start + len(line)


def measure_title(found: Outline, start: int, stop: int, first: int) -> tuple[str | None, int]:
    """The title and where the text begins; None where the measure begins with a sentence.

    `first` is where its items begin, -1 where it has none.
    """
    line_end = _line_end(found, start, stop)
    alone = line_end < stop
    reach = min(line_end, first) if first > start else line_end
    line = found.shadow[start:reach]
    cut = first_mark(line, "。")
    colon = first_mark(line, "：")
    if colon is not None and (cut is None or colon < cut) and colon <= 24:
        cut = colon
    unmarked = _unmarked(found, start, line if cut is None else line[:cut], whole=line, sure=True)
    if unmarked is not None:
        return found.text[start : start + unmarked].strip(_MARKS), start + unmarked
    if cut is None or cut == len(line) - 1:
        bare = line.rstrip("。：:")
        if (alone or reach == first) and is_title(bare, alone=True):
            return found.text[start : start + len(bare)], reach
        return None, start
    if is_title(line[:cut], alone=False):
        return _cut(found, start, cut)
    return None, start


def is_title(line: str, *, alone: bool) -> bool:
    """Whether a stretch reads like a title and not like a sentence that binds."""
    plain = names_masked(line)
    if not line or len(line) > (LONGEST_ALONE if alone else LONGEST) or line.count("，") > 2:
        return False
    if _SENTENCE.search(plain) or _ACTS.match(plain):
        return False
    return frequency.read(plain) is None


def _unmarked(
    found: Outline, start: int, head: str, *, whole: str, sure: bool = False
) -> int | None:
    """The length of a title that only a gap or nothing parts from the sentence behind it.

    With `sure` a period or a date is no beginning: a measure may be one sentence without title.
    """
    if len(whole) < 20:
        return None
    reads_on = len(head) > 24 or not is_title(head, alone=False)
    for n in range(SHORTEST, min(len(head), 32)):
        if start + n in found.gaps and is_title(head[:n], alone=False) and reads_on:
            return n
    comma = first_mark(head, "，")
    match = _BEGINS.search(head, SHORTEST, min(len(head), 30 if comma is None else comma + 1))
    if match is not None and sure and _WHEN.match(head, match.start()):
        return None
    if match is not None and is_title(head[: match.start()], alone=False):
        rest = len(whole) - match.start()
        if rest >= 12 and (reads_on or len(whole) > len(head) + 1):
            return match.start()
    return None


def _line_end(found: Outline, start: int, stop: int) -> int:
    end = found.text.find("\n", start, stop)
    return stop if end < 0 else end


def _cut(found: Outline, start: int, cut: int) -> tuple[str, int]:
    return found.text[start : start + cut].strip(_MARKS), start + cut + 1


def first_mark(line: str, mark: str) -> int | None:
    """The first mark outside of brackets and quotes."""
    depth = 0
    for n, c in enumerate(line):
        if c in "（(“《":
            depth += 1
        elif c in "）)”》":
            depth = max(0, depth - 1)
        elif c == mark and not depth:
            return n
    return None
