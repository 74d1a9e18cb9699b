from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.cast import SOURCE, branch, fact, judged, rule
from tongpin.rules.checks import anchors_of
from tongpin.rules.engine import evaluate
from tongpin.rules.facts import label_shape
from tongpin.rules.loader import load_builtin
from tongpin.rules.model import (
    ALWAYS,
    Citation,
    Condition,
    Confidence,
    CountAtLeast,
    Dated,
    Fact,
    Interval,
    Period,
    Subject,
    Verdict,
    Waiver,
)

BOOK = load_builtin()
RANK = {
    verdict: rank
    for rank, verdicts in enumerate(
        [("overdue",), ("cannot_tell",), ("due_soon",), ("due", "not_yet"), ("met_late",), ("met",)]
    )
    for verdict in verdicts
}
EVENTS = {kind for rule in BOOK.rules for e in rule.editions for kind in anchors_of(e.check)}
"""Kinds that start a limit: one more of them asks for more, so it may well worsen a verdict."""
NEAR_2020 = st.dates(date(2019, 11, 1), date(2021, 2, 28))
SUBJECTS = [
    branch("unit:1"),
    branch("unit:2", committee=None, full_members=None, groups=0),
    replace(branch("unit:3"), exists=Interval(date(2020, 2, 20), date(2020, 9, 3))),
    Subject("unit:4", "unit", "局党委", "party_committee"),
    Subject("person:9", "person", "张明", attributes={"cadre": (Dated(ALWAYS, True),)}),
]


def facts_strategy():
    return st.lists(
        st.builds(
            Fact,
            kind=st.sampled_from(sorted(BOOK.kinds)),
            subject=st.sampled_from([subject.key for subject in SUBJECTS]),
            on=NEAR_2020,
            recorded_on=st.none() | NEAR_2020,
            ref=st.sampled_from(["", *(f"life:{number}" for number in range(12))]),
            label=st.sampled_from(["", "学习", "党员大会“选举”"]),
            tags=st.frozensets(st.sampled_from(["for:2019", "for:2020-Q1", "for:2020-02"])),
            values=st.dictionaries(
                st.sampled_from(["entitled", "present"]), st.none() | st.integers(0, 30)
            ),
            state=st.sampled_from(["recorded", "recorded", "draft", "withdrawn"]),
        ),
        max_size=25,
    )


def run(facts, as_of, subjects=SUBJECTS):
    return evaluate(BOOK, subjects, facts, as_of=as_of, year=2020, workdays=BOOK.workdays)


@settings(max_examples=60, deadline=None)
@given(facts_strategy(), NEAR_2020, st.randoms(use_true_random=False))
def test_order_of_facts_and_subjects_changes_nothing(facts, as_of, random):
    shuffled, subjects = list(facts), list(SUBJECTS)
    random.shuffle(shuffled)
    random.shuffle(subjects)
    one, other = run(facts, as_of), run(shuffled, as_of, subjects)
    assert [f.as_dict() for f in one] == [f.as_dict() for f in other]


@settings(max_examples=60, deadline=None)
@given(facts_strategy(), NEAR_2020)
def test_judging_each_subject_alone_gives_the_same_as_all_at_once(facts, as_of):
    alone = [
        finding
        for subject in sorted(SUBJECTS, key=lambda subject: subject.key)
        for finding in run([f for f in facts if f.subject == subject.key], as_of, [subject])
    ]
    assert run(facts, as_of) == alone


@settings(max_examples=60, deadline=None)
@given(facts_strategy(), NEAR_2020, NEAR_2020, st.sampled_from(sorted(set(BOOK.kinds) - EVENTS)))
def test_one_more_fact_never_worsens_a_verdict(facts, as_of, on, kind):
    more = Fact(kind, "unit:1", on, ref="life:new")
    for before, after in zip(run(facts, as_of), run([*facts, more], as_of), strict=True):
        assert before.key == after.key
        if before.verdict in RANK:
            assert RANK[after.verdict] >= RANK[before.verdict]


@settings(max_examples=40, deadline=None)
@given(facts_strategy(), NEAR_2020)
def test_every_finding_explains_itself(facts, as_of):
    findings = run(facts, as_of)
    assert len({finding.key for finding in findings}) == len(findings)
    for finding in findings:
        assert finding.reason.endswith("。")
        assert finding.explanation.count("。") in (2, 3)
        assert "None" not in finding.explanation
        assert all(f.on <= as_of and f.state == "recorded" for f in finding.counted)


@given(NEAR_2020)
@settings(max_examples=40, deadline=None)
def test_an_unmet_duty_only_grows_more_pressing(day):
    order = ["not_yet", "due", "due_soon", "overdue"]
    for today, tomorrow in zip(run([], day), run([], day + timedelta(days=1)), strict=True):
        if today.verdict in order and tomorrow.verdict in order:
            assert order.index(today.verdict) <= order.index(tomorrow.verdict)


