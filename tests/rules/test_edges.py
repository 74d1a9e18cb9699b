"""The last value that holds and the first that does not, where a mistake of one would not be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tongpin.rules import dues, terms, voting
from tongpin.rules.answers import development_answer
from tongpin.rules.book import Book
from tongpin.rules.course import shift
from tongpin.rules.elements import Element
from tongpin.rules.following import follow
from tongpin.rules.interval import Interval, add_months, windows
from tongpin.rules.loader import load_builtin
from tongpin.rules.procedure import Event, Judgement
from tongpin.rules.refusal import Refusal

BOOK = load_builtin()
MARCH = date(2026, 3, 1)
VOTE = {"entitled": 20, "present": 15, "yes": 14, "secret": True}
OLD_MARCH = date(2010, 3, 1)


def setting(key: str, **values: Any) -> Book:
    """The rulebook of a bureau that set its own values of a parameter, in all its editions."""
    parameter = BOOK.parameters[key]
    editions = tuple(replace(a, values={**a.values, **values}) for a in parameter.editions)
    own = replace(parameter, editions=editions)
    return replace(BOOK, parameters={**BOOK.parameters, key: own})


def judged(
    rule: str, *events: Event, as_of: date, book: Book = BOOK, procedure: str = "development"
) -> Judgement | None:
    """What is said of one rule of a case."""
    found = follow(book, book.procedure(procedure), events, as_of=as_of, born=date(1995, 1, 1))
    return next((item for item in found.judgements if item.rule == rule), None)


def verdict(rule: str, *events: Event, as_of: date, **more: Any) -> str:
    """The verdict on one rule of a case."""
    found = judged(rule, *events, as_of=as_of, **more)
    assert found is not None
    return found.verdict.value


def meeting(on: date, **values: Any) -> Event:
    """A branch meeting that takes somebody in."""
    return Event("branch_meeting", on, {"vote": VOTE, **values})


def conversion(on: date, **values: Any) -> Event:
    """A branch meeting on the conversion."""
    return Event("conversion_meeting", on, {"vote": VOTE, **values})


# -------------------------------------------------------------------------------------- dues


@pytest.mark.parametrize(
    ("step", "mode", "base", "due"),
    [
        ("1", "half_up", "4050.00", 4100), ("1", "half_up", "4049.00", 4000),
        ("1", "down", "4099.00", 4000), ("0.1", "half_up", "4195.00", 4200),
        ("0.1", "down", "4199.00", 4190),
    ],
)  # fmt: skip
def test_dues_are_rounded_as_the_bureau_rounds(step, mode, base, due) -> None:
    book = setting("dues-rounding", step=step, mode=mode)
    given = dues.base_given(dues.Category.EMPLOYED, Decimal(base))
    assert dues.assess(book, MARCH, dues.Category.EMPLOYED, given).amount_fen == due


def test_the_cap_is_named_only_above_it() -> None:
    def rules(base: str) -> tuple[str, ...]:
        given = dues.base_given(dues.Category.EMPLOYED, Decimal(base))
        return dues.assess(BOOK, MARCH, dues.Category.EMPLOYED, given).rules

    assert rules("50000.00")[-2:] == ("dues-rate-4", "dues-rounding")
    assert rules("50000.50")[-3:] == ("dues-rate-4", "dues-cap-month", "dues-rounding")
    assert rules("3000.00")[-2:] == ("dues-rate-1", "dues-rounding")


def test_pay_that_is_all_withheld_is_a_base_of_nothing() -> None:
    def base(tax: str) -> dues.Base:
        pay = dues.Pay({"position_pay": Decimal(100)}, {"income_tax": Decimal(tax)})
        return dues.base_of_pay(BOOK, MARCH, dues.Category.EMPLOYED, pay)

    assert base("100").fen == 0
    with pytest.raises(Refusal, match="超过计入项目"):
        base("100.01")


def test_what_may_be_withheld_names_its_article() -> None:
    pay = dues.Pay({"position_pay": Decimal(5000)}, {})
    before = dues.base_of_pay(BOOK, OLD_MARCH, dues.Category.EMPLOYED, pay)
    after = dues.base_of_pay(BOOK, MARCH, dues.Category.EMPLOYED, pay)
    assert "dues-base-aftertax" in before.rules
    assert "dues-base-exclusions" in after.rules


# ------------------------------------------------------------------------- days, months, terms


def test_windows_middles_and_the_ends_of_the_calendar() -> None:
    assert windows(None, 2020) == (Interval(date(2020, 1, 1), date(2020, 12, 31)),)
    assert Interval(date(2020, 1, 1), date(2020, 1, 7)).middle == date(2020, 1, 4)
    assert add_months(date(1, 1, 15), 0) == date(1, 1, 15)
    assert add_months(date(9999, 12, 15), 0) == date(9999, 12, 15)
    for day, months in ((date(1, 1, 15), -1), (date(9999, 12, 15), 1)):
        with pytest.raises(ValueError, match="超出"):
            add_months(day, months)


def test_a_postponement_of_two_years_is_two_years() -> None:
    found = terms.term(setting("term-postpone-max", years="2"), terms.Body.BRANCH, date(2020, 5, 1))
    assert (found.expires_on, found.postpone_limit) == (date(2023, 5, 1), date(2025, 5, 1))


# -------------------------------------------------------------------------------- development


def answered(**values: Any) -> dict[str, Any]:
    """The answer of the command to one case."""
    return development_answer(Element({"as_of": "2026-07-01", "born": "1995-01-01", **values}))


def test_what_happens_on_the_day_of_judgement_is_seen() -> None:
    assert answered(events=[{"step": "application", "on": "2026-07-01"}])["stage"] == "applicant"


def test_numbers_of_an_event_at_their_bounds() -> None:
    contacts = {"step": "contacts", "on": "2026-01-02"}
    assert answered(events=[contacts | {"count": 1000}])
    with pytest.raises(Refusal, match="count"):
        answered(events=[contacts | {"count": 1001}])
    held = {"step": "branch_meeting", "on": "2026-01-02"}
    assert answered(events=[held | {"vote": {"present": 5}}])
    assert answered(events=[held | {"vote": {"entitled": 20, "present": 20, "yes": 20}}])


def test_only_the_last_time_of_an_ordinary_step_is_judged() -> None:
    short = Event("training", date(2026, 7, 1), {"days": 1.0})
    whole = Event("training", date(2026, 7, 10), {"days": 3.0})
    assert verdict("dev-training-min", short, whole, as_of=date(2026, 8, 1)) == "ok"
    assert verdict("dev-training-min", whole, replace(short, on=date(2026, 7, 20)),
                   as_of=date(2026, 8, 1)) == "breach"  # fmt: skip


def test_the_day_of_the_step_decides_whether_a_rule_is_asked() -> None:
    approved = Event("approval", date(2020, 11, 1))
    oath = Event("oath", date(2021, 3, 1))
    assert judged("dev-oath-months", approved, oath, as_of=date(2027, 1, 1)) is None


def test_a_share_of_more_than_one_part() -> None:
    book = setting("democratic-review-excellent-cap", share=("2", "3"))
    rule, day = "democratic-review-excellent-cap", date(2025, 3, 1)

    def of(excellent: int, members: int) -> str:
        event = Event("measured", date(2024, 12, 12), {"excellent": excellent, "members": members})
        step = next(s for s in book.procedure("member_appraisal").steps
                    if any(g.rule == rule for g in s.gates))  # fmt: skip
        return verdict(rule, replace(event, step=step.key), as_of=day, book=book,
                       procedure="member_appraisal")  # fmt: skip

    assert (of(4, 7), of(5, 7), of(0, 1)) == ("ok", "warn", "ok")


def test_an_extension_is_counted_among_extensions_only() -> None:
    undecided = conversion(date(2027, 9, 25))
    extended = conversion(date(2027, 10, 12), decision="extend", months=6)
    found = judged("dev-conversion-options", meeting(date(2026, 9, 20)), undecided, extended,
                   as_of=date(2027, 10, 20))  # fmt: skip
    assert found is not None
    assert "只能延长" not in found.message


# ---------------------------------------------------------------------------------- time gates


def test_a_meeting_that_failed_asks_for_no_approval() -> None:
    failed = Event("branch_meeting", date(2026, 6, 10), {"vote": VOTE | {"yes": 5}})
    events = (failed, meeting(date(2026, 9, 20)), Event("approval", date(2026, 12, 10)))
    assert verdict("dev-approval-months", *events, as_of=date(2027, 1, 1)) == "ok"


def test_an_approval_before_the_meeting_is_no_approval_of_it() -> None:
    events = (meeting(date(2026, 9, 20)), Event("approval", date(2026, 9, 1)))
    found = judged("dev-approval-months", *events, as_of=date(2026, 10, 1))
    assert found is not None
    assert (found.verdict.value, "请核对日期" in found.message) == ("breach", True)
    same_day = (meeting(date(2026, 9, 20)), Event("approval", date(2026, 9, 20)))
    assert verdict("dev-approval-months", *same_day, as_of=date(2026, 10, 1)) == "ok"


def test_each_decision_on_a_probation_has_an_approval_of_its_own() -> None:
    first = conversion(date(2027, 10, 12), decision="extend", months=6)
    second = conversion(date(2028, 4, 10), decision="on_time")
    both = (meeting(date(2026, 9, 20)), first, second)
    late = Event("conversion_approval", date(2028, 4, 10))
    rule, day = "dev-conversion-approval-months", date(2028, 8, 1)
    assert verdict(rule, *both, late, as_of=day) == "breach"
    early = Event("conversion_approval", date(2027, 10, 12))
    assert verdict(rule, *both, early, late, as_of=day) == "ok"


def test_special_circumstances_reach_to_their_last_day() -> None:
    def on(day: date) -> str:
        approved = Event("approval", day, {"reason": "外出学习"})
        return verdict(
            "dev-approval-months", meeting(date(2026, 9, 20)), approved, as_of=date(2027, 6, 1)
        )

    assert (on(date(2027, 3, 20)), on(date(2027, 3, 21))) == ("warn", "breach")


def test_a_publicity_that_ends_today_has_ended() -> None:
    public = Event("publicity", date(2026, 6, 8), {"to": date(2026, 6, 12)})
    rule, before = "dev-object-publicity-workdays", Event("object", date(2026, 6, 3))
    assert verdict(rule, before, public, as_of=date(2026, 6, 12)) == "ok"
    assert verdict(rule, before, public, as_of=date(2026, 6, 11)) == "pending"


def test_a_publicity_without_an_end_is_open_to_its_fifth_day() -> None:
    before, public = Event("object", date(2026, 6, 3)), Event("publicity", date(2026, 6, 8))
    rule = "dev-object-publicity-workdays"
    found = judged(rule, before, public, as_of=date(2026, 6, 12))
    assert found is not None
    assert (found.verdict.value, "最早2026年6月12日期满" in found.message) == ("pending", True)
    assert verdict(rule, before, public, as_of=date(2026, 6, 13)) == "cannot_tell"


def test_what_may_be_done_from_today_on_is_not_called_missing_yet() -> None:
    events = (Event("activist", date(2024, 6, 20)),)
    today = judged("dev-activist-min-years", *events, as_of=date(2025, 6, 20))
    later = judged("dev-activist-min-years", *events, as_of=date(2025, 6, 21))
    assert today is not None
    assert later is not None
    assert "至今没有记录" not in today.message
    assert "至今没有记录" in later.message


def test_reviews_on_the_first_and_on_the_last_day_count() -> None:
    reviews = [date(2024, 6, 20), date(2024, 12, 20), date(2025, 6, 20)]
    events = [Event("activist", date(2024, 6, 20)), Event("object", date(2025, 6, 20))]
    events += [Event("review", day) for day in reviews]
    found = judged("dev-activist-review-months", *events, as_of=date(2025, 7, 1))
    assert found is not None
    assert "已培养教育考察3次" in found.message


def test_counting_the_first_day_takes_one_day_and_no_more() -> None:
    book = setting("conv-start-day", counted="true")
    applied = Event("application", date(2024, 1, 10))

    def on(day: date) -> str:
        return verdict(
            "dev-first-talk-months", applied, Event("talk", day), as_of=date(2024, 3, 1), book=book
        )

    assert (on(date(2024, 2, 9)), on(date(2024, 2, 10))) == ("ok", "breach")


def test_the_day_after_the_birthday_is_old_enough() -> None:
    book = setting("conv-age", from_birthday="false")
    born = date(2006, 1, 10)

    def on(day: date) -> str:
        events = [Event("application", day)]
        found = follow(
            book, book.procedure("development"), events, as_of=date(2024, 2, 1), born=born
        )
        return next(i.verdict.value for i in found.judgements if i.rule == "dev-age-min")

    assert (on(date(2024, 1, 10)), on(date(2024, 1, 11))) == ("breach", "ok")


def test_where_no_time_passes_no_day_is_taken_off() -> None:
    book, day = setting("conv-start-day", counted="true"), date(2024, 1, 10)
    assert shift(book, day, "months", 0) == day
    assert shift(book, day, "months", 1) == date(2024, 2, 9)


def test_an_approval_of_nobody_excludes_nobody() -> None:
    vote = {"entitled": 4, "present": 2, "yes": 2, "secret": True, "exclusion_approved": True}
    found = judged("dev-meeting-quorum", meeting(MARCH, vote=vote), as_of=date(2026, 4, 1))
    assert found is not None
    assert (found.verdict.value, "应到4人" in found.message) == ("breach", True)


def test_rounding_down_gives_up_the_last_part_of_a_fen() -> None:
    tariff = dues.Tariff(uppers=(), rates=(1,), cap=None, step=1, down=True, rate_key="")
    assert (tariff.amount(dues.RATE_PARTS - 1), tariff.amount(dues.RATE_PARTS)) == (0, 1)


# ---------------------------------------------------------------------------------- votes, terms


def count(entitled: int, present: int, yes: int | None, **more: Any) -> voting.Count:
    """The numbers of a vote."""
    return voting.Count(entitled=entitled, present=present, yes=yes, **more)


def test_a_meeting_of_which_everybody_is_excluded_has_no_voters() -> None:
    everybody = count(5, 0, None, excluded=5, is_exclusion_approved=True)
    with pytest.raises(Refusal, match="必须大于0"):
        voting.judge_vote(BOOK, voting.Meeting.ELECTION, everybody)
    with pytest.raises(Refusal, match="必须大于0"):
        voting.judge_vote(BOOK, voting.Meeting.ELECTION, count(0, 0, None))
    one_left = count(5, 1, 1, excluded=4, is_exclusion_approved=True)
    assert voting.judge_vote(BOOK, voting.Meeting.ELECTION, one_left).quorum


def test_as_many_votes_as_papers_are_all_valid() -> None:
    full = count(10, 10, 10, issued=10, returned=10, is_secret=True)
    found = voting.judge_vote(BOOK, voting.Meeting.ELECTION, full)
    assert (found.passed, {"ballots_missing", "ballots_exceed_issued"} & {*found.flags}) == (
        True, set(),
    )  # fmt: skip
    with pytest.raises(Refusal, match="发出的选票"):
        voting.judge_vote(BOOK, voting.Meeting.ELECTION, replace(full, issued=9, returned=None))
    with pytest.raises(Refusal, match="收回的选票"):
        voting.judge_vote(BOOK, voting.Meeting.ELECTION, replace(full, returned=9))


def test_papers_are_compared_only_where_both_numbers_are_known() -> None:
    for known in ({"issued": 10}, {"returned": 10}):
        found = voting.judge_vote(BOOK, voting.Meeting.ELECTION, count(10, 10, 9, **known))
        assert "ballots_missing" not in found.flags
        assert "ballots_exceed_issued" not in found.flags


def test_enough_votes_at_a_meeting_too_small_are_told_so() -> None:
    found = voting.judge_vote(BOOK, voting.Meeting.ACCEPT_MEMBER, count(10, 5, 5, written_yes=1))
    assert (found.quorum, found.passed, found.needed_yes) == (False, False, 6)
    assert "但到会人数不够" in found.message


def test_the_day_of_the_election_decides_the_length_of_the_term() -> None:
    key = terms.Body.BRANCH.rule
    now = BOOK.parameters[key].editions[0]
    known = date(2018, 1, 1)
    before = replace(
        now, values={**now.values, "years": "2"}, in_force=Interval(None, date(2017, 12, 31))
    )  # fmt: skip
    after = replace(now, in_force=Interval(known, None))
    parameter = replace(BOOK.parameters[key], editions=(before, after))
    book = replace(BOOK, parameters={**BOOK.parameters, key: parameter})

    def ends(day: date) -> date:
        return terms.term(book, terms.Body.BRANCH, day).expires_on

    assert ends(date(2017, 12, 31)) == date(2019, 12, 31)
    assert ends(known) == date(2021, 1, 1)


def test_each_decision_waits_for_the_approval_before_the_next() -> None:
    days = [date(2027, 10, 12), date(2027, 11, 12), date(2027, 12, 12)]
    decided = [conversion(day, decision="extend", months=6) for day in days]
    approvals = [Event("conversion_approval", day) for day in days[1:]]
    events = (meeting(date(2026, 9, 20)), *decided, *approvals)
    found = judged("dev-conversion-approval-months", *events, as_of=date(2028, 8, 1))
    assert found is not None
    assert found.verdict.value == "breach"
    assert "2027年10月12日" in found.message
    assert "至今没有" in found.message


def test_what_is_lacking_is_counted_in_votes() -> None:
    few = voting.judge_vote(BOOK, voting.Meeting.BRANCH_RESOLUTION, count(10, 9, 4))
    assert "赞成4票，至少要6票，还差2票" in few.message


def test_one_candidate_is_not_asked_whether_one_by_one() -> None:
    def flags(**more: Any) -> tuple[str, ...]:
        vote = count(10, 9, 9, is_secret=True, **more)
        return voting.judge_vote(BOOK, voting.Meeting.ACCEPT_MEMBER, vote).flags

    assert "not_one_by_one" not in flags()
    assert "not_one_by_one" not in flags(candidates=1)
    assert "not_one_by_one" in flags(candidates=2)
    assert "not_one_by_one" not in flags(candidates=2, is_one_by_one=True)


def test_a_publicity_that_begins_on_a_sunday_ends_on_friday() -> None:
    before, public = Event("object", date(2026, 6, 3)), Event("publicity", date(2026, 6, 7))
    found = judged("dev-object-publicity-workdays", before, public, as_of=date(2026, 6, 8))
    assert found is not None
    assert "最早2026年6月12日期满" in found.message


def test_one_working_day_on_and_one_back() -> None:
    friday = date(2026, 6, 12)
    assert BOOK.workdays.add(friday, 1) == date(2026, 6, 15)
    assert BOOK.workdays.add(friday, -1) == date(2026, 6, 11)
    assert BOOK.workdays.add(friday, 0) == friday


def test_candidates_are_compared_with_seats_where_both_are_known() -> None:
    def flags(**more: Any) -> tuple[str, ...]:
        vote = count(30, 28, None, **more)
        return voting.judge_vote(BOOK, voting.Meeting.ELECTION, vote).flags

    assert "surplus_short" not in flags(candidates=1)
    assert "surplus_short" not in flags(seats=5)
    assert "surplus_short" in flags(candidates=5, seats=5)
    assert "surplus_short" not in flags(candidates=6, seats=5)


def test_the_surplus_is_the_share_that_the_bureau_set() -> None:
    assert [voting.surplus(BOOK, seats) for seats in (5, 6, 10, 11)] == [1, 2, 2, 3]
    own = setting("elec-surplus-ratio", share=["2", "5"])
    assert [voting.surplus(own, seats) for seats in (5, 6)] == [2, 3]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (voting.Meeting.ELECTION, "elec-ballot"),
        (voting.Meeting.ACCEPT_MEMBER, "dev-ballot-mode"),
    ],
)
def test_an_open_vote_names_the_rule_of_its_kind(kind, rule) -> None:
    found = voting.judge_vote(BOOK, kind, count(10, 9, 9, is_secret=False))
    assert "not_secret" in found.flags
    named = {"elec-ballot", "dev-ballot-mode"} & set(found.rules)
    assert named == {rule}


@pytest.mark.parametrize(
    ("returned", "flag"), [(9, "ballots_missing"), (10, None), (11, "ballots_exceed_issued")]
)
def test_papers_back_against_papers_out(returned, flag) -> None:
    vote = count(12, 11, 8, issued=10, returned=returned)
    found = voting.judge_vote(BOOK, voting.Meeting.ELECTION, vote)
    said = {"ballots_missing", "ballots_exceed_issued"} & set(found.flags)
    assert said == ({flag} if flag else set())
