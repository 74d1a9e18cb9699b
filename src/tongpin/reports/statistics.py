"""党员统计: the yearly breakdowns as of any day, each number with the people behind it.

Breakdowns are those of the public annual bulletin (cut-off 31 December): sex, nation, education,
age, time of joining, occupation, stage, organisations. What is not on record is counted as 未登记,
never guessed. Everything comes from dated intervals, each table read once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any

from tongpin.org.models import FrontLine, Occupation, Sex, Stage, Unit, UnitKind
from tongpin.org.queries import RosterRow, bodies, snapshot
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
HAN = ("汉", "汉族")


@lru_cache(maxsize=2000)
def level_of(education: str) -> str:
    """The level that the words for an education mean; college first, since 大学专科 holds 大学 too."""
    for key in ("postgraduate", "college", "secondary", "school", "bachelor"):
        words = next(words for name, _, words in SCHOOLING if name == key)
        if any(word in education for word in words):
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


def vocabulary() -> Iterator[tuple[str, str, str]]:
    """`(block, key, label)` of every number about people, in the order of the table."""
    for stage in reversed(Stage):
        yield "队伍", stage.value, stage.label
    yield "党员", "members", "党员总数"
    yield "党员", "women", "女党员"
    yield "党员", "minority", "少数民族党员"
    yield "党员", "higher", "大专及以上学历党员"
    yield "党员", "front-line", "生产、工作一线党员"
    for sex in Sex:
        yield "性别", f"sex-{sex.value}", sex.label
    yield "性别", "sex-unknown", UNKNOWN
    for first, last in AGES:
        yield "年龄", f"age-{last}", f"{first}—{last}岁" if first else f"{last}岁及以下"
    yield "年龄", "age-61", "61岁及以上"
    yield "年龄", "age-unknown", UNKNOWN
    for key, label, _ in SCHOOLING:
        yield "学历", key, label
    yield "学历", "school-unknown", UNKNOWN
    for key, label, _, _ in JOINED:
        yield "入党时间", key, label
    yield "入党时间", "joined-unknown", UNKNOWN
    for occupation in Occupation:
        yield "职业", f"work-{occupation.value}", occupation.label
    yield "职业", "work-unknown", UNKNOWN


def _by_nation(nation: str, day: date) -> tuple[str, ...]:
    return ("minority",) if nation and nation not in HAN else ()


def _by_sex(sex: str, day: date) -> tuple[str, ...]:
    return (f"sex-{sex or 'unknown'}", *(("women",) if sex == Sex.FEMALE else ()))


def _by_education(education: str, day: date) -> tuple[str, ...]:
    level = level_of(education)
    return (level or "school-unknown", *(("higher",) if level in HIGHER else ()))


def _by_line(line: str, day: date) -> tuple[str, ...]:
    return ("front-line",) if line == FrontLine.PRODUCTION else ()


# What is asked of each member: the attribute, and the keys that a value of it counts for. Values
# repeat, so that a hundred thousand people are counted by value and not one by one.
ASPECTS: tuple[tuple[str, Callable[[Any, date], tuple[str, ...]]], ...] = (
    ("sex", _by_sex),
    ("nation", _by_nation),
    ("education", _by_education),
    ("front_line", _by_line),
    ("born_on", lambda born, day: (_age(born, day),)),
    ("joined_on", lambda joined, day: (_period(joined),)),
    ("occupation", lambda work, day: (f"work-{work or 'unknown'}",)),
)


def keys_of(row: RosterRow, day: date) -> Iterator[str]:
    """The keys of every number that counts this person."""
    if row.stage:
        yield row.stage
    if row.is_member:
        yield "members"
        for name, keys in ASPECTS:
            yield from keys(getattr(row, name), day)


def _age(born: date | None, day: date) -> str:
    if born is None:
        return "age-unknown"
    years = full_years(born, day)
    return next((f"age-{last}" for first, last in AGES if first <= years <= last), "age-61")


def _period(joined: date | None) -> str:
    if joined is None:
        return "joined-unknown"
    for key, _, start, end in JOINED:
        if (start is None or start <= joined) and (end is None or joined < end):
            return key
    raise AssertionError("the periods cover all time")


def members(scope: Scope, unit: Unit, day: date) -> list[RosterRow]:
    """Everybody on the roster of the unit on the day; four statements whatever their number."""
    return snapshot(scope, unit, day)


def behind(rows: Iterable[RosterRow], day: date, key: str) -> tuple[str, list[RosterRow]]:
    """The label of a number and the people it counts; LookupError for an unknown key."""
    for block, name, label in vocabulary():
        if name == key:
            return f"{block}：{label}", [row for row in rows if key in keys_of(row, day)]
    raise LookupError(key)


def counted(rows: Iterable[RosterRow], day: date) -> Counter[str]:
    """`{key: number}`, as `keys_of` says it of each person."""
    rows = list(rows)
    found = Counter(row.stage for row in rows if row.stage)
    own = [row for row in rows if row.is_member]
    found["members"] = len(own)
    for name, keys in ASPECTS:
        for value, number in Counter(map(attrgetter(name), own)).items():
            for key in keys(value, day):
                found[key] += number
    return found


def blocks(rows: Iterable[RosterRow], units: Mapping[str, int], day: date) -> list[Block]:
    """The whole table."""
    numbers = counted(rows, day)
    found: dict[str, list[Figure]] = {}
    for block, key, label in vocabulary():
        figure = Figure(key, label, numbers[key], is_total=key == "members")
        found.setdefault(block, []).append(figure)
    table = [Block(title, tuple(figures)) for title, figures in found.items()]
    kinds = (kind for kind in UnitKind if kind != UnitKind.GROUP)
    table.append(Block("党组织", tuple(Figure("", k.label, units.get(k, 0)) for k in kinds)))
    return table


def unit_numbers(scope: Scope, unit: Unit, day: date) -> Mapping[str, int]:
    """How many organisations of each kind there are at and below a unit."""
    below = bodies(scope, as_of=day).filter(path__startswith=unit.path)
    return Counter(below.values_list("kind", flat=True))
