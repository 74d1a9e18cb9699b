"""The command-line contract on everything a stranger could send: an answer or an error, never a fall."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tongpin.rules import answers, dues, elements, sanctions, voting
from tongpin.rules.elements import Element
from tongpin.rules.loader import load_builtin
from tongpin.rules.refusal import Refusal

BOOK = load_builtin()
ANSWERS = {
    "dues": answers.dues_answer, "vote": answers.vote_answer,
    "term": answers.term_answer, "development": answers.development_answer,
}  # fmt: skip


def refused(command: str, **values) -> str:
    with pytest.raises(Refusal) as caught:
        ANSWERS[command](Element(values))
    assert caught.value.code
    assert caught.value.message.endswith("。")
    return caught.value.message


DUES = {"month": "2026-03", "category": "employed", "base": "3000"}
VOTE = {"kind": "accept_member", "entitled": 20, "present": 11}
ELECTION = {"kind": "election", "entitled": 40, "present": 36}
CASE = {"as_of": "2026-07-01", "born": "1995-01-01", "events": []}


@pytest.mark.parametrize(
    ("command", "values", "words"),
    [
        ("dues", DUES | {"base": "-1"}, "0 至 1 亿元"),
        ("dues", DUES | {"base": "NaN"}, "0 至 1 亿元"),
        ("dues", DUES | {"base": float("inf")}, "0 至 1 亿元"),
        ("dues", DUES | {"base": "3000.001"}, "最多到分"),
        ("dues", DUES | {"base": "三千"}, "看不懂"),
        ("dues", DUES | {"base": True}, "应是金额"),
        ("dues", DUES | {"base": "9" * 4000}, "0 至 1 亿元"),
        ("dues", DUES | {"category": "boss"}, "可用：employed"),
        ("dues", DUES | {"category": 7}, "可用：employed"),
        ("dues", DUES | {"category": None}, "（空）"),
        ("dues", DUES | {"month": "1920-12"}, "1921 年至 2100 年"),
        ("dues", DUES | {"month": "2101-01"}, "1921 年至 2100 年"),
        ("dues", DUES | {"month": "2026/03"}, "2026-03"),
        ("dues", DUES | {"month": 202603}, "非文字"),
        ("dues", DUES | {"pay": {"position_pay": 1}}, "只能填写一项"),
        ("dues", DUES | {"withheld": {"income_tax": 1}}, "同时填写工资项目"),
        ("dues", {"month": "2026-03", "category": "employed", "pay": {"gold": 1}}, "没有“gold”"),
        ("dues", {"month": "2026-03", "category": "employed", "pay": [1]}, "对象"),
        ("dues", {"month": "2026-03", "category": "employed", "pay": {"position_pay": -1}}, "亿元"),
        ("dues", {"month": "2026-03", "category": "employed", "previous_quarter_net": "9"}, "上季度纯收入"),
        ("vote", VOTE | {"entitled": 0}, "大于0"),
        ("vote", VOTE | {"entitled": -3}, "0 至 1000000"),
        ("vote", VOTE | {"present": 2.5}, "整数"),
        ("vote", VOTE | {"present": True}, "整数"),
        ("vote", VOTE | {"present": 21}, "不能超过应到会"),
        ("vote", VOTE | {"yes": 12}, "不能超过到会"),
        ("vote", VOTE | {"yes": 5, "written_yes": 10}, "不能超过没有到会"),
        ("vote", VOTE | {"kind": "parliament"}, "可用：branch_resolution"),
        ("vote", {"kind": "election", "present": 3}, "entitled"),
        ("vote", ELECTION | {"issued": 37, "yes": 30}, "不能超过到会人数（present）"),
        ("vote", ELECTION | {"issued": 10, "yes": 36}, "不能超过发出的选票（issued）"),
        ("vote", ELECTION | {"on": "2026-W01-1"}, "不存在"),
        ("term", {"body": "branch", "elected_on": "2026-02-30"}, "不存在"),
        ("term", {"body": "branch", "elected_on": "1900-01-01"}, "1921"),
        ("term", {"body": "palace", "elected_on": "2026-01-01"}, "可用：branch"),
        ("development", CASE | {"events": None}, "events 应是列表"),
        ("development", CASE | {"events": [7]}, "JSON 对象"),
        ("development", CASE | {"events": [{"step": "party", "on": "2026-01-01"}]}, "application"),
        ("development", CASE | {"events": [{"step": "talk", "on": "2026-13-01"}]}, "不存在"),
        ("development", CASE | {"events": [{"step": "talk", "on": "2026-01-02", "to": "2026-01-01"}]}, "早于开始"),
        ("development", CASE | {"events": [{"step": "talk", "on": "2026-01-02", "reason": 7}]}, "reason"),
        ("development", CASE | {"events": [{"step": "talk", "on": "2026-01-02", "count": "x"}]}, "count"),
        ("development", CASE | {"events": [{"step": "training", "on": "2026-01-02", "hours": -1}]}, "hours"),
        ("development", CASE | {"events": [{"step": "branch_meeting", "on": "2026-01-02", "vote": 3}]}, "vote"),
        ("development", CASE | {"events": [{"step": "branch_meeting", "on": "2026-01-02",
                                            "vote": {"secret": "yes"}}]}, "true 或 false"),
        ("development", CASE | {"events": [{"step": "conversion_meeting", "on": "2026-01-02",
                                            "decision": "maybe"}]}, "on_time"),
        ("development", CASE | {"events": [{"step": "branch_meeting", "on": "2026-01-02",
                                            "vote": {"entitled": 20, "present": 25}}]}, "不能超过应到会"),
        ("development", CASE | {"born": "2030-01-01"}, "晚于"),
        ("development", CASE | {"as_of": None}, "as_of"),
        ("development", CASE | {"born": "2026-07-02"}, "晚于"),
        ("development", CASE | {"events": [{"step": "talk", "on": "2026-01-02"}] * 501}, "最多"),
    ],
)  # fmt: skip
def test_bad_elements_are_refused_with_field_and_cure(command, values, words) -> None:
    assert words in refused(command, **values)


@pytest.mark.parametrize("text", ["５１９５", "5,195.00", " 5195 ", 5195, 5195.0])
def test_amounts_are_read_as_people_write_them(text) -> None:
    assert ANSWERS["dues"](Element(DUES | {"base": text}))["amount"] == "77.93"


def test_an_integral_float_is_a_number() -> None:
    assert ANSWERS["vote"](Element(VOTE | {"present": 11.0}))["quorum"] is True


def test_more_than_one_file_is_refused(capsys) -> None:
    assert elements.run(["a", "b"], answers.dues_answer) == 2
    assert "一次只能读一个文件" in capsys.readouterr().err


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    "month category base pay withheld previous_quarter_net kind entitled present yes written_yes seats "
    "candidates issued returned body elected_on born as_of events step on vote".split()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(JSON | st.dictionaries(FIELDS, JSON, max_size=8), max_size=4))
def test_any_json_gets_an_answer_or_an_error(tmp_path_factory, values) -> None:
    file = tmp_path_factory.mktemp("any") / "in.json"
    file.write_text(json.dumps(values), encoding="utf-8")
    for answer in ANSWERS.values():
        assert elements.run([str(file)], answer) in (0, 1)


# ---------------------------------------------------------------- properties of money and votes

FEN = st.integers(0, 20_000_000)
MONTHS = st.dates(min_value=dues.date(2008, 4, 1), max_value=dues.date(2030, 1, 1)).map(
    lambda day: day.replace(day=1)
)
EARNING = st.sampled_from(
    [dues.Category.EMPLOYED, dues.Category.RETIRED, dues.Category.ANNUAL_SALARY]
)


@given(FEN, MONTHS, EARNING)
def test_integers_give_what_decimals_give(base, month, category) -> None:
    found = dues.assess(BOOK, month, category, dues.base_given(category, Decimal(base) / 100))
    exact = Decimal(base) * found.rate
    rounded = int(exact.quantize(Decimal(1), rounding="ROUND_HALF_UP"))
    cap = 100_000 if month.year >= 2017 else 10**9
    assert found.amount_fen == min(rounded, cap)


@given(FEN, FEN, MONTHS, EARNING)
def test_who_earns_more_never_pays_less(one, other, month, category) -> None:
    low, high = sorted((one, other))
    tariff = dues.tariff(BOOK, month, category)
    assert tariff.amount(low) <= tariff.amount(high)


COUNTS = st.integers(1, 200).flatmap(
    lambda n: st.tuples(st.just(n), st.integers(0, n)).flatmap(
        lambda np: st.tuples(st.just(np[0]), st.just(np[1]), st.integers(0, np[1]))
    )
)


@given(COUNTS, st.sampled_from(list(voting.Meeting)))
def test_one_more_vote_or_member_never_turns_yes_into_no(numbers, kind) -> None:
    entitled, present, yes = numbers
    found = voting.judge_vote(BOOK, kind, voting.Count(entitled, present, yes))
    assert found.quorum is (present >= found.needed_present)
    if found.passed:
        assert found.quorum
    if yes < present:
        more = voting.judge_vote(BOOK, kind, voting.Count(entitled, present, yes + 1))
        assert (found.passed, more.passed) != (True, False)
    if present < entitled:
        more = voting.judge_vote(BOOK, kind, voting.Count(entitled, present + 1, yes))
        assert (found.quorum, more.quorum) != (True, False)


def test_exclusions_count_once_approved() -> None:
    strict = voting.Count(40, 31, 25, excluded=4)
    found = voting.judge_vote(BOOK, voting.Meeting.ELECTION, strict)
    assert (found.quorum, found.flags) == (False, ("exclusion_unapproved", "needs_confirmation"))
    approved = voting.Count(40, 31, 25, excluded=4, is_exclusion_approved=True)
    found = voting.judge_vote(BOOK, voting.Meeting.ELECTION, approved)
    assert found.quorum is True
    assert "excluded" in found.flags
    with pytest.raises(Refusal, match="扣除后"):
        voting.judge_vote(
            BOOK,
            voting.Meeting.ELECTION,
            voting.Count(40, 38, excluded=4, is_exclusion_approved=True),
        )


def test_recusal_secrecy_and_one_by_one_are_flagged() -> None:
    recused = voting.Count(7, 6, 5, recused=1)
    assert "recused" in voting.judge_vote(BOOK, voting.Meeting.PARTY_GROUP, recused).flags
    with pytest.raises(Refusal, match="参加表决"):
        voting.judge_vote(BOOK, voting.Meeting.PARTY_GROUP, voting.Count(7, 6, 6, recused=1))
    open_vote = voting.Count(20, 15, 12, is_secret=False, candidates=2)
    flags = voting.judge_vote(BOOK, voting.Meeting.ACCEPT_MEMBER, open_vote).flags
    assert {"not_secret", "not_one_by_one"} <= set(flags)
    assert (
        "not_secret"
        in voting.judge_vote(
            BOOK, voting.Meeting.ELECTION, voting.Count(20, 18, 12, is_secret=False)
        ).flags
    )
    old = voting.judge_vote(
        BOOK, voting.Meeting.ACCEPT_MEMBER, open_vote, on=dues.date(2020, 1, 1)
    ).flags
    assert "not_secret" not in old


def test_a_day_before_any_edition_is_refused() -> None:
    with pytest.raises(Refusal, match="没有可用的表决规定"):
        voting.judge_vote(
            BOOK, voting.Meeting.ELECTION, voting.Count(5, 5), on=dues.date(2000, 1, 1)
        )
    assert {m.label for m in voting.Meeting} == set(voting._LABELS.values())


def test_a_pay_sheet_without_deductions_is_read() -> None:
    sheet = {"month": "2026-03", "category": "employed", "pay": {"post_pay": "3000"}}
    assert ANSWERS["dues"](Element(sheet))["base"] == "3000.00"


def test_more_than_can_be_held_is_refused_whole(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(elements, "MOST_BYTES", 3)
    file = tmp_path / "in.json"
    file.write_text("[{}]", encoding="utf-8")
    assert elements.run([str(file)], answers.dues_answer) == 2
    assert "过大" in capsys.readouterr().err


def test_the_command_takes_what_the_meeting_decided_about_its_base() -> None:
    counted = {"kind": "election", "entitled": 40, "present": 31, "yes": 25, "excluded": 4}
    assert ANSWERS["vote"](Element(counted))["quorum"] is False
    approved = counted | {"exclusion_approved": True}
    assert ANSWERS["vote"](Element(approved))["quorum"] is True
    assert "1921 年" in refused("vote", **(VOTE | {"on": "1900-01-01"}))
    assert "没有可用" in refused("vote", **(VOTE | {"on": "2000-01-01"}))
    assert "true 或 false" in refused("vote", **(VOTE | {"secret": "yes"}))
    open_vote = VOTE | {"yes": 11, "secret": False, "on": "2026-06-01"}
    assert "not_secret" in ANSWERS["vote"](Element(open_vote))["flags"]


def test_before_the_decision_a_member_votes() -> None:
    given_on = dues.date(2024, 5, 1)
    found = sanctions.effect(BOOK, sanctions.Sanction.EXPULSION, given_on)
    assert found.may_vote(dues.date(2024, 4, 30))
    assert not found.may_vote(given_on)


def test_what_stands_on_the_limit_is_read() -> None:
    talks = [{"step": "review", "on": "2026-01-02"}] * 500
    assert "stage" in ANSWERS["development"](Element(CASE | {"events": talks}))
    assert "stage" in ANSWERS["development"](Element(CASE | {"born": CASE["as_of"]}))
    one_day = [{"step": "publicity", "on": "2026-01-02", "to": "2026-01-02"}]
    assert "stage" in ANSWERS["development"](Element(CASE | {"events": one_day}))


def test_a_sanction_without_years_lasts_one_year_and_is_not_extended() -> None:
    probation = sanctions.Sanction("probation")
    plain = sanctions.effect(BOOK, probation, date(2024, 3, 1))
    assert plain == sanctions.effect(BOOK, probation, date(2024, 3, 1), years=1, extended_years=0)


MEETING = {"entitled": 20, "present": 15, "yes": 14, "secret": True}


def stage(*events: tuple[str, str, dict]) -> str:
    """The stage that a case with these events stands at."""
    rows = [{"step": step, "on": on} | more for step, on, more in events]
    return ANSWERS["development"](Element(CASE | {"events": rows}))["stage"]


def test_what_is_recorded_after_a_failed_vote_does_not_make_a_member() -> None:
    accepted = ("branch_meeting", "2025-01-10", {"vote": MEETING})
    refused_there = ("branch_meeting", "2025-01-10", {"vote": MEETING | {"yes": 9}})
    short = ("branch_meeting", "2025-01-10", {"vote": MEETING | {"present": 9, "yes": 9}})
    approved = ("approval", "2025-02-10", {})
    converted = ("conversion_meeting", "2026-01-12", {"vote": MEETING, "decision": "on_time"})
    undecided = ("conversion_meeting", "2026-01-12", {"vote": MEETING})
    object_ = ("object", "2024-06-01", {})
    assert stage(object_, accepted, approved, converted) == "full_member"
    assert stage(object_, refused_there, approved, converted) == "object"
    assert stage(object_, short, approved) == "object"
    assert stage(object_, accepted, approved, undecided) == "probationary"
    lost = ("conversion_meeting", "2026-01-12", {"vote": MEETING, "decision": "disqualify"})
    assert stage(object_, accepted, approved, lost) == "disqualified"


def test_a_term_that_began_before_the_known_wording_is_flagged() -> None:
    old = ANSWERS["term"](Element({"body": "village_branch", "elected_on": "1999-05-01"}))
    assert old["flags"] == ["before_edition"]
    now = ANSWERS["term"](Element({"body": "village_branch", "elected_on": "2021-05-01"}))
    assert now["flags"] == []
