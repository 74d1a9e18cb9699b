"""One branch through its three phases: what the ledgers know is taken, two hands score, gaps are closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.ledgers.assessment.creations import (
    REVIEWED,
    TODAY,
    awarded,
    bare,
    begun,
    benchmarked,
    finished,
    fresh,
    item,
    met,
    published,
    ready,
    reviewed,
    score,
    self_scored,
)
from tongpin.audit.clock import on_day
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.casework.facts import collect as case_facts
from tongpin.casework.models import StepRecord
from tongpin.documents.actions import attach, detach
from tongpin.ledgers.assessment import actions, queries
from tongpin.ledgers.assessment.facts import collect
from tongpin.ledgers.assessment.models import Creation, Scheme, Score
from tongpin.ledgers.assessment.panels import waiting
from tongpin.life.actions import withdraw_gathering
from tongpin.org.access import PageContext
from tongpin.org.models import Post
from tongpin.org.scope import Scope
from tongpin.rectification.models import Problem

YEAR = (date(2020, 1, 1), date(2020, 12, 31))


def lines(row):
    """The sheet by title."""
    return {line.item.title: line for line in queries.sheet(fresh(row))}


def test_what_a_ledger_knows_needs_no_typing(cast) -> None:
    for month in (2, 5):
        met(cast, date(2020, month, 9), tags=("volunteering",))
    row = self_scored(cast)
    found = lines(row)
    assert [(t, x.own.points, x.own.by_hand) for t, x in found.items()] == [
        ("支部党员大会", 400, False), ("班子健全", 300, False), ("志愿服务", 100, False),
        ("活动场所", 200, True), ("任期届满未换届", 0, False),
    ]  # fmt: skip
    assert len(found["志愿服务"].own.basis["refs"]) == 2
    assert "应设支委会，已配齐" in found["班子健全"].own.reason
    phases = queries.phases(row, TODAY)
    assert [(p.title, p.word) for p in phases] == [
        ("动员部署", "已完成"), ("对标创建", "已完成"), ("考评验收", "进行中"),
    ]  # fmt: skip


def test_unknown_is_kept_apart_and_never_a_zero(cast) -> None:
    row = self_scored(cast)
    own = lines(row)["志愿服务"].own
    assert (own.state, own.points) == ("unknown", None)
    assert "不能判断" in own.reason
    total = queries.totals(row, queries.sheet(row)).own
    assert (total.unknown, total.of) == (100, 900)
    with opened(cast.actor("office"), "t", "t"):
        bad = Score(creation=row, item=own.item, side="review", state="unknown", points=0,
                    most=100, on=TODAY, by="x", reason="x")  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            bad.save()


def test_what_only_a_person_can_see_must_be_looked_at(cast) -> None:
    row = benchmarked(cast)
    with pytest.raises(Refused, match="第4项须现场核实"):
        finished(cast, row, "self", "secretary1")
    with pytest.raises(Refused, match="不能超过本项分值20分"):
        score(cast, row, "活动场所", points=201, reason="好")
    with pytest.raises(Refused, match="写明看到的情况"):
        score(cast, row, "活动场所", points=200)
    with pytest.raises(Refused, match="与台账得出的结果不同（正式党员9名"):
        score(cast, row, "班子健全", points=100)
    with pytest.raises(Refused, match="写明理由"):
        score(cast, row, "班子健全", state="excluded")
    made = score(cast, row, "班子健全", points=300)
    assert not made.by_hand
    again = score(cast, row, "班子健全", points=300)
    assert (again.pk, Score.objects.count()) == (made.pk, 1)
    with pytest.raises(Conflict):
        score(cast, row, "班子健全", points=100, reason="缺会议记录")


def test_nobody_reviews_the_own_branch_or_the_own_score(cast) -> None:
    row = self_scored(cast)
    given = {"points": 200, "reason": "看过"}
    with pytest.raises(Forbidden):
        score(cast, row, "活动场所", "review", "secretary1", **given)
    own = replace(cast.actor("supervisor"), person_id=cast.people["郑文"])
    same = replace(cast.actor("supervisor"), account_id=cast.accounts["secretary1"])
    for actor in (own, same):
        with pytest.raises(Forbidden, match="不能"):
            actions.score_item(
                actor, unit=row.unit, creation=row, item=item(row, "活动场所"), side="review",
                version=0, given=actions.Given(**given),
            )  # fmt: skip
    with opened(cast.actor("office"), "t", "t"):
        row.review_on, row.review_by = TODAY, "张守正"
        row.review_account = row.self_account
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_review_waits_for_the_self_score_and_shows_the_difference(cast) -> None:
    row = benchmarked(cast)
    with pytest.raises(Refused, match="还没有提交自评"):
        score(cast, row, "活动场所", "review", "supervisor", points=200, reason="好")
    row = reviewed(cast, row)
    found = lines(row)
    assert found["活动场所"].difference == -20
    assert found["班子健全"].difference == 0
    with pytest.raises(Refused, match="考评已经完成"):
        score(cast, row, "班子健全", "review", "supervisor", points=0, reason="x")
    actions.reopen(
        cast.actor("supervisor"), unit=row.unit, creation=row, side="review",
        version=row.version, reason="漏看一项",
    )  # fmt: skip
    assert fresh(row).review_on is None
    assert queries.step_record(fresh(row), "reviewed") is None


def test_steps_come_in_order(cast) -> None:
    row = begun(cast)
    score(cast, row, "活动场所", points=200, reason="好")
    row = finished(cast, row, "self", "secretary1")
    score(cast, row, "活动场所", "review", "supervisor", points=200, reason="好")
    with pytest.raises(Refused, match="动员部署、对标创建还没有登记"):
        finished(cast, row, "review", "supervisor")
    assert fresh(row).review_on is None


def test_evidence_taken_back_after_scoring_is_flagged(
    cast, django_capture_on_commit_callbacks
) -> None:
    gathering = met(cast, date(2020, 2, 9), tags=("volunteering",))
    row = benchmarked(cast)
    made = score(cast, row, "活动场所", points=200, reason="好")
    paper = attach(
        cast.actor("secretary1"), unit=row.unit, owner=made.ref, name="照片.png",
        data=b"\x89PNG\r\n\x1a\n" + b"0" * 40,
    )  # fmt: skip
    row = finished(cast, row, "self", "secretary1")
    assert not any(x.is_changed for x in lines(row).values())
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_gathering(
            cast.actor("secretary1"), unit=row.unit, gathering=gathering, reason="登记有误"
        )
    detach(cast.actor("secretary1"), unit=row.unit, attachment=paper)
    found = lines(row)
    assert found["志愿服务"].gone == (f"life:{gathering.pk}",)
    assert [t for t, x in found.items() if x.is_changed] == ["支部党员大会", "志愿服务", "活动场所"]
    page = cast.client("supervisor").get(f"/assessment/{row.pk}/").content.decode()
    assert "评分以后有3项的证据撤回或者改动" in page


def test_gaps_go_into_the_problem_loop_once(cast) -> None:
    row = reviewed(cast)
    place = item(row, "活动场所")
    made = actions.make_gaps(
        cast.actor("supervisor"), unit=row.unit, creation=row, items=[place],
        due_on=date(2020, 11, 30),
    )  # fmt: skip
    problem = Problem.objects.get()
    assert made == [problem]
    assert (problem.source, problem.unit, problem.responsible_unit) == (
        "assessment", cast.unit("JU"), cast.unit("ZB1"),
    )  # fmt: skip
    assert "面积不足" in problem.description
    for items, said in (
        ([place], "已经转入"),
        ([item(row, "班子健全")], "没有失分"),
        ([], "请选择"),
    ):
        with pytest.raises(Refused, match=said):
            actions.make_gaps(cast.actor("supervisor"), unit=row.unit, creation=row, items=items)
    mine = benchmarked(cast, begun(cast, row.scheme, "ZB2"))
    lost = actions.make_gaps(
        cast.actor("secretary2"), unit=mine.unit, creation=mine, items=[item(mine, "支部党员大会")]
    )
    assert lost[0].unit == cast.unit("ZB2")


def test_an_award_wants_the_line_and_no_veto(cast) -> None:
    row = ready(cast)
    named = {"unit": row.unit, "creation": row, "level": "model", "awarded_on": TODAY}
    with pytest.raises(Forbidden):
        actions.award(cast.actor("office2"), version=row.version, **named)
    with pytest.raises(Refused, match="公示应满5天"):
        actions.award(
            cast.actor("office"), version=row.version, publicised_on=date(2020, 9, 18), **named
        )
    late = {**named, "awarded_on": TODAY + timedelta(days=1)}
    with pytest.raises(Refused, match="考评日期和今天之间"):
        actions.award(cast.actor("office"), version=row.version, **late)
    score_of = Score.objects.filter(creation=row, side="review", item__title="支部党员大会")
    with opened(cast.actor("office"), "t", "t"):
        score_of.update(points=100)
    with pytest.raises(Refused, match="折算得分68分，没有达到90分"):
        actions.award(cast.actor("office"), version=row.version, **named)
    with opened(cast.actor("office"), "t", "t"):
        Post.objects.filter(unit=row.unit).update(term_ends_on=date(2020, 9, 1))
    with pytest.raises(Refused, match="触及否决情形（任期届满未换届）"):
        actions.award(cast.actor("office"), version=row.version, **named)


def test_an_award_wants_the_result_made_public_after_the_review(cast) -> None:
    row = ready(cast)
    named = {
        "unit": row.unit, "creation": row, "version": row.version, "level": "model",
        "awarded_on": TODAY,
    }  # fmt: skip
    with pytest.raises(Refused, match="评定结果应公示5天"):
        actions.award(cast.actor("office"), **named)
    early = REVIEWED - timedelta(days=1)
    with pytest.raises(Refused, match="在考评以后公示"):
        actions.award(cast.actor("office"), publicised_on=early, **named)
    made = actions.award(cast.actor("office"), publicised_on=REVIEWED, **named)
    assert (made.level, made.publicised_on) == ("model", REVIEWED)


def _left_open(cast, *titles, state="unknown"):
    """Reviewed, where the reviewer left some items out although the ledgers tell them."""
    for month in (2, 5, 8):
        met(cast, date(2020, month, 9), tags=("volunteering",))
    with on_day(REVIEWED):
        row = self_scored(cast)
        score(cast, row, "活动场所", "review", "supervisor", points=200, reason="好")
        for title in titles:
            score(cast, row, title, "review", "supervisor", state=state, reason="材料不全")
        return finished(cast, row, "review", "supervisor")


def _award(cast, row):
    return actions.award(
        cast.actor("office"), unit=row.unit, creation=row, version=row.version, level="model",
        awarded_on=TODAY, publicised_on=REVIEWED,
    )  # fmt: skip


@pytest.mark.parametrize("state", ["unknown", "excluded"])
def test_no_award_while_a_veto_is_untold(cast, state) -> None:
    row = _left_open(cast, "任期届满未换届", state=state)
    with pytest.raises(Refused, match="否决情形（任期届满未换届）还没有查清"):
        _award(cast, row)


@pytest.mark.parametrize("state", ["unknown", "excluded"])
def test_no_award_on_the_few_points_that_a_reviewer_judged(cast, state) -> None:
    row = _left_open(cast, "支部党员大会", "班子健全", "志愿服务", state=state)
    page = cast.client("office").get(f"/assessment/{row.pk}/award/").content.decode()
    assert "能够评定的占应评分值的20%，至少须占80%" in page
    with pytest.raises(Refused, match="只占应评分值的20%，少于细则规定的80%"):
        _award(cast, row)
    with opened(cast.actor("office"), "t", "t"):
        Scheme.objects.update(judged_percent=20)
    assert _award(cast, fresh(row)).level == "model"


def test_an_award_meets_the_plan_of_the_unit_above(cast) -> None:
    award = awarded(cast)
    units = [cast.unit("JU"), cast.unit("ZB1")]
    above = list(collect(units, *YEAR))
    assert [(f.kind, f.subject, f.state) for f in above] == [
        ("assessment.award", f"unit:{cast.units['JU']}", "recorded")
    ]
    assert [f.kind for f in case_facts(units, *YEAR)] == ["casework.demonstration"]
    actions.withdraw_award(
        cast.actor("office"), unit=award.creation.unit, award=award, version=award.version,
        reason="材料不实",
    )  # fmt: skip
    assert [f.state for f in collect(units, *YEAR)] == ["withdrawn"]
    assert not list(case_facts(units, *YEAR))


def _waits(cast, who: str, day: date) -> list[str]:
    actor, unit = cast.actor(who), cast.unit("JU" if who == "office" else "ZB1")
    place = PageContext(actor, "assessment.view", Scope.everything(), unit, day.year, day)
    with on_day(day):
        return [w.words for w in waiting(place, unit)]


def test_an_award_is_kept_only_while_no_veto_fails(cast) -> None:
    award = awarded(cast)
    assert _waits(cast, "office", TODAY) == []
    next_year = date(2021, 12, 1)
    assert _waits(cast, "office", next_year) == [
        "标准化示范党支部触及否决情形：第一党支部", "年度复核：第一党支部",
    ]  # fmt: skip
    checked = {"unit": award.creation.unit, "award": award, "version": award.version}
    with pytest.raises(Refused, match="命名当年不用复核"):
        actions.recheck(cast.actor("office"), keeps=True, words="好", **checked)
    with on_day(next_year):
        actions.recheck(cast.actor("office"), keeps=False, words="超期未换届", **checked)
    award.refresh_from_db()
    assert award.withdrawn_reason == "年度复核不保持称号：超期未换届"
    assert _waits(cast, "office", next_year) == []
    # The award counted in its own year all the same.
    assert [f.state for f in collect([cast.unit("JU")], *YEAR)] == ["recorded"]


def test_what_waits_is_the_next_step(cast) -> None:
    row = begun(cast)
    assert _waits(cast, "secretary1", TODAY) == ["示范支部创建：动员部署"]
    self_scored(cast, row)
    assert _waits(cast, "secretary1", TODAY) == []
    assert _waits(cast, "office", TODAY) == ["考评验收：第一党支部"]


def test_a_case_from_elsewhere_gets_its_file_and_keeps_its_steps(cast) -> None:
    case = bare(cast)
    client = cast.client("secretary1")
    assert client.get(f"/assessment/{case.pk}/").status_code == 302
    row = actions.file_case(
        cast.actor("secretary1"), unit=case.unit, case=case, year=2020,
        outline=actions.Outline(published(cast), TODAY, TODAY, TODAY),
    )  # fmt: skip
    assert Creation.objects.get() == row
    with pytest.raises(Refused, match="已经开始创建"):
        begun(cast, row.scheme)
    with pytest.raises(Refused, match="不提前"):
        actions.write_plan(
            cast.actor("secretary1"), unit=row.unit, creation=row, version=row.version,
            outline=actions.Outline(row.scheme, TODAY, date(2020, 1, 1), TODAY),
        )  # fmt: skip


def test_lessons_are_gatherings(cast) -> None:
    row, gathering = begun(cast), met(cast)
    cite = {"unit": row.unit, "creation": row, "gathering": gathering, "learned": "轮值管理"}
    with pytest.raises(Refused, match="学习对象"):
        actions.cite_lesson(cast.actor("secretary1"), host=" ", **cite)
    actions.cite_lesson(cast.actor("secretary1"), host="邻局支部", **cite)
    with pytest.raises(Refused, match="只引用一遍"):
        actions.cite_lesson(cast.actor("secretary1"), host="邻局支部", **cite)
    assert [x.host for x in queries.lessons(row)] == ["邻局支部"]
    assert not StepRecord.objects.exists()
