"""The parts of a paper that hold sentences, and what holds for each part as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tongpin.formats import dates, frequency
from tongpin.formats.headings import is_title
from tongpin.formats.kinds import LEAST, kind_of
from tongpin.formats.masking import titles_masked
from tongpin.formats.owners import bracket, columns
from tongpin.formats.structure import Measure, Outline
from tongpin.formats.text import shadow

_ITEM_HEAD = re.compile(
    r"(?:[一二三四五六七八九十][是要]|\d{1,2}[.、)）．]|（\d{1,2}）|[①-⑳])(?P<title>[^。，；：\n]{3,20})。(?=[^\n])"
)
_SEASON = re.compile(
    r"(?:第?[一二三四]季度|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?:(?:至|到|—|-|~)\d{1,2}月(?:份)?)?|[上下]半年)"
    r"(?:工作|活动|主题|安排|任务|重点|计划|内容)*"
)


class Frame(NamedTuple):
    """What holds for a whole measure: its owner, its limit, its topic.

    `decides` says that the owner stands in a column of its own and nobody else is meant.
    """

    measure: int | None
    kind: str
    year: int | None
    owner: str | None = None
    limit: date | None = None
    decides: bool = False
    lead: bool = False
    weight: int = 0
    often: frequency.Reading | None = None


def stretches(found: Outline) -> Iterator[tuple[Frame, int, int]]:
    """The parts of a paper that hold sentences: lead, section bodies, measures."""
    year = found.year
    start, end = found.preamble
    if start < end:
        everything = not found.sections and not found.measures
        yield Frame(None, "other", year, lead=not everything), start, end
    limits: list[date | None] = []
    first = {m.section: m.start for m in reversed(found.measures)}
    for n, section in enumerate(found.sections):
        limits.append(_season(section.title, year))
        stop = first.get(n, section.end)
        if section.body < stop:
            topic, weight = _topic(section.title)
            yield Frame(None, topic, year, limit=limits[n], weight=weight), section.body, stop
    for n, measure in enumerate(found.measures):
        topic, weight = _topic(measure.title or "")
        if measure.columns is not None:
            owner, limit, often = columns(found, measure.columns)
            frame = Frame(n, topic, year, owner, limit, owner is not None, False, weight, often)
            yield frame, *(measure.columns.get("text") or measure.columns["title"])
            continue
        owner, limit = bracket(found, measure.start, measure.end)
        season = limits[measure.section] if measure.section is not None else None
        limit = limit or _season(measure.title or "", year) or season
        frame = Frame(n, topic, year, owner, limit, weight=weight)
        yield from _items(found, frame, measure)


def _items(found: Outline, frame: Frame, measure: Measure) -> Iterator[tuple[Frame, int, int]]:
    """A measure's text, cut where an entry has a title of its own: 一是抓好中心组学习。每月…"""
    start = measure.body
    for item in measure.items:
        head = _ITEM_HEAD.match(found.shadow, item.start, item.end)
        if head is None or not is_title(head["title"], alone=False):
            continue
        if start < item.start:
            yield frame, start, item.start
        topic, weight = _topic(head["title"])
        frame = frame._replace(kind=topic, weight=weight) if weight else frame
        start = head.end()
    if start < measure.end:
        yield frame, start, measure.end


def _season(title: str, year: int | None) -> date | None:
    """The limit of a heading that is a time and nothing else: 一季度, 3月份工作."""
    if not _SEASON.fullmatch(shadow(title)):
        return None
    limit = dates.first(shadow(title), year)
    return limit.on if limit is not None else None


def _topic(title: str) -> tuple[str, int]:
    kind, weight = kind_of(titles_masked(title))
    return (kind, weight) if weight >= LEAST else ("other", 0)
