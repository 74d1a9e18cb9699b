"""自由查询: a question over one ledger as the address says it, compiled to one statement.

Nothing of the address reaches the database but values: columns, operators and sums are looked up in
what the ledgers declare (`capability.Dataset`). Anything else is refused with the cure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Avg, Count, F, QuerySet, Sum
from django.db.models.functions import TruncMonth, TruncQuarter, TruncYear
from django.http import QueryDict

from tongpin.audit.actor import Actor
from tongpin.audit.errors import Refused
from tongpin.capability import DataColumn, Dataset
from tongpin.ui.forms import parse_date

MOST_COLUMNS, MOST_CONDITIONS, MOST_GROUPS, LONGEST = 20, 5, 2, 100
COUNT = "count"
NUMBERS = ("int", "fen")

# kind of a column: (operator, its word, the lookup; `!` in front turns it round).
EMPTY = (("empty", "没有填写", ""), ("filled", "已经填写", ""))
OPERATORS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "text": (("has", "包含", "icontains"), ("is", "等于", "exact"), ("not", "不等于", "!exact"),
             *EMPTY),
    "choice": (("is", "是", "exact"), ("not", "不是", "!exact"), *EMPTY),
    "date": (("from", "不早于", "gte"), ("to", "不晚于", "lte"), ("is", "等于", "exact"), *EMPTY),
    "int": (("is", "等于", "exact"), ("from", "不小于", "gte"), ("to", "不大于", "lte"), *EMPTY),
    "fen": (("is", "等于", "exact"), ("from", "不小于", "gte"), ("to", "不大于", "lte"), *EMPTY),
    "flag": (("is", "是", "exact"),),
}  # fmt: skip
PARTS = {
    "month": ("月", TruncMonth, lambda d: f"{d:%Y-%m}"),
    "quarter": ("季度", TruncQuarter, lambda d: f"{d.year}年{(d.month + 2) // 3}季度"),
    "year": ("年", TruncYear, lambda d: f"{d.year}年"),
}
SUMS: dict[str, tuple[str, Any]] = {"sum": ("合计", Sum), "avg": ("平均", Avg)}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: a column, an operator and the value as typed."""

    column: DataColumn
    operator: str
    typed: str = ""

    @property
    def words(self) -> str:
        """种类 是 党课."""
        word = next(w for k, w, _ in OPERATORS[self.column.kind] if k == self.operator)
        return f"{self.column.label}{word}{self.typed}"


@dataclass(frozen=True, slots=True)
class Group:
    """What is counted by: a column, for a date its month, quarter or year."""

    column: DataColumn
    part: str = ""

    @property
    def key(self) -> str:
        """`held_on.month`, as the address names it."""
        return f"{self.column.key}.{self.part}" if self.part else self.column.key

    @property
    def label(self) -> str:
        """日期（月）."""
        return f"{self.column.label}（{PARTS[self.part][0]}）" if self.part else self.column.label


@dataclass(frozen=True, slots=True)
class Total:
    """A sum or a mean of a number column over the rows of a group."""

    column: DataColumn
    how: str

    @property
    def key(self) -> str:
        """`sum.minutes`."""
        return f"{self.how}.{self.column.key}"

    @property
    def label(self) -> str:
        """学习分钟合计."""
        return f"{self.column.label}{SUMS[self.how][0]}"


@dataclass(frozen=True)
class Question:
    """A question: rows with columns, or with `groups` their numbers."""

    dataset: Dataset
    columns: tuple[DataColumn, ...]
    conditions: tuple[Condition, ...] = ()
    groups: tuple[Group, ...] = ()
    totals: tuple[Total, ...] = ()
    year: int | None = None

    @property
    def heads(self) -> list[str]:
        """The heads of the answer's columns."""
        if self.groups:
            return [g.label for g in self.groups] + ["数量"] + [t.label for t in self.totals]
        return [c.label for c in self.columns]

    @property
    def kinds(self) -> list[str]:
        """The kinds of the answer's columns, as a list page names them."""
        if self.groups:
            return ["text"] * len(self.groups) + ["int"] + [_kind_of(t) for t in self.totals]
        return ["text" if c.kind in ("choice", "flag") else c.kind for c in self.columns]


def _kind_of(total: Total) -> str:
    return "fen" if total.column.kind == "fen" else "int" if total.how == "sum" else "text"


# ----------------------------------------------------------------------------- the address


