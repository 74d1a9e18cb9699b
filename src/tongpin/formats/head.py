"""The head of a paper: title, document number, issuer and year, from the lines before the first number."""

from __future__ import annotations

import re
from collections.abc import Sequence as Many

from tongpin.formats.layout import Line
from tongpin.formats.lexicon import lexicon
from tongpin.formats.structure import Outline
from tongpin.formats.text import shadow

DOCUMENT_NUMBER = re.compile(
    r"[一-龥XxＸ×*]{2,20}[〔﹝\[【（(]\s*(20\d\d)\s*[〕﹞\]】）)]\s*(?:第)?[\dXx×_]{1,5}号"
)
DATE_LINE = re.compile(r"(?:20\d\d|二[〇○零]..)年.{1,3}月.{1,3}日")
YEAR = re.compile(r"(20\d\d)年?|二[〇○零]([〇○零一二三四五六七八九]{2})年")
LONGEST_HEAD = 90
_PUBLISHED = re.compile(r"(?:时间|日期)[：:]\s*(20\d\d)[-年./]")
_SIGNED = re.compile(r"\n\s*(20\d\d)年\s*\d{1,2}月\s*\d{1,2}日\s*(?:$|\n)")


def read_head(
    found: Outline, lines: Many[Line], offsets: Many[int], first: int, source: str
) -> None:
    """Title, number, issuer and year from the lines before the first number.

    `source` is the paper with its noise, whose date of publication may be all that tells the year.
    """
    words = lexicon().titles
    head = [n for n in range(len(lines)) if offsets[n] < first]
    group: list[int] = []
    title: list[int] = []
    for n in head:
        line = shadow(lines[n].text)
        number = DOCUMENT_NUMBER.search(line)
        if number is not None and len(line) < 40:
            found.document_number = number.group()
            group = []
            continue
        heading = (
            len(line) <= LONGEST_HEAD
            and line[-1] not in "。；！，"
            and not DATE_LINE.fullmatch(line)
        )
        if not heading or line[-1] in "：:" or lines[n].row:
            group = []
            if line[-1] not in "：:" and title:
                break
            continue
        group.append(n)
        if words.search(line) and len("".join(lines[i].text for i in group)) <= LONGEST_HEAD:
            title = list(group)
            break
    if (
        not title
        and head
        and len(lines[head[0]].text) <= 40
        and lines[head[0]].text[-1] not in "。；："
    ):
        title = [head[0]]
    title = _own_title(lines, head, title) or title
    if title:
        found.title = "".join(lines[i].text for i in title)
    elif head:
        found.title = _run_in_title(found, lines[head[0]].text)
    behind = offsets[title[-1]] + len(lines[title[-1]].text) + 1 if title else 0
    found.preamble = (min(behind, first), first)
    _year_and_issuer(found, source)


def _own_title(lines: Many[Line], head: list[int], title: list[int]) -> list[int]:
    """The paper's own title behind a cover notice with its signature and date."""
    words = lexicon().titles
    if not title or not lines[title[-1]].text.endswith("通知"):
        return []
    dated = [n for n in head if n > title[-1] and DATE_LINE.fullmatch(shadow(lines[n].text))]
    for n in head if dated else []:
        line = shadow(lines[n].text)
        plain = len(line) <= 60 and line[-1] not in "。；！，：" and not DATE_LINE.search(line)
        if n > dated[0] and plain and words.search(line):
            return [n]
    return []


def _run_in_title(found: Outline, line: str) -> str | None:
    """The title of a paper without line breaks: what stands before the first sentence."""
    words = lexicon().titles
    for match in words.finditer(shadow(line[:60])):
        before = line[: match.end()]
        if len(line) > 100 and not re.search("[，。；：]", shadow(before)) and match.start() > 3:
            return before
    return None


def _published(source: str) -> str:
    """The date that a web page gives, or the date of the signature."""
    found = _PUBLISHED.search(source[:3000]) or _SIGNED.search(source[-300:])
    return found.group(1) if found is not None else ""


def _year_and_issuer(found: Outline, source: str) -> None:
    places = (found.title or "", found.document_number or "", _published(source), found.text[:2000])
    for place in places:
        match = YEAR.search(shadow(place))
        if match is not None:
            found.year = int(match[1]) if match[1] else 2000 + _two_digits(match[2])
            break
    if found.title is None:
        return
    match = re.match(r"(.{2,40}?)(?:关于|20\d\d(?:年|—|-)|20_|二[〇○零]..年)", found.title)
    if match is not None and not match[1].startswith(("印发", "关于")):
        found.issuer = match[1]


def _two_digits(words: str) -> int:
    digits = "零一二三四五六七八九"
    values = [0 if c in "〇○" else digits.index(c) for c in words]
    return values[0] * 10 + values[1]
