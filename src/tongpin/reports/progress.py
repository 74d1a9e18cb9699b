"""The progress report as text: an opening, each measure with who is behind and why, a close."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tongpin.capability import Figure
from tongpin.duties.models import Finding, Plan
from tongpin.formats.numerals import to_chinese
from tongpin.org.models import BRANCH_KINDS, Unit
from tongpin.org.scope import Scope
from tongpin.reports import queries
from tongpin.reports.shaping import (
    AHEAD,
    STANDING_KEY,
    Place,
    Summary,
    Tally,
    by_unit,
    grouped_by_day,
    limit,
    summaries,
)
from tongpin.rules.explain import chinese_day, full_day
from tongpin.rules.model import Verdict

NAMED, TOLD = 10, 2  # how many are named, and how many told with their reasons
DAYS_NAMED, EACH = 4, 4
# 总体思路 of the paper: what Party work and business did together has a part of its own.
INTEGRATION, INTEGRATION_TITLE = "integration.", "党建和业务同频共振"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of level 1 or 2 with its paragraphs; `items` are numbered within it, `figures` are
    the numbers that the paragraphs speak of.
    """

    level: int
    heading: str
    paragraphs: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    figures: Sequence[Figure] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A report ready to be set: `table` has its heads in the first row."""

    title: str
    opening: list[str]
    parts: list[Part]
    table_title: str
    table: list[list[Any]]
    issuer: str
    on: date
    addressee: str = ""


def build(
    scope: Scope, unit: Unit, *, year: int, as_of: date, figures: Sequence[Figure] = ()
) -> Report:
    """The report of a unit and what lies below it.

    With `figures` each measure also says what was done, in the numbers of the ledgers: a figure
    goes to the first measure with a duty of one of its kinds, the rest to a part of their own.
    """
    scope = queries.narrowed(scope, unit)
    plan = queries.plan_of(unit, year)
    units = {u.pk: u for u in queries.owing_units(scope, year)}
    judgements = queries.Judgements(scope, year, as_of)
    counts = judgements.counts()
    found = summaries(queries.places(plan), counts)
    open_rows = judgements.rows(verdicts=[Verdict.OVERDUE, Verdict.CANNOT_TELL])
    names = queries.names_of(open_rows)
    tallies = by_unit(counts)
    total = Tally(sum((s.tally.counts for s in found), Counter()))
    writer = _Writer(units, names, found, open_rows, placed(plan, figures))
    closing = _closing(units, tallies, judgements, as_of)
    return Report(
        title=f"{_name(plan, year)}落实情况报告",
        opening=_opening(plan, year, units.values(), total, as_of),
        parts=_numbered([*writer.measures(plan), *writer.others(), closing]),
        table_title="各党组织完成情况",
        table=_table(units.values(), tallies),
        issuer=unit.name,
        on=as_of,
    )


def _name(plan: Plan | None, year: int) -> str:
    return f"《{plan.title}》" if plan is not None else f"{year}年党的组织生活制度"


def _opening(
    plan: Plan | None, year: int, units: Iterable[Unit], total: Tally, as_of: date
) -> list[str]:
    units = list(units)
    branches = sum(u.kind in BRANCH_KINDS for u in units)
    what = "按党内法规规定的经常性责任判定"
    if plan is not None:
        sections, measures = len(plan.sections.all()), len(plan.measures.all())
        duties = len(plan.duties.all())
        what = f"{_name(plan, year)}共{sections}个部分、{measures}条措施，明确责任{duties}项"
    return [
        f"{what}，涉及党组织{len(units)}个，其中党支部{branches}个。"
        f"现将截至{full_day(as_of)}的落实情况报告如下。",
        f"总的看，全年{counted_words(total)}各党组织完成情况见下表。",
    ]


def counted_words(tally: Tally) -> str:
    """应完成36次，已完成28次（其中逾期完成1次），完成率77%；逾期未办3次，待核1次。"""
    if not tally.owed:
        return "没有需要完成的事项。"
    late = f"（其中逾期完成{tally.late}次）" if tally.late else ""
    words = f"应完成{tally.owed}次，已完成{tally.done}次{late}，完成率{tally.percent}%"
    rest = [
        f"{label}{number}次"
        for label, number in (
            ("逾期未办", tally.overdue),
            ("待核", tally.unclear),
            ("临近期限", tally.soon),
            ("期内待办", tally.pending),
            ("尚未到期", tally.to_come),
        )
        if number
    ]
    if not tally.overdue:
        rest.insert(0, "没有逾期")
    return f"{words}；{'，'.join(rest)}。"


class _Writer:
    """Writes the parts; holds what every paragraph needs."""

    def __init__(
        self,
        units: Mapping[int, Unit],
        names: Mapping[int, str],
        found: Sequence[Summary],
        rows: Iterable[Finding],
        figures: Mapping[str, Sequence[Figure]],
    ) -> None:
        self.units, self.names, self.found, self.figures = units, names, found, figures
        of_duty = {key: s.place.key for s in found for key in s.place.duty_keys}
        self.rows: dict[str, list[Finding]] = defaultdict(list)
        for row in rows:
            if row.unit_id in units:
                self.rows[of_duty.get(row.duty_key, STANDING_KEY)].append(row)

    def measures(self, plan: Plan | None) -> list[Part]:
        """Sections as first-level headings with their measures below."""
        sections = {str(s.order): s.title for s in plan.sections.all()} if plan is not None else {}
        parts: list[Part] = []
        before = ""
        for summary in self.found:
            place = summary.place
            title = sections.get(place.section, "")
            figures = self.figures.get(place.key, ())
            words = [*done(figures), _standing(summary)]
            if not title:
                parts.append(Part(1, place.title, words, self._items(place), figures))
                continue
            if place.section != before:
                parts.append(Part(1, title))
                before = place.section
            parts.append(Part(2, str(place), words, self._items(place), figures))
        return parts

    def others(self) -> list[Part]:
        """What the ledgers tell beside the measures of the paper."""
        figures = self.figures.get("", ())
        shared = [f for f in figures if f.key.startswith(INTEGRATION)]
        rest = [f for f in figures if f not in shared]
        return [
            Part(1, title, done(found), figures=found)
            for title, found in ((INTEGRATION_TITLE, shared), ("其他工作", rest))
            if found
        ]

    def _items(self, place: Place) -> list[str]:
        """One paragraph for each unit that is late or in doubt, the one with most of it first."""
        of_unit: dict[int, list[Finding]] = defaultdict(list)
        for row in self.rows.get(place.key, []):
            of_unit[row.unit_id].append(row)
        order = {pk: n for n, pk in enumerate(self.units)}
        groups = sorted(
            of_unit.items(),
            key=lambda g: (-sum(r.verdict == Verdict.OVERDUE for r in g[1]), order[g[0]]),
        )
        words = [self._late(self.units[pk], rows) for pk, rows in groups[:NAMED]]
        if len(groups) > NAMED:
            words.append(f"其余{len(groups) - NAMED}个党组织从略，详见责任判定明细表。")
        return words

    def _late(self, unit: Unit, rows: list[Finding]) -> str:
        """How much, the oldest with reasons and articles, and the names of the rest."""
        rows = sorted(rows, key=lambda r: (r.verdict != Verdict.OVERDUE, limit(r), r.title))
        tally = Tally.of(rows)
        number = "，".join(
            f"{label}{n}次" for label, n in (("逾期", tally.overdue), ("待核", tally.unclear)) if n
        )
        told, rest = rows[:TOLD], rows[TOLD:]
        reasons = "；".join(f"{self._what(r)}，{r.reason.rstrip('。')}" for r in told)
        articles = "、".join(dict.fromkeys(r.citation for r in told))
        others = ""
        if rest:
            named = "、".join(self._what(r) for r in rest[:NAMED])
            others = f"此外还有{named}{'等' if len(rest) > NAMED else ''}{len(rest)}次。"
        return f"{unit}{number}。{reasons}。{others}依据{articles}。"

    def _what(self, row: Finding) -> str:
        who = self.names.get(row.person_id or 0)
        return f"{f'{who}同志' if who else ''}{row.window_label}{row.title}"


def placed(plan: Plan | None, figures: Iterable[Figure]) -> dict[str, list[Figure]]:
    """`{place: its figures}`; under `""` those that no measure of the paper asks for."""
    kinds: dict[str, str] = {}
    if plan is not None:
        order = {measure.pk: measure.order for measure in plan.measures.all()}
        duties = [d for d in plan.duties.all() if d.measure_id is not None]
        for duty in sorted(duties, key=lambda d: order[d.measure_id or 0]):
            kinds.setdefault(duty.kind, f"m{duty.measure_id}")
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        place = next((kinds[k] for k in sorted(figure.kinds) if k in kinds), "")
        found[place].append(figure)
    return found


def done(figures: Sequence[Figure]) -> list[str]:
    """召开支部党员大会12次，开展党课8次。 Nothing where there are no figures."""
    words = "，".join(f"{f.label}{f.shown}" for f in figures)
    return [f"{words}。"] if words else []


def _standing(summary: Summary) -> str:
    """Where a measure stands in one sentence."""
    duties = len(summary.place.duty_keys)
    if summary.place.key.startswith("m") and not duties:
        return "文件没有提出可逐项核对的责任。"
    own = f"共{duties}项责任，" if duties else ""
    if not summary.tally.owed:
        return f"{own}本年度没有需要完成的事项。"
    return f"{own}全年{counted_words(summary.tally)}"


def _numbered(parts: list[Part]) -> list[Part]:
    """First-level headings numbered 一、二、三 in their order."""
    number = 0
    result = []
    for part in parts:
        if part.level == 1:
            number += 1
            part = replace(part, heading=f"{to_chinese(min(number, 99))}、{part.heading}")
        result.append(part)
    return result


def _closing(
    units: Mapping[int, Unit],
    tallies: Mapping[int, Tally],
    judgements: queries.Judgements,
    as_of: date,
) -> Part:
    paragraphs = [_late_units(units, tallies), _coming(judgements, as_of)]
    unclear = sum(t.unclear for t in tallies.values())
    if unclear:
        paragraphs.append(
            f"另有{unclear}次因资料不全暂不能判定，请补齐名册、任职或出席情况后再核。"
        )
    return Part(1, "小结和下一步安排", paragraphs)


def _late_units(units: Mapping[int, Unit], tallies: Mapping[int, Tally]) -> str:
    late = [(units[pk], tally) for pk, tally in tallies.items() if tally.overdue and pk in units]
    if not late:
        return "目前各党组织没有逾期事项。"
    late.sort(key=lambda pair: (-pair[1].overdue, pair[0].order, pair[0].path))
    named = "、".join(f"{unit}（{tally.overdue}次）" for unit, tally in late[:NAMED])
    more = f"等{len(late)}个党组织" if len(late) > NAMED else ""
    return f"目前有逾期事项的是：{named}{more}。请对照所列缘由尽快补办；已经办理的，请补登记录。"


def _coming(judgements: queries.Judgements, as_of: date) -> str:
    days = grouped_by_day(judgements.ahead(as_of + AHEAD))[:DAYS_NAMED]
    if not days:
        return "近期没有到期事项。"
    coming = "；".join(
        f"{chinese_day(on, beside=as_of)}前完成{'、'.join(words[:EACH])}"
        f"{f'等{len(words)}项' if len(words) > EACH else ''}"
        for on, words in days
    )
    return f"近期须办结的有：{coming}。请提前安排。"


def _table(units: Iterable[Unit], tallies: Mapping[int, Tally]) -> list[list[Any]]:
    heads = ["党组织", "全年应完成", "已完成", "其中逾期完成", "逾期未办", "待核", "完成率（%）"]
    rows: list[list[Any]] = []
    for unit in units:
        tally = tallies.get(unit.pk) or Tally()
        rows.append(
            [str(unit), tally.owed, tally.done, tally.late, tally.overdue, tally.unclear,
             tally.percent if tally.owed else "—"]
        )  # fmt: skip
    return [heads, *rows]
