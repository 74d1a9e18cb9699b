"""Each check of the closed vocabulary, at its boundary, through the engine."""

from __future__ import annotations

from datetime import date

import pytest

from tests.rules.cast import branch, fact, judged, rule
from tongpin.rules.model import (
    AllOf,
    AnyOf,
    CountAtLeast,
    CountAtMost,
    Covered,
    EachPersonAtLeast,
    Period,
    RatioAtLeast,
    SumAtLeast,
    Verdict,
    WithinDaysOf,
)

TWO_THIRDS = RatioAtLeast("present", "entitled", 2, 3)
MORE_THAN_HALF = RatioAtLeast("present", "entitled", 1, 2, exclusive=True)
THIRTY_TWO_HOURS = SumAtLeast("hours", 32, "学时")
REPORT = WithinDaysOf("life.democratic_life_meeting", 15)


def _verdict(check, facts, as_of="2020-12-31", **more):
    [finding] = judged(rule(check, **more), facts, as_of)
    return finding


def _held(entitled, present, on="2020-05-01"):
    return fact(on, values={"entitled": entitled, "present": present})


@pytest.mark.parametrize(
    ("check", "entitled", "present", "verdict"),
    [
        (TWO_THIRDS, 9, 6, "met"),
        (TWO_THIRDS, 9, 5, "overdue"),
        (TWO_THIRDS, 9, None, "cannot_tell"),
        (TWO_THIRDS, 0, 0, "cannot_tell"),
        (MORE_THAN_HALF, 8, 4, "overdue"),
        (MORE_THAN_HALF, 8, 5, "met"),
    ],
)
def test_ratio_includes_or_excludes_its_number(check, entitled, present, verdict):
    finding = _verdict(check, [_held(entitled, present)], "2021-01-01")
    assert finding.verdict == verdict
    if verdict == "cannot_tell":
        assert "应到人数、实到人数未登记齐全" in finding.reason


@pytest.mark.parametrize(
    ("facts", "verdict", "says"),
    [
        ([_held(6, 2), _held(6, 6, "2020-06-01")], "met", "应到人数6人、实到人数6人"),
        ([_held(6, 6), _held(7, 6, "2020-06-01")], "overdue", "应到人数7人、实到人数6人"),
        ([_held(0, 0)], "met", "应到人数0人、实到人数0人"),
        ([fact("2020-05-01"), _held(6, None)], "cannot_tell", "应到人数未登记齐全"),
        ([fact("2020-05-01", values={"done": 1})], "met", "应到人数0人"),
        ([], "overdue", "尚无"),
    ],
)
def test_coverage_compares_the_largest_numbers(facts, verdict, says):
    finding = _verdict(Covered("present", "entitled", "人"), facts, "2021-01-01")
    assert finding.verdict == verdict
    assert says in finding.reason


@pytest.mark.parametrize(
    ("hours", "verdict"),
    [([16, 16], "met"), ([16, 15], "overdue"), ([16, None], "cannot_tell"), ([40, -9], "met")],
)
def test_sum_of_hours(hours, verdict):
    facts = [
        fact(f"2020-0{month}-01", values={"hours": value}) for month, value in enumerate(hours, 1)
    ]
    finding = _verdict(THIRTY_TWO_HOURS, facts, "2021-01-01")
    assert finding.verdict == verdict
    if verdict == "met":
        assert finding.reason.startswith(f"合计{sum(h for h in hours if h > 0)}学时：2020年1月1日")
    if verdict == "overdue":
        assert "合计31学时" in finding.reason


def test_every_person_has_to_take_part():
    subject = branch(people=("person:1", "person:2"))
    one = fact("2020-02-01", tags=frozenset({"person:1"}))
    both = fact("2020-03-01", tags=frozenset({"person:1", "person:2"}))
    check = EachPersonAtLeast(1)
    [missing] = judged(rule(check), [one], "2021-01-01", subjects=[subject])
    [met] = judged(rule(check), [one, both], "2021-01-01", subjects=[subject])
    [unknown] = judged(rule(check), [one], "2021-01-01")
    assert (missing.verdict, met.verdict) == (Verdict.OVERDUE, Verdict.MET)
    assert "应有2人，已有1人做到" in missing.reason
    assert unknown.verdict is Verdict.CANNOT_TELL
    assert "人员名单未登记" in unknown.reason


def _report_case(report_on, as_of, **more):
    facts = [fact("2020-12-20", "life.democratic_life_meeting")]
    if report_on:
        facts.append(fact(report_on))
    return _verdict(more.pop("check", REPORT), facts, as_of, **more)


@pytest.mark.parametrize(
    ("report_on", "as_of", "verdict"),
    [
        (None, "2020-12-21", "due_soon"),
        (None, "2021-01-04", "due_soon"),
        (None, "2021-01-05", "overdue"),
        ("2021-01-04", "2021-01-05", "met"),
        ("2021-01-05", "2021-01-05", "met_late"),
    ],
)
def test_report_within_fifteen_days_crosses_the_year(report_on, as_of, verdict):
    finding = _report_case(report_on, as_of, due_soon_days=15)
    assert finding.verdict == verdict
    if report_on is None:
        assert finding.deadline == date(2021, 1, 4)


def test_a_late_report_says_how_late():
    reason = _report_case("2021-01-07", "2021-01-09").reason
    assert "应于1月4日前完成" in reason
    assert "晚了3天" in reason


