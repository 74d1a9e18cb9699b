"""Tallies and lists; pure."""

from __future__ import annotations

from datetime import date

from tongpin.duties.models import Finding
from tongpin.reports.shaping import (
    Count,
    Place,
    Tally,
    behind,
    done_this_month,
    grouped_by_day,
    month_list,
    summaries,
)

DAY = date(2020, 9, 20)


def row(
    verdict: str,
    *,
    unit: int = 1,
    title: str = "党课",
    start=date(2020, 7, 1),
    end=date(2020, 9, 30),
    **extra,
):
    return Finding(
        verdict=verdict, unit_id=unit, title=title, starts_on=start, ends_on=end,
        window_label="三季度", rule_key="branch.lecture", **extra,
    )  # fmt: skip


def test_tally_leaves_out_what_nobody_owes() -> None:
    tally = Tally.of(
        map(row, ("met", "met_late", "overdue", "waived", "not_applicable", "not_yet"))
    )
    assert (tally.done, tally.late, tally.owed, tally.overdue) == (2, 1, 4, 1)
    assert tally.percent == 50
    assert tally.verdict == "overdue"


def test_percent_is_full_only_when_all_is_done() -> None:
    assert Tally.of(map(row, ["met"] * 199 + ["due"])).percent == 99
    assert Tally.of(map(row, ["met"] * 200)).percent == 100
    assert Tally().percent == 0


def test_month_list_puts_the_late_first_and_leaves_out_later_limits() -> None:
    rows = [
        row("due", title="年底前", end=date(2020, 12, 31)),
        row("due", title="月内"),
        row("overdue", title="七月", end=date(2020, 7, 31)),
        row("overdue", title="一月", end=date(2020, 1, 31)),
        row("met", title="已完成"),
        row("not_yet", title="未到期"),
    ]
    assert [r.title for r in month_list(rows, DAY)] == ["一月", "七月", "月内"]


def test_done_this_month_holds_the_months_own_windows_only() -> None:
    september = {"start": date(2020, 9, 1), "end": date(2020, 9, 30)}
    rows = [row("met"), row("met", title="九月", **september), row("due", **september)]
    assert [r.title for r in done_this_month(rows, DAY)] == ["九月"]


def test_behind_puts_the_unit_with_the_oldest_first() -> None:
    rows = [
        row("overdue", unit=1, end=date(2020, 3, 31)),
        row("overdue", unit=2, end=date(2020, 1, 31)),
        row("overdue", unit=2, end=date(2020, 4, 30)),
        row("overdue", unit=2, end=date(2020, 5, 31)),
    ]
    found = behind(rows, each=2)
    assert [(unit, [r.ends_on.month for r in late]) for unit, late in found] == [
        (2, [1, 4]),
        (1, [3]),
    ]


def test_summaries_show_standing_rules_only_where_judged() -> None:
    places = [
        Place("m1", "（一）", "主题党日", "0", ("a",)),
        Place("m2", "（二）", "无责任", "0"),
        Place("standing", "", "经常性责任"),
    ]
    one = summaries(places, [Count("a", 7, "met", 3), Count("a", 8, "overdue", 1)])
    assert [s.place.key for s in one] == ["m1", "m2"]
    assert one[0].tally.done == 3
    assert [t.owed for t in one[0].cells([7, 8, 9])] == [3, 1, 0]
    assert one[1].tally.owed == 0
    both = summaries(places, [Count("", 7, "due", 1)])
    assert [s.place.key for s in both] == ["m1", "m2", "standing"]


def test_grouped_by_day_is_in_order_of_days() -> None:
    items = [(date(2020, 10, 31), "乙"), (date(2020, 9, 30), "甲"), (date(2020, 10, 31), "丙")]
    assert grouped_by_day(items) == [
        (date(2020, 9, 30), ["甲"]),
        (date(2020, 10, 31), ["乙", "丙"]),
    ]
