"""From printed lines to paragraphs: noise lines go, wrapped lines join, white space goes.

White space has no meaning in a Chinese paper except where it stands in for a missing mark, so
wide gaps are remembered by position.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from tongpin.formats.lexicon import lexicon
from tongpin.formats.text import shadow, tidy

NUMBERED = re.compile(
    r"第[一二三四五六七八九十]{1,3}(?:部分|章|节)"
    r"|[一二三四五六七八九十]{1,3}[、.]"
    r"|（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,3}）"
    r"|\d{1,2}(?:\.\d{1,2}){1,2}(?![\d%])|\d{1,2}(?:[.、)）](?!\d))|（\d{1,2}）"
    r"|[①-⑳㈠-㈩⑴-⒇⒈-⒛]|——|[一二三四五六七八九]是|[一二三四五六七八九]要"
)
_LIST_LINE = re.compile(r"附件|附：|抄送|主题词|备注|注：|序号")
_END = "。；！？：…”）｜|"
_PAGE = re.compile(
    r"[-—–·•.\s]*(?:第\s*)?(?:\d{1,4}|[ivxIVX]{1,5})\s*(?:页\s*)?(?:(?:/|,|，|共|of)\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–·•.\s]*|"
    r"[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?|第[一二三四五六七八九十百]{1,4}页"
)
_RULE = re.compile(r"[-=_*—~·.\s|:]+")
_DOUBLED = re.compile(r"(?:(\S)\1){4,}")
_TWICE = re.compile(r"([，。；、：])\1+")
_TWICE_NUMBER = re.compile(
    r"^((?:[一二三四五六七八九十]{1,3}、)|(?:（[一二三四五六七八九十]{1,3}）)|(?:\d{1,2}[.、]))\s*\1"
)
_BODY = re.compile(r"[一二三四五六七八九十]、|[（(][一二三四五六七八九十][）)]|。")
_TAIL = re.compile(
    r"(?<=[。）])\s*(?:上一篇|下一篇|【打印|【关闭|[（(]?责任编辑|[（(]?编辑[：:]|扫一扫|分享到|附件下载)"
)
_WHITE = re.compile(r"[\s\u3000]+")
_SPACE = re.compile(r"\s+")
SLACK, TAIL = 7, 80  # columns a full line may fall short of; characters that decide
_BULLET = re.compile(r"^(?:[#>]{1,6}\s|[■◆●★◇▲□※►▪•·*]\s*(?=\S))+")


class Line(NamedTuple):
    """One paragraph: text without white space, and where wide gaps stood in it."""

    text: str
    gaps: set[int]
    row: bool = False


def paragraphs(source: str) -> list[Line]:
    """The paragraphs of a paper, in order, without noise."""
    raw = [line for line in tidy(source).split("\n") if line.strip()]
    raw = _tables(raw)
    kept = _without_noise(raw)
    return _joined([_squeezed(line) for line in kept])


def _tables(raw: list[str]) -> list[str]:
    """Turn tab-separated rows into pipe rows once a heading row was seen."""
    words = lexicon().header_words
    inside = False
    result = []
    for line in raw:
        if line.count("\t") >= 2 and "|" not in line:
            cells = line.strip("\n").split("\t")
            if sum(any(w in c for w in words) for c in cells) >= 2:
                inside = True
            if inside:
                line = " | ".join(c.strip() for c in cells)
        else:
            inside = inside and line.strip() != "" and "\t" in line
        result.append(line)
    return result


def is_row(line: str) -> bool:
    """Whether a line is a row of a table in text form."""
    return line.count("|") + line.count("｜") >= 2


def _without_noise(raw: list[str]) -> list[str]:
    noise = lexicon().noise
    repeated = Counter(line.strip() for line in raw)
    kept: list[str] = []
    for line in raw:
        bare = line.strip()
        if _PAGE.fullmatch(bare) or (_RULE.fullmatch(bare) and not bare.startswith("——")):
            continue
        if noise.match(shadow(bare[:200])) and not _carries_plan(bare):
            continue
        if repeated[bare] >= 3 and 4 <= len(bare) <= 40 and _is_running_head(bare, kept):
            continue
        kept += _out_of_chrome(line) if _carries_plan(bare) else [line]
    return kept


def _is_running_head(bare: str, kept: list[str]) -> bool:
    plain = not is_row(bare) and bare[-1] not in _END and not NUMBERED.match(shadow(bare))
    return plain and any(bare == line.strip() for line in kept)


def _carries_plan(line: str) -> bool:
    """A paper without line breaks may begin with web chrome and still hold everything."""
    return len(line) > 120 and len(_BODY.findall(line)) >= 2


def _out_of_chrome(line: str) -> list[str]:
    """The pieces of a long line without the web chrome before its title and behind its end."""
    tail = _TAIL.search(line)
    line = line[: tail.start()] if tail is not None else line
    pieces = _WHITE.split(line)
    body = next((n for n, piece in enumerate(pieces) if _BODY.search(piece)), 0)
    noise, words = lexicon().noise, lexicon().titles
    lead = [shadow(piece[:200]) for piece in pieces[:body]]
    if not any(noise.match(piece) for piece in lead):
        return [line]
    kept = [
        pieces[n]
        for n, piece in enumerate(lead)
        if len(piece) > 7 and words.search(piece) and not noise.match(piece)
    ]
    return [*kept, " ".join(pieces[body:])]


def _squeezed(line: str) -> Line:
    row = is_row(line)
    line = _BULLET.sub("", line.strip())
    line = line.replace("**", "") if "**" in line else line
    pieces = _SPACE.split(line)
    spaces = _SPACE.findall(line)
    text, gaps = pieces[0], set()
    for space, piece in zip(spaces, pieces[1:], strict=True):
        ends, begins = text[-1:], piece[:1]
        if (ends + begins).isascii() and ends.isalpha() and begins.isalpha():
            text += " "
        if len(space) > 1 or space in "\t\u3000" or (text and not text[-1].isascii()):
            gaps.add(len(text))
        text += piece
    if len(text) > 7 and _DOUBLED.search(text):
        text, gaps = _DOUBLED.sub(_halved, text), set()
    before = len(text)
    text = _TWICE_NUMBER.sub(r"\1", _TWICE.sub(r"\1", text))
    return Line(text, gaps if len(text) == before else set(), row)


def _halved(match: re.Match[str]) -> str:
    run = match.group()
    if len(set(run)) < 4 or run.isascii():
        return run
    return run[::2]


def _joined(lines: list[Line]) -> list[Line]:
    """Wrapped lines as one; pieces are collected first, as a paper may be one long paragraph."""
    width = _wrap_width(lines)
    groups: list[list[Line]] = []
    tail = ""
    for n, line in enumerate(lines):
        if groups and _continues(lines[n - 1], line, tail, width):
            groups[-1].append(line)
            tail = (tail + line.text)[-TAIL:]
        else:
            groups.append([line])
            tail = line.text[-TAIL:]
    return [group[0] if len(group) == 1 else _merged(group) for group in groups]


def _merged(group: list[Line]) -> Line:
    gaps: set[int] = set()
    length = 0
    for n, line in enumerate(group):
        gaps |= {g + length for g in line.gaps if g or not n}
        length += len(line.text)
    return Line("".join(line.text for line in group), gaps)


def _columns(text: str) -> int:
    """The printed width: a Chinese character takes two columns, a digit one."""
    # Chinese characters and marks are the ones that take three bytes.
    return len(text) + (len(text.encode(errors="replace")) - len(text)) // 2


def _wrap_width(lines: list[Line]) -> int:
    """The width in columns at which a printer broke the lines, or 0 where it did not."""
    widths = sorted(_columns(line.text) for line in lines if not line.row)
    if len(widths) < 6:
        return 0
    width = widths[-max(1, len(widths) // 20)]
    if not 24 <= width <= 140 or widths[-1] > width + 12:
        return 0
    full = [
        line
        for line in lines
        if not line.row and _columns(line.text) >= width - SLACK and line.text[-1] not in "。；！？"
    ]
    return width if len(full) >= 3 and len(full) * 4 >= len(widths) else 0


def _continues(last: Line, line: Line, tail: str, width: int) -> bool:
    if last.row or line.row:
        return False
    text = shadow(line.text[:TAIL])
    if text[0] in "，。；、：！？”）》":
        return True
    if NUMBERED.match(text) or _LIST_LINE.match(text):
        return _open_quote(tail)
    if width and _columns(last.text) >= width - SLACK:
        return tail[-1] not in "。！？" or 0 not in line.gaps
    return tail[-1] in "，、（《“" or _open_quote(tail)


def _open_quote(text: str) -> bool:
    tail = text[-60:]
    return tail.rfind("“") > tail.rfind("”") or tail.rfind("《") > tail.rfind("》")