def test_year_out_of_reach_is_refused():
    with pytest.raises(ValueError, match="年度"):
        evaluate(BOOK, [], [], as_of=date(2020, 1, 1), year=10**9, workdays=BOOK.workdays)


def _editions():
    old = rule(CountAtLeast(1), Period.YEAR).editions[0]
    new = replace(
        old,
        every=Period.QUARTER,
        in_force=Interval(date(2020, 5, 11)),
        cite=Citation(SOURCE, "第二条", Confidence.V1),
    )
    old = replace(old, every=Period.MONTH, in_force=Interval(None, date(2020, 5, 10)))
    return replace(rule(CountAtLeast(1)), editions=(old, new))


def test_the_edition_in_force_at_a_windows_middle_judges_it():
    findings = judged(_editions(), [], "2020-12-31")
    places = [(f.window_label, f.citation.place) for f in findings]
    assert places == [
        *((f"{month}月", "第一条") for month in range(1, 5)),
        *((label, "第二条") for label in ("二季度", "三季度", "四季度")),
    ]
    assert _editions().edition_on(date(2020, 5, 11)).cite.place == "第二条"


def test_half_year_windows_are_named_and_made_up():
    make_up = fact("2020-08-01", tags=frozenset({"for:2020-H1"}))
    first, second = judged(rule(CountAtLeast(1), Period.HALF_YEAR), [make_up], "2020-08-02")
    assert (first.window_label, first.verdict) == ("上半年", Verdict.MET_LATE)
    assert (second.window_label, second.verdict) == ("下半年", Verdict.DUE)


def test_a_gathering_of_two_kinds_counts_once():
    several = rule(CountAtLeast(2), fact_kinds=("life.study", "life.lecture", "life.activity"))
    facts = [fact("2020-02-01", kind, ref="life:1") for kind in ("life.study", "life.lecture")]
    [finding] = judged(several, facts, "2021-01-01")
    assert len(finding.counted) == 1
    assert "2020年度应有2次，目前1次" in finding.reason


def test_facts_without_reference_count_each():
    facts = [fact("2020-02-01", ref=""), fact("2020-02-02", ref="")]
    [finding] = judged(rule(CountAtLeast(2)), facts, "2020-03-01")
    assert finding.verdict is Verdict.MET
    assert "已有2次，2月1日集中学习；2月2日集中学习" in finding.reason


def test_three_facts_are_summed_up_by_the_latest():
    facts = [fact(f"2020-0{month}-01") for month in (1, 2, 3)]
    [finding] = judged(rule(CountAtLeast(3)), facts, "2020-03-01")
    assert "已有3次，最近一次为3月1日集中学习" in finding.reason


def test_many_late_records_are_counted_not_listed():
    facts = [fact(f"2020-0{m}-01", recorded_on=date(2020, 9, 9)) for m in (1, 2, 3)]
    [finding] = judged(rule(CountAtLeast(3)), facts, "2020-10-01")
    assert "其中1月1日、2月1日等3次的记录为事后补记" in finding.explanation


def test_a_day_of_the_duty_ends_its_windows():
    monthly = rule(CountAtLeast(1), Period.MONTH, deadline=date(2020, 3, 15))
    findings = judged(monthly, [], "2020-02-10")
    assert [f.deadline for f in findings] == [
        date(2020, 1, 31),
        date(2020, 2, 29),
        date(2020, 3, 15),
    ]
    assert findings[0].edition.frequency_label == "3月15日前每月不少于1次"


def test_a_day_in_the_next_year_keeps_the_window_open_until_then():
    until = rule(CountAtLeast(1), None, deadline=date(2021, 1, 15), usual_months=(10, 12))
    [open_] = judged(until, [], "2021-01-05")
    [met] = judged(until, [fact("2021-01-12")], "2021-01-20")
    assert open_.verdict is Verdict.DUE
    assert met.verdict is Verdict.MET
    assert until.editions[0].frequency_label == "1月15日前完成"


def test_waiver_decided_later_or_for_less_than_the_window_does_not_count():
    def waive(start, end, on):
        return Waiver(
            "t.rule", "unit:1", Interval(date.fromisoformat(start), date.fromisoformat(end)),
            "原因。", "党委", date.fromisoformat(on),
        )  # fmt: skip

    quarterly = rule(CountAtLeast(1), Period.QUARTER)
    for waiver, verdict in [
        (waive("2020-01-01", "2020-12-31", "2020-02-01"), Verdict.WAIVED),
        (waive("2020-01-01", "2020-02-28", "2020-02-01"), Verdict.OVERDUE),
        (waive("2020-01-01", "2020-12-31", "2020-06-01"), Verdict.OVERDUE),
    ]:
        finding = judged(quarterly, [], "2020-04-03", waivers=[waiver])[0]
        assert finding.verdict is verdict
    done = judged(
        quarterly, [fact("2020-01-05")], "2020-04-03", waivers=[waive("2020-01-01", "2020-12-31", "2020-02-01")]
    )[0]  # fmt: skip
    assert done.verdict is Verdict.MET


