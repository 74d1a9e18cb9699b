"""Points by rule, normalised blanks, two markers and a third, analysis without persons."""

from __future__ import annotations

import pytest
from hypothesis import given as having
from hypothesis import strategies as st

from tongpin.ledgers.examinations.marking import automatic, normalised, points, settled
from tongpin.ledgers.examinations.ordering import shuffled
from tongpin.ledgers.examinations.statistics import UnitResult, item_statistics, told


@pytest.mark.parametrize(
    ("kind", "key", "given", "partial", "expected"),
    [
        ("single", ["B"], ["B"], "half", 20),
        ("single", ["B"], ["A"], "half", 0),
        ("single", ["B"], [], "half", 0),
        ("multiple", ["A", "B", "C"], ["C", "A", "B"], "half", 20),
        ("multiple", ["A", "B", "C"], ["A", "B"], "half", 10),
        ("multiple", ["A", "B", "C"], ["A", "B"], "each", 13),
        ("multiple", ["A", "B", "C"], ["A", "B"], "all", 0),
        ("multiple", ["A", "B", "C"], ["A", "D"], "each", 0),
        ("multiple", ["A", "B"], ["A", "B", "D"], "half", 0),
        ("judge", ["T"], ["F"], "half", 0),
        ("blank", [["月"], ["季度", "三个月"]], ["月。", "3 个月"], "half", 20),
        ("blank", [["月"], ["季度"]], ["", "季度"], "half", 10),
        ("blank", [["32学时"]], ["三十二学时"], "half", 20),
        ("short", ["参考"], [""], "half", 0),
        ("short", ["参考"], ["写了"], "half", None),
    ],
)
def test_points_by_rule(kind, key, given, partial, expected) -> None:
    assert automatic(kind, key, given, 20, partial) == expected


def test_width_case_and_numerals_are_one() -> None:
    assert normalised("３２ 学时。") == normalised("三十二学时") == "32学时"
    assert normalised("一九二一年") == "1921年"
    assert normalised("ＡＢｃ") == "abc"


@having(st.sets(st.sampled_from("ABCDE"), min_size=2), st.sets(st.sampled_from("ABCDE")))
def test_more_right_letters_never_give_less(key, given) -> None:
    before = automatic("multiple", sorted(key), sorted(given), 30, "each")
    for letter in key - given:
        after = automatic("multiple", sorted(key), sorted(given | {letter}), 30, "each")
        assert after >= before


@pytest.mark.parametrize(
    ("marks", "expected"),
    [([], None), ([80], None), ([80, 70], 75), ([80, 71], 76), ([80, 60], 70), ([80, 59], None),
     ([80, 20, 65], 65)],
)  # fmt: skip
def test_two_markers_and_a_third_where_they_differ(marks, expected) -> None:
    assert settled(marks, 100, 20) == expected


def test_orders_hang_on_the_seed_alone() -> None:
    assert shuffled([3, 1, 2], "s", 7) == shuffled([1, 2, 3], "s", 7)
    assert {tuple(shuffled(range(6), "s", n)) for n in range(40)} != {tuple(range(6))}
    assert [points(n) for n in (0, 15, 20, None)] == ["0", "1.5", "2", ""]


def test_difficulty_and_discrimination() -> None:
    totals = [n / 10 for n in range(10)]
    good = item_statistics([0.0] * 5 + [1.0] * 5, totals)
    assert good.difficulty == pytest.approx(0.5)
    assert good.discrimination == pytest.approx(1.0)
    upside_down = item_statistics([1.0] * 5 + [0.0] * 5, totals)
    assert upside_down.discrimination == pytest.approx(-1.0)
    # Equals at the edge count in part, so that the order of rows does not matter.
    level = item_statistics([1.0, 0.0] * 5, [0.5] * 10)
    assert level.discrimination == pytest.approx(0.0)
    assert item_statistics([1.0] * 4, [1.0] * 4).difficulty is None
    assert item_statistics([1.0] * 40, [0.5] * 40).reading == "偏易，区分较差，宜修改"


def test_small_branches_stay_hidden_and_cannot_be_worked_out() -> None:
    rows = [
        UnitResult(1, 9, 9, 0.8, 1.0),
        UnitResult(2, 5, 3, 0.2, 0.0),
        UnitResult(3, 7, 6, 0.5, 0.5),
    ]
    assert [r.mean for r in told(rows)] == [0.8, None, None]
    two = [*rows, UnitResult(4, 4, 4, 0.9, 1.0)]
    assert [r.mean for r in told(two)] == [0.8, None, 0.5, None]
