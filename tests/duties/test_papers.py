"""Papers: adoption, correction, amendment and undo."""

from __future__ import annotations

from datetime import date

import pytest

from tests.papers import TEXT, paper
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.duties import actions, queries
from tongpin.duties.amending import compare, lost_measures, new_measures
from tongpin.duties.board import board as board_of
from tongpin.duties.models import Plan
from tongpin.org.scope import Scope

ALL = Scope.everything()
AMENDED = TEXT.replace("每月开展一次", "每月开展两次").replace(
    "（四）创建示范。年内至少创建1个示范党支部。\n",
    "（四）志愿服务。各党支部每季度开展一次志愿服务。\n",
)


def upload(cast, text: str = TEXT) -> Plan:
    return actions.upload_plan(
        cast.actor("office"), unit=cast.unit("JU"), paper=paper(text), year=2020
    )


def adopt(cast, plan: Plan) -> Plan:
    return actions.adopt_plan(
        cast.actor("office"), unit=cast.unit("JU"), plan=plan, version=plan.version, reason="同意"
    )


def test_draft_binds_nobody_until_it_is_adopted(cast) -> None:
    plan = upload(cast)
    assert queries.adopted_plan(cast.unit("ZB1"), 2020) is None
    adopt(cast, plan)
    found = queries.adopted_plan(cast.unit("ZB1"), 2020)
    assert found is not None
    assert found.title == "2020年党建工作要点"
    assert Entry.objects.filter(action="duties.adopt", target_id=str(plan.pk)).count() == 1


def test_every_duty_keeps_its_words_and_their_place(cast) -> None:
    plan = upload(cast)
    for duty in plan.duties.all():
        assert plan.text[duty.start : duty.end] == duty.quote


def test_secretary_may_not_adopt(cast) -> None:
    plan = upload(cast)
    with pytest.raises(Forbidden):
        actions.adopt_plan(
            cast.actor("secretary1"),
            unit=cast.unit("JU"),
            plan=plan,
            version=plan.version,
            reason="x",
        )


def test_two_people_correcting_one_duty_the_second_is_told(cast) -> None:
    duty = upload(cast).duties.get(kind="transfer")
    unit, office = cast.unit("JU"), cast.actor("office")
    actions.correct_duty(office, unit=unit, duty=duty, version=1, title="转接台账")
    with pytest.raises(Conflict):
        actions.correct_duty(office, unit=unit, duty=duty, version=1, title="别的名字")
    duty.refresh_from_db()
    assert duty.title == "转接台账"


def test_amendment_keeps_keys_progress_and_corrections(cast) -> None:
    first = adopt(cast, upload(cast))
    ledger = first.duties.get(kind="transfer")
    actions.correct_duty(
        cast.actor("office"),
        unit=cast.unit("JU"),
        duty=ledger,
        version=ledger.version,
        title="转接台账",
    )
    actions.record_progress(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), rule=ledger.key, title="转接台账",
        on=date(2020, 6, 1), content="已建立", is_done=True,
    )  # fmt: skip
    second = upload(cast, AMENDED)
    assert second.supersedes == first
    before, after = queries.plan(ALL, first.pk), queries.plan(ALL, second.pk)
    changes = {(c.what, (c.after or c.before).kind) for c in compare(before, after)}
    assert changes == {
        ("改动", "theme_day"), ("不变", "life_three_meetings"), ("不变", "transfer"),
        ("取消", "standardization"), ("新增", "volunteer"),
    }  # fmt: skip
    assert [m.title for m in new_measures(before, after.measures.all())] == ["志愿服务"]
    assert [m.title for m in lost_measures(before, after)] == ["创建示范"]
    adopt(cast, second)
    kept = second.duties.get(kind="transfer")
    assert (kept.key, kept.title) == (ledger.key, "转接台账")
    rows = queries.findings(ALL, year=2020)
    done = [r for r in rows if r.rule_key == ledger.key and r.unit_id == cast.unit("ZB1").pk]
    assert [r.verdict for r in done] == ["met"]
    first.refresh_from_db()
    assert first.state == "superseded"


def test_undo_of_an_amendment_puts_the_paper_before_in_force_again(cast) -> None:
    first = adopt(cast, upload(cast))
    second = adopt(cast, upload(cast, AMENDED))
    actions.undo_adoption(
        cast.actor("office"),
        unit=cast.unit("JU"),
        plan=second,
        version=second.version,
        reason="采用有误",
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("adopted", "draft")
    assert not [r for r in queries.findings(ALL, year=2020) if "志愿" in r.title]


def test_dropped_duty_is_not_judged_and_can_be_brought_back(cast) -> None:
    plan = adopt(cast, upload(cast))
    duty = plan.duties.get(kind="transfer")
    unit, office = cast.unit("JU"), cast.actor("office")
    actions.drop_duty(office, unit=unit, duty=duty)
    assert not [r for r in queries.findings(ALL, year=2020) if r.duty_key == duty.key]
    actions.restore_duty(office, unit=unit, duty=duty)
    assert [r for r in queries.findings(ALL, year=2020) if r.duty_key == duty.key]


def test_added_sentence_is_marked_and_judged(cast) -> None:
    plan = upload(cast)
    measure = plan.measures.first()
    duty = actions.add_duty(
        cast.actor("office"), unit=cast.unit("JU"), plan=plan, measure=measure, quote="过好主题党日",
        title="主题党日计划", kind="other", binds="branches", deadline=date(2020, 3, 31), rules=[],
    )  # fmt: skip
    assert plan.text[duty.start : duty.end] == "过好主题党日"
    adopt(cast, plan)
    rows = [r for r in queries.findings(ALL, year=2020) if r.duty_key == duty.key]
    assert {r.verdict for r in rows} == {"overdue"}
    assert len(rows) == 2


def test_empty_paper_cannot_be_adopted(cast) -> None:
    plan = upload(cast, "二、夯实基础\n（一）无。没有要求。\n")
    with pytest.raises(Refused, match="还没有任何责任"):
        adopt(cast, plan)


def test_board_puts_every_duty_under_its_measure(cast) -> None:
    plan = queries.plan(ALL, adopt(cast, upload(cast)).pk)
    units = [cast.unit("ZB1"), cast.unit("ZB2"), cast.unit("JU")]
    board = board_of(plan, units, queries.findings(ALL, year=2020), date(2020, 9, 20))
    titles = {g.title: [line.title for line in g.lines] for g in board.groups}
    assert titles["（一）过好主题党日"] == ["主题党日"]
    assert titles["（二）落实三会一课"] == ["支部党员大会", "支部委员会会议", "党小组会", "党课"]
    assert queries.STANDING in titles
    assert "主题党日" not in titles[queries.STANDING]
    cell = board.groups[0].lines[0].cells[cast.unit("ZB1").pk]
    assert cell.verdict == "overdue"
    assert cell.note == "0/9"