def asked(parameters: QueryDict, allowed: Iterable[Dataset]) -> Question | None:
    """The question in an address; None where no ledger is named. Raises Refused."""
    key = parameters.get("data", "")
    if not key:
        return None
    dataset = next((d for d in allowed if d.key == key), None)
    if dataset is None:
        raise Refused("没有这个台账，或者您没有查看它的权限，请重新选择。", field="data")
    groups = tuple(_group(dataset, k) for k in _given(parameters, "by"))
    totals = tuple(_total(dataset, k) for k in _given(parameters, "sum"))
    columns = tuple(_column(dataset, k, "col") for k in _given(parameters, "col"))
    if len(groups) > MOST_GROUPS:
        raise Refused(f"最多按 {MOST_GROUPS} 项分组。", field="by")
    if len({g.key for g in groups}) < len(groups):
        raise Refused("两项分组不能相同。", field="by")
    if totals and not groups:
        raise Refused("求合计或者平均，请先选择分组。", field="sum")
    return Question(
        dataset,
        (columns or dataset.columns)[:MOST_COLUMNS],
        tuple(_conditions(dataset, parameters)),
        groups,
        totals,
        _year(parameters.get("in", ""), dataset),
    )


def _given(parameters: QueryDict, name: str) -> list[str]:
    found = [v[:60] for v in parameters.getlist(name)[: MOST_COLUMNS + 5] if v]
    return list(dict.fromkeys(found)) if name != "by" else found


def _year(text: str, dataset: Dataset) -> int | None:
    if not text or not dataset.day:
        return None
    if not (text.isascii() and text.isdigit() and 2000 <= int(text[:5]) <= 2099):
        raise Refused("年份须为 2000 至 2099 之间的四位数字。", field="in")
    return int(text)


def _column(dataset: Dataset, key: str, name: str) -> DataColumn:
    found = dataset.column(key)
    if found is None:
        raise Refused(f"“{dataset.title}”没有“{key[:20]}”这一栏，请重新选择。", field=name)
    return found


def _group(dataset: Dataset, key: str) -> Group:
    name, _, part = key.partition(".")
    column = _column(dataset, name, "by")
    if not column.groups or column.kind in NUMBERS:
        raise Refused(f"不能按“{column.label}”分组，请另选一栏。", field="by")
    if column.kind == "date" and part not in PARTS:
        raise Refused(f"“{column.label}”请选择按月、季度或者年分组。", field="by")
    if column.kind != "date" and part:
        raise Refused(f"“{column.label}”不是日期，不能按时段分组。", field="by")
    return Group(column, part)


def _total(dataset: Dataset, key: str) -> Total:
    how, _, name = key.partition(".")
    column = _column(dataset, name, "sum")
    if how not in SUMS or column.kind not in NUMBERS:
        raise Refused(f"“{column.label}”不能求合计或者平均，请另选一栏。", field="sum")
    return Total(column, how)


def _conditions(dataset: Dataset, parameters: QueryDict) -> Iterable[Condition]:
    for number in range(1, MOST_CONDITIONS + 1):
        key = parameters.get(f"c{number}", "")[:60]
        if not key:
            continue
        column = _column(dataset, key, f"c{number}")
        operator = parameters.get(f"o{number}", "") or OPERATORS[column.kind][0][0]
        if operator not in {k for k, _, _ in OPERATORS[column.kind]}:
            words = "、".join(word for _, word, _ in OPERATORS[column.kind])
            raise Refused(
                f"第 {number} 个条件：“{column.label}”可以用{words}。", field=f"o{number}"
            )
        typed = parameters.get(f"v{number}", "").replace("\x00", "").strip()[:LONGEST]
        condition = Condition(column, operator, typed)
        if operator not in ("empty", "filled"):
            try:
                _value(condition)
            except ValueError as error:
                raise Refused(f"第 {number} 个条件：{error}", field=f"v{number}") from error
        yield condition


def _value(condition: Condition) -> Any:
    """The value that the database is asked for; `ValueError` in Chinese."""
    column, typed = condition.column, condition.typed
    if not typed:
        raise ValueError(f"请填写“{column.label}”要比较的值。")
    return READERS[column.kind](column, typed)


def _choice(column: DataColumn, typed: str) -> str:
    for value, label in column.choices:
        if typed in (value, label):
            return value
    words = "、".join(label for _, label in column.choices)
    raise ValueError(f"“{column.label}”没有“{typed[:20]}”，可以填：{words}。")


