"""The loop: what leads where, what is refused, what the database itself holds."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rectification.problems import (
    DUE,
    PNG,
    closed,
    doing,
    found,
    fresh,
    inspection,
    planned,
    submitted,
)
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.duties.actions import set_parameter
from tongpin.rectification import actions, queries
from tongpin.rectification.facts import collect
from tongpin.rectification.models import Problem, State, Step
from tongpin.rectification.moves import MOVES, next_state
from tongpin.rules.interval import add_months


def test_from_found_to_closed(cast) -> None:
    row = closed(cast)
    assert row.state == State.CLOSED
    assert (row.submitted_by, row.verified_by) == ("张守正", "党办")
    assert row.review_due_on == date(2020, 12, 20)
    kinds = [step.kind for step in reversed(queries.steps(row))]
    assert kinds == ["open", "plan", "start", "progress", "submit", "close"]


def test_it_comes_in_planned_where_the_plan_is_there(cast) -> None:
    whole = found(cast, measure="补记", responsible_person=cast.person("李组织"), due_on=DUE)
    assert (whole.state, whole.responsible_name) == (State.PLANNED, "李组织")
    assert found(cast, measure="补记", due_on=DUE).state == State.FOUND


def test_no_start_without_an_action_plan(cast) -> None:
    row = found(cast)
    with pytest.raises(Refused, match="先写明整改措施"):
        actions.start(cast.actor("secretary1"), unit=cast.unit("ZB1"), problem=row, version=1)


def test_no_closure_is_asked_for_without_evidence(cast) -> None:
    row = doing(cast)
    actor, unit = cast.actor("secretary1"), cast.unit("ZB1")
    actions.record_progress(actor, unit=unit, problem=row, version=row.version, note="说了一遍")
    row = fresh(row)
    with pytest.raises(Refused, match="佐证材料"):
        actions.submit(actor, unit=unit, problem=row, version=row.version, note="好了")


@pytest.mark.parametrize("who", ["secretary1", "committee1"])
def test_nobody_verifies_their_own_work(cast, who) -> None:
    """The secretary asked for the closure, the committee member did the work and answers for it."""
    row = _own_problem(cast)
    with pytest.raises(Forbidden):
        actions.close(
            cast.actor(who), unit=cast.unit("ZB1"), problem=row, version=row.version, note="好"
        )


def _own_problem(cast) -> Problem:
    """Found by the first branch in itself, submitted by its secretary."""
    actor, unit = cast.actor("secretary1"), cast.unit("ZB1")
    row = actions.open_problem(
        actor, unit=unit, source="organizational_life_meeting", ref="", title="学习笔记不全",
        measure="补", responsible_person=cast.person("李组织"), due_on=DUE,
    )  # fmt: skip
    row = actions.start(actor, unit=unit, problem=row, version=row.version)
    actions.record_progress(
        cast.actor("committee1"), unit=unit, problem=row, version=row.version, note="已补",
        files=[("笔记.png", PNG)],
    )  # fmt: skip
    row = fresh(row)
    return actions.submit(actor, unit=unit, problem=row, version=row.version, note="已补齐")


def test_the_same_person_under_another_account_is_refused(cast) -> None:
    from dataclasses import replace

    row = _own_problem(cast)
    twin = replace(cast.actor("office"), person_id=cast.people["张守正"])
    with pytest.raises(Forbidden, match="其他同志核验"):
        actions.close(twin, unit=cast.unit("ZB1"), problem=row, version=row.version, note="好")


def test_the_branch_cannot_verify_what_the_bureau_raised(cast) -> None:
    row = submitted(cast)
    with pytest.raises(Refused, match="提出问题的党组织"):
        actions.close(
            cast.actor("secretary1"), unit=cast.unit("ZB1"), problem=row, version=row.version,
            note="好",
        )  # fmt: skip


def test_a_returned_problem_needs_new_evidence(cast) -> None:
    row = submitted(cast)
    office, branch, unit = cast.actor("office"), cast.actor("secretary1"), cast.unit("ZB1")
    row = actions.return_(
        office, unit=cast.unit("JU"), problem=row, version=row.version, reason="缺签字"
    )
    assert row.state == State.RETURNED
    with pytest.raises(Refused, match="登记新的进展"):
        actions.submit(branch, unit=unit, problem=row, version=row.version, note="好了")
    actions.record_progress(branch, unit=unit, problem=row, version=row.version, note="补签")
    row = fresh(row)
    with pytest.raises(Refused, match="佐证材料"):
        actions.submit(branch, unit=unit, problem=row, version=row.version, note="好了")


def test_a_relapse_reopens_with_a_new_deadline(cast) -> None:
    row = closed(cast)
    again = actions.review(
        cast.actor("supervisor"), unit=cast.unit("JU"), problem=row, version=row.version,
        result="relapsed", note="9月记录又缺", due_on=date(2020, 12, 31),
    )  # fmt: skip
    assert (again.state, again.due_on) == (State.REOPENED, date(2020, 12, 31))
    other = closed(cast)
    with pytest.raises(Refused, match="新的整改时限"):
        actions.review(
            cast.actor("supervisor"), unit=cast.unit("JU"), problem=other, version=other.version,
            result="relapsed", note="又缺",
        )  # fmt: skip


def test_a_long_term_item_goes_on_and_is_never_late(cast) -> None:
    row = submitted(cast)
    row = actions.keep_long_term(
        cast.actor("office"), unit=cast.unit("JU"), problem=row, version=row.version, note="坚持"
    )
    assert not row.is_overdue(date(2021, 6, 1))
    actions.record_progress(
        cast.actor("committee1"), unit=cast.unit("ZB1"), problem=row, version=row.version,
        note="10月照常",
    )  # fmt: skip
    assert fresh(row).state == State.LONG_TERM


def test_a_deadline_moves_by_an_approved_extension_only(cast) -> None:
    row = doing(cast)
    with pytest.raises(Refused, match="经批准延期"):
        actions.plan(
            cast.actor("secretary1"), unit=cast.unit("ZB1"), problem=row, version=row.version,
            measure="补", responsible_name="李组织", due_on=date(2020, 12, 1),
        )  # fmt: skip
    extend = {"unit": cast.unit("JU"), "problem": row, "version": row.version, "reason": "汛期"}
    with pytest.raises(Refused, match="批准延期"):
        actions.extend(cast.actor("office"), due_on=date(2020, 12, 1), approver=" ", **extend)
    row = actions.extend(
        cast.actor("office"), due_on=date(2020, 12, 1), approver="9月局党委会", **extend
    )
    step = queries.steps(row)[0]
    assert (step.old_due_on, step.new_due_on, row.due_on) == (
        DUE,
        date(2020, 12, 1),
        step.new_due_on,
    )


def test_a_change_of_people_hands_everything_over(cast) -> None:
    rows = [doing(cast), planned(cast), closed(cast)]
    number = actions.hand_over_all(
        cast.actor("office"), unit=cast.unit("JU"), from_name="李组织", to_name="王宣传",
        reason="换届",
    )  # fmt: skip
    assert number == 2
    assert [fresh(row).responsible_name for row in rows] == ["王宣传", "王宣传", "李组织"]


def test_a_change_of_people_may_name_somebody_on_the_roster(cast) -> None:
    row = doing(cast)
    client = cast.client("office")
    typed = {"from_name": "李组织", "to_person": cast.people["王宣传"], "reason": "换届"}
    assert client.post("/problems/hand-over/?unit=JU", typed).status_code == 302
    row = fresh(row)
    assert (row.responsible_name, row.responsible_person) == ("王宣传", cast.person("王宣传"))


def test_a_name_in_words_is_the_member_who_bears_it(cast) -> None:
    """Whatever way it came in; where two bear it, or nobody does, the words stand alone."""
    office, unit = cast.actor("office"), cast.unit("ZB1")
    row = found(cast, responsible_name="李组织", measure="补记", due_on=DUE)
    assert row.responsible_person == cast.person("李组织")
    row = actions.hand_over(
        office, unit=cast.unit("JU"), problem=row, version=row.version, to_name="王宣传",
        reason="换届",
    )  # fmt: skip
    assert row.responsible_person == cast.person("王宣传")
    row = actions.plan(
        cast.actor("secretary1"), unit=unit, problem=row, version=row.version, measure="补记",
        responsible_name="县里来的同志", due_on=DUE,
    )  # fmt: skip
    assert (row.responsible_name, row.responsible_person) == ("县里来的同志", None)


def test_who_answers_by_name_does_not_verify(cast) -> None:
    """The audit's case: the branch's own problem, its secretary named in words, others do the work."""
    secretary, office, unit = cast.actor("secretary1"), cast.actor("office"), cast.unit("ZB1")
    row = actions.open_problem(
        secretary, unit=unit, source="style_check", ref="", title="自查问题",
        responsible_name="张守正", measure="改", due_on=DUE,
    )  # fmt: skip
    row = actions.start(secretary, unit=unit, problem=row, version=row.version)
    actions.record_progress(
        office, unit=unit, problem=row, version=row.version, note="做了", files=[("甲.png", PNG)]
    )
    row = actions.submit(
        office, unit=unit, problem=fresh(row), version=row.version + 1, note="完成"
    )
    # As an older row, or one whose name the roster did not know then: words only.
    with connection.cursor() as cursor:
        cursor.execute("update rectification_problem set responsible_person_id = null")
    for call in (actions.close, actions.keep_long_term):
        with pytest.raises(Forbidden, match="由其他同志"):
            call(secretary, unit=unit, problem=row, version=row.version, note="好")


def test_long_term_items_are_looked_back_on_as_the_rulebook_says(cast) -> None:
    row = submitted(cast)
    office, unit = cast.actor("office"), cast.unit("JU")
    row = actions.keep_long_term(office, unit=unit, problem=row, version=row.version, note="好")
    assert row.review_due_on == add_months(site_day(), 3)
    again = submitted(cast)
    set_parameter(
        office, unit=unit, parameter="insp-review-months", texts={"months": "6"},
        from_on=date(2020, 1, 1), to_on=None, source_title="整改办法", source_number="青教党〔2020〕3号",
        place="第五条", is_stricter=False, reason="",
    )  # fmt: skip
    again = actions.close(office, unit=unit, problem=again, version=again.version, note="好")
    assert again.review_due_on == add_months(site_day(), 6)


def test_publication_needs_review_and_an_exception_its_reason(cast) -> None:
    row = closed(cast)
    publish = {"unit": cast.unit("JU"), "problem": row, "version": row.version}
    day = date(2020, 9, 20)
    with pytest.raises(Refused, match="审核人"):
        actions.publish(
            cast.actor("office"), publication="internal", reviewer="", on=day, **publish
        )
    with pytest.raises(Refused, match="哪种情形"):
        actions.publish(
            cast.actor("office"), publication="excepted", reviewer="钱", on=day, **publish
        )
    row = actions.publish(
        cast.actor("office"), publication="excepted", reviewer="钱大海", exception="petition",
        on=day, **publish,
    )  # fmt: skip
    assert row.get_exception_display() == "涉及信访事项"


def test_two_at_once_one_is_told(cast) -> None:
    row = doing(cast)
    actor, unit = cast.actor("secretary1"), cast.unit("ZB1")
    actions.record_progress(actor, unit=unit, problem=row, version=row.version, note="一")
    with pytest.raises(Conflict):
        actions.record_progress(actor, unit=unit, problem=row, version=row.version, note="二")


def test_a_wrong_entry_is_taken_back_before_work_begins_only(cast) -> None:
    row = found(cast)
    cancel = {"unit": cast.unit("JU"), "reason": "重复登记"}
    done = actions.cancel(cast.actor("office"), problem=row, version=row.version, **cancel)
    assert done.state == State.CANCELLED
    row = doing(cast)
    with pytest.raises(Refused, match="不能撤销"):
        actions.cancel(cast.actor("office"), problem=row, version=row.version, **cancel)


@pytest.mark.parametrize(
    ("state", "values"),
    [
        ("planned", {}),
        ("doing", {"measure": "补", "responsible_name": "李", "due_on": DUE}),
        (
            "submitted",
            {"measure": "补", "responsible_name": "李", "due_on": DUE, "started_on": DUE},
        ),
    ],
)
def test_the_database_refuses_a_state_without_its_ground(cast, state, values) -> None:
    row = found(cast)
    with (
        pytest.raises(IntegrityError),
        opened(cast.actor("office"), "x", "x"),
        transaction.atomic(),
    ):
        Problem.objects.filter(pk=row.pk).update(state=state, **values)


def test_the_database_refuses_own_verification(cast) -> None:
    row = submitted(cast)
    with (
        pytest.raises(IntegrityError),
        opened(cast.actor("office"), "x", "x"),
        transaction.atomic(),
    ):
        Problem.objects.filter(pk=row.pk).update(
            state="closed", verified_on=DUE, verified_by="张守正", verification="好",
            verified_account=row.submitted_account,
        )  # fmt: skip


VERBS = sorted({verb for _, verb in MOVES})


@given(st.lists(st.sampled_from(VERBS), max_size=25))
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_the_order_of_verbs_no_state_is_skipped(verbs) -> None:
    """Closed or long-term only after submitted, submitted only after doing, doing only after a plan."""
    state, past = str(State.FOUND), [str(State.FOUND)]
    for verb in verbs:
        try:
            state = str(next_state(state, verb))
        except Refused:
            continue
        past.append(state)
    before = {s: past[: past.index(s)] for s in set(past)}
    if "closed" in before:
        assert "submitted" in before["closed"]
    if "long_term" in before:
        assert "submitted" in before["long_term"]
    if "submitted" in before:
        assert "doing" in before["submitted"]
    if "doing" in before:
        assert "planned" in before["doing"]


def test_a_closed_problem_is_a_fact_of_the_unit_that_put_it_right(cast) -> None:
    row = closed(cast)
    units = [cast.unit("JU"), cast.unit("ZB1")]
    facts = list(collect(units, date(2020, 1, 1), date(2020, 12, 31)))
    assert [(f.kind, f.subject, f.ref) for f in facts] == [
        ("rectification.closed", f"unit:{cast.units['ZB1']}", f"rectification:{row.pk}")
    ]


def test_an_inspection_has_its_days_from_the_rulebook(cast) -> None:
    from tongpin.duties.rulebook import current_book

    dues = queries.periods(current_book(), inspection(cast)).all
    assert [(d.title, d.on) for d in dues] == [
        ("报送整改方案", date(2020, 7, 1)),
        ("报送整改报告", date(2020, 9, 1)),
        ("集中整改期满", date(2020, 9, 1)),
    ]
    upper = inspection(cast, name="市委巡察", level="upper")
    assert queries.periods(current_book(), upper).report.on == date(2020, 8, 1)


def test_a_report_counts_once_when_a_case_runs_it(cast) -> None:
    row = inspection(cast)
    sent = {"report_sent_on": date(2020, 8, 28)}
    office, bureau = cast.actor("office"), cast.unit("JU")
    row = actions.revise_round(office, unit=bureau, round=row, version=row.version, **sent)
    year = (date(2020, 1, 1), date(2020, 12, 31))
    assert [f.kind for f in collect([bureau], *year)] == ["rectification.inspection_report"]
    actions.revise_round(office, unit=bureau, round=row, version=row.version, case_ref="casework:7")
    assert not list(collect([bureau], *year))


def test_a_problem_is_seen_from_both_sides_and_from_no_other(cast) -> None:
    from tongpin.org.scope import Scope

    row = found(cast)
    for who, sees in (("office", 1), ("secretary1", 1), ("secretary2", 0), ("member1", 0)):
        scope = Scope.of(cast.actor(who), "rectification.view")
        assert queries.problems(scope).count() == sees, who
        assert Step.objects.within(scope).count() == sees, who
    assert list(queries.problems_of(row.ref or "x")) == []


def test_evidence_taken_off_stops_the_closure(cast) -> None:
    from tongpin.documents.actions import detach
    from tongpin.documents.models import Attachment

    row = submitted(cast)
    detach(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), attachment=Attachment.objects.latest("pk")
    )
    with pytest.raises(Refused, match="已经移除"):
        actions.close(
            cast.actor("office"), unit=cast.unit("JU"), problem=row, version=row.version, note="好"
        )
