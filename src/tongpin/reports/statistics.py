"""党员统计: the yearly breakdowns as of any day, each number with the people behind it.

Breakdowns are those of the public annual bulletin (cut-off 31 December): sex, nation, education,
age, time of joining, stage, organisations, changes in the year. What is not on record is counted as
未登记, never guessed. Everything comes from dated intervals in one pass a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from tongpin.org.models import MEMBER_STAGES, Sex, Stage, Unit, UnitKind
from tongpin.org.queries import bodies, snapshot
from tongpin.org.scope import Scope
from tongpin.org.timeline import full_years

UNKNOWN = "未登记"
AGES = ((0, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60))
FOUNDED, REFORM, EIGHTEENTH = date(1949, 10, 1), date(1978, 12, 22), date(2012, 11, 14)
JOINED = (
    ("before-1949", "1949年10月前", None, FOUNDED),
    ("1949-1978", "1949年10月至党的十一届三中全会前", FOUNDED, REFORM),
    ("1978-2012", "党的十一届三中全会至党的十八大前", REFORM, EIGHTEENTH),
    ("since-2012", "党的十八大以来", EIGHTEENTH, None),
)
SCHOOLING = (
    ("postgraduate", "研究生", ("研究生", "硕士", "博士")),
    ("bachelor", "大学本科", ("本科", "大学", "学士")),
    ("college", "大学专科", ("专科", "大专")),
    ("secondary", "中专", ("中专", "中等专业", "中技")),
    ("school", "高中及以下", ("高中", "初中", "小学", "职高")),
)
HIGHER = ("postgraduate", "bachelor", "college")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on the roster as they stood on the day."""

    pk: int
    name: str
    unit: str
    stage: str
    sex: str
    nation: str
    education: str
    born_on: date | None
    joined_on: date | None

    @property
    def is_member(self) -> bool:
        """Whether a full or probationary member."""
        return self.stage in MEMBER_STAGES

    @property
    def schooling(self) -> str:
        """The key of the level of education; college before bachelor, since 大学专科 holds both."""
        for key in ("postgraduate", "college", "secondary", "school", "bachelor"):
            words = next(words for name, _, words in SCHOOLING if name == key)
            if any(word in self.education for word in words):
                return key
        return ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the table; `key` opens the people behind it, organisations have none."""

    key: str
    label: str
    count: int
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A breakdown with its numbers."""

    title: str
    figures: tuple[Figure, ...]


Test = Callable[[Member], bool]


def _tests(day: date) -> Iterator[tuple[str, str, str, Test]]:
    """`(block, key, label, test)` of every number about people, in the order of the table."""
    for stage in reversed(Stage):
        yield "队伍", stage.value, stage.label, partial(_in_stage, stage)
    yield "党员", "members", "党员总数", _any
    yield "党员", "women", "女党员", _is_woman
    yield "党员", "minority", "少数民族党员", _is_minority
    yield "党员", "higher", "大专及以上学历党员", partial(_schooled, HIGHER)
    for first, last in AGES:
        label = f"{first}—{last}岁" if first else f"{last}岁及以下"
        yield "年龄", f"age-{last}", label, partial(_aged, day, first, last)
    yield "年龄", "age-61", "61岁及以上", partial(_aged, day, 61, 200)
    yield "年龄", "age-unknown", UNKNOWN, _is_ageless
    for key, label, _ in SCHOOLING:
        yield "学历", key, label, partial(_schooled, (key,))
    yield "学历", "school-unknown", UNKNOWN, partial(_schooled, ("",))
    for key, label, start, end in JOINED:
        yield "入党时间", key, label, partial(_joined, start or date.min, end or date.max)
    yield "入党时间", "joined-unknown", UNKNOWN, _is_undated


def _in_stage(stage: Stage, row: Member) -> bool:
    return row.stage == stage


def _any(row: Member) -> bool:
    return row.is_member


def _is_woman(row: Member) -> bool:
    return row.is_member and row.sex == Sex.FEMALE


def _is_minority(row: Member) -> bool:
    return row.is_member and bool(row.nation) and row.nation not in ("汉", "汉族")


def _schooled(levels: tuple[str, ...], row: Member) -> bool:
    return row.is_member and row.schooling in levels


def _aged(day: date, first: int, last: int, row: Member) -> bool:
    return (
        row.is_member and row.born_on is not None and first <= full_years(row.born_on, day) <= last
    )


def _is_ageless(row: Member) -> bool:
    return row.is_member and row.born_on is None


def _joined(start: date, end: date, row: Member) -> bool:
    return row.is_member and row.joined_on is not None and start <= row.joined_on < end


def _is_undated(row: Member) -> bool:
    return row.is_member and row.joined_on is None


def members(scope: Scope, unit: Unit, day: date) -> list[Member]:
    """Everybody on the roster of the unit on the day; three statements whatever their number."""
    return [Member(**row) for row in snapshot(scope, unit, day)]


def behind(rows: list[Member], day: date, key: str) -> tuple[str, list[Member]]:
    """The label of a number and the people it counts; LookupError for an unknown key."""
    for block, name, label, test in _tests(day):
        if name == key:
            return f"{block}：{label}", [row for row in rows if test(row)]
    raise LookupError(key)


def blocks(rows: list[Member], units: Mapping[str, int], day: date) -> list[Block]:
    """The whole table."""
    found: dict[str, list[Figure]] = {}
    for block, key, label, test in _tests(day):
        figure = Figure(key, label, sum(map(test, rows)), is_total=key == "members")
        found.setdefault(block, []).append(figure)
    table = [Block(title, tuple(figures)) for title, figures in found.items()]
    kinds = (kind for kind in UnitKind if kind != UnitKind.GROUP)
    table.append(Block("党组织", tuple(Figure("", k.label, units.get(k, 0)) for k in kinds)))
    return table


def unit_numbers(scope: Scope, unit: Unit, day: date) -> Mapping[str, int]:
    """How many organisations of each kind there are at and below a unit."""
    below = bodies(scope, as_of=day).filter(path__startswith=unit.path)
    return Counter(below.values_list("kind", flat=True))
