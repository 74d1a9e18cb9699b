"""Where a long title of a paper turns its line: no word and no number is cut, the lines are balanced."""

from __future__ import annotations

import re
from functools import cache

from tongpin.formats.lexicon import lexicon

# Words of titles that the lexicon of duties has no need of; longest first.
_OFTEN = (
    "会议记录", "会议纪要", "情况报告", "情况通报", "工作方案", "实施方案", "征求意见", "整改清单",
    "结果汇总", "测评表", "登记表", "情况表", "汇总表", "委员会", "党委", "党组", "联合党支部", "党支部", "总支",
    "同志", "同意", "接收", "预备党员", "正式党员", "入党积极分子", "发展对象", "转为", "转正", "批复", "决定", "公示", "谈话", "申请",
    "通知", "材料", "档案", "台账", "报告", "决议", "发言提纲", "学习", "活动", "工作",
)  # fmt: skip
_NUMBER = r"[第]?[0-9A-Za-z.%]+(?:年度|年|月|日|号|次|期|届|个|名|季度|周年)?"
_ENDS = re.compile(r"(?:委员会|党委|党组|支部|总支|小组|局|[0-9]年度?|[、，。；：”》）])$")
_NOT_FIRST = "、，。；：？！”’》）】的和与及"
_NOT_LAST = "“‘《（【和与及对关"
CUT, ANYWHERE = 10_000, 24  # what it costs to cut a word, and to turn where nothing ends


def title_lines(text: str, width: float = 20) -> list[str]:
    """The lines of a title, `width` Chinese characters each at most; a Latin sign is half of one.

    A title that fits stays one line. Source: GB/T 9704—2012, 7.3.1 (回行时做到词意完整、排列对称).
    """
    least = -(-_length(text) // width)
    if least < 2:
        return [text]
    inside = _insides(text)
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    mean = _length(text) / least
    for end in range(1, len(text) + 1):
        toll = 0.0 if end == len(text) else _toll(text, end, inside)
        options = [
            (cost + toll + (_length(text[start:end]) - mean) ** 2, (*turns, end))
            for start, (cost, turns) in best.items()
            if _length(text[start:end]) <= width
        ]
        if options:
            best[end] = min(options)
    turns = best[len(text)][1]
    return [text[a:b] for a, b in zip((0, *turns), turns, strict=False)]


def _length(text: str) -> float:
    return sum(0.5 if c.isascii() else 1 for c in text)


def _insides(text: str) -> set[int]:
    """The places inside words and numbers."""
    found: set[int] = set()
    for pattern in (lexicon().cue, _often()):
        for match in pattern.finditer(text):
            found |= set(range(match.start() + 1, match.end()))
    return found


@cache
def _often() -> re.Pattern[str]:
    return re.compile("|".join([_NUMBER, *map(re.escape, _OFTEN)]))


def _toll(text: str, place: int, inside: set[int]) -> float:
    if place in inside or text[place] in _NOT_FIRST or text[place - 1] in _NOT_LAST:
        return CUT
    if _ENDS.search(text[:place]) or text.startswith("关于", place):
        return 0
    borders = (place - 1 in inside, place + 1 in inside)
    return ANYWHERE / 4 if any(borders) else ANYWHERE
