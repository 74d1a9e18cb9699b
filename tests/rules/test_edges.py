"""The last value that holds and the first that does not, where a mistake of one would not be seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tongpin.rules import dues, terms
from tongpin.rules.answers import development_answer
from tongpin.rules.book import Book
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
