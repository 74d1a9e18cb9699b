"""How often: the grammar of 每季度至少1次, 全年不少于十二次, 按月, 上、下半年各一次.

Every function takes shadow text (see `text.shadow`) in which quoted names are masked.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tongpin.formats.numerals import NUMBER, to_int

RANK = {"month": 0, "quarter": 1, "half-year": 2, "year": 3, "once": 4}

_UNIT = r"(?:场次|批次|次|期|场|轮|遍|堂|回)"
COUNT = re.compile(
    rf"(?<![第首连续上下这那同几多数\d.届逐])(?P<n>{NUMBER})(?:(?:至|到|—|-|~|、)(?P<m>{NUMBER}))?个?{_UNIT}"
    r"(?!性|代表大会|全会|党代会|工程|硬仗|会议精神|以来)"
)
_STRONG = (
    (
        "half-year",
        r"每(?:个|一)?半年度?|每(?:个|一)?学期|上[、和]?下半年(?:度)?各?|上半年(?:、|和|与|及)下半年各?"
        r"|(?<![外出去来后前上下近])半年(?=[^，]{0,14}(?:一|1|两|2)次)|按半年|春秋(?:两|二)?季学期各",
    ),
    (
        "quarter",
        r"每(?:个|一)?季(?:度)?|按季度?|逐季度?|季季|各季度|一个?季度?(?=(?:至少|不少于|要|应)?(?:开展|召开|组织|进行)?(?:一|1|两|2)次)"
        r"|(?<![一二三四1-4本该上])季度(?=(?:一|1|两|2)次)",
    ),
    (
        "month",
        r"每(?:个|一)?月(?:度)?|按月|逐月|月月|各月|(?<![\d一二三四五六七八九十])(?:一|1)个?月(?=(?:至少|不少于|要|应)?(?:开展|召开|组织|进行)?(?:一|1|两|2)次)",
    ),
    ("year", r"每(?:一)?年(?:度)?|按年度?|逐年"),
)
_WEAK = r"全年(?:度)?|年内|(?:本|今|当)年度?(?:内)?|一年(?:内|中)?|年度(?:内)?|20\d\d年(?:度|全年|内)?(?!\d{1,2}月)"
_UNWRITABLE = (
    r"每(?:个|一)?(?:周|星期|旬|天|日|工作日|双周|双月)|按周|逐周|(?<!第[一二三四五])周周|每(?:两|二|三|2|3)个?(?:月|年|周|季度)"
    r"|隔(?:月|周|年)|双月|(?<![\d一二三四五六七八九十])(?:两|二|2|三|3)个?月(?=(?:开展|召开|组织|进行)?(?:一|1)次)|每届"
)
PERIOD = re.compile(
    rf"(?P<unwritable>{_UNWRITABLE})"
    + "".join(f"|(?P<{name.replace('-', '_')}>{words})" for name, words in _STRONG)
    + f"|(?P<weak>{_WEAK})"
)
_MIN = re.compile(r"不少于|不得少于|至少|不低于|不得低于|最少|起码|不小于")
_MAX = re.compile(r"不超过|不多于|至多|最多|不得超过|不高于|不得多于")
_AT_LEAST_BEHIND = re.compile(r"(?:及)?以上")
_AT_MOST_BEHIND = re.compile(r"以内|以下")


class Period(NamedTuple):
    """A period named in a clause; `per` is None where the contract cannot write it (每周)."""

    per: str | None
    weak: bool
    start: int
    end: int


class Reading(NamedTuple):
    """What a clause says about how often."""

    times: int | None
    per: str | None
    bound: str | None
    counted: bool
    unwritable: bool
    spans: tuple[tuple[int, int], ...]

    @property
    def frequency(self) -> dict[str, int | str] | None:
        """The value of the contract, or None."""
        if self.unwritable or self.times is None or self.per is None:
            return None
        return {"times": self.times, "per": self.per}


def periods(clause: str) -> list[Period]:
    """The periods of a clause in order."""
    found = []
    for match in PERIOD.finditer(clause):
        name = match.lastgroup or ""
        weak, unwritable = name == "weak", name == "unwritable"
        per = None if unwritable else "year" if weak else name.replace("_", "-")
        found.append(Period(per, weak, match.start(), match.end()))
    return found


def bound_at(clause: str, start: int, end: int) -> str | None:
    """`min` or `max` by the words around the number at start..end."""
    before = clause[max(0, start - 9) : start]
    behind = clause[end : end + 4]
    low, high = _MIN.search(before), _MAX.search(before)
    if low or _AT_LEAST_BEHIND.match(behind):
        return "min"
    if high or _AT_MOST_BEHIND.match(behind):
        return "max"
    return None


def read(clause: str, carried: str | None = None) -> Reading | None:
    """The frequency of a clause; `carried` is a period named earlier in the sentence.

    Of several periods the finest wins (每季度1次，全年不少于4次 is 1 per quarter).
    """
    named = periods(clause)
    counts = [m for m in COUNT.finditer(clause) if not _inside(m, named)]
    spans = tuple((p.start, p.end) for p in named) + tuple((m.start(), m.end()) for m in counts)
    strong = [p for p in named if not p.weak]
    if any(p.per is None for p in strong):
        writable = [p for p in named if p.per is not None]
        if not (writable and len(counts) > 1):
            return Reading(None, None, None, bool(counts), True, spans)
        strong = [p for p in strong if p.per is not None]
    if not counts:
        if not strong:
            return None
        finest = min(strong, key=lambda p: RANK[p.per or "once"])
        return Reading(1, finest.per, None, False, False, spans)
    usable = [p for p in named if p.per is not None]
    if usable:
        period = min(usable, key=lambda p: RANK[p.per or "once"])
        count = next((m for m in counts if m.start() >= period.end), counts[0])
        if not period.weak and len(usable) > 1 and _belongs_elsewhere(count, period, usable):
            return Reading(1, period.per, None, True, False, spans)
        per = period.per
    else:
        count, per = counts[0], carried or "once"
    times = to_int(count["n"])
    if not times:
        return None
    bound = bound_at(clause, count.start(), count.end()) or ("min" if count["m"] else None)
    return Reading(times, per, bound, True, False, spans)


def _inside(match: re.Match[str], named: list[Period]) -> bool:
    return any(p.start < match.end() and match.start() < p.end for p in named)


def _belongs_elsewhere(count: re.Match[str], period: Period, usable: list[Period]) -> bool:
    """Whether another period stands between this period and the count."""
    return any(period.end <= p.start < count.start() for p in usable)


def finer(left: Reading, right: Reading) -> Reading:
    """The reading with the finer period; counts given twice are one duty."""
    if left.unwritable or right.frequency is None:
        return left
    if left.frequency is None:
        return right
    return right if RANK[right.per or "once"] < RANK[left.per or "once"] else left
