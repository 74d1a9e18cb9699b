"""The numbering grammar: 一、 （一） 1. 1、 1.1 1) （1） ① —— 一是 首先, at line starts and inside."""

from __future__ import annotations

import re
from typing import NamedTuple

from tongpin.formats.numerals import to_int

_CN = "[一二三四五六七八九十]{1,3}"
#: Kinds of numbering from the outermost to the innermost.
RANKS = {
    "part": 0,
    "cn": 1,
    "bcn": 2,
    "ar": 3,
    "dec": 4,
    "par": 5,
    "bar": 6,
    "circ": 7,
    "dash": 8,
    "word": 9,
}
_CIRCLED = {chr(0x2460 + i): i + 1 for i in range(20)}
_IN_BRACKETS = {chr(0x2474 + i): i + 1 for i in range(20)}
_WITH_POINT = {chr(0x2488 + i): i + 1 for i in range(20)}
_CN_BRACKETS = {chr(0x3220 + i): i + 1 for i in range(10)}
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "最后": 4}
_NOT_ORDINAL = r"(?![一二三四五六七八九十](?:季度|月|把手|产业|线|类|等|级|年级|部|者))"

_START = re.compile(
    rf"(?P<part>第(?P<part_n>{_CN})(?:部分|章|节)[、：.]?)"
    rf"|(?P<cn>(?P<cn_n>{_CN})(?:[、.]|，(?=[^，。]{{2,24}}$))){_NOT_ORDINAL}"
    rf"|(?P<bcn>（(?P<bcn_n>{_CN})）[、.]?|(?P<bcn_n2>{_CN})）|(?P<bcn_s>[㈠-㈩])[、.]?)"
    r"|(?P<dec>(?P<dec_n>\d{1,2})\.(?P<dec_m>\d{1,2})(?:\.(?!\d)|、|(?=[^\d.%\-/月日万亿个元倍分]))(?:\.\d{1,2})?)"
    r"|(?P<bar>（(?P<bar_n>\d{1,2})）[、.]?|(?P<bar_s>[⑴-⒇]))"
    r"|(?P<par>(?P<par_n>\d{1,2})[)）]、?)"
    r"|(?P<ar>(?P<ar_n>\d{1,2})(?:[.、](?!\d{1,2}[^\d年月个名、.])|\.(?=20\d\d年|\d{1,2}月|\d{1,2}个|\d{1,2}名)|．)|(?P<ar_s>[⒈-⒛]))"
    r"|(?P<circ>[①-⑳])"
    r"|(?P<dash>——?(?=[^—]))"
    rf"|(?P<word>(?P<word_n>[一二三四五六七八九])(?:是|要)(?!一|否)|(?P<word_o>首先|其次|再次|最后)，?|第(?P<word_p>[一二三四五六七八九])，)"
)
_INSIDE = re.compile(
    rf"(?P<cn>(?<![第一二三四五六七八九十、每上下半达])(?P<cn_n>{_CN})、){_NOT_ORDINAL}(?![一二三四五六七八九十]、)"
    rf"|(?P<bcn>（(?P<bcn_n>{_CN})）|(?P<bcn_s>[㈠-㈩]))"
    r"|(?P<bar>（(?P<bar_n>\d{1,2})）|(?P<bar_s>[⑴-⒇]))"
    r"|(?P<par>(?<![\d.（一-龥])(?P<par_n>\d{1,2})[)）])"
    r"|(?P<ar>(?<![\d.\-/])(?P<ar_n>\d{1,2})(?:[.、](?!\d)|\.(?=20\d\d年|\d{1,2}月))|(?P<ar_s>[⒈-⒛]))"
    r"|(?P<circ>[①-⑳])"
    r"|(?P<word>(?<![一-龥])(?:(?P<word_n>[一二三四五六七八九])(?:是|要)|(?P<word_o>首先|其次|再次|最后)，?|第(?P<word_p>[一二三四五六七八九])，))"
)
_STOP = "。；！？：”）|;"