def test_a_late_report_does_not_make_the_next_one_late():
    meetings = [fact(on, "life.democratic_life_meeting") for on in ("2020-03-01", "2020-05-01")]
    late = fact("2020-03-20")
    waiting = _verdict(REPORT, [*meetings, late], "2020-05-03")
    assert (waiting.verdict, waiting.deadline) == (Verdict.DUE, date(2020, 5, 16))
    done = _verdict(REPORT, [*meetings, late, fact("2020-05-04")], "2020-05-05")
    assert done.verdict is Verdict.MET_LATE
    also_on_time = _verdict(REPORT, [meetings[0], fact("2020-03-17")], "2020-05-05")
    assert "晚了1天" in also_on_time.reason


def test_nothing_to_report_is_neither_done_nor_late():
    assert _verdict(REPORT, [], "2020-06-01").verdict is Verdict.NOT_YET
    assert _verdict(REPORT, [], "2021-01-01").verdict is Verdict.NOT_APPLICABLE


def test_each_meeting_needs_its_own_report():
    meetings = [fact(on, "life.democratic_life_meeting") for on in ("2020-03-01", "2020-03-02")]
    finding = _verdict(REPORT, [*meetings, fact("2020-03-05")], "2020-05-01")
    assert finding.verdict is Verdict.OVERDUE
    assert "应办2件，已办1件" in finding.reason


def test_what_is_still_open_is_named():
    names = ["甲通知", "乙通知", "丙通知", ""]
    papers = [
        fact(f"2020-03-0{n}", "life.democratic_life_meeting", label=name)
        for n, name in enumerate(names, 1)
    ]
    assert "尚无集中学习记录（甲通知）" in _verdict(REPORT, papers[:1], "2020-05-01").reason
    all_open = _verdict(REPORT, papers, "2020-05-01").reason
    assert "（甲通知、乙通知等3件）" in all_open
    one_done = _verdict(REPORT, [*papers[:2], fact("2020-03-05")], "2020-05-01").reason
    assert "应办2件，已办1件，未办：乙通知" in one_done


def test_working_days_of_an_unannounced_year_are_provisional():
    check = WithinDaysOf("life.democratic_life_meeting", 5, workdays=True)
    certain = _report_case(None, "2020-12-21", check=check)
    meeting = fact("2027-12-28", "life.democratic_life_meeting")
    [unsure] = judged(rule(check), [meeting], "2027-12-29", 2027)
    assert not certain.provisional
    assert unsure.provisional
    assert "期限为暂算" in unsure.explanation


def test_all_of_asks_for_each_part():
    check = AllOf((CountAtLeast(1), TWO_THIRDS))
    assert _verdict(check, [_held(9, 6)]).verdict is Verdict.MET
    assert _verdict(check, [_held(9, None)]).verdict is Verdict.CANNOT_TELL
    unmet = _verdict(check, [_held(9, 3)], "2021-01-01")
    assert unmet.verdict is Verdict.OVERDUE
    assert unmet.trace.as_dict() == {
        "asked": "同时做到：不少于1次，实到人数占应到人数不低于三分之二的不少于1次",
        "found": "已有1次，比例达到要求的有0次",
        "answer": "no",
        "parts": [
            {"asked": "不少于1次", "found": "已有1次", "answer": "yes", "parts": []},
            {
                "asked": "实到人数占应到人数不低于三分之二的不少于1次",
                "found": "比例达到要求的有0次",
                "answer": "no",
                "parts": [],
            },
        ],
    }


def test_any_of_is_content_with_one_part():
    check = AnyOf((CountAtLeast(3), THIRTY_TWO_HOURS))
    hours = fact("2020-02-01", values={"hours": 32})
    assert _verdict(check, [hours]).verdict is Verdict.MET
    assert _verdict(check, []).verdict is Verdict.DUE_SOON
    assert _verdict(AnyOf((REPORT, REPORT)), [], "2021-01-01").verdict is Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (EachPersonAtLeast(2), "每人不少于2次"),
        (THIRTY_TWO_HOURS, "学时合计不少于32学时"),
        (Covered("present", "entitled", "人"), "应到人数的都做到"),
        (REPORT, "每次之后15日内完成"),
        (WithinDaysOf("x", 5, workdays=True), "每次之后5个工作日内完成"),
        (AnyOf((CountAtLeast(1), CountAtMost(3))), "做到其一：不少于1次，不超过3次"),
        (RatioAtLeast("a", "b", 13, 20, 1, True), "a占b超过13/20的不少于1次"),
    ],
)
def test_every_check_has_its_sentence(check, words):
    subject = branch(people=())
    [finding] = judged(rule(check), [], "2020-12-31", subjects=[subject])
    assert finding.trace.asked == words
    assert len(finding.reason) > 3


@pytest.mark.parametrize(("count", "as_of", "verdict"), [
    (2, "2020-06-01", "not_yet"),
    (2, "2021-01-01", "met"),
    (3, "2020-06-01", "overdue"),
])  # fmt: skip
def test_an_upper_bound_is_judged_at_the_end_unless_broken(count, as_of, verdict):
    facts = [fact(f"2020-0{month}-01") for month in range(1, count + 1)]
    finding = _verdict(CountAtMost(2), facts, as_of, bound="max", times=2)
    assert finding.verdict == verdict
    assert finding.explanation


def test_drafts_that_would_break_an_upper_bound_leave_it_in_doubt():
    facts = [fact("2020-01-01"), fact("2020-02-01", state="draft")]
    finding = _verdict(CountAtMost(1), facts, bound="max", every=Period.YEAR)
    assert finding.verdict is Verdict.CANNOT_TELL
    assert "核对草稿" in finding.reason
