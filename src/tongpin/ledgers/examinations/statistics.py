"""Analysis of questions and of branches, without a word about a person.

Difficulty is the mean share of the points that were given (the easier, the higher). Discrimination
is the difference of that share between the upper and the lower 27 % by total score: Kelley, T. L.
(1939), The selection of upper and lower groups for the validation of test items, Journal of
Educational Psychology 30(1), 17-24; its reading (.40, .30, .20) after Ebel, R. L. (1965),
Measuring Educational Achievement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST = 5  # people below whose number nothing is told
SURE = 30  # people from whose number on discrimination says something
PART = 0.27


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """How one question did: `difficulty` and `discrimination` are None where too few sat."""

    number: int
    difficulty: float | None
    discrimination: float | None

    @property
    def reading(self) -> str:
        """What the two numbers say to who keeps the bank."""
        if self.difficulty is None or self.discrimination is None:
            return ""
        if self.number < SURE:
            return f"不足{SURE}人，仅供参考"
        if self.discrimination < 0:
            return "区分度为负，请核对答案和题意"
        words = "偏难" if self.difficulty < 0.3 else "偏易" if self.difficulty > 0.9 else "难度适中"
        grades = ((0.4, "区分良好"), (0.3, "区分较好"), (0.2, "区分一般，可以改进"))
        grade = next((w for least, w in grades if self.discrimination >= least), "区分较差，宜修改")
        return f"{words}，{grade}"


def item_statistics(shares: Sequence[float], totals: Sequence[float]) -> ItemStatistics:
    """From each person's share of the points of the question and of the whole paper."""
    number = len(shares)
    if number < FEWEST:
        return ItemStatistics(number, None, None)
    size = max(1.0, number * PART)
    upper = _mean_of_group(shares, [-t for t in totals], size)
    lower = _mean_of_group(shares, totals, size)
    return ItemStatistics(number, sum(shares) / number, upper - lower)


def _mean_of_group(shares: Sequence[float], keys: Sequence[float], size: float) -> float:
    """The mean over those with the smallest keys, `size` people; equals at the edge count in part."""
    room, total = size, 0.0
    for key in sorted(set(keys)):
        group = [share for share, own in zip(shares, keys, strict=True) if own == key]
        taken = min(room, len(group))
        total += sum(group) / len(group) * taken
        room -= taken
        if room <= 0:
            break
    return total / size


@dataclass(frozen=True, slots=True)
class UnitResult:
    """A branch: who was asked, who sat, and the two shares (0 to 1), None where they are not told."""

    unit: int
    asked: int
    sat: int
    mean: float | None
    passed: float | None


def told(rows: Sequence[UnitResult]) -> list[UnitResult]:
    """The rows with the shares of small branches left out.

    Where just one branch is left out, the whole and the others would give it away: the smallest of
    the others is left out as well.
    """
    small = {row.unit for row in rows if 0 < row.sat < FEWEST}
    others = sorted((row for row in rows if row.sat >= FEWEST), key=lambda r: (r.sat, r.unit))
    if len(small) == 1 and others:
        small.add(others[0].unit)
    return [
        UnitResult(row.unit, row.asked, row.sat, None, None)
        if row.unit in small or not row.sat
        else row
        for row in rows
    ]