def _number(column: DataColumn, typed: str) -> int:
    try:
        number = Decimal(typed.replace(",", ""))
        scaled = number * 100 if column.kind == "fen" else number
        if not scaled.is_finite() or abs(scaled) > 10**15 or scaled != scaled.to_integral_value():
            raise ArithmeticError
    except ArithmeticError:
        what = "数字，最多两位小数" if column.kind == "fen" else "整数"
        raise ValueError(f"“{column.label}”须为{what}。") from None
    return int(scaled)


def _flag(column: DataColumn, typed: str) -> bool:
    if typed not in ("是", "否"):
        raise ValueError(f"“{column.label}”请填是或者否。")
    return typed == "是"


READERS: Mapping[str, Callable[[DataColumn, str], Any]] = {
    "text": lambda _, typed: typed,
    "choice": _choice,
    "date": lambda _, typed: parse_date(typed),
    "int": _number,
    "fen": _number,
    "flag": _flag,
}


# ------------------------------------------------------------------------------ the answer


@dataclass
class Answer:
    """What was found: plain values under the question's heads; `number` rows in all."""

    question: Question
    rows: QuerySet[Any]
    number: int = field(init=False)

    def __post_init__(self) -> None:
        """Count once."""
        self.number = self.rows.count()

    def lines(self, rows: Iterable[tuple[Any, ...]]) -> list[list[Any]]:
        """Rows as they are shown: choices by their names, flags in words, groups by their labels."""
        shown = self._readers()
        return [[read(value) for read, value in zip(shown, row, strict=True)] for row in rows]

    def _readers(self) -> list[Callable[[Any], Any]]:
        question = self.question
        if not question.groups:
            return [_reader(c) for c in question.columns]
        groups = [
            _dated(PARTS[g.part][2]) if g.part else _reader(g.column) for g in question.groups
        ]
        return [*groups, _same, *(_total_reader(t) for t in question.totals)]


def answer(question: Question, scope: Any, actor: Actor) -> Answer:
    """Compile the question: its rows lie within the scope and are known to the actor, in a stable
    order.
    """
    rows = question.dataset.rows_for(scope, actor).order_by()
    if question.year is not None:
        day = question.dataset.column(question.dataset.day)
        if day is not None:
            rows = rows.filter(**{f"{day.path}__year": question.year})
    for condition in question.conditions:
        rows = _narrowed(rows, condition)
    if question.groups:
        return Answer(question, _grouped(rows, question))
    paths = [c.path for c in question.columns]
    return Answer(question, rows.order_by(*paths[:3], "pk").values_list(*paths))


def _narrowed(rows: QuerySet[Any], condition: Condition) -> QuerySet[Any]:
    path, kind = condition.column.path, condition.column.kind
    if condition.operator in ("empty", "filled"):
        blank = {f"{path}__isnull": True}
        found = rows.filter(**blank)
        if kind in ("text", "choice"):
            found = found | rows.filter(**{path: ""})
        return found if condition.operator == "empty" else rows.exclude(pk__in=found.values("pk"))
    lookup = next(v for k, _, v in OPERATORS[kind] if k == condition.operator)
    value = _value(condition)
    if lookup.startswith("!"):
        return rows.exclude(**{f"{path}__{lookup[1:]}": value})
    return rows.filter(**{f"{path}__{lookup}": value})


def _grouped(rows: QuerySet[Any], question: Question) -> QuerySet[Any]:
    names = {
        f"group_{n}": PARTS[g.part][1](g.column.path) if g.part else F(g.column.path)
        for n, g in enumerate(question.groups)
    }
    sums = {f"total_{n}": SUMS[t.how][1](t.column.path) for n, t in enumerate(question.totals)}
    counted = rows.values(**names).annotate(number=Count("pk"), **sums)
    return counted.order_by(*names).values_list(*names, "number", *sums)


def _reader(column: DataColumn) -> Callable[[Any], Any]:
    if column.kind == "choice":
        labels = dict(column.choices)
        return lambda value: labels.get(value, value or "")
    if column.kind == "flag":
        return lambda value: "" if value is None else "是" if value else "否"
    return _same


def _same(value: Any) -> Any:
    return value


def _dated(show: Callable[[date], str]) -> Callable[[Any], Any]:
    return lambda value: show(value) if value else "没有填写"


def _total_reader(total: Total) -> Callable[[Any], Any]:
    if total.how == "sum":
        return _same
    place = Decimal(1) if total.column.kind == "fen" else Decimal("0.1")

    def mean(value: Any) -> Any:
        if value is None:
            return None
        rounded = Decimal(str(value)).quantize(place, ROUND_HALF_UP)
        return int(rounded) if place == 1 else str(rounded)

    return mean
