"""`status_rows`: what the command line and the detail export print."""

from __future__ import annotations

from datetime import date

from tongpin.org.scope import Scope
from tongpin.reports.queries import Judgements, narrowed, status_rows

DAY = date(2020, 9, 20)
KEYS = [
    "unit", "unit_code", "measure", "duty", "rule", "title", "window_start", "window_end",
    "deadline", "verdict", "verdict_label", "reason", "citation",
]  # fmt: skip


def test_every_row_says_whose_duty_it_is_and_why(cast, year) -> None:
    rows = status_rows(Scope.everything(), DAY, 2020)
    assert list(rows[0]) == KEYS
    assert list(dict.fromkeys(r["unit_code"] for r in rows))[:2] == ["JU", "ZB1"]
    late = next(r for r in rows if r["title"] == "组织关系转接" and r["unit_code"] == "ZB1")
    assert late["measure"] == "（三）管好台账"
    assert late["deadline"] == date(2020, 6, 30)
    assert (late["verdict"], late["verdict_label"]) == ("overdue", "逾期")
    assert "6月30日应完成" in late["reason"]


def test_standing_duties_are_named_so(cast, year) -> None:
    rows = status_rows(Scope.everything(), DAY, 2020)
    standing = [r for r in rows if r["measure"] == "党内法规规定的经常性责任"]
    assert {"组织生活会", "双重组织生活"} <= {r["title"] for r in standing}


def test_a_unit_narrows_to_itself_and_below(cast, year) -> None:
    rows = status_rows(Scope.everything(), DAY, 2020, cast.unit("ZB2"))
    assert {r["unit_code"] for r in rows} == {"ZB2"}


def test_the_cache_and_judging_in_memory_agree(cast, year) -> None:
    everything = Scope.everything()
    cached = Judgements(everything, 2020, DAY)
    fresh = Judgements(everything, 2020, DAY)
    from tongpin.duties.judging import as_row, judge
    from tongpin.org.queries import bodies

    items = judge(list(bodies(everything)), year=2020, as_of=DAY)
    fresh._rows = [as_row(item, 2020, DAY) for item in items]
    assert sorted(map(str, cached.counts())) == sorted(map(str, fresh.counts()))
    last = date(2020, 12, 31)
    assert cached.ahead(last) == fresh.ahead(last)
    assert [r.title for r in cached.oldest_overdue()] == [r.title for r in fresh.oldest_overdue()]
    wanted = {"unit_ids": [cast.units["ZB1"]], "verdicts": ["overdue"]}
    assert len(cached.rows(**wanted)) == len(fresh.rows(**wanted)) > 0


def test_narrowing_never_widens(cast) -> None:
    first, second = cast.unit("ZB1"), cast.unit("ZB2")
    own = Scope(((first.path, False),))
    assert narrowed(own, None) == own
    assert narrowed(own, first) == own
    assert narrowed(own, second).places == ()
    assert narrowed(Scope.everything(), second).places == ((second.path, True),)
    assert narrowed(own, cast.unit("JU")) == own
