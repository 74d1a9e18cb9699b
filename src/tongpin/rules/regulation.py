"""What a regulation says, as dated data: sources, citations, rules and their editions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .checks import Check
from .interval import Interval, Period

PROGRESS = "duties.progress"
"""Kind of a progress record typed in by hand for one measure of the yearly plan."""


class Severity(StrEnum):
    """How binding the wording is: 必须/应当, 一般, 可以, or the bureau's own setting."""

    HARD = "hard"
    SOFT = "soft"
    OPTION = "option"
    CONFIG = "config"

    @property
    def label(self) -> str:
        """The Chinese word shown beside a rule."""
        return {"hard": "应当", "soft": "一般应当", "option": "可以", "config": "本单位自定"}[self]


class Confidence(StrEnum):
    """How the value was checked: V1 the text itself, V2 a second source, M* memory, LOCAL ours."""

    V1 = "V1"
    V2 = "V2"
    MH = "MH"
    MM = "MM"
    ML = "ML"
    LOCAL = "LOCAL"

    @property
    def is_doubtful(self) -> bool:
        """Whether the regulation's own text was not read: such a row is never hard until confirmed."""
        return self not in (Confidence.V1, Confidence.LOCAL)

    @property
    def label(self) -> str:
        """The Chinese word shown beside a citation."""
        return {
            "V1": "已核对条文",
            "V2": "待核实（据权威资料）",
            "LOCAL": "本地规定",
        }.get(self, "待核实")


@dataclass(frozen=True, slots=True)
class Source:
    """A regulation or paper that rules are taken from."""

    key: str
    title: str
    issuer: str
    document_number: str
    in_force: Interval
    supersedes: str | None = None
    short_title: str = ""

    @property
    def name(self) -> str:
        """The title in book marks, short where one is usual."""
        return f"《{self.short_title or self.title}》"


@dataclass(frozen=True, slots=True)
class Citation:
    """The place in a source that a number comes from."""

    source: Source
    place: str
    confidence: Confidence

    @property
    def label(self) -> str:
        """《支部工作条例（试行）》第十一条."""
        return f"{self.source.name}{self.place}"


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must hold of a subject before the duty is owed.

    Exactly one of `is_`, `at_least`, `below` is set. When the attribute is unknown, `if_unknown`
    is asked instead; unknown there too leaves the duty in doubt (待核).
    """

    attribute: str
    because: str
    ask: str
    is_: bool | None = None
    at_least: int | None = None
    below: int | None = None
    if_unknown: Condition | None = None

    def holds(self, value: object) -> bool:
        """Whether a known value meets the condition."""
        if self.is_ is not None:
            return bool(value) is self.is_
        number = value if isinstance(value, int) else 0
        if self.at_least is not None:
            return number >= self.at_least
        return self.below is not None and number < self.below


@dataclass(frozen=True, slots=True)
class Applicability:
    """Who owes a duty: kind of subject, unit types (empty: all), named subjects, conditions."""

    kind: str = "unit"
    unit_types: frozenset[str] = frozenset()
    conditions: tuple[Condition, ...] = ()
    subjects: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class DutyEdition:
    """One dated wording of a duty.

    `every` None means that the text names neither count nor period. `bound` is "min" or "max".
    `deadline` cuts the window that holds it; without one the window's last day is the deadline.
    `usual_months` (first, last) is when the text says it is generally done: nothing is asked
    before, and a fact outside still counts. `related_kinds` are facts worth naming when the
    duty is unmet ("2月5日的主题党日未勾选党员大会"). `text` is what the source says, `note` what
    a reader must know beside it.
    """

    in_force: Interval
    cite: Citation
    every: Period | None
    times: int
    check: Check
    fact_kinds: tuple[str, ...]
    bound: str = "min"
    deadline: date | None = None
    usual_months: tuple[int, int] | None = None
    applies: Applicability = field(default_factory=Applicability)
    due_soon_days: int = 7
    related_kinds: tuple[str, ...] = ()
    accepts_progress: bool = False
    text: str = ""
    note: str = ""

    @property
    def is_qualitative(self) -> bool:
        """Whether the text names neither count, period nor day, so nothing can be late."""
        return self.every is None and self.deadline is None

    @property
    def frequency_label(self) -> str:
        """每季度不少于1次, 6月30日前完成, or that the paper names none."""
        if self.is_qualitative:
            return "文件未写明次数和期限"
        limit = f"{self.deadline.month}月{self.deadline.day}日前" if self.deadline else ""
        if self.every is None:
            return f"{limit}完成"
        count = f"{'不超过' if self.bound == 'max' else '不少于'}{self.times}次"
        if self.every is Period.ONCE:
            return f"{limit or '年内'}{count}"
        return f"{limit}{self.every.label}{count}"


@dataclass(frozen=True, slots=True)
class Rule:
    """Something owed, under a stable key, with its dated editions in order."""

    key: str
    title: str
    subject: str
    severity: Severity
    editions: tuple[DutyEdition, ...]
    kind: str = "duty"
    summary: str = ""

    def edition_on(self, day: date) -> DutyEdition | None:
        """The edition in force on a day; the day of the step chooses, not the day of the case."""
        return next((edition for edition in self.editions if day in edition.in_force), None)


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact with its Chinese name."""

    key: str
    label: str
