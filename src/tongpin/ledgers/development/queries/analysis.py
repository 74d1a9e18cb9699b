"""入党积极分子队伍分析: the yearly figures that the committee looks at (2014 and 2026 art. 11)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from tongpin.ledgers.development.models import Column
from tongpin.ledgers.development.queries.cases import Course, below, cases, course, records_of
from tongpin.org.models import Sex, Unit
from tongpin.org.scope import Scope
from tongpin.rules.book import Book
from tongpin.rules.interval import add_months

BANDS = ((30, "30岁以下"), (35, "30至34岁"), (45, "35至44岁"), (200, "45岁及以上"))


@dataclass(frozen=True, slots=True)
class Analysis:
    """The corps of one unit on a day."""

    unit: Unit
    day: date
    applicants: int
    activists: int
    objects: int
    women: int
    front_line: int
    ages: tuple[tuple[str, int], ...]
    educations: tuple[tuple[str, int], ...]
    branches: tuple[tuple[str, int], ...]
    new: int
    reviews: int
    late: tuple[str, ...]
    ready: tuple[str, ...]

    @property
    def corps(self) -> int:
        """Activists, those already named as objects included."""
        return self.activists + self.objects

    @property
    def sentences(self) -> list[str]:
        """The figures in words."""
        day = f"{self.day.year}年{self.day.month}月{self.day.day}日"
        said = [
            f"截至{day}，{self.unit}共有入党申请人{self.applicants}名、入党积极分子{self.corps}名"
            f"（其中已列为发展对象{self.objects}名），本年新确定入党积极分子{self.new}名。"
        ]
        if self.corps:
            parts = "、".join(f"{name}{n}名" for name, n in self.ages if n)
            said.append(
                f"入党积极分子中女性{self.women}名，占{_share(self.women, self.corps)}；生产、工作一线"
                f"{self.front_line}名，占{_share(self.front_line, self.corps)}。按年龄分：{parts}。"
            )
            schooling = "、".join(f"{name}{n}名" for name, n in self.educations)
            said.append(f"按学历分：{schooling}。")
        said.append(f"本年各支部共开展培养教育考察{self.reviews}次。")
        if self.late:
            said.append(f"有{len(self.late)}名同志的培养考察超过规定期限：{'、'.join(self.late)}。")
        if self.ready:
            said.append(
                f"培养教育考察已满一年、可以讨论列为发展对象的有{len(self.ready)}名：{'、'.join(self.ready)}。"
            )
        empty = [name for name, n in self.branches if not n]
        if empty:
            said.append(f"还没有入党积极分子的党组织：{'、'.join(empty)}，应当加强教育引导。")
        return said


def analysis(book: Book, scope: Scope, unit: Unit, day: date, branches: list[Unit]) -> Analysis:
    """The corps as of a day: those whose case was open then; two statements."""
    rows = below(cases(scope), unit).filter(opened_on__lte=day)
    found = [course(book, row, day) for row in rows if row.closed_on is None or row.closed_on > day]
    by = Counter(item.column for item in found)
    corps = [i for i in found if i.column in (Column.ACTIVIST, Column.OBJECT)]
    people = [i.case.person for i in corps]
    homes = Counter(p.home_id for p in people)
    ages = Counter(_band(p.born_on, day) for p in people)
    return Analysis(
        unit=unit,
        day=day,
        applicants=by[Column.APPLICANT],
        activists=by[Column.ACTIVIST],
        objects=by[Column.OBJECT],
        women=sum(p.sex == Sex.FEMALE for p in people),
        front_line=sum(i.case.is_front_line for i in corps),
        ages=tuple((name, ages[name]) for name in (*(b for _, b in BANDS), "出生日期没有登记")),
        educations=tuple(Counter(p.education or "没有登记" for p in people).most_common()),
        branches=tuple((str(b), homes[b.pk]) for b in branches),
        new=sum(_in_year(i, "activist", day) for i in found),
        reviews=sum(_in_year(i, "review", day) for i in found),
        late=tuple(i.case.person.name for i in corps if "review" in i.overdue),
        ready=tuple(i.case.person.name for i in corps if _is_ready(i)),
    )


def _in_year(item: Course, step: str, day: date) -> int:
    return sum(r.on.year == day.year and r.on <= day for r in records_of(item.case, step))


def _is_ready(item: Course) -> bool:
    found = next((n for n in item.next if n.step == "object"), None)
    return found is not None and (found.earliest is None or found.earliest <= item.day)


def _band(born: date | None, day: date) -> str:
    if born is None:
        return "出生日期没有登记"
    return next(name for years, name in BANDS if day < add_months(born, 12 * years))


def _share(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.1f}%"
