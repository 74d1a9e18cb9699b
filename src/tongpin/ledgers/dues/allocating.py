"""Which months a payment counts for: a pure calculation over what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongpin.ledgers.dues.models import AllocationKind
from tongpin.rules.money import yuan

Part = tuple[date | None, AllocationKind, int]


class Extra(StrEnum):
    """What to do with money beyond what is open."""

    REFUSE = ""
    ADVANCE = "advance"
    VOLUNTARY = "voluntary"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {"": "没有多交", "advance": "预交以后月份", "voluntary": "自愿多交"}[self.value]


class TooMuch(ValueError):
    """Money is left that nothing is open for; the message says how much, in Chinese."""


@dataclass(frozen=True, slots=True)
class Rest:
    """How the rest may be used: `ahead` are months to come with what they will cost, in fen."""

    extra: Extra = Extra.REFUSE
    ahead: Mapping[date, int] | None = None
    large_from: int = 1000_00


def allocate(amount: int, open_months: Mapping[date, int], rest: Rest | None = None) -> list[Part]:
    """Parts `(month, kind, fen)` that add up to the amount: the oldest open month first.

    What is left goes to months ahead or is voluntary, as `rest` says; a voluntary rest of
    `large_from` or more is a large one (大额党费, 2008 art 11). Raises TooMuch otherwise.
    """
    rest = rest or Rest()
    parts: list[Part] = []
    left = _fill(amount, open_months, parts)
    if left and rest.extra is Extra.ADVANCE:
        left = _fill(left, rest.ahead or {}, parts)
        if left:
            raise TooMuch(f"预交的金额超过可以预交的月份，多出{yuan(left)}元。")
    if left and rest.extra is Extra.VOLUNTARY:
        kind = AllocationKind.LARGE if left >= rest.large_from else AllocationKind.VOLUNTARY
        parts.append((None, kind, left))
        left = 0
    if left:
        raise TooMuch(f"比应交的多{yuan(left)}元，请写明多交的部分是预交还是自愿多交。")
    return parts


def _fill(amount: int, months: Mapping[date, int], parts: list[Part]) -> int:
    """Give the amount out by month; what is left over."""
    for month in sorted(months):
        if not amount:
            break
        share = min(amount, months[month])
        if share > 0:
            parts.append((month, AllocationKind.DUE, share))
            amount -= share
    return amount
