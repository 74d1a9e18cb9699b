"""An amended paper: what goes on keeps its identity, what was decided and what was done."""

from __future__ import annotations

from datetime import date

import pytest

from tests.duties.conftest import DUES, LIFE, MODEL, SENTENCES, duty_with, make_paper, sentence
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.duties import queries
from tongpin.duties.actions import (
    add_duty,
    adopt_plan,
    correct_duty,
    drop_duty,
    record_progress,
    undo_adoption,
    upload_plan,
)
from tongpin.duties.amending import compare, lost_measures, new_measures
from tongpin.duties.models import Plan, PlanState
from tongpin.org.scope import Scope

NEW_DUES = DUES.replace("6月30日前核定", "5月31日前核定并公示")
VOLUNTEERS = "（四）推进志愿服务。各党支部每季度开展1次志愿服务。"
AMENDED = (
    *SENTENCES[:3],
    sentence(
        1,
        "dues",
        "各党支部5月31日前核定并公示党费缴纳基数",
        responsible="各党支部",
        deadline=date(2020, 5, 31),
    ),
    sentence(
        2,
        "volunteer",
        "各党支部每季度开展1次志愿服务",
        times=1,
        per="quarter",
        responsible="各党支部",
    ),
)


@pytest.fixture
def office(cast):
    return cast.actor("office")


def amend(cast, office, measures=(LIFE, NEW_DUES, VOLUNTEERS), sentences=AMENDED) -> Plan:
    paper = make_paper(measures, sentences)
    return upload_plan(office, unit=cast.unit("JU"), paper=paper, year=2020)


def full(plan: Plan) -> Plan:
    found = queries.plan(Scope.everything(), plan.pk)
    assert found is not None
    return found


def test_the_comparison_names_new_gone_and_changed(cast, office, adopted) -> None:
    draft = amend(cast, office)
    assert draft.state == PlanState.DRAFT
    assert draft.supersedes == adopted
    assert draft.revision == 1
    before, after = full(adopted), full(draft)
    changes = {(c.what, (c.after or c.before).kind): c.fields for c in compare(before, after)}
    assert changes["改动", "dues"] == ("原文", "期限")
    assert ("新增", "volunteer") in changes
    assert ("取消", "standardization") in changes
    assert ("不变", "theme_day") in changes
    assert [m.number for m in new_measures(before, after.measures.all())] == ["（四）"]
    assert [m.number for m in lost_measures(before, after)] == ["（三）"]


def test_an_amendment_keeps_what_was_done(
    cast, office, adopted, django_capture_on_commit_callbacks
) -> None:
    unit, dues = cast.unit("ZB1"), duty_with(adopted, "党费")
    with django_capture_on_commit_callbacks(execute=True):
        record_progress(
            cast.actor("secretary1"), unit=unit, rule=dues.key, title=dues.title,
            on=date(2020, 6, 10), content="已核定", is_done=True,
        )  # fmt: skip
        draft = amend(cast, office)
    mine = [r for r in queries.findings(Scope.everything(), year=2020) if r.unit_id == unit.pk]
    assert [r.verdict for r in mine if r.rule_key == dues.key] == ["met"]
    with django_capture_on_commit_callbacks(execute=True):
        adopt_plan(
            office, unit=cast.unit("JU"), plan=draft, version=draft.version, reason="局党委会修订"
        )
    mine = [r for r in queries.findings(Scope.everything(), year=2020) if r.unit_id == unit.pk]
    assert [r.verdict for r in mine if r.rule_key == dues.key] == ["met_late"]
    adopted.refresh_from_db()
    assert adopted.state == PlanState.SUPERSEDED


def test_undo_of_an_amendment_puts_the_paper_before_it_in_force_again(
    cast, office, adopted, django_capture_on_commit_callbacks
) -> None:
    unit = cast.unit("JU")
    with django_capture_on_commit_callbacks(execute=True):
        draft = amend(cast, office)
        plan = adopt_plan(office, unit=unit, plan=draft, version=draft.version, reason="修订")
        plan = undo_adoption(office, unit=unit, plan=plan, version=plan.version, reason="没有通过")
    assert plan.state == PlanState.DRAFT
    assert queries.adopted_plan(unit, 2020) == adopted


def test_what_the_office_decided_stands_in_the_amendment(cast, office, adopted) -> None:
    unit = cast.unit("JU")
    theme, dues, life = (duty_with(adopted, w) for w in ("主题党日", "党费", "三会一课"))
    values = {"kind": "other", "times": 2, "title": "党日活动"}
    correct_duty(office, unit=unit, duty=theme, version=theme.version, **values)
    correct_duty(
        office,
        unit=unit,
        duty=dues,
        version=dues.version,
        binds="selected",
        units=[cast.unit("ZB2")],
    )
    drop_duty(office, unit=unit, duty=life)
    draft = amend(cast, office)
    kept = duty_with(draft, "主题党日")
    assert (kept.key, kept.kind, kept.times, kept.title) == (theme.key, "other", 2, "党日活动")
    bound = duty_with(draft, "党费")
    assert bound.key == dues.key
    assert [u.code for u in bound.units.all()] == ["ZB2"]
    assert bound.deadline == date(2020, 5, 31)
    assert duty_with(draft, "三会一课").is_dropped


