"""The mark that evidence gives: pure. Unknown is never zero, and every mark says why."""

from __future__ import annotations

from datetime import date

import pytest

from tongpin.capability.evidence import Evidence
from tongpin.ledgers.assessment.marking import Window, by_duties, by_evidence, by_hand
from tongpin.ledgers.assessment.models import Item
from tongpin.ledgers.assessment.points import parse, shown
from tongpin.ledgers.assessment.queries import total


def item(weight: int = 40, **kwargs) -> Item:
    """An item of four points, or a veto where it weighs nothing."""
    kwargs.setdefault("title", "项目")
    return Item(number=1, weight=weight, dimension_id=7 if weight else None, **kwargs)


def windows(*verdicts: str) -> list[Window]:
    """One window of a duty for each verdict."""
    return [
        Window(
            "r",
            "主题党日",
            f"{n}月",
            v,
            f"因为{v}",
            (f"life:{n}",),
            "r",
            "unit:1",
            date(2020, n, 1),
        )
        for n, v in enumerate(verdicts, 1)
    ]


DUTIES = [
    # verdicts, deduct, late, needed -> state, points
    (("met", "met", "met", "met"), None, 0, None, "known", 40),
    (("met", "met", "met", "overdue"), None, 0, None, "known", 30),
    (("met", "overdue", "overdue", "not_yet"), 10, 0, None, "known", 20),
    (("overdue",) * 9, 10, 0, None, "known", 0),
    (("met", "met_late", "met_late"), None, 5, None, "known", 30),
    (("met", "met", "met", "overdue"), 10, 0, 75, "known", 40),
    (("cannot_tell", "met"), None, 0, None, "known", 40),
    (("cannot_tell", "not_yet"), None, 0, None, "unknown", None),
    (("not_yet", "due", "due_soon"), None, 0, None, "unknown", None),
    (("waived",), None, 0, None, "excluded", None),
    (("not_applicable",), None, 0, None, "excluded", None),
    ((), None, 0, None, "unknown", None),
]


@pytest.mark.parametrize(("verdicts", "deduct", "late", "needed", "state", "points"), DUTIES)
def test_only_windows_that_are_over_count(verdicts, deduct, late, needed, state, points) -> None:
    mark = by_duties(item(deduct=deduct, late=late, needed=needed), windows(*verdicts))
    assert (mark.state, mark.points) == (state, points)
    assert mark.reason.endswith("。") or "因为" in mark.reason


def told(done: int, of: int | None = None, key: str = "k") -> Evidence:
    """What a ledger tells."""
    return Evidence(key, 1, done, of, f"有{done}", (f"life:{done}",))


EVIDENCE = [
    # evidence, needed, deduct, weight -> state, points, failed
    ([told(3)], 4, None, 40, "known", 30, False),
    ([told(9)], 4, None, 40, "known", 40, False),
    ([told(0)], 4, None, 40, "known", 0, False),
    ([told(1), told(1)], 2, None, 40, "known", 40, False),
    ([told(9, 10)], None, None, 40, "known", 36, False),
    ([told(9, 10)], 90, None, 40, "known", 40, False),
    ([told(3, 4)], None, 5, 40, "known", 35, False),
    ([told(0, 0)], None, None, 40, "excluded", None, False),
    ([], None, None, 40, "unknown", None, False),
    ([told(7, 10)], 80, None, 0, "known", 0, True),
    ([told(8, 10)], 80, None, 0, "known", 0, False),
    ([], 80, None, 0, "unknown", None, False),
]


@pytest.mark.parametrize(
    ("found", "needed", "deduct", "weight", "state", "points", "failed"), EVIDENCE
)
def test_evidence_gives_points_or_says_why_not(
    found, needed, deduct, weight, state, points, failed
) -> None:
    mark = by_evidence(
        item(weight, needed=needed, deduct=deduct), found, [] if found else ["到会率"]
    )
    assert (mark.state, mark.points, mark.has_failed) == (state, points, failed)
    assert mark.reason


def test_what_nobody_told_is_named_and_left_out_of_the_sum() -> None:
    mark = by_evidence(item(), [], ["党费按月交清"])
    assert mark.reason == "台账里没有“党费按月交清”的数据，不能判断。"
    looked = by_hand(item(30))
    full = by_evidence(item(50), [told(1, 1)])
    sums = total([mark, looked, full])
    assert (sums.points, sums.of, sums.unknown, sums.share) == (50, 50, 70, 1000)


def test_a_late_window_is_counted_and_named() -> None:
    mark = by_duties(item(late=5), windows("met", "met_late"))
    assert (
        mark.reason
        == "到期应完成2次（件），已完成2次（件），其中逾期完成1次；逾期1次，每次扣0.5分，得3.5分。"
    )


@pytest.mark.parametrize(
    ("text", "tenths"), [("5", 50), ("2.5", 25), ("2.50", 25), ("3分", 30), ("0", 0)]
)
def test_points_are_whole_tenths(text, tenths) -> None:
    assert parse(text) == tenths
    assert parse(shown(tenths)) == tenths


@pytest.mark.parametrize("text", ["", "二", "-1", "1.25", "1e3", "99999", "1001"])
def test_points_that_are_none_are_refused(text) -> None:
    with pytest.raises(ValueError, match="分值"):
        parse(text)
