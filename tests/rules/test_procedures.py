"""Procedures: what the strict reader refuses, and what following a case says at its edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rulebooks import calculation_reading as reading
from tongpin.rules import development
from tongpin.rules.book import Book
from tongpin.rules.course import course
from tongpin.rules.following import follow
from tongpin.rules.loader import load_builtin, load_text
from tongpin.rules.procedure import Event, StepVerdict
from tongpin.rules.refusal import Refusal
from tongpin.rules.strict_yaml import RulebookError

BOOK = load_builtin()
COURSE = reading.events({"沿用": "发展党员"})
BORN = date(1995, 1, 1)

PARAMETERS = """
title: 试
parameters:
  - key: try-days
    title: 期限
    editions:
      - from: 2020-01-01
        cite: {source: local-setting, place: 一, confidence: LOCAL}
        severity: config
        text: 十日内
        values: {days: 10}
  - key: try-words
    title: 没有数
    editions:
      - from: 2020-01-01
        cite: {source: local-setting, place: 二, confidence: LOCAL}
        severity: config
        text: 应当办理
"""


def written(steps: str, head: str = "") -> str:
    return f"{PARAMETERS}procedures:\n  - key: trial\n    title: 试办\n{head}    steps:\n{steps}"


FIRST = "      - {key: first, title: 一, actor: 支部}\n"


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (FIRST + FIRST, "步骤“first”重复"),
        ("      - {key: First, title: 一, actor: 支部}\n", "编号应由小写字母"),
        ("      - {key: first, title: 一}\n", "缺少“actor”"),
        ("      - {key: first, title: 一, actor: 支部, colour: red}\n", "不认识的键“colour”"),
        (FIRST + "      - {key: then, title: 二, actor: 支部, after: [nothing]}\n", "不能是“nothing”"),
        (
            "      - {key: first, title: 一, actor: 支部, after: [then]}\n"
            "      - {key: then, title: 二, actor: 支部}\n",
            "形成循环：",
        ),
        ("      - {key: first, title: 一, actor: 支部, gates: [{within: no-such-rule, of: first}]}\n",
         "没有“no-such-rule”这个参数"),
        ("      - {key: first, title: 一, actor: 支部, gates: [{within: try-words, of: first}]}\n",
         "values 中写明workdays或days或months或years"),
        ("      - {key: first, title: 一, actor: 支部, gates: [{count: try-days}]}\n", "写明least"),
        ("      - {key: first, title: 一, actor: 支部, gates: [{within: try-days}]}\n", "缺少“of”"),
        ("      - {key: first, title: 一, actor: 支部, gates: [{}]}\n", "每道关口写一种判定方法"),
        ("      - {key: first, title: 一, actor: 支部, gates: [{within: try-days, after: try-days, of: first}]}\n",
         "每道关口写一种判定方法"),
        ("      - {key: first, title: 一, actor: 支部, gates: [{told: try-words, name: x}]}\n", "缺少“words”"),
        ("      - {key: first, title: 一, actor: 支部, gates: [{vote: parliament}]}\n", "不能是“parliament”"),
        ("      - {key: first, title: 一, actor: 支部, number: 0}\n", "1至99"),
        ("      - {key: first, title: 一, actor: 支部, optional: maybe}\n", "true 或 false"),
    ],
)  # fmt: skip
def test_a_procedure_that_could_be_misread_is_refused_with_its_line(steps, words) -> None:
    with pytest.raises(RulebookError, match=words) as refused:
        load_text(written(steps), "本局程序.yaml")
    assert "本局程序.yaml第" in str(refused.value)


def test_two_procedures_of_one_name_are_refused() -> None:
    twice = written(FIRST) + f"  - key: trial\n    title: 再\n    steps:\n{FIRST}"
    with pytest.raises(RulebookError, match="程序编号“trial”重复"):
        load_text(twice, "x.yaml")


def test_a_derived_day_needs_an_interval() -> None:
    head = "    days:\n      - {key: ends, title: 期满, of: first, add: try-words}\n"
    with pytest.raises(RulebookError, match="values 中写明"):
        load_text(written(FIRST, head), "x.yaml")


def test_a_bureaus_own_procedure_is_followed_like_the_others() -> None:
    second = "      - {key: then, title: 二, actor: 支部, gates: [{within: try-days, of: first}]}\n"
    head = "    days:\n      - {key: ends, title: 期满, of: first, add: try-days}\n"
    book = BOOK.merge(load_text(written(FIRST + second, head), "x.yaml"))
    found = follow(
        book, book.procedure("trial"), [Event("first", date(2020, 3, 1))], as_of=date(2020, 3, 12)
    )
    assert found.days == {"ends": date(2020, 3, 11)}
    assert [item.verdict for item in found.judgements] == [StepVerdict.WARN]
    with pytest.raises(LookupError, match="没有“nothing”这个程序"):
        book.procedure("nothing")


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(Refusal, match="没有“nothing”这个步骤"):
        follow(
            BOOK, BOOK.procedure("development"), [Event("nothing", date(2020, 1, 1))], as_of=BORN
        )


def test_what_cannot_be_computed_is_not_guessed() -> None:
    events = [Event("object", date(2026, 6, 3)), Event("approval", date(2026, 9, 1)),
              Event("branch_meeting", date(2026, 8, 1), {"vote": {"entitled": 5, "present": 9}}),
              Event("conversion_meeting", date(2027, 9, 1))]  # fmt: skip
    found = {
        j.rule: j
        for j in development.case(BOOK, events, born=BORN, as_of=date(2028, 1, 1)).judgements
    }
    assert found["dev-activist-min-years"].verdict is StepVerdict.CANNOT_TELL
    assert "没有“确定入党积极分子”的日期" in found["dev-activist-min-years"].message
    assert found["dev-meeting-quorum"].verdict is StepVerdict.CANNOT_TELL
    assert found["dev-conversion-options"].verdict is StepVerdict.CANNOT_TELL
    talk = follow(
        BOOK,
        BOOK.procedure("development"),
        [Event("talk", date(2026, 6, 1))],
        as_of=date(2026, 7, 1),
    )
    assert {j.rule: j.verdict for j in talk.judgements}[
        "dev-first-talk-months"
    ] is StepVerdict.CANNOT_TELL


def test_dates_in_the_wrong_order_are_named() -> None:
    events = [Event("application", date(2026, 6, 10)), Event("talk", date(2026, 6, 1))]
    found = {
        j.rule: j
        for j in development.case(BOOK, events, born=BORN, as_of=date(2026, 7, 1)).judgements
    }
    assert found["dev-first-talk-months"].verdict is StepVerdict.BREACH
    assert "早于" in found["dev-first-talk-months"].message


def test_an_override_stays_in_sight_with_who_and_why() -> None:
    late = [Event("application", date(2026, 6, 10)),
            Event("talk", date(2026, 8, 1), {"deviation": {"approver": "局党委", "reason": "汛期"}})]  # fmt: skip
    found = {
        j.rule: j
        for j in development.case(BOOK, late, born=BORN, as_of=date(2026, 9, 1)).judgements
    }
    assert found["dev-first-talk-months"].verdict is StepVerdict.WARN
    assert "经局党委同意变通，理由：汛期" in found["dev-first-talk-months"].message
    half = [late[0], replace(late[1], values={"deviation": {"approver": "局党委"}})]
    found = {
        j.rule: j
        for j in development.case(BOOK, half, born=BORN, as_of=date(2026, 9, 1)).judgements
    }
    assert found["dev-first-talk-months"].verdict is StepVerdict.BREACH


def test_an_extension_moves_the_end_and_asks_for_another_meeting() -> None:
    vote = {"entitled": 20, "present": 15, "yes": 14, "secret": True}
    events = [e for e in COURSE if e.step not in ("conversion_meeting", "conversion_approval")]
    events.append(
        Event(
            "conversion_meeting",
            date(2027, 10, 12),
            {"decision": "extend", "months": 6, "vote": vote},
        )
    )
    half = development.case(BOOK, events, born=BORN, as_of=date(2027, 12, 1))
    assert half.stage == "probationary"
    assert half.days["probation_ends"] == date(2028, 3, 20)
    (meeting,) = [item for item in half.next if item.step == "conversion_meeting"]
    assert meeting.earliest == date(2028, 3, 20)
    events.append(
        Event("conversion_meeting", date(2028, 4, 2), {"decision": "on_time", "vote": vote})
    )
    whole = development.case(BOOK, events, born=BORN, as_of=date(2028, 5, 1))
    assert development.conversion(events, whole) == date(2028, 3, 20)
    assert development.stage(events, whole) == "full_member"


def test_a_disqualified_person_is_no_member() -> None:
    events = [e for e in COURSE if e.step not in ("conversion_meeting", "conversion_approval")]
    events.append(Event("conversion_meeting", date(2027, 10, 12), {"decision": "disqualify"}))
    found = development.case(BOOK, events, born=BORN, as_of=date(2027, 12, 1))
    assert development.stage(events, found) == "disqualified"
    assert development.conversion(events, found) is None


def test_every_step_of_the_flow_chart_comes_up_in_turn() -> None:
    """Walking the course, each step is offered (or was already possible) before it is taken."""
    ordered = sorted(COURSE, key=lambda event: event.on)
    for number, event in enumerate(ordered):
        before = development.case(BOOK, ordered[:number], born=BORN, as_of=event.on)
        assert event.step in {item.step for item in before.next}, event


# ---------------------------------------------------------------- properties

SOME = st.lists(st.sampled_from(COURSE), unique_by=lambda e: (e.step, e.on))
DAYS = st.dates(date(2024, 1, 1), date(2029, 1, 1))


@settings(max_examples=60, deadline=None)
@given(SOME, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_records_is_of_no_account(events, day, dice) -> None:
    turned = list(events)
    dice.shuffle(turned)
    assert development.case(BOOK, events, born=BORN, as_of=day) == development.case(
        BOOK, turned, born=BORN, as_of=day
    )


@settings(max_examples=60, deadline=None)
@given(SOME, DAYS)
def test_what_comes_later_is_not_seen(events, day) -> None:
    known = [event for event in events if event.on <= day]
    assert development.case(BOOK, events, born=BORN, as_of=day) == development.case(
        BOOK, known, born=BORN, as_of=day
    )


@settings(max_examples=60, deadline=None)
@given(SOME, DAYS, st.integers(1, 900))
def test_time_alone_never_mends_a_breach(events, day, later) -> None:
    known = [event for event in events if event.on <= day]
    until = date.fromordinal(day.toordinal() + later)
    before = {
        j.rule: j.verdict for j in development.case(BOOK, known, born=BORN, as_of=day).judgements
    }
    after = {
        j.rule: j.verdict for j in development.case(BOOK, known, born=BORN, as_of=until).judgements
    }
    for rule, verdict in before.items():
        # A limit that the edition of a later day does not know falls silent; none becomes kept.
        if verdict is StepVerdict.BREACH and rule in after:
            assert after[rule] is not StepVerdict.OK, rule


@settings(max_examples=60, deadline=None)
@given(SOME, DAYS)
def test_done_next_and_missing_do_not_overlap(events, day) -> None:
    found = development.case(BOOK, events, born=BORN, as_of=day)
    steps = BOOK.procedure("development").by_key
    repeated = {key for key, step in steps.items() if step.is_repeated}
    offered = {item.step for item in found.next}
    assert not offered & set(found.missing)
    assert not (set(found.done) & offered) - repeated
    assert not set(found.done) & set(found.missing)
    assert all(item.message.endswith("。") for item in found.judgements)


def test_editions_follow_each_other_without_a_hole_unless_explained() -> None:
    for parameter in BOOK.parameters.values():
        for before, after in zip(parameter.editions, parameter.editions[1:], strict=False):
            gap = after.in_force.start.toordinal() - before.in_force.end.toordinal()
            assert gap == 1 or after.note, parameter.key


def test_what_happens_on_the_day_of_judging_is_seen() -> None:
    day = date(2026, 6, 10)
    found = development.case(BOOK, [Event("application", day)], born=BORN, as_of=day)
    assert found.done == ("application",)


def test_a_derived_day_leaves_out_what_is_decided_on_the_day_itself() -> None:
    meeting = date(2027, 10, 12)
    events = [e for e in COURSE if e.step not in ("conversion_meeting", "conversion_approval")]
    events.append(Event("conversion_meeting", meeting, {"decision": "extend", "months": 6}))
    held = course(BOOK, BOOK.procedure("development"), events, date(2028, 1, 1), BORN)
    assert held.day("probation_ends", before=meeting) == date(2027, 9, 20)
    assert held.day("probation_ends", before=date(2027, 10, 13)) == date(2028, 3, 20)


# ---------------------------------------------------------------- what is half recorded


def judged(events: list[Event], as_of: date, key: str = "development") -> dict[str, StepVerdict]:
    found = follow(BOOK, BOOK.procedure(key), events, as_of=as_of, born=BORN)
    return {item.rule: item.verdict for item in found.judgements}


def test_a_vote_without_the_number_entitled_cannot_be_told() -> None:
    meeting = Event("branch_meeting", date(2026, 8, 1), {"vote": {"present": 9, "yes": 9}})
    found = judged([meeting], date(2026, 9, 1))
    assert found["dev-meeting-quorum"] is StepVerdict.CANNOT_TELL
    assert found["dev-meeting-majority"] is StepVerdict.CANNOT_TELL


def test_a_conversion_without_quorum_breaks_the_rule_of_the_meeting_and_of_the_steps() -> None:
    events = [e for e in COURSE if e.step not in ("conversion_meeting", "conversion_approval")]
    vote = {"entitled": 20, "present": 10, "yes": 10, "secret": True}
    events.append(
        Event("conversion_meeting", date(2027, 10, 12), {"decision": "on_time", "vote": vote})
    )
    found = judged(events, date(2027, 11, 1))
    assert found["dev-meeting-quorum"] is StepVerdict.BREACH
    assert found["dev-conversion-steps"] is StepVerdict.BREACH


def test_a_second_extension_is_one_too_many() -> None:
    vote = {"entitled": 20, "present": 15, "yes": 14, "secret": True}
    events = [e for e in COURSE if e.step not in ("conversion_meeting", "conversion_approval")]
    for day in (date(2027, 10, 12), date(2028, 4, 2)):
        values = {"decision": "extend", "months": 6, "vote": vote}
        events.append(Event("conversion_meeting", day, values))
    found = development.case(BOOK, events, born=BORN, as_of=date(2028, 5, 1)).judgements
    (told,) = [item for item in found if item.rule == "dev-conversion-options"]
    assert told.verdict is StepVerdict.BREACH
    assert "已延长2次，只能延长1次" in told.message


def test_impossible_numbers_of_a_conversion_are_told_at_both_rules() -> None:
    vote = {"entitled": 5, "present": 9, "yes": 9}
    meeting = Event("conversion_meeting", date(2027, 10, 12), {"decision": "on_time", "vote": vote})
    found = judged([meeting], date(2027, 11, 1))
    assert found["dev-meeting-quorum"] is StepVerdict.CANNOT_TELL
    assert found["dev-conversion-steps"] is not StepVerdict.OK


def test_a_probation_before_any_edition_has_no_computed_end() -> None:
    old = [Event("branch_meeting", date(2013, 3, 1))]
    found = development.case(BOOK, old, born=BORN, as_of=date(2013, 4, 1))
    assert found.days["probation_ends"] == date(2013, 3, 1)


@pytest.mark.parametrize("values", [{}, {"excellent": 3}, {"excellent": 3, "members": 0}])
def test_a_share_without_its_numbers_cannot_be_told(values) -> None:
    step = next(
        (step.key, gate.rule)
        for step in BOOK.procedure("member_appraisal").steps
        for gate in step.gates
        if gate.kind.value == "share"
    )
    events = [Event(step[0], date(2026, 3, 1), values)]
    assert judged(events, date(2026, 4, 1), "member_appraisal")[step[1]] is StepVerdict.CANNOT_TELL


@pytest.mark.parametrize("key", sorted(BOOK.procedures))
def test_an_empty_case_of_any_procedure_breaks_nothing(key) -> None:
    found = follow(BOOK, BOOK.procedure(key), [], as_of=date(2026, 6, 1))
    assert found.done == found.missing == ()
    assert all(item.verdict is not StepVerdict.BREACH for item in found.judgements)
    assert found.next


def test_a_step_that_may_be_skipped_does_not_open_what_lies_behind() -> None:
    steps = (
        "      - {key: first, title: 一, actor: 支部}\n"
        "      - {key: maybe, title: 二, actor: 支部, optional: true}\n"
        "      - {key: last, title: 三, actor: 支部}\n"
    )
    book = BOOK.merge(load_text(written(steps), "x.yaml"))
    found = follow(book, book.procedure("trial"), [], as_of=date(2020, 3, 12))
    assert [item.step for item in found.next] == ["first"]
    opened = follow(
        book, book.procedure("trial"), [Event("first", date(2020, 3, 1))], as_of=date(2020, 3, 12)
    )
    assert [item.step for item in opened.next] == ["maybe", "last"]


def test_nobody_may_allow_a_deviation_from_a_firm_rule_and_each_breach_says_who_decides() -> None:
    allowed = {"deviation": {"approver": "局党委", "reason": "特殊情况"}}
    few = {"vote": {"entitled": 20, "present": 9, "yes": 9, "secret": True}} | allowed
    late = Event("talk", date(2024, 3, 1), allowed)
    events = [
        Event("application", date(2024, 1, 10)),
        late,
        Event("branch_meeting", date(2026, 9, 20), few),
    ]
    found = {
        item.rule: item
        for item in follow(
            BOOK, BOOK.procedure("development"), events, as_of=date(2027, 1, 1)
        ).judgements
    }
    assert found["dev-first-talk-months"].verdict is StepVerdict.WARN
    assert "经局党委同意变通" in found["dev-first-talk-months"].message
    assert found["dev-meeting-quorum"].verdict is StepVerdict.BREACH
    assert found["dev-meeting-quorum"].message.endswith("这一条不能变通。")
    plain = [Event("application", date(2024, 1, 10)), Event("talk", date(2024, 3, 1))]
    judged = follow(BOOK, BOOK.procedure("development"), plain, as_of=date(2027, 1, 1)).judgements
    told = next(item.message for item in judged if item.rule == "dev-first-talk-months")
    assert told.endswith("确需变通的，由具有审批权限的基层党委决定。")


def counting(key: str, name: str, value: str) -> Book:
    """The rulebook of a bureau that counts otherwise (计算口径)."""
    parameter = BOOK.parameters[key]
    article = replace(parameter.editions[0], values={**parameter.editions[0].values, name: value})
    own = replace(parameter, editions=(article,))
    return replace(BOOK, parameters={**BOOK.parameters, key: own})


def told(book: Book, rule: str, *events: Event, as_of: date, born: date | None = None) -> str:
    """The verdict on one rule of a case of 发展党员."""
    found = follow(book, book.procedure("development"), events, as_of=as_of, born=born)
    return next(item.verdict.value for item in found.judgements if item.rule == rule)


def test_a_bureau_that_counts_the_first_day_ends_a_month_a_day_earlier() -> None:
    events = [Event("application", date(2024, 1, 10)), Event("talk", date(2024, 2, 10))]
    day = date(2024, 3, 1)
    assert told(BOOK, "dev-first-talk-months", *events, as_of=day) == "ok"
    own = counting("conv-start-day", "counted", "true")
    assert told(own, "dev-first-talk-months", *events, as_of=day) == "breach"


def test_a_bureau_may_count_the_age_from_the_day_after_the_birthday() -> None:
    events, born = [Event("application", date(2024, 1, 10))], date(2006, 1, 10)
    assert told(BOOK, "dev-age-min", *events, as_of=date(2024, 1, 20), born=born) == "ok"
    own = counting("conv-age", "from_birthday", "false")
    assert told(own, "dev-age-min", *events, as_of=date(2024, 1, 20), born=born) == "breach"


def test_a_bureau_may_leave_the_first_day_of_publicity_out() -> None:
    public = Event("publicity", date(2026, 6, 8), {"to": date(2026, 6, 12)})
    events = [Event("object", date(2026, 6, 3)), public]
    rule, day = "dev-object-publicity-workdays", date(2026, 7, 1)
    assert told(BOOK, rule, *events, as_of=day) == "ok"
    assert (
        told(counting("conv-workday", "first_day", "false"), rule, *events, as_of=day) == "breach"
    )
    assert BOOK.public_days(date(2026, 6, 8), date(2026, 6, 12)) == 5


def test_nobody_is_reviewed_who_became_an_object_within_half_a_year() -> None:
    events = [Event("activist", date(2024, 6, 20)), Event("object", date(2024, 12, 20))]
    judged = follow(BOOK, BOOK.procedure("development"), events, as_of=date(2025, 1, 1)).judgements
    item = next(item for item in judged if item.rule == "dev-activist-review-months")
    assert item.verdict is StepVerdict.OK
    assert "到2024年12月20日不满6个月" in item.message


def test_a_report_recorded_before_a_repeated_step_is_not_called_too_early() -> None:
    events = [
        Event("conversion_approval", date(2027, 9, 1)),
        Event("conversion_meeting", date(2027, 10, 12), {"decision": "on_time"}),
    ]
    rule = "dev-conversion-approval-months"
    assert told(BOOK, rule, *events, as_of=date(2027, 11, 1)) == "pending"
    assert told(BOOK, rule, *events, as_of=date(2028, 2, 1)) == "breach"
