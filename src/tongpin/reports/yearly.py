"""党内统计 for the half year and the year: tables by unit in the usual layout, as one workbook.

Five sheets: 党员基本情况, 年龄、学历和入党时间, 职业, 发展和增减, 党组织和换届. Each table is made in
one pass over the intervals; each ends with a line of sums that agrees with the pages.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

from tongpin.formats.xlsx import Table, write_tables
from tongpin.org.models import Person, Unit, UnitKind
from tongpin.org.queries import RosterRow, branches
from tongpin.org.scope import Scope
from tongpin.reports.changes import CONVERSIONS, GAINS, LOSSES, Changes, changes
from tongpin.reports.statistics import (
    HAN,
    HIGHER,
    counted,
    level_of,
    members,
    unit_numbers,
    vocabulary,
)
from tongpin.reports.terms import term_lines
from tongpin.rules.interval import add_months

BASICS = ("队伍", "党员", "性别")
MORE = ("年龄", "学历", "入党时间")
YOUNG_MONTHS = 36 * 12  # 35岁及以下: not yet thirty-six


def workbook(scope: Scope, unit: Unit, first: date, last: date) -> bytes:
    """The tables of a period as of its last day."""
    rows = members(scope, unit, last)
    table = changes(scope, unit, first, last)
    note = f"填报单位：{unit.name}　统计期：{first} 至 {last}　单位：人"
    return write_tables(
        [
            _by_unit("党员基本情况", note, rows, last, BASICS, scope, unit),
            _by_unit("年龄、学历和入党时间", note, rows, last, MORE, scope, unit),
            _by_unit("职业", note, rows, last, ("职业",), scope, unit),
            _developed(note, table),
            _moved(note, table),
            _organisations(scope, unit, last),
        ]
    )


def _by_unit(
    title: str, note: str, rows: Sequence[RosterRow], day: date, parts: Sequence[str],
    scope: Scope, unit: Unit,
) -> Table:  # fmt: skip
    words = [(key, label, block) for block, key, label in vocabulary() if block in parts]
    of_unit: dict[int, list[RosterRow]] = defaultdict(list)
    for row in rows:
        of_unit[row.unit_id].append(row)
    total: Counter[str] = Counter()
    lines: list[list[str | int]] = []
    for branch in branches(scope, as_of=day).filter(path__startswith=unit.path):
        numbers = counted(of_unit.pop(branch.pk, ()), day)
        total += numbers
        lines.append([str(branch), *(numbers[key] for key, _, _ in words)])
    for left in of_unit.values():  # places in units that were no branches on the day
        numbers = counted(left, day)
        total += numbers
        lines.append([left[0].unit, *(numbers[key] for key, _, _ in words)])
    lines.append(["合计", *(total[key] for key, _, _ in words)])
    groups = [("", 1)] + [(p, sum(b == p for _, _, b in words)) for p in parts]
    return Table(title, note, ["党组织", *(label for _, label, _ in words)], lines, groups)


def _developed(note: str, table: Changes) -> Table:
    """发展党员: who was taken in during the period, by the breakdowns of the bulletin."""
    days = {row.person: row.on for row in table.rows if row.what == "developed"}
    people = Person.objects.in_bulk(days)
    count: Counter[str] = Counter()
    for pk, day in days.items():
        person = people.get(pk)
        if person is None:
            continue
        count["发展党员总数"] += 1
        count["女"] += person.sex == "female"
        count["少数民族"] += bool(person.nation) and person.nation not in HAN
        count["35岁及以下"] += (
            bool(person.born_on) and add_months(person.born_on or day, YOUNG_MONTHS) > day
        )
        count["大专及以上学历"] += level_of(person.education) in HIGHER
        count["生产、工作一线"] += person.front_line == "production"
        count[person.get_occupation_display() or "职业未登记"] += 1
    first = ["发展党员总数", "女", "少数民族", "35岁及以下", "大专及以上学历", "生产、工作一线"]
    rest = [key for key in count if key not in first]
    return Table("发展党员", note, ["项目", "人数"], [[key, count[key]] for key in (*first, *rest)])


def _moved(note: str, table: Changes) -> Table:
    numbers = table.numbers
    lines: list[list[str | int]] = [["期初党员数", table.opening], ["本期增加", table.gained]]
    lines += [[f"　{label}", numbers[key]] for key, label in GAINS.items()]
    lines += [["本期减少", table.lost]]
    lines += [[f"　{label}", numbers[key]] for key, label in LOSSES.items()]
    lines += [["期末党员数", table.closing]]
    lines += [[label, numbers[key]] for key, label in CONVERSIONS.items()]
    return Table("党员增减", note, ["项目", "人数"], lines)


def _organisations(scope: Scope, unit: Unit, day: date) -> Table:
    numbers = unit_numbers(scope, unit, day)
    terms = Counter(line.state for line in term_lines(scope, unit, day))
    lines: list[list[str | int]] = [
        [kind.label, numbers.get(kind, 0)] for kind in UnitKind if kind != UnitKind.GROUP
    ]
    lines += [["任期届满未换届", terms["overdue"]], ["六个月内届满", terms["due_soon"]]]
    note = f"填报单位：{unit.name}　统计日：{day}　单位：个"
    return Table("党组织和换届", note, ["项目", "数量"], lines)
