"""Who is elected by the totals: more than half of those present, the most votes first, ties and gaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tongpin.ledgers.elections.counting import Fate, Sheet, Votes, decide
from tongpin.rules.loader import load_builtin

BOOK = load_builtin()
SHEET = Sheet(
    on=date(2024, 9, 8), seats=3, entitled=40, present=36, candidates=4, issued=36, returned=36
)


def fates(sheet: Sheet, *yes: int) -> str:
    """The fates of the names in order, by their first letters."""
    found = decide(BOOK, sheet, [Votes(n, y) for n, y in enumerate(yes)])
    return "".join(found.fates[n].value[0] for n in range(len(yes)))


@pytest.mark.parametrize(
    ("yes", "wanted"),
    [
        ((36, 30, 19, 18), "eees"),  # 18 of 36 is half, not above it
        ((36, 30, 18, 18), "eess"),
        ((36, 30, 20, 19), "eeeb"),  # four passed, three seats
        ((36, 30, 20, 20), "eett"),
        ((30, 30, 30, 30), "tttt"),
        ((36, 30, 30, 30), "ettt"),
        ((10, 10, 10, 10), "ssss"),
        ((36, 36, 36, 35), "eeeb"),
    ],
)
def test_who_is_elected(yes, wanted) -> None:
    assert fates(SHEET, *yes) == wanted


@pytest.mark.parametrize(
    ("change", "valid", "said"),
    [
        ({"present": 32, "issued": 32, "returned": 32}, False, "还差1人"),  # exactly four fifths
        ({"present": 33, "issued": 33, "returned": 33}, True, "达到开会所需的33人"),
        ({"returned": 37}, False, "收回的选票多于发出的选票，选举无效"),
        ({"returned": 35}, True, "收回的选票少于发出的选票，选举有效"),
        ({"candidates": 3}, True, "候选人差额不足"),
        ({"is_secret": False}, True, "没有采取无记名投票"),
        (
            {"present": 28, "issued": 28, "returned": 28, "excluded": 6},
            False, "仍按全部应到会人数计算",
        ),
        (
            {
                "present": 28, "issued": 28, "returned": 28, "excluded": 6,
                "is_exclusion_approved": True,
            },
            True, "已扣除",
        ),
    ],
)  # fmt: skip
def test_whether_the_election_holds_and_why(change, valid, said) -> None:
    found = decide(BOOK, replace(SHEET, **change), [Votes(n, 20) for n in range(3)])
    assert found.is_valid is valid
    assert said in found.opening + "".join(found.remarks)
    assert bool(found.elected) is valid


def test_nothing_is_elected_before_the_count() -> None:
    found = decide(BOOK, replace(SHEET, issued=None, returned=None), [Votes(1), Votes(2)])
    assert set(found.fates.values()) == {Fate.OPEN}
    assert found.is_valid is True
    assert found.words[1].startswith("尚未表决，至少要19票赞成")


def test_before_the_regulation_nothing_is_said_to_be_right() -> None:
    early = replace(SHEET, on=date(2020, 3, 20))
    found = decide(BOOK, early, [Votes(1, 36, is_declared=True), Votes(2, 3)])
    assert found.is_valid is None
    assert found.fates == {1: Fate.UNKNOWN, 2: Fate.UNKNOWN}
    assert "1990年" in found.opening
    assert "依据待补" in found.opening
    assert found.elected == (1,)


def test_numbers_that_cannot_be_elect_nobody() -> None:
    found = decide(BOOK, replace(SHEET, present=41), [Votes(1, 36, is_declared=True)])
    assert found.is_valid is None
    assert "不能超过应到会人数" in found.opening
    assert found.elected == ()
