"""党费 for many members at once: the numbers of `dues.Tariff` over NumPy arrays of int64 fen.

`assess_many` gives for every element what `dues.assess` gives one by one; `dues.py` holds the rules
and the words, this module only the arithmetic. NumPy is imported here and nowhere else, so that a
command that assesses a single member does not load it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .book import Book
from .dues import FIXED, Category, Tariff, assess, tariff
from .money import RATE_PARTS

CATEGORIES = tuple(Category)
CODES = {category: code for code, category in enumerate(CATEGORIES)}
"""Categories as small integers, in the order of `Category`."""
UNKNOWN = -1
"""A base that nobody declared, the amount that therefore cannot be told, a rate that does not apply."""
LARGEST = (2**63 - RATE_PARTS * 1_000_000) // RATE_PARTS

BLOCK = 32_768
"""Elements worked on at a time: the few passes over them stay in the processor's cache."""

Fen = NDArray[np.int64]
Parts = NDArray[np.int16]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Batch:
    """One element a member-month: `due` in fen and `rate` in ten-thousandths, or UNKNOWN."""

    due: Fen
    rate: Parts
    capped: Flags


def assess_many(
    book: Book, months: Sequence[date], categories: NDArray[np.int8], bases: Fen
) -> Batch:
    """Dues of months × members: `categories` holds one code a member.

    `bases` in fen (or UNKNOWN) has one a member for all months, or the shape (months, members).
    The arrays of the answer have that shape. Raises Refusal before the first edition and ValueError
    for a base that would overflow or is negative without being UNKNOWN.
    """
    lowest = int(bases.min()) if bases.size else 0
    if bases.size and (int(bases.max()) > LARGEST or lowest < UNKNOWN):
        raise ValueError("基数超出可以计算的范围")
    shape = (len(months), len(categories))
    answer = Batch(np.empty(shape, np.int64), np.empty(shape, np.int16), np.empty(shape, np.bool_))
    table = np.broadcast_to(bases, shape)
    for code in np.unique(categories).tolist():
        category, found = CATEGORIES[code], np.flatnonzero(categories == code)
        whole = len(found) == len(categories)
        for m, month in enumerate(months):
            row = Batch(answer.due[m], answer.rate[m], answer.capped[m])
            if whole:
                _fill(book, month, category, table[m], row)
                continue
            own = Batch(*(np.empty(len(found), a.dtype) for a in (row.due, row.rate, row.capped)))
            _fill(book, month, category, table[m, found], own)
            row.due[found], row.rate[found], row.capped[found] = own.due, own.rate, own.capped
    if lowest == UNKNOWN:
        unknown = (table == UNKNOWN) & ~np.isin(categories, [CODES[c] for c in FIXED])
        answer.due[unknown], answer.rate[unknown] = UNKNOWN, UNKNOWN
        answer.capped[unknown] = False
    return answer


def _fill(book: Book, month: date, category: Category, bases: Fen, into: Batch) -> None:
    """One month and category, written in place."""
    if category in FIXED:
        into.due[:] = assess(book, month, category, None).amount_fen
        into.rate[:], into.capped[:] = UNKNOWN, False
        return
    numbers = tariff(book, month, category)
    for start in range(0, len(bases), BLOCK):
        part = slice(start, start + BLOCK)
        _amounts(numbers, bases[part], into.due[part], into.rate[part], into.capped[part])


def _amounts(numbers: Tariff, bases: Fen, due: Fen, rate: Parts, capped: Flags) -> None:
    """Bracket rate on the whole base, rounded, then the cap; as `Tariff.amount` for one base.

    Comparing with each bound is quicker than searching the bracket: there are few of them.
    """
    rate[:] = numbers.rates[0]
    for upper, below, above in zip(numbers.uppers, numbers.rates, numbers.rates[1:], strict=False):
        rate += (bases > upper).view(np.int8) * np.int16(above - below)
    unit = RATE_PARTS * numbers.step
    np.multiply(bases, rate, out=due)
    due += 0 if numbers.down else unit // 2
    due //= unit
    if numbers.step != 1:
        due *= numbers.step
    if numbers.cap is None:
        capped[:] = False
    else:
        np.greater(due, numbers.cap, out=capped)
        np.minimum(due, numbers.cap, out=due)
