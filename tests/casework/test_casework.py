"""程序办理 as a secretary meets it: steps in order, the rules' word, deviations, withdrawal."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tongpin.audit.errors import Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.casework import actions, queries
from tongpin.casework.actions import Happening
from tongpin.casework.facts import collect
from tongpin.casework.models import Case, StepRecord
from tongpin.rules.loader import load_builtin
from tongpin.rules.procedure import Event, Judgement, StepVerdict
from tongpin.ui.addresses import record_url

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
LIST = 10


@pytest.fixture
def secretary(cast):
    """The first branch's secretary in a browser."""
    return cast.client("secretary1")


def opened(cast, title: str = "2020年度组织生活会", unit: str = "ZB1") -> Case:
    return actions.open_case(
        cast.actor("office"), unit=cast.unit(unit), procedure="organizational_life",
        title=title, opened_on=date(2020, 9, 1),
    )  # fmt: skip


def done(cast, case: Case, step: str, day: int, **extra) -> StepRecord:
    return actions.record_step(
        cast.actor("secretary1"), unit=case.unit, case=case,
        happening=Happening(step, date(2020, 9, day), **extra),
    )  # fmt: skip


def standing(case: Case):
    from tongpin.org.scope import Scope

    row = queries.case(Scope.everything(), case.pk)
    return queries.progress(load_builtin(), row, date(2020, 9, 20))


def test_a_case_is_opened_and_its_first_step_is_offered(cast, secretary) -> None:
    answer = secretary.post("/cases/new/", {
        "procedure": "organizational_life", "title": "2020年度组织生活会", "opened_on": "2020-09-01",
    }, follow=True)  # fmt: skip
    page = answer.content.decode()
    assert "确定会议主题" in page
    assert "可以办理" in page
    assert Entry.objects.filter(action="casework.open").count() == 1


def test_steps_in_order_lead_to_the_meeting(cast) -> None:
    case = opened(cast)
    done(cast, case, "theme", 1)
    assert {item.step for item in standing(case).next} == {"study", "opinions", "talks"}
    for step in ("study", "opinions", "talks"):
        done(cast, case, step, 5)
    assert [item.step for item in standing(case).next] == ["meeting"]
    done(cast, case, "meeting", 10, values={"criticism": True})
    found = standing(case)
    assert {j.verdict.value for j in found.judgements} == {"ok"}
    assert {item.step for item in found.next} == {"rectification", "reported"}


