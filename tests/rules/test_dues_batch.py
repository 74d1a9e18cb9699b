"""The vectorised assessment equals the single one, element by element."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongpin.rules.dues import FIXED, Category, assess, base_given
from tongpin.rules.dues_batch import CATEGORIES, CODES, LARGEST, UNKNOWN, assess_many
from tongpin.rules.loader import load_builtin, load_text
from tongpin.rules.refusal import Refusal

EDGES = [0, 1, 300_000, 300_001, 500_000, 500_001, 519_500, 1_000_000, 1_000_001, 5_000_000,
         5_000_001, LARGEST]  # fmt: skip
bases = st.one_of(st.sampled_from(EDGES), st.integers(0, 20_000_000))
members = st.lists(st.tuples(st.sampled_from(CATEGORIES), st.none() | bases), max_size=30)
months = st.lists(st.dates(date(2008, 4, 1), date(2099, 12, 1)), min_size=1, max_size=4)


@given(members, months)
@settings(max_examples=150, deadline=None)
def test_many_at_once_equal_one_by_one(people, days) -> None:
    book = load_builtin()
    codes = np.array([CODES[c] for c, _ in people], np.int8)
    fen = np.array([UNKNOWN if b is None else b for _, b in people], np.int64)
    batch = assess_many(book, days, codes, fen)
    assert batch.due.shape == (len(days), len(people))
    for m, day in enumerate(days):
        for n, (category, base) in enumerate(people):
            got = (int(batch.due[m, n]), int(batch.rate[m, n]))
            if base is None and category not in FIXED:
                assert got == (UNKNOWN, UNKNOWN)
                continue
            given_base = (
                None if category in FIXED else base_given(category, Decimal(base or 0) / 100)
            )
            one = assess(book, day, category, given_base)
            rate = UNKNOWN if one.rate is None else int(one.rate * 10_000)
            assert got == (one.amount_fen, rate), (day, category, base)
            assert bool(batch.capped[m, n]) == ("dues-cap-month" in one.rules)


def test_the_founding_example_comes_out() -> None:
    batch = assess_many(
        load_builtin(), [date(2020, 9, 1)], np.array([CODES[Category.EMPLOYED]], np.int8),
        np.array([519_500], np.int64),
    )  # fmt: skip
    assert (batch.due.tolist(), batch.rate.tolist()) == ([[7793]], [[150]])


@pytest.mark.parametrize("base", [LARGEST + 1, -2])
def test_a_base_out_of_range_is_refused(base) -> None:
    with pytest.raises(ValueError, match="超出"):
        assess_many(load_builtin(), [date(2020, 9, 1)], np.zeros(1, np.int8), np.array([base]))


def test_before_the_first_edition_there_is_no_answer() -> None:
    with pytest.raises(Refusal):
        assess_many(load_builtin(), [date(2007, 9, 1)], np.zeros(1, np.int8), np.array([1]))


def test_amounts_rounded_to_jiao_are_the_same_many_at_once() -> None:
    rounding = """\
title: 尾数
parameters:
  - key: dues-rounding
    title: 尾数
    editions:
      - from: 2008-04-01
        cite: {source: local-dues, place: 党费尾数, confidence: LOCAL}
        severity: config
        text: 尾数按角计算，舍去分
        values: {step: 0.1, mode: down}
"""
    book = load_builtin().merge(load_text(rounding, "本局.yaml"))
    codes = np.array([CODES[Category.EMPLOYED]] * 2, np.int8)
    found = assess_many(book, [date(2026, 3, 1)], codes, np.array([519_599, 300_000], np.int64))
    assert found.due.tolist() == [[7790, 1500]]
    one = assess(
        book, date(2026, 3, 1), Category.EMPLOYED, base_given(Category.EMPLOYED, Decimal("5195.99"))
    )
    assert one.amount_fen == 7790
    assert "尾数舍去" in one.explanation