def test_a_failing_condition_settles_what_an_unknown_one_leaves_open():
    unknown = Condition("leading_team", "无班子", "请登记班子", is_=True)
    small = Condition("members", "人数较多", "请登记人数", below=3)
    subject = branch(members=9)
    both = rule(CountAtLeast(1))
    applies = replace(both.editions[0].applies, conditions=(unknown, small))
    both = replace(both, editions=(replace(both.editions[0], applies=applies),))
    [finding] = judged(both, [], "2020-06-01", subjects=[subject])
    assert finding.verdict is Verdict.NOT_APPLICABLE
    assert finding.reason == "人数较多。"
    [few] = judged(both, [], "2020-06-01", subjects=[branch(members=2)])
    assert few.reason == "请登记班子。"


def test_records_that_begin_late_in_the_window_are_better_than_nothing():
    since = (Dated(Interval(date(2020, 3, 25)), True),)
    subject = replace(branch(), attributes={"committee": since, "groups": (Dated(ALWAYS, 0),)})
    findings = run([], date(2020, 4, 3), [subject])
    march = next(
        f for f in findings if f.key == ("branch.committee_meeting", "unit:1", date(2020, 3, 1))
    )
    assert march.verdict is Verdict.OVERDUE


def test_deadline_falls_on_the_day_of_dissolution():
    subject = replace(branch(), exists=Interval(None, date(2020, 6, 20)))
    quarter = judged(rule(CountAtLeast(1), Period.QUARTER), [], "2020-06-10", subjects=[subject])[1]
    assert quarter.deadline == date(2020, 6, 20)


def test_seen_names_at_most_five_and_never_a_counted_one():
    drafts = [fact(f"2020-02-0{day}", state="withdrawn") for day in range(1, 9)]
    [finding] = judged(rule(CountAtLeast(1)), drafts, "2020-12-30")
    assert len(finding.seen) == 5
    assert finding.as_dict()["seen"][0]["why"] == "2月1日的集中学习已撤销"


def test_drafts_too_few_to_matter_do_not_cast_doubt():
    facts = [fact("2020-02-01"), fact("2020-03-01", state="draft")]
    [finding] = judged(rule(CountAtLeast(3)), facts, "2021-01-01")
    assert finding.verdict is Verdict.OVERDUE
    assert "2020年3月1日的集中学习还是草稿" in finding.reason


def test_other_usual_months_are_named():
    spring = rule(CountAtLeast(1), usual_months=(3, 5))
    [finding] = judged(spring, [], "2020-02-01")
    assert finding.reason == "一般安排在3月至5月，12月31日前完成即可。"


def test_as_dict_is_plain_data():
    [finding] = judged(rule(CountAtLeast(1)), [fact("2020-02-01", label="重温誓词")], "2020-03-01")
    data = finding.as_dict()
    assert data["verdict"] == "met"
    assert data["window"] == ["2020-01-01", "2020-12-31"]
    assert data["counted"] == [
        {
            "ref": "life.study:2020-02-01",
            "kind": "life.study",
            "on": "2020-02-01",
            "label": "重温誓词",
        }
    ]
    assert data["edition_from"] is None
    assert data["trace"]["answer"] == "yes"
    [later] = judged(rule(CountAtLeast(1)), [], "2019-03-01")
    assert later.trace is None
    assert later.as_dict()["trace"] is None


def test_a_finding_shows_itself_and_has_no_hash() -> None:
    (found,) = judged(rule(CountAtLeast(1)), [fact("2020-03-01")], "2020-06-01")
    assert repr(found) == "<t.rule unit:1 2020-01-01 met>"
    (again,) = judged(rule(CountAtLeast(1)), [fact("2020-03-01")], "2020-06-01")
    assert found == again
    assert found != "met"
    with pytest.raises(TypeError):
        hash(found)


def test_the_label_of_a_window_names_its_period() -> None:
    shapes = {
        tag: label_shape(tag) for tag in ("for:2020-03", "for:2020-Q1", "for:2020-H2", "for:2020")
    }
    assert list(shapes.values()) == [Period.MONTH, Period.QUARTER, Period.HALF_YEAR, Period.YEAR]
    assert label_shape("for:spring") is None
    assert label_shape("duty:x") is None


def test_records_without_a_reference_each_count() -> None:
    drafts = [fact("2020-02-01", state="draft", ref="")]
    own = [fact("2020-03-01", ref=""), fact("2020-03-01", ref="")]
    (found,) = judged(rule(CountAtLeast(2), times=2), own + drafts, "2020-06-01")
    assert found.verdict is Verdict.MET


def test_what_was_withdrawn_later_still_stood_on_the_day() -> None:
    gone = replace(fact("2020-02-01", state="withdrawn"), withdrawn_on=date(2020, 3, 1))
    assert gone.as_it_stood(date(2020, 2, 29)).state == "recorded"
    assert gone.as_it_stood(date(2020, 3, 1)).state == "withdrawn"
    assert fact("2020-02-01").as_it_stood(date(2020, 2, 2)).state == "recorded"
