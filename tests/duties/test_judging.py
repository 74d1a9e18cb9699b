"""Judgements: one cache, one truth."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.duties.conftest import duty_with, make_paper, sentence
from tongpin.audit.clock import on_day
from tongpin.duties import queries
from tongpin.duties.actions import (
    adopt_plan,
    correct_duty,
    record_progress,
    undo_adoption,
    upload_plan,
    waive,
    withdraw_progress,
    withdraw_waiver,
)
from tongpin.duties.board import board as board_of
from tongpin.duties.judging import forget, judge, rebuild, refresh
from tongpin.duties.models import Finding
from tongpin.life.actions import Minutes, record_gathering, withdraw_gathering
from tongpin.org.actions import appoint
from tongpin.org.scope import Scope

TODAY = date(2020, 9, 20)
EVERYTHING = Scope.everything()


def held(cast, code: str, day: date, *kinds: str, **values):
    return record_gathering(
        cast.actor("office"),
        unit=cast.unit(code),
        minutes=Minutes(kinds=kinds, topic="学习党章", held_on=day, **values),
    )


def stored() -> set[tuple]:
    names = [f.attname for f in Finding._meta.concrete_fields if f.attname != "id"]
    return {
        tuple(tuple(v) if isinstance(v, list) else v for v in row)
        for row in Finding.objects.values_list(*names)
    }


def verdicts(unit, rule: str, day: date = TODAY) -> list[str]:
    rows = queries.findings(EVERYTHING, year=2020, as_of=day)
    return [r.verdict for r in rows if r.unit_id == unit.pk and r.rule_key == rule]


def test_a_gathering_turns_the_duties_green_that_it_was_recorded_for(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    unit = cast.unit("ZB1")
    theme = duty_with(adopted, "主题党日").key
    assert verdicts(unit, theme)[4] == "overdue"
    with django_capture_on_commit_callbacks(execute=True):
        row = held(cast, "ZB1", date(2020, 5, 10), "theme_day", "lecture")
    assert verdicts(unit, theme)[4] == "met"
    counted = {(c.title, c.window_label) for c in queries.counted_for(row.ref)}
    assert counted == {("主题党日", "5月"), ("党课", "二季度")}


def test_incremental_refresh_and_full_rebuild_agree(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    rebuild(2020)
    with django_capture_on_commit_callbacks(execute=True):
        first = held(cast, "ZB1", date(2020, 3, 12), "general_meeting", "theme_day")
        held(cast, "ZB2", date(2020, 4, 3), "theme_day")
        held(cast, "JU", date(2020, 3, 30), "theory_study")
        dues = duty_with(adopted, "党费")
        record_progress(
            cast.actor("secretary1"), unit=cast.unit("ZB1"), rule=dues.key, title=dues.title,
            on=date(2020, 7, 2), content="已核定", is_done=True,
        )  # fmt: skip
        waive(
            cast.actor("office"), unit=cast.unit("ZB2"), rule="branch.theme_day", title="主题党日",
            starts_on=date(2020, 2, 1), ends_on=date(2020, 2, 29), reason="疫情防控",
            decided_by="局党委会", decided_on=date(2020, 2, 20),
        )  # fmt: skip
        withdraw_gathering(
            cast.actor("office"), unit=cast.unit("ZB1"), gathering=first, reason="误记"
        )
    incremental = stored()
    rebuild(2020)
    assert stored() == incremental
    assert len(incremental) > 50


def test_a_rebuild_twice_gives_the_same(cast, adopted) -> None:
    count = rebuild(2020)
    before = stored()
    assert rebuild(2020) == count == len(before)
    assert stored() == before


def test_a_change_of_the_organisation_is_judged_at_once(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    unit = cast.unit("ZB2")
    key = f"{duty_with(adopted, '三会一课').key}/branch.committee_meeting"
    assert set(verdicts(unit, key)) == {"not_applicable"}
    with django_capture_on_commit_callbacks(execute=True):
        for name, title in (("陈刚", "organization"), ("褚明", "publicity")):
            appoint(
                cast.actor("office"), unit=unit, person=cast.person(name), title=title,
                on=date(2019, 1, 1), term_ends_on=date(2022, 1, 1),
            )  # fmt: skip
    assert verdicts(unit, key)[0] == "overdue"


def test_the_first_record_of_a_new_day_says_what_it_counted_for(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    with on_day(date(2020, 9, 18)):
        rebuild(2020)
    with django_capture_on_commit_callbacks(execute=True):
        row = held(cast, "ZB1", date(2020, 9, 19), "theme_day")
    assert [c.window_label for c in queries.counted_for(row.ref)] == ["9月"]


def test_another_day_of_judgement_leaves_the_cache_alone(cast, adopted) -> None:
    rebuild(2020)
    before = stored()
    theme = duty_with(adopted, "主题党日").key
    assert verdicts(cast.unit("ZB1"), theme, date(2020, 1, 31))[:2] == ["due_soon", "not_yet"]
    assert stored() == before


def test_standing_rules_stand_beside_the_paper(cast, adopted) -> None:
    board = board_of(
        queries.adopted_plan(cast.unit("JU"), 2020),
        [cast.unit("ZB1")],
        queries.findings(EVERYTHING, year=2020),
        TODAY,
    )
    groups = {g.title: {line.title for line in g.lines} for g in board.groups}
    assert "组织生活会" in groups[queries.STANDING]
    assert "主题党日" not in groups[queries.STANDING]
    assert {"支部党员大会", "支部委员会会议", "党小组会", "党课", "主题党日"} <= next(
        lines for title, lines in groups.items() if title.startswith("（一）")
    )


def test_a_limit_or_a_single_day_does_not_replace_the_rule(
    cast, django_capture_on_commit_callbacks
) -> None:
    words = "（一）组织生活。3月底前各党支部召开1次党员大会。"
    paper = make_paper(
        (words,),
        (
            sentence(
                0, "life_three_meetings", "3月底前各党支部召开1次党员大会",
                deadline=date(2020, 3, 31), times=1, per="once", responsible="各党支部",
                rules=("branch.general_meeting",),
            ),
        ),
    )  # fmt: skip
    plan = upload_plan(cast.actor("office"), unit=cast.unit("JU"), paper=paper, year=2020)
    with django_capture_on_commit_callbacks(execute=True):
        adopt_plan(
            cast.actor("office"),
            unit=cast.unit("JU"),
            plan=plan,
            version=plan.version,
            reason="试行",
        )
    unit = cast.unit("ZB1")
    assert len(verdicts(unit, "branch.general_meeting")) == 4
    assert verdicts(unit, duty_with(plan, "党员大会").key)[0] == "overdue"


def test_progress_counts_when_done_and_not_before(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    unit, dues = cast.unit("ZB1"), duty_with(adopted, "党费")
    values = {"unit": unit, "rule": dues.key, "title": dues.title, "content": "核定基数"}
    assert verdicts(unit, dues.key) == ["overdue"]
    with django_capture_on_commit_callbacks(execute=True):
        record_progress(cast.actor("secretary1"), on=date(2020, 5, 1), is_done=False, **values)
    assert verdicts(unit, dues.key) == ["overdue"]
    with django_capture_on_commit_callbacks(execute=True):
        row = record_progress(cast.actor("secretary1"), on=date(2020, 6, 1), is_done=True, **values)
    assert verdicts(unit, dues.key) == ["met"]
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_progress(cast.actor("secretary1"), unit=unit, progress=row, reason="填错支部")
    assert verdicts(unit, dues.key) == ["overdue"]


def test_progress_stays_when_a_duty_is_matched_with_rules_later(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    unit, dues = cast.unit("ZB1"), duty_with(adopted, "党费")
    with django_capture_on_commit_callbacks(execute=True):
        record_progress(
            cast.actor("secretary1"), unit=unit, rule=dues.key, title=dues.title,
            on=date(2020, 6, 1), content="已核定", is_done=True,
        )  # fmt: skip
        rules = ["branch.lecture", "branch.heart_talk"]
        correct_duty(
            cast.actor("office"), unit=cast.unit("JU"), duty=dues, version=dues.version, rules=rules
        )
    for rule in rules:
        assert verdicts(unit, f"{dues.key}/{rule}") == ["met"]


def test_a_waiver_holds_for_its_window_until_it_is_withdrawn(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    unit, theme = cast.unit("ZB1"), duty_with(adopted, "主题党日").key
    with django_capture_on_commit_callbacks(execute=True):
        row = waive(
            cast.actor("office"), unit=unit, rule=theme, title="主题党日",
            starts_on=date(2020, 2, 1), ends_on=date(2020, 2, 29), reason="疫情防控",
            decided_by="局党委会", decided_on=date(2020, 2, 20),
        )  # fmt: skip
    assert verdicts(unit, theme)[:3] == ["overdue", "waived", "overdue"]
    assert verdicts(unit, theme, date(2020, 2, 10))[1] != "waived"
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_waiver(cast.actor("office"), unit=unit, waiver=row)
    assert verdicts(unit, theme)[1] == "overdue"


def test_undo_takes_the_duties_away_and_keeps_what_was_done(
    cast, adopted, django_capture_on_commit_callbacks
) -> None:
    unit, dues = cast.unit("ZB1"), duty_with(adopted, "党费")
    with django_capture_on_commit_callbacks(execute=True):
        record_progress(
            cast.actor("secretary1"), unit=unit, rule=dues.key, title=dues.title,
            on=date(2020, 6, 1), content="已核定", is_done=True,
        )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        plan = undo_adoption(
            cast.actor("office"), unit=cast.unit("JU"), plan=adopted, version=adopted.version,
            reason="文号有误",
        )  # fmt: skip
    assert verdicts(unit, dues.key) == []
    assert len(verdicts(unit, "branch.theme_day")) == 12
    with django_capture_on_commit_callbacks(execute=True):
        adopt_plan(
            cast.actor("office"),
            unit=cast.unit("JU"),
            plan=plan,
            version=plan.version,
            reason="更正后采用",
        )
    assert verdicts(unit, dues.key) == ["met"]


def test_preview_tells_before_saving(cast, adopted) -> None:
    from tongpin.life.facts import minutes_facts

    typed = {"kinds": ["theme_day", "general_meeting"], "topic": "学习"}
    unit = cast.unit("ZB1")
    facts = list(minutes_facts(unit, typed, date(2020, 9, 10)))
    found = {(c.title, c.window_label) for c in queries.preview(unit, facts)}
    assert found == {("主题党日", "9月"), ("支部党员大会", "三季度")}
    assert queries.preview(unit, []) == []


def test_judging_takes_the_same_statements_for_one_unit_and_three(cast, adopted) -> None:
    """Each ledger that feeds facts adds its own few; none adds one a unit."""
    held(cast, "ZB1", date(2020, 5, 10), "theme_day")
    spent = []
    for codes in (("ZB1",), ("ZB1", "ZB2", "JU")):
        units = [cast.unit(code) for code in codes]
        with CaptureQueriesContext(connection) as statements:
            judge(units, year=2020, as_of=TODAY)
        spent.append(len(statements))
    assert spent[0] == spent[1] <= 40


@pytest.mark.parametrize("code", ["ZB1", "JU"])
def test_board_and_chase_list_take_constant_statements(
    cast, adopted, code, django_assert_num_queries
) -> None:
    rebuild(2020)
    unit = cast.unit(code)
    scope = Scope(((unit.path, True),))
    with django_assert_num_queries(13):
        paper = queries.adopted_plan(unit, 2020)
        units = list(queries.bodies(scope))
        rows = queries.findings(scope, year=2020)
        board_of(paper, units, rows, TODAY)
        for item in queries.todo(rows, {u.pk: u for u in units}):
            assert item.url
            assert item.record_url is None or item.record_url.startswith("/")


def test_a_stale_cache_is_never_read(cast, adopted) -> None:
    rebuild(2020)
    forget(2020)
    held(cast, "ZB1", date(2020, 5, 10), "theme_day")
    assert verdicts(cast.unit("ZB1"), duty_with(adopted, "主题党日").key)[4] == "met"


def test_refresh_of_a_year_nobody_looks_at_does_nothing(cast) -> None:
    refresh(cast.unit("ZB1"), date(2012, 5, 1))
    assert not Finding.objects.filter(year__in=[2011]).exists()
