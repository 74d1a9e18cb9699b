"""A set of rules with what they cite: built in, local, or both together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from .parameters import Article, Parameter
from .procedure import Procedure
from .regulation import PROGRESS, FactKind, Rule, Source
from .workdays import Workdays

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LocalKind:
    """How a measure of the yearly plan is met when no rule of a regulation matches it."""

    key: str
    title: str
    fact_kinds: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """Rules by key, the sources they cite and the kinds of fact they count.

    Immutable: joining and adding give a new book.
    """

    rules: tuple[Rule, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    kinds: Mapping[str, FactKind] = field(default_factory=dict)
    local_kinds: Mapping[str, LocalKind] = field(default_factory=dict)
    workdays: Workdays = field(default_factory=Workdays)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    procedures: Mapping[str, Procedure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = [rule.key for rule in self.rules]
        twice = sorted({key for key in keys if keys.count(key) > 1} if len(keys) > 1 else ())
        if twice:
            raise ValueError(f"规则编号重复：{'、'.join(twice)}")

    @cached_property
    def _by_key(self) -> Mapping[str, Rule]:
        return {rule.key: rule for rule in self.rules}

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The Chinese names of the kinds of fact."""
        return {key: kind.label for key, kind in self.kinds.items()} | {PROGRESS: "进展记录"}

    def rule(self, key: str) -> Rule:
        """The rule of a key; LookupError when there is none."""
        try:
            return self._by_key[key]
        except KeyError:
            raise LookupError(f"规则库中没有“{key}”这条规则") from None

    def get(self, key: str) -> Rule | None:
        """The rule of a key, or None."""
        return self._by_key.get(key)

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def __len__(self) -> int:
        return len(self.rules)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything that can change a judgement; the same for the same content."""
        parts = [_plain(rule) for rule in sorted(self.rules, key=lambda rule: rule.key)]
        parts += [_plain(self.kinds[key]) for key in sorted(self.kinds)]
        parts += [_plain(self.parameters[key]) for key in sorted(self.parameters)]
        parts += [_plain(self.procedures[key]) for key in sorted(self.procedures)]
        parts.append(_plain(self.workdays))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def article(self, key: str, day: date) -> Article | None:
        """The dated wording of a parameter on a day; LookupError for an unknown key."""
        if key not in self.parameters:
            raise LookupError(f"规则库中没有“{key}”这个参数")
        return self.parameters[key].on(day)

    def nearest(self, key: str, day: date) -> Article:
        """The wording in force on a day, else the last that had begun by then, else the first of all."""
        found = self.article(key, day)
        begun = [e for e in self.parameters[key].editions if (e.in_force.start or day) <= day]
        return found or (begun or self.parameters[key].editions)[-1 if begun else 0]

    def holds(self, convention: str, name: str, day: date) -> bool:
        """Whether a way of counting (计算口径) is in use on a day, such as `conv-start-day` `counted`."""
        return self.nearest(convention, day).flag(name)

    def public_days(self, first: date, last: date) -> int:
        """Working days of a publicity, the first of them counted or not as `conv-workday` says."""
        start = first if self.holds("conv-workday", "first_day", first) else first + ONE_DAY
        return self.workdays.between(start, last)

    def procedure(self, key: str) -> Procedure:
        """The procedure of a key; LookupError when there is none."""
        if key not in self.procedures:
            raise LookupError(f"规则库中没有“{key}”这个程序")
        return self.procedures[key]

    def with_rules(self, rules: Iterable[Rule]) -> Book:
        """The book and more rules, such as the year's plan; a key already there is replaced."""
        merged = dict(self._by_key) | {rule.key: rule for rule in rules}
        return replace(self, rules=tuple(merged.values()))

    def only(self, keys: Iterable[str]) -> Book:
        """The book with the rules of these keys alone, as a bureau adopted them."""
        wanted = frozenset(keys)
        rules = tuple(rule for rule in self.rules if rule.key in wanted)
        return replace(self, rules=rules)

    def merge(self, other: Book) -> Book:
        """Both books; where both have a key the other's rule, source or kind stands."""
        merged = dict(self._by_key) | dict(other._by_key)
        return Book(
            tuple(merged.values()),
            {**self.sources, **other.sources},
            {**self.kinds, **other.kinds},
            {**self.local_kinds, **other.local_kinds},
            other.workdays if other.workdays.years else self.workdays,
            {**self.parameters, **other.parameters},
            {**self.procedures, **other.procedures},
        )


def _plain(value: object) -> str:
    """A text of dataclasses, tuples and sets that does not depend on their order."""
    if isinstance(value, frozenset | set):
        return "{" + ",".join(sorted(_plain(item) for item in value)) + "}"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{_plain(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, tuple):
        return "(" + ",".join(_plain(item) for item in value) + ")"
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is not None:
        inner = ",".join(f"{name}={_plain(getattr(value, name))}" for name in fields)
        return f"{type(value).__name__}({inner})"
    return repr(value)
