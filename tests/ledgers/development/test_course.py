"""A case from application to archive: what each edition asks, and what it does to the roster."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledgers.development.people import (
    CONTACTS,
    COURSE,
    VOTE,
    apply,
    count_again,
    fresh,
    judged,
    stages,
    take,
    walk,
)
from tests.ledgers.talks import table
from tongpin.audit.clock import on_day
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import actions, queries
from tongpin.ledgers.development.models import Case, Column, Step
from tongpin.org import actions as org
from tongpin.org.scope import Scope

DAYS = st.dates(date(2019, 4, 1), date(2027, 1, 1))


def test_a_whole_course_by_the_text_of_2014_moves_the_person_stage_by_stage(cast) -> None:
    case = walk(cast, "archived")
    assert stages(case) == [
        ("applicant", "2018-11-02"), ("activist", "2019-03-15"), ("object", "2020-03-24"),
        ("probationary", "2020-04-10"), ("full", "2021-04-10"),
    ]  # fmt: skip
    assert (case.closing, case.closed_on) == ("archived", date(2021, 5, 20))
    found = judged(case, "2021-06-01")
    assert found.breaches == []
    assert found.column is Column.DONE
    assert found.converted_on == date(2021, 4, 10)


def test_the_probation_runs_from_the_meeting_only_once_it_is_approved(cast) -> None:
    case = walk(cast, "approval_talk")
    assert stages(case)[-1][0] == "object"
    take(cast, case, "approval", "2020-05-08")
    assert stages(case)[-1] == ("probationary", "2020-04-10")


def test_taking_a_step_back_takes_its_stage_back_and_stays_readable(cast) -> None:
    case = walk(cast, "approval")
    with on_day(date(2020, 5, 9)):
        record = queries.latest(case, "approval")
        actions.withdraw_step(
            cast.actor("office"),
            unit=case.person.home,
            case=case,
            record=record,
            reason="文号登记错了",
        )
    assert stages(case)[-1][0] == "object"
    kept = Step.objects.get(pk=record.pk)
    assert kept.withdrawn_reason == "文号登记错了"
    take(cast, case, "approval", "2020-05-08", today="2020-05-10")
    assert stages(case)[-1] == ("probationary", "2020-04-10")


def test_the_application_itself_is_not_taken_back(cast) -> None:
    case = fresh(apply(cast))
    with pytest.raises(Refused, match="档案的开头"):
        actions.withdraw_step(
            cast.actor("office"), unit=case.person.home, case=case,
            record=queries.latest(case, "application"), reason="错",
        )  # fmt: skip


def _as_object(cast, consent: str, object_on: str = "2026-05-08"):
    """A case whose object is decided around the change of the text on 2026-05-11."""
    case = apply(cast, on="2024-11-04", name="何明")
    for step, on, values in (
        ("talk", "2024-11-20", {}), ("activist", "2025-03-14", {}), ("filed", "2025-03-20", {}),
        ("contacts", "2025-03-24", CONTACTS), ("review", "2025-09-10", {}),
        ("review", "2026-03-09", {}), ("object", object_on, {}), ("object_consent", consent, {}),
    ):  # fmt: skip
        take(cast, case, step, on, **values)
    return case


def test_publicity_is_asked_for_from_the_day_of_the_new_text_on(cast) -> None:
    before = _as_object(cast, "2026-05-09")
    found = judged(before, "2026-05-20")
    assert "publicity" not in {item.step for item in found.next}
    assert "publicity" not in {r.step.key for r in queries.asked_rungs(found)}
    take(cast, before, "introducers", "2026-05-21", **CONTACTS)


def test_an_object_of_the_new_text_goes_through_five_working_days_of_publicity(cast) -> None:
    case = _as_object(cast, "2026-05-14", object_on="2026-05-12")
    with pytest.raises(Refused, match="公示"):
        take(cast, case, "introducers", "2026-05-18", **CONTACTS)
    with pytest.raises(Refused, match=r"2026.*第十三条"):
        take(cast, case, "publicity", "2026-05-18", to=date(2026, 5, 21), today="2026-05-25")
    take(cast, case, "publicity", "2026-05-18", to=date(2026, 5, 22), today="2026-05-25")
    take(cast, case, "introducers", "2026-05-25", **CONTACTS)
    assert judged(case, "2026-05-25").breaches == []


def test_the_ballot_is_secret_from_the_new_text_on(cast) -> None:
    """2014 asked for a ballot, 2026 asks for a secret one (art. 21, art. 20)."""
    open_vote = {**VOTE, "secret": False}
    take(cast, walk(cast, "form"), "branch_meeting", "2020-04-10", vote=open_vote)
    case = _as_object(cast, "2026-05-09")
    for step, on, values in (
        ("introducers", "2026-05-21", CONTACTS), ("political_review", "2026-05-25", {}),
        ("training", "2026-06-03", {"days": 3}), ("committee_review", "2026-06-05", {}),
        ("pre_review", "2026-06-10", {}), ("form", "2026-06-11", {}),
    ):  # fmt: skip
        take(cast, case, step, on, **values)
    with pytest.raises(Refused, match=r"2026.*第二十条.*无记名"):
        take(cast, case, "branch_meeting", "2026-06-15", vote=open_vote)
    take(cast, case, "branch_meeting", "2026-06-15", vote=VOTE)


@pytest.mark.parametrize(
    ("until", "step", "on", "values", "says"),
    [
        ("contacts", "object", "2020-03-14", {}, "第十三条"),
        ("activist", "contacts", "2019-03-25", {"count": 3}, "第九条"),
        ("object_consent", "introducers", "2020-03-26", {"count": 1}, "第十四条"),
        ("political_review", "training", "2020-04-03", {"days": 2, "hours": 20}, "第十七条"),
        ("form", "branch_meeting", "2020-04-10",
         {"vote": {"entitled": 9, "present": 4, "yes": 4, "secret": True}}, "半数"),
        ("form", "branch_meeting", "2020-04-10",
         {"vote": {"entitled": 9, "present": 8, "yes": 4, "secret": True}}, "半数"),
        ("conversion_application", "conversion_meeting", "2021-04-09",
         {"vote": VOTE, "decision": "on_time"}, "早了1天"),
    ],
)  # fmt: skip
def test_an_illegal_step_is_refused_with_its_article(cast, until, step, on, values, says) -> None:
    case = walk(cast, until)
    with pytest.raises(Refused, match=says) as found:
        take(cast, case, step, on, **values)
    assert found.value.field == "approver"
    assert queries.latest(fresh(case), step) is None or step == "review"


ORDER = [(n, step) for n, (step, _, _) in enumerate(COURSE) if step != "review"]


@pytest.mark.parametrize("number", [n for n, _ in ORDER[:-1]], ids=[s for _, s in ORDER[:-1]])
def test_no_step_may_be_taken_before_the_one_it_follows(cast, number: int) -> None:
    """From just after the application, every later step but the first two is refused."""
    step, on, values = COURSE[number]
    case = apply(cast)
    if step in ("talk",):
        take(cast, case, step, on, **values)
        return
    with pytest.raises(Refused, match=r"步骤|规定|第.*条"):
        take(cast, case, step, on, **values)
    assert stages(case) == [("applicant", "2018-11-02")]


def test_a_deviation_needs_who_allowed_it_and_why_and_stays_in_sight(cast) -> None:
    case = apply(cast)
    with pytest.raises(Refused, match="一起填写"):
        take(cast, case, "talk", "2018-12-20", approver="局党委")
    take(cast, case, "talk", "2018-12-20", approver="局党委", approval_reason="汛期推迟")
    found = judged(case, "2018-12-20")
    assert found.breaches == []
    assert [d.approver for d in found.deviations] == ["局党委"]
    assert any("经局党委同意变通" in j.message for j in found.progress.judgements)
    page = cast.client("secretary1").get(f"/development/{case.pk}/").content.decode()
    assert "变通：经局党委同意，汛期推迟" in page


@pytest.mark.parametrize("yes", [0, 4])
def test_what_the_branch_did_not_accept_nobody_approves(cast, yes: int) -> None:
    """Neither the talk nor the approval follows a vote that failed, whoever allows it."""
    case = walk(cast, "branch_meeting")
    count_again(case, "branch_meeting", yes=yes)
    for step, on in (("approval_talk", "2020-04-20"), ("approval", "2020-05-08")):
        with pytest.raises(Refused, match="“支部大会讨论接收”的表决没有通过"):
            take(cast, case, step, on, approver="张三", approval_reason="情况特殊")
    assert stages(case)[-1][0] == "object"
    with on_day(date(2020, 5, 9)):
        actions.withdraw_step(
            cast.actor("office"), unit=case.person.home, case=fresh(case), reason="票数登记错了",
            record=queries.latest(fresh(case), "branch_meeting"),
        )  # fmt: skip
    take(cast, case, "branch_meeting", "2020-04-10", vote=VOTE, today="2020-05-10")
    take(cast, case, "approval_talk", "2020-04-20", today="2020-05-10")
    take(cast, case, "approval", "2020-05-08", today="2020-05-10")
    assert stages(case)[-1] == ("probationary", "2020-04-10")


def test_a_conversion_that_failed_is_not_approved(cast) -> None:
    case = walk(cast, "conversion_meeting")
    count_again(case, "conversion_meeting", yes=2)
    with pytest.raises(Refused, match="“支部大会讨论转正”的表决没有通过"):
        take(
            cast, case, "conversion_approval", "2021-05-10", approver="张三", approval_reason="特殊"
        )
    assert stages(case)[-1][0] == "probationary"


def test_a_late_step_is_recorded_as_it_was_and_stays_a_fault(cast) -> None:
    """That it happened late is a fact: it is written down, and the article stays beside it."""
    case = apply(cast)
    take(cast, case, "talk", "2018-12-20")
    assert any("第七条" in said for said in judged(case, "2018-12-20").breaches)
    page = cast.client("secretary1").get(f"/development/{case.pk}/").content.decode()
    assert "超过18天" in page


def test_the_upper_committee_records_its_own_steps(cast) -> None:
    case = walk(cast, "activist")
    with pytest.raises(Forbidden, match="上级党委"):
        take(cast, case, "filed", "2019-03-22", by="secretary1")
    take(cast, case, "contacts", "2019-03-25", by="secretary1", **CONTACTS)
    page = cast.client("secretary1").get(f"/development/{case.pk}/").content.decode()
    assert "由上级党委登记" in page


@pytest.mark.parametrize(
    ("step", "on", "today", "says"),
    [
        ("talk", "2018-11-20", "2018-11-19", "不能晚于今天"),
        ("talk", "2018-11-01", "2018-11-20", "早于递交入党申请书"),
        ("flying", "2018-11-20", "2018-11-20", "没有所填的步骤"),
    ],
)
def test_impossible_days_and_steps_are_refused(cast, step, on, today, says) -> None:
    case = apply(cast)
    with pytest.raises(Refused, match=says):
        take(cast, case, step, on, today=today)


def test_a_step_is_recorded_once(cast) -> None:
    case = walk(cast, "talk")
    with pytest.raises(Refused, match="已经登记过"):
        take(cast, case, "talk", "2018-11-21")


def test_who_may_apply(cast) -> None:
    office, unit = cast.actor("office"), cast.unit("ZB1")
    with pytest.raises(Refused, match="已是党员"):
        actions.open_case(
            office, unit=unit, person=cast.person("郑文"), applied_on=date(2020, 9, 1)
        )
    with pytest.raises(Refused, match="第五条"):
        apply(cast, name="小何", born_on=date(2000, 11, 3))
    case = apply(cast)
    with pytest.raises(Refused, match="名册上已有何晨"):
        apply(cast)
    with pytest.raises(Refused, match="已有办理中的档案"):
        actions.open_case(office, unit=unit, person=case.person, applied_on=date(2020, 9, 1))
    assert Case.objects.count() == 1


def test_time_runs_on_when_the_person_moves_to_another_branch(cast) -> None:
    case = walk(cast, "review")
    with on_day(date(2020, 3, 10)):
        org.move_person(
            cast.actor("office"), unit=cast.unit("ZB1"), person=case.person, to=cast.unit("ZB2"),
            on=date(2020, 3, 10),
        )  # fmt: skip
    take(cast, case, "object", "2020-03-20")
    assert judged(case, "2020-03-20").breaches == []
    assert cast.client("secretary2").get(f"/development/{case.pk}/").status_code == 200
    assert cast.client("secretary1").get(f"/development/{case.pk}/").status_code == 404


def test_a_probation_that_is_extended_is_decided_again(cast) -> None:
    case = walk(cast, "conversion_application")
    take(cast, case, "conversion_meeting", "2021-04-12", vote=VOTE, decision="extend", months=6)
    found = judged(case, "2021-05-01")
    assert found.progress.days["probation_ends"] == date(2021, 10, 10)
    with pytest.raises(Refused):
        take(cast, case, "conversion_meeting", "2021-10-08", vote=VOTE, decision="on_time")
    take(cast, case, "conversion_meeting", "2021-10-12", vote=VOTE, decision="on_time")
    take(cast, case, "conversion_approval", "2021-11-05")
    assert stages(case)[-1] == ("full", "2021-10-10")


def test_a_probation_that_is_lost_ends_the_membership_and_the_case(cast) -> None:
    case = walk(cast, "conversion_application")
    take(cast, case, "conversion_meeting", "2021-04-12", vote=VOTE, decision="disqualify")
    take(cast, case, "conversion_approval", "2021-05-10")
    last = case.person.memberships.order_by("-starts_on").first()
    assert (last.stage, last.ends_on) == ("probationary", date(2021, 5, 10))
    assert fresh(case).closing == "disqualified"


def test_a_case_is_closed_with_a_cause_and_opened_again(cast) -> None:
    case = walk(cast, "contacts")
    office, unit = cast.actor("office"), case.person.home
    with pytest.raises(Refused, match="写明"):
        actions.close_case(
            office, unit=unit, case=case, closing="stopped", closed_on=date(2020, 9, 1)
        )
    actions.close_case(
        office,
        unit=unit,
        case=case,
        closing="withdrawn",
        closed_on=date(2020, 9, 1),
        note="本人申请",
    )
    with pytest.raises(Refused, match="已经结束"):
        take(cast, case, "review", "2020-09-02")
    actions.reopen_case(office, unit=unit, case=fresh(case))
    take(cast, case, "review", "2020-09-02")


def test_two_who_change_a_case_do_not_overwrite_each_other(cast) -> None:
    case = walk(cast, "talk")
    actions.change_case(
        cast.actor("office"), unit=case.person.home, case=case, version=1, is_front_line=True
    )
    with pytest.raises(Conflict):
        actions.change_case(
            cast.actor("office"), unit=case.person.home, case=case, version=1, is_front_line=False
        )


def test_the_political_review_is_sealed_at_rest_and_hidden_from_who_need_not_know(cast) -> None:
    from django.db import connection

    case = walk(cast, "political_review")
    with connection.cursor() as cursor:
        cursor.execute("select note from development_step where step = 'political_review'")
        assert "审查合格" not in cursor.fetchone()[0]
    assert not Entry.objects.filter(changes__icontains="直系亲属清楚").exists()
    url = f"/development/{case.pk}/"
    assert "直系亲属清楚" in cast.client("secretary1").get(url).content.decode()
    for who in ("committee1", "leader"):
        page = cast.client(who).get(url).content.decode()
        assert "直系亲属清楚" not in page
        assert "（内容保密）" in page


def test_a_judgement_never_improves_by_waiting(cast) -> None:
    """Seen later, an unchanged case has no fewer limits passed and never a different past."""
    case, book = fresh(walk(cast, "contacts")), current_book()

    @given(DAYS, DAYS)
    @settings(max_examples=15, deadline=None)
    def check(one: date, other: date) -> None:
        sooner, later = (queries.course(book, case, day) for day in sorted((one, other)))
        assert set(sooner.overdue) <= set(later.overdue)
        assert len(sooner.breaches) <= len(later.breaches)
        assert sooner.progress.done == later.progress.done
        assert later.progress.done == ("application", "talk", "activist", "filed", "contacts")

    check()
    assert len(queries.course(book, case, date(2027, 1, 1)).overdue) == 1


def test_who_stands_under_a_sanction_introduces_nobody(cast) -> None:
    unit, day = cast.unit("ZB1"), date(2020, 9, 20)
    assert cast.person("郑文") in queries.sponsors(unit, day)
    table.sanction(cast, person="郑文")
    assert cast.person("郑文") not in queries.sponsors(unit, day)
    assert cast.person("郑文") in queries.sponsors(unit, date(2020, 2, 1))


def test_scope_hides_other_branches(cast) -> None:
    walk(cast, "talk")
    assert queries.cases(Scope.of(cast.actor("secretary2"), "development.view")).count() == 0
    assert queries.cases(Scope.of(cast.actor("secretary1"), "development.view")).count() == 1
