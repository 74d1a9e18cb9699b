"""Turn one rule of a YAML file into a Rule, refusing whatever a reader could misunderstand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from .book import Book
from .checks import (
    AllOf,
    AnyOf,
    Check,
    CountAtLeast,
    CountAtMost,
    Covered,
    EachPersonAtLeast,
    RatioAtLeast,
    SumAtLeast,
    WithinDaysOf,
)
from .interval import Interval, Period
from .regulation import (
    Applicability,
    Citation,
    Condition,
    Confidence,
    DutyEdition,
    Rule,
    Severity,
    Source,
)
from .strict_yaml import Mapped, Value

UNIT_TYPES = (
    "party_committee",
    "party_group",
    "organ_committee",
    "general_branch",
    "branch",
    "joint_branch",
    "group",
)
DUE_SOON_DAYS = {
    None: 7,
    Period.MONTH: 7,
    Period.QUARTER: 15,
    Period.HALF_YEAR: 15,
    Period.YEAR: 30,
    Period.ONCE: 30,
}
_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_MOST_TIMES = 366


def duty_rule(fields: Mapped, scope: Book) -> Rule:
    """One entry of `rules:`; `scope` holds the sources and kinds it may name."""
    key = fields.need("key")
    if not _KEY.fullmatch(key.text()) or len(key.text()) > 80:
        key.fail("规则编号应由小写字母、数字、下划线组成，中间用点分开，如 branch.general_meeting")
    applies = _applies(fields.need("subject").mapping())
    severity = Severity(fields.need("severity").one_of([item.value for item in Severity]))
    title, summary = fields.need("title").text(), fields.text("summary")
    editions = tuple(
        _edition(value.mapping(), scope, applies, severity)
        for value in fields.need("editions").items()
    )
    if not editions:
        fields.fail("至少要有一个版本（editions）")
    fields.done()
    return Rule(
        key.text(), title, applies.kind, severity, _continuous(fields, editions), "duty", summary
    )


def _applies(fields: Mapped) -> Applicability:
    kind = fields.need("kind").one_of(("unit", "person"))
    types = fields.get("types")
    unit_types = [] if types is None else [item.one_of(UNIT_TYPES) for item in types.items()]
    if kind == "person" and types is not None:
        types.fail("主体是人员时不能限定组织类型（types）")
    fields.done()
    return Applicability(kind, frozenset(unit_types))


def _continuous(fields: Mapped, editions: tuple[DutyEdition, ...]) -> tuple[DutyEdition, ...]:
    """Editions follow each other day to day; a real gap is bridged by one explained edition."""
    for before, after in pairwise(editions):
        end, start = before.in_force.end, after.in_force.start or date.min
        if end is None or end >= start:
            fields.fail(f"版本时间重叠或次序颠倒：{start}起的版本开始时，前一版本尚未停止")
        if end + timedelta(days=1) != start and not after.note:
            fields.fail(f"{end}至{start}之间没有版本，请在后一版本的“note”中说明原因")
    return editions


def _edition(
    fields: Mapped, scope: Book, applies: Applicability, severity: Severity
) -> DutyEdition:
    period = in_force(fields)
    cite = cited(fields.need("cite"), scope.sources, period)
    if severity is Severity.HARD and cite.confidence.is_doubtful:
        fields.fail("未核对原文的条目最多定为“soft”，不能定为“hard”")
    every = _every(fields)
    bound, times, deadline = _bound(fields, every)
    check_value = fields.get("check")
    check: Check = CountAtMost(times) if bound == "max" else CountAtLeast(times)
    if check_value is not None:
        if bound == "max":
            check_value.fail("“bound: max”只按次数判定，不能另写“check”")
        check = _check(check_value, scope)
    soon, usual = fields.get("due_soon_days"), fields.get("usual_months")
    edition = DutyEdition(
        in_force=period,
        cite=cite,
        every=every,
        times=times,
        check=check,
        fact_kinds=_kinds_of(fields.need("facts"), scope),
        bound=bound,
        deadline=deadline,
        usual_months=None if usual is None else _usual(usual),
        applies=Applicability(applies.kind, applies.unit_types, _conditions(fields)),
        due_soon_days=DUE_SOON_DAYS[every] if soon is None else soon.integer(0, 366),
        related_kinds=_kinds_of(fields.get("related"), scope),
        text=fields.need("text").text().rstrip("。"),
        note=fields.text("note").rstrip("。"),
    )
    fields.done()
    return edition


def in_force(fields: Mapped) -> Interval:
    """`from` (needed) and `to` of an edition."""
    start, end = fields.need("from").day(), fields.get("to")
    last = None if end is None else end.day()
    if last is not None and last < start:
        fields.fail("“to”早于“from”")
    return Interval(start, last)


def cited(value: Value, sources: Mapping[str, Source], period: Interval) -> Citation:
    """A citation; its source must be registered and in force as long as the edition."""
    fields = value.mapping()
    source_value = fields.need("source")
    source = sources.get(source_value.text())
    if source is None:
        source_value.fail(f"来源“{source_value.text()[:60]}”没有在 sources 中登记")
    if period.intersect(source.in_force) != period:
        value.fail(f"版本的有效期超出了{source.name}的有效期")
    confidence = fields.need("confidence").one_of([item.value for item in Confidence])
    cite = Citation(source, fields.need("place").text(), Confidence(confidence))
    fields.done()
    return cite


def _every(fields: Mapped) -> Period | None:
    value = fields.get("every")
    return None if value is None else Period(value.one_of([item.value for item in Period]))


def _bound(fields: Mapped, every: Period | None) -> tuple[str, int, date | None]:
    bound_value, times_value = fields.get("bound"), fields.get("times")
    deadline_value = fields.get("deadline")
    bound = "min" if bound_value is None else bound_value.one_of(("min", "max"))
    if bound == "max" and every is None:
        fields.fail("“bound: max”要写明周期（every）")
    least = 0 if bound == "max" else 1
    times = 1 if times_value is None else times_value.integer(least, _MOST_TIMES)
    deadline = None if deadline_value is None else deadline_value.day()
    return bound, times, deadline


def _usual(value: Value) -> tuple[int, int]:
    months = [item.integer(1, 12) for item in value.items()]
    if len(months) != 2 or months[0] > months[1]:
        value.fail("“usual_months”应是起止两个月份，如 [10, 12]")
    return months[0], months[1]


def _kinds_of(value: Value | None, scope: Book) -> tuple[str, ...]:
    if value is None:
        return ()
    kinds = [_kind(item, scope) for item in value.items()]
    if not kinds:
        value.fail("至少要写一种事实")
    if len(set(kinds)) < len(kinds):
        value.fail("同一种事实写了两次")
    return tuple(kinds)


def _kind(value: Value, scope: Book) -> str:
    key = value.text()
    if key not in scope.kinds:
        value.fail(f"事实种类“{key[:60]}”没有登记")
    return key


def _conditions(fields: Mapped) -> tuple[Condition, ...]:
    value = fields.get("requires")
    return () if value is None else tuple(_condition(item) for item in value.items())


def _condition(value: Value) -> Condition:
    fields = value.mapping()
    is_, at_least, below = fields.get("is"), fields.get("at_least"), fields.get("below")
    if sum(item is not None for item in (is_, at_least, below)) != 1:
        fields.fail("条件要写“is”“at_least”“below”之一")
    if_unknown = fields.get("if_unknown")
    condition = Condition(
        attribute=fields.need("attribute").text(),
        because=fields.need("because").text().rstrip("。"),
        ask=fields.need("ask").text().rstrip("。"),
        is_=None if is_ is None else is_.boolean(),
        at_least=None if at_least is None else at_least.integer(),
        below=None if below is None else below.integer(),
        if_unknown=None if if_unknown is None else _condition(if_unknown),
    )
    fields.done()
    return condition


def _check(value: Value, scope: Book) -> Check:
    entries = list(value.mapping())
    if len(entries) != 1:
        value.fail("“check”下只能有一种判定方法")
    name, body = entries[0]
    match name:
        case "count_at_least":
            return CountAtLeast(body.integer(1, _MOST_TIMES))
        case "count_at_most":
            value.fail("不超过若干次请写“bound: max”和“times”")
        case "each_person_at_least":
            return EachPersonAtLeast(body.integer(1, _MOST_TIMES))
        case "ratio_at_least":
            return _ratio(body.mapping())
        case "sum_at_least":
            return _sum(body.mapping())
        case "covered":
            return _covered(body.mapping())
        case "within_days_of":
            return _within(body.mapping(), scope)
        case "all_of" | "any_of":
            parts = tuple(_check(item, scope) for item in body.items())
            if len(parts) < 2:
                body.fail(f"“{name}”至少要有两项")
            return AllOf(parts) if name == "all_of" else AnyOf(parts)
    value.fail(f"不认识的判定方法“{name[:40]}”")


def _ratio(fields: Mapped) -> RatioAtLeast:
    share = fields.need("share")
    numbers = [item.integer(1, 1000) for item in share.items()]
    if len(numbers) != 2 or numbers[0] > numbers[1]:
        share.fail("“share”应是分子和分母，如 [2, 3]")
    times, exclusive = fields.get("times"), fields.get("exclusive")
    check = RatioAtLeast(
        part=fields.need("part").text(),
        whole=fields.need("whole").text(),
        numerator=numbers[0],
        denominator=numbers[1],
        times=1 if times is None else times.integer(1, _MOST_TIMES),
        exclusive=False if exclusive is None else exclusive.boolean(),
    )
    fields.done()
    return check


def _sum(fields: Mapped) -> SumAtLeast:
    check = SumAtLeast(
        fields.need("value").text(), fields.need("total").integer(1), fields.need("unit").text()
    )
    fields.done()
    return check


def _covered(fields: Mapped) -> Covered:
    check = Covered(
        fields.need("part").text(), fields.need("whole").text(), fields.need("unit").text()
    )
    fields.done()
    return check


def _within(fields: Mapped, scope: Book) -> WithinDaysOf:
    workdays = fields.get("workdays")
    check = WithinDaysOf(
        _kind(fields.need("after"), scope),
        fields.need("days").integer(0, 3660),
        False if workdays is None else workdays.boolean(),
    )
    fields.done()
    return check