def test_duties_added_by_hand_go_on(cast, office, adopted) -> None:
    unit = cast.unit("JU")
    measure = adopted.measures.get(number="（一）")
    values = {"kind": "other", "binds": "branches", "rules": []}
    inside = add_duty(
        office,
        unit=unit,
        plan=adopted,
        measure=measure,
        quote="严肃党内政治生活",
        title="政治生活",
        **values,
    )
    outside = add_duty(
        office,
        unit=unit,
        plan=adopted,
        measure=None,
        quote="按县委通知报送信息",
        title="报送信息",
        **values,
    )
    gone = add_duty(
        office,
        unit=unit,
        plan=adopted,
        measure=None,
        quote="抓好示范创建",
        title="示范创建",
        **values,
    )
    draft = amend(cast, office)
    keys = {d.key: d for d in draft.duties.select_related("measure")}
    assert keys[inside.key].measure.identity == measure.identity
    assert draft.text[keys[inside.key].start : keys[inside.key].end] == "严肃党内政治生活"
    assert keys[outside.key].is_added
    assert gone.key not in keys


def test_measures_that_swap_places_keep_their_identity(cast, office, adopted) -> None:
    moved = (
        MODEL.replace("（三）", "（一）"),
        DUES,
        LIFE.replace("（一）", "（三）"),
    )
    draft = amend(cast, office, moved, ())
    before = {m.title: m.identity for m in adopted.measures.all()}
    assert {m.title: m.identity for m in draft.measures.all()} == before


def test_a_second_draft_of_the_same_paper_is_refused_once_the_first_is_in_force(
    cast, office, adopted
) -> None:
    unit = cast.unit("JU")
    first, second = amend(cast, office), amend(cast, office)
    adopt_plan(office, unit=unit, plan=first, version=first.version, reason="修订")
    with pytest.raises(Refused, match="已采用"):
        adopt_plan(office, unit=unit, plan=second, version=second.version, reason="修订")


def test_two_people_correcting_one_duty(cast, office, draft) -> None:
    unit, duty = cast.unit("JU"), duty_with(draft, "党费")
    correct_duty(office, unit=unit, duty=duty, version=duty.version, title="党费基数")
    with pytest.raises(Conflict):
        correct_duty(office, unit=unit, duty=duty, version=duty.version, title="党费")
    with pytest.raises(Conflict):
        adopt_plan(office, unit=unit, plan=draft, version=draft.version + 1, reason="采用")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"times": 3, "per": ""}, "per"),
        ({"deadline": date(2031, 1, 1)}, "deadline"),
        ({"rules": ["branch.unheard_of"]}, "rules"),
    ],
)
def test_corrections_that_make_no_sense_are_refused(cast, office, draft, values, field) -> None:
    duty = duty_with(draft, "党费")
    with pytest.raises(Refused) as refusal:
        correct_duty(office, unit=cast.unit("JU"), duty=duty, version=duty.version, **values)
    assert refusal.value.field == field


def test_only_the_office_adopts(cast, draft) -> None:
    for name in ("secretary1", "leader", "supervisor"):
        with pytest.raises(Forbidden):
            adopt_plan(
                cast.actor(name),
                unit=cast.unit("JU"),
                plan=draft,
                version=draft.version,
                reason="采用",
            )


def test_a_paper_without_duties_cannot_be_adopted(cast, office) -> None:
    draft = amend(cast, office, (LIFE,), ())
    with pytest.raises(Refused, match="还没有任何责任"):
        adopt_plan(office, unit=cast.unit("JU"), plan=draft, version=draft.version, reason="采用")


def test_what_does_not_fit_a_column_is_cut_and_a_strange_year_refused(cast, office) -> None:
    paper = make_paper(
        (LIFE,),
        (
            sentence(
                0, "theme_day", "每月开展1次主题党日", times=10**30, per="month", quantity="9" * 90
            ),
        ),
        title="关于" * 200,
    )
    plan = upload_plan(office, unit=cast.unit("JU"), paper=paper, year=2020)
    plan.refresh_from_db()
    assert len(plan.title) == 200
    assert plan.duties.get().times == 366
    with pytest.raises(Refused) as refusal:
        upload_plan(office, unit=cast.unit("JU"), paper=paper, year=1949)
    assert refusal.value.field == "year"


def test_every_duty_of_a_large_paper_finds_itself_again(cast, office, adopted) -> None:
    measures = tuple(f"（{n}）第{n}项工作。" + f"各党支部做好第{n}项工作。" * 20 for n in range(60))
    sentences = tuple(
        sentence(n, "other", f"各党支部做好第{n}项工作", responsible="各党支部") for n in range(60)
    )
    first = amend(cast, office, measures, sentences)
    adopt_plan(office, unit=cast.unit("JU"), plan=first, version=first.version, reason="修订")
    second = amend(cast, office, measures, sentences)
    assert set(second.duties.values_list("key", flat=True)) == set(
        first.duties.values_list("key", flat=True)
    )