class Marker(NamedTuple):
    """A number of the paper's outline; `start`..`end` holds the number and its mark."""

    kind: str
    number: int | None
    start: int
    end: int
    raw: str
    at_line: bool

    @property
    def rank(self) -> int:
        """Depth of the kind, 0 outermost."""
        return RANKS[self.kind]

    @property
    def label(self) -> str:
        """The number in normal form: 一, （一）, 1, 1.1, （1）, ①, ——."""
        core = self.raw.strip("、.．，：: ")
        if self.kind == "bcn":
            inner = core.strip("()（）")
            if inner in _CN_BRACKETS:
                inner = "一二三四五六七八九十"[_CN_BRACKETS[inner] - 1]
            return f"（{inner}）"
        if self.kind == "bar":
            return f"（{self.number}）"
        if self.kind in {"ar", "par"}:
            return str(self.number)
        if self.kind == "part":
            return core
        return core


def _marker(match: re.Match[str], offset: int, text: str, at_line: bool) -> Marker:
    groups = match.groupdict()
    kind = next(k for k in RANKS if groups.get(k) is not None)
    number: int | None = None
    for name in ("n", "n2", "s", "p", "o"):
        word = groups.get(f"{kind}_{name}")
        if word is None:
            continue
        table = {**_CIRCLED, **_IN_BRACKETS, **_WITH_POINT, **_CN_BRACKETS, **_ORDER}
        number = table[word] if word in table else to_int(word)
    if kind == "circ":
        number = _CIRCLED[match.group("circ")]
    if kind == "dec":
        number = int(groups["dec_n"]) * 100 + int(groups["dec_m"])
    start, end = offset + match.start(), offset + match.end()
    return Marker(kind, number, start, end, text[start:end], at_line)


def at_start(line: str, offset: int, text: str) -> Marker | None:
    """The number with which a shadow line begins."""
    match = _START.match(line)
    return _marker(match, offset, text, True) if match else None


class Sequence:
    """Accepts a number inside running text only where it goes on counting."""

    def __init__(self) -> None:
        self.last: dict[str, int] = {}

    def note(self, marker: Marker) -> None:
        """Remember an accepted number; inner counts start again."""
        self.last[marker.kind] = marker.number or 0
        for kind, rank in RANKS.items():
            if rank > marker.rank:
                self.last.pop(kind, None)

    def fits(self, marker: Marker) -> bool:
        """Whether the number is 1 or the next one of its kind."""
        if marker.kind == "cn":
            return marker.number == self.last.get("cn", 0) + 1
        return marker.number in {1, self.last.get(marker.kind, 0) + 1}


def inside(
    line: str, offset: int, text: str, gaps: set[int], sequence: Sequence, first: int
) -> list[Marker]:
    """Numbers inside a masked shadow line behind position `first`, by sequence and surroundings."""
    found: list[Marker] = []
    candidates = [_marker(m, offset, text, False) for m in _INSIDE.finditer(line, first)]
    ahead: dict[str, set[int]] = {}
    for m in candidates:
        ahead.setdefault(m.kind, set()).add(m.number or 0)
    length = len(line)
    for m in candidates:
        before = line[m.start - offset - 1] if m.start > offset else "。"
        stopped = before in _STOP or (m.start - offset) in gaps
        if not sequence.fits(m) or not _placed(m, stopped, before, ahead, length):
            continue
        sequence.note(m)
        found.append(m)
    return found


def _placed(m: Marker, stopped: bool, before: str, ahead: dict[str, set[int]], length: int) -> bool:
    has_next = (m.number or 0) + 1 in ahead.get(m.kind, set())
    if m.kind == "word":
        return (m.number or 0) > 1 or has_next
    if m.kind in {"cn", "bcn"}:
        return stopped or length > 200 or (m.number == 1 and has_next)
    if m.kind == "circ":
        return True
    if m.kind in {"par", "bar"}:
        return stopped or has_next or before in "，、"
    return (stopped and ((m.number or 0) > 1 or has_next or length > 400)) or (
        m.number == 1 and has_next and before not in "“，、"
    )
