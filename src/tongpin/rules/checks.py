"""The closed vocabulary of checks: plain data, read from a rulebook and judged in `judging`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class CountAtLeast:
    """At least `times` facts count; the number itself is included."""

    times: int


@dataclass(frozen=True, slots=True)
class CountAtMost:
    """No more than `times` facts count; the number itself is allowed."""

    times: int


@dataclass(frozen=True, slots=True)
class EachPersonAtLeast:
    """Every person in the subject's `people` attribute took part in at least `times` facts."""

    times: int


@dataclass(frozen=True, slots=True)
class RatioAtLeast:
    """At least `times` facts have part ÷ whole ≥ numerator ÷ denominator.

    `exclusive` asks for more than the ratio (超过); otherwise the ratio itself is enough (以上).
    """

    part: str
    whole: str
    numerator: int
    denominator: int
    times: int = 1
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class SumAtLeast:
    """The facts' `value` adds up to at least `total` of `unit`."""

    value: str
    total: int
    unit: str


@dataclass(frozen=True, slots=True)
class Covered:
    """Of the `whole` that was to be done, all is done: the facts carry how far it has come.

    Each fact says where things stood after it, so the largest numbers of the window are compared;
    a record of progress that says 办结 settles it.
    """

    part: str
    whole: str
    unit: str


@dataclass(frozen=True, slots=True)
class WithinDaysOf:
    """Every anchor fact is followed by its own counting fact within `days` (working) days.

    The day of the anchor itself is not counted.
    """

    anchor: str
    days: int
    workdays: bool = False


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Check, ...]


Check: TypeAlias = (
    CountAtLeast
    | CountAtMost
    | EachPersonAtLeast
    | RatioAtLeast
    | SumAtLeast
    | Covered
    | WithinDaysOf
    | AllOf
    | AnyOf
)


def anchors_of(check: Check) -> tuple[str, ...]:
    """The kinds of fact that start a limit somewhere in the check."""
    if isinstance(check, WithinDaysOf):
        return (check.anchor,)
    if isinstance(check, AllOf | AnyOf):
        return tuple(kind for part in check.parts for kind in anchors_of(part))
    return ()
