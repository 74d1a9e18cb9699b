"""By when: the grammar of 6月底前, 二季度末, “七一”前, 3月至5月, 2020年至少建成1个.

Takes shadow text in which quoted names are masked, except the names of festivals.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from tongpin.formats.lexicon import lexicon
from tongpin.formats.numerals import to_int

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR = r"(?:(?P<year>20\d\d)年|(?P<relative>今年|本年度?|当年|明年|次年|翌年|来年|去年|上年))?"
_BEFORE = r"(?P<before>前|之前|以前|前夕|内|止)?"
_DATE = re.compile(
    rf"{_YEAR}的?(?:"
    rf"(?P<m>{_N})月(?:份)?(?:(?P<d>{_N})(?:日|号)|(?P<part>底|末|上旬|中旬|下旬|初)|中下旬)?"
    rf"|(?P<quarter>第?[一二三四1-4]季度)(?:末|底)?"
    rf"|(?P<half>(?:上|下)半年)(?:末|底)?"
    rf"|(?P<end>年底|年末|岁末|年终(?=前)|年内|年度内)"
    rf"){_BEFORE}"
)
_NUMERIC = re.compile(
    r"(?P<year>20\d\d)(?P<sep>[-./])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?!\d)"
    + _BEFORE
    + r"|(?P<year2>20\d\d)[./](?P<m2>\d{1,2})(?![\d.%])"
)
_SPAN = re.compile(rf"^(?:至|到|—|-|~)(?={_N}月|{_N}日|{_N}号|20\d\d)")
_SPAN_DAY = re.compile(rf"^(?:至|到|—|-|~)(?P<d>{_N})(?:日|号){_BEFORE}")
_SHORT_SPAN = re.compile(rf"(?:{_N})(?:至|到|—|-|~)$")
_NOT_BEHIND = re.compile(r"^(?:前后|左右|以来|起(?!草|底)|开始|以后|之后|后(?!勤|备|进)|至今|期间)")
_NOUN_BEHIND = re.compile(
    r"^(?:度|的|工作(?:计划|总结|情况|重点)|学习重点|总结|重点|学习计划|计划|党费|考核|述职|各|、|和下|任务|已|收支|活动情况)"
)
_PERIOD_BEFORE = re.compile(r"(?:每(?:个|一)?(?:季度?|月|学期|半年)|自|从|因|近|过去)$")
_FESTIVAL_BEHIND = r"(?:”|\")?(?:国际劳动节|劳动节|青年节|建党节|建军节|国庆节|党的生日|党的生日|儿童节|节)?(?:之前|前夕|前)(?!后|提)"
_BARE_YEAR = re.compile(r"(?P<year>20\d\d)年(?!度|来|以|第|前|的|党|工作)")


class Deadline(NamedTuple):
    """A date found at start..end; `limited` where the words say 前 or 内."""

    on: date | None
    start: int
    end: int
    limited: bool


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find(clause: str, year: int | None) -> list[Deadline]:
    """Every limit named in a clause in order; a span counts once, with its last day."""
    found = [d for d in _calendar(clause, year) if d is not None] + _festivals(clause, year)
    return sorted(found, key=lambda d: d.start)


def first(clause: str, year: int | None) -> Deadline | None:
    """The limit of a clause: one with 前 or 内 before any other, then the first."""
    found = find(clause, year)
    return next((d for d in found if d.limited), found[0] if found else None)


def _calendar(clause: str, year: int | None) -> list[Deadline]:
    result: list[Deadline] = []
    joined = False
    for match in sorted(
        [*_NUMERIC.finditer(clause), *_DATE.finditer(clause)], key=lambda m: m.start()
    ):
        if result and match.start() < result[-1].end:
            continue
        start, end = match.start(), match.end()
        before = clause[max(0, start - 5) : start]
        limited = bool(match["before"])
        on = (
            _numeric(match) if match.re is _NUMERIC else _worded(match, year, clause[end : end + 6])
        )
        day_span = _SPAN_DAY.match(clause[end : end + 8])
        if day_span and match.re is _DATE and match["d"] and on is not None:
            on, end = _safe(on.year, on.month, to_int(day_span["d"]) or 0), end + day_span.end()
            limited = bool(day_span["before"])
        behind = clause[end : end + 6]
        refused = _PERIOD_BEFORE.search(before) or _NOT_BEHIND.match(behind)
        if _SPAN.match(behind) and not refused:
            joined = True
            continue
        opens_span = joined and (before.endswith(("至", "到", "—", "-", "~")))
        joined = False
        if (refused and not opens_span) or (on is None and not _lacks_year(match, year)):
            continue
        short = _SHORT_SPAN.search(before)
        result.append(Deadline(on, start - (len(short.group()) if short else 0), end, limited))
    return result


def _lacks_year(match: re.Match[str], year: int | None) -> bool:
    """Whether only the year is missing (20_年6月底): a limit all the same, without a day."""
    return year is None and match.re is _DATE and match["relative"] not in {"去年", "上年"}


def _numeric(match: re.Match[str]) -> date | None:
    if match["year"]:
        return _safe(int(match["year"]), int(match["m"]), int(match["d"]))
    month = int(match["m2"])
    return month_end(int(match["year2"]), month) if 1 <= month <= 12 else None


def _worded(match: re.Match[str], year: int | None, behind: str) -> date | None:
    if match["year"]:
        year = int(match["year"])
    relative = match["relative"]
    if relative in {"去年", "上年"} or year is None:
        return None
    if relative in {"明年", "次年", "翌年", "来年"}:
        year += 1
    if match["m"]:
        return _month(match, year)
    if match["quarter"]:
        if not match["before"] and re.match(r"^(?:至少|不少于)?(?:一|1|两|2)次|^、|^度", behind):
            return None
        number = to_int(match["quarter"].removeprefix("第").removesuffix("季度"))
        return month_end(year, 3 * number) if number and number <= 4 else None
    if match["half"]:
        if not match["before"] and _NOUN_BEHIND.match(behind):
            return None
        return date(year, 6, 30) if match["half"][0] == "上" else date(year, 12, 31)
    return date(year, 12, 31)


def _month(match: re.Match[str], year: int) -> date | None:
    month = to_int(match["m"])
    if month is None or not 1 <= month <= 12:
        return None
    if match["d"]:
        return _safe(year, month, to_int(match["d"]) or 0)
    day = {"上旬": 10, "初": 10, "中旬": 20}.get(match["part"] or "")
    return date(year, month, day) if day else month_end(year, month)


def _festivals(clause: str, year: int | None) -> list[Deadline]:
    if year is None or "前" not in clause:
        return []
    names = "|".join(sorted(lexicon().festivals, key=len, reverse=True))
    result = []
    for match in re.finditer(rf"(?:“|\")?(?P<name>{names}){_FESTIVAL_BEHIND}", clause):
        month, day = lexicon().festivals[match["name"]]
        result.append(Deadline(date(year, month, day), match.start(), match.end(), True))
    return result


def bare_year(clause: str, year: int | None) -> Deadline | None:
    """A year alone; the caller lets it count only beside a target."""
    match = _BARE_YEAR.search(clause)
    if match is None or (year is not None and int(match["year"]) < year):
        return None
    if re.match(r"\d{1,2}月", clause[match.end() : match.end() + 3]):
        return None
    return Deadline(date(int(match["year"]), 12, 31), match.start(), match.end(), False)