def test_a_meeting_without_the_talks_is_refused_with_its_article(cast, secretary) -> None:
    case = opened(cast)
    for step in ("theme", "study", "opinions"):
        done(cast, case, step, 2)
    answer = secretary.post(f"/cases/{case.pk}/step/meeting/", {"on": "2020-09-10"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "第十七条" in page
    assert "谈心谈话" in page
    assert not StepRecord.objects.filter(step="meeting").exists()


def test_a_deviation_with_approver_and_reason_is_kept_in_sight(cast, secretary) -> None:
    case = opened(cast)
    for step in ("theme", "study", "opinions"):
        done(cast, case, step, 2)
    typed = {"on": "2020-09-10", "criticism": "yes", "approver": "局党委"}
    assert secretary.post(f"/cases/{case.pk}/step/meeting/", typed).status_code == 400
    answer = secretary.post(
        f"/cases/{case.pk}/step/meeting/", typed | {"approval_reason": "防汛值班"}, follow=True
    )
    page = answer.content.decode()
    assert "经局党委同意变通：防汛值班" in page
    assert standing(case).missing == ("talks",)


@pytest.mark.parametrize("approver", ["", "张三"])
def test_what_stays_a_breach_although_somebody_allowed_it_is_refused(approver: str) -> None:
    """A firm rule gives no way out: the refusal asks for no approver."""
    judgement = Judgement(
        "vote", "dev-meeting-majority", StepVerdict.BREACH, "赞成不到半数；这一条不能变通。"
    )

    def progress(*events: Event) -> SimpleNamespace:
        return SimpleNamespace(judgements=[judgement] if events else [])

    happening = Happening(
        "vote", date(2020, 9, 1), approver=approver, approval_reason="特殊" if approver else ""
    )
    with pytest.raises(Refused, match="这一条不能变通") as found:
        actions.refuse_breaches(happening, progress)
    assert ("填写同意的组织" in found.value.message) is (not approver)


def test_a_step_in_the_future_or_an_unknown_one_is_refused(cast, secretary) -> None:
    case = opened(cast)
    answer = secretary.post(f"/cases/{case.pk}/step/theme/", {"on": "2020-09-21"})
    assert answer.status_code == 400
    assert "不能晚于今天" in answer.content.decode()
    assert secretary.get(f"/cases/{case.pk}/step/nothing/").status_code == 404
    assert secretary.get(f"/cases/{10**30}/").status_code == 404


def test_a_withdrawn_record_stays_readable_and_counts_no_more(cast, secretary) -> None:
    case = opened(cast)
    record = done(cast, case, "theme", 1)
    url = f"/cases/{case.pk}/record/{record.pk}/withdraw/"
    assert secretary.post(url, {"reason": ""}).status_code == 400
    page = secretary.post(url, {"reason": "日期记错"}, follow=True).content.decode()
    assert "已撤回：日期记错" in page
    assert [item.step for item in standing(case).next] == ["theme"]
    with pytest.raises(Refused, match="已经撤回"):
        actions.withdraw_step(
            cast.actor("secretary1"), unit=case.unit, case=case, record=record, reason="再撤"
        )


def test_papers_and_a_gathering_hang_on_the_step(cast, secretary) -> None:
    from tests.architecture.access_table import gathering

    held, case = gathering(cast), opened(cast)
    answer = secretary.post(f"/cases/{case.pk}/step/theme/", {
        "on": "2020-09-10", "gathering": held.pk, "papers": SimpleUploadedFile("方案.png", PNG),
    }, follow=True)  # fmt: skip
    page = answer.content.decode()
    assert "方案.png" in page
    assert held.topic in page
    answer = secretary.post(f"/life/{held.pk}/withdraw/", {"reason": "记错"})
    assert answer.status_code == 400
    assert f"程序“{case}”以这次会议为依据，不能撤回" in answer.content.decode()
    record = case.records.get()
    secretary.post(f"/cases/{case.pk}/record/{record.pk}/withdraw/", {"reason": "引用错了"})
    assert secretary.post(f"/life/{held.pk}/withdraw/", {"reason": "记错"}).status_code == 302


def test_the_votes_of_an_election_stay_with_the_step_that_records_it(cast) -> None:
    from tongpin.life import actions as life

    office, unit, day = cast.actor("office"), cast.unit("ZB1"), date(2020, 9, 10)
    held = life.record_gathering(
        office, unit=unit,
        minutes=life.Minutes(kinds=("general_meeting",), topic="换届选举", held_on=day),
    )  # fmt: skip
    people = {cast.people[n]: "voting" for n in ("张守正", "李组织", "王宣传")}

    def voted(kind: str):
        motion = life.Motion("表决", kind, seats=2, candidates=3)
        row = life.open_vote(
            office, unit=unit, gathering=held, motion=motion, standings=people, present=people
        )
        return life.count_vote(
            office, unit=unit, gathering=held, vote=row, version=1, totals=life.Totals(yes=3)
        )

    election, other = voted("election"), voted("branch_resolution")
    case = actions.open_case(
        office, unit=unit, procedure="term_election", title="支部换届", opened_on=day
    )
    numbers = {"entitled": 3, "present": 3, "yes": 3, "secret": True, "seats": 2, "candidates": 3}
    actions.record_step(
        office, unit=unit, case=case,
        happening=actions.Happening(
            step="meeting", on=day, gathering=held, values={"vote": numbers},
            approver="局党委", approval_reason="补记",
        ),
    )  # fmt: skip
    with pytest.raises(Refused, match="程序“支部换届”以这次表决为依据"):
        life.withdraw_vote(office, unit=unit, gathering=held, vote=election, reason="试")
    assert life.withdraw_vote(office, unit=unit, gathering=held, vote=other, reason="试")


def test_closing_with_open_steps_needs_a_word_and_can_be_undone(cast, secretary) -> None:
    case = opened(cast)
    typed = {"closed_on": "2020-09-20", "note": ""}
    assert secretary.post(f"/cases/{case.pk}/close/", typed).status_code == 400
    secretary.post(f"/cases/{case.pk}/close/", typed | {"note": "并入局党委统一召开"})
    with pytest.raises(Refused, match="已经办结"):
        done(cast, case, "theme", 2)
    secretary.post(f"/cases/{case.pk}/reopen/")
    assert done(cast, case, "theme", 2).pk


def test_a_unit_runs_only_its_own_procedures(cast) -> None:
    with pytest.raises(Refused, match="不办理这个程序"):
        actions.open_case(
            cast.actor("office"), unit=cast.unit("JU"), procedure="organizational_life",
            title="试", opened_on=date(2020, 9, 1),
        )  # fmt: skip
    with pytest.raises(Forbidden):
        actions.open_case(
            cast.actor("secretary2"), unit=cast.unit("ZB1"), procedure="organizational_life",
            title="试", opened_on=date(2020, 9, 1),
        )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_constant_number_of_statements(
    cast, secretary, count, django_assert_num_queries
) -> None:
    for number in range(count):
        done(cast, opened(cast, f"事项{number}"), "theme", 1)
    secretary.get("/cases/?unit=ZB1")
    with django_assert_num_queries(LIST):
        page = secretary.get("/cases/").content.decode()
    assert page.count("会前学习") == count


def test_list_is_searched_filtered_and_exported(cast, secretary) -> None:
    opened(cast, "甲事项")
    opened(cast, "乙事项")
    page = secretary.get("/cases/?q=甲").content.decode()
    assert "甲事项" in page
    assert "乙事项" not in page
    assert secretary.get("/cases/?export=xlsx").content[:2] == b"PK"


def test_the_completing_step_is_a_fact_that_opens_its_case(cast) -> None:
    office, unit = cast.actor("office"), cast.unit("ZB1")
    case = actions.open_case(
        office, unit=unit, procedure="demonstration", title="创建", opened_on=date(2020, 9, 1)
    )
    for step in ("mobilised", "benchmarked", "self_scored", "reviewed"):
        done(cast, case, step, 5)
    span = (date(2020, 1, 1), date(2020, 12, 31))
    assert list(collect([unit], *span)) == []
    awarded = done(cast, case, "awarded", 9)
    (fact,) = collect([unit], *span)
    assert (fact.kind, fact.on, fact.subject) == (
        "casework.demonstration", date(2020, 9, 9), f"unit:{unit.pk}",
    )  # fmt: skip
    assert record_url(fact.ref) == f"/cases/{case.pk}/"
    actions.withdraw_step(
        cast.actor("secretary1"), unit=unit, case=case, record=awarded, reason="重评"
    )
    assert list(collect([unit], *span)) == []


def test_a_step_is_recorded_once_unless_it_is_done_again_and_again(cast, secretary) -> None:
    case = opened(cast)
    done(cast, case, "theme", 2)
    with pytest.raises(Refused, match="已经登记过"):
        done(cast, case, "theme", 3)
    row = StepRecord.objects.get(case=case)
    actions.withdraw_step(
        cast.actor("secretary1"), unit=case.unit, case=case, record=row, reason="日期不对"
    )
    done(cast, case, "theme", 3)
    assert case.records.filter(withdrawn_reason="").count() == 1
