"""Supervision: teams that don't visit themselves, findings that become problems, feedback."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.ledgers.supervision.rounds import (
    QUESTIONS,
    TODAY,
    charge,
    draft,
    fed_back,
    found,
    opened,
    released,
    seen,
    self_check,
    team,
    visit,
)
from tongpin.audit.envelope import opened as envelope
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.supervision import actions, queries, sheets
from tongpin.ledgers.supervision.facts import collect
from tongpin.ledgers.supervision.forms import questions
from tongpin.ledgers.supervision.models import Check, CheckItem, Checklist
from tongpin.org.scope import Scope
from tongpin.rectification.models import Problem
from tongpin.rectification.queries import problems_of


def test_the_team_draws_only_branches_that_no_member_belongs_to(cast) -> None:
    own = team(cast)
    assert [str(u) for u in queries.candidates(own, TODAY)] == ["第一党支部"]
    with pytest.raises(Refused, match="自己所在的支部"):
        opened(cast, team=own, units=[cast.unit("ZB2")])
    row = opened(cast, team=own, units=[], draw=1)
    assert row.drawn == "从1个支部中抽取1个：第一党支部"
    with pytest.raises(Refused, match="只有1个"):
        opened(cast, team=own, checklist=row.checklist, units=[], draw=2)


def test_a_member_of_the_visited_branch_records_nothing(cast) -> None:
    row = visit(cast)
    local = replace(cast.actor("supervisor"), person_id=cast.people["郑文"])
    item = row.checklist.items.get(number=1)
    with pytest.raises(Forbidden, match="自己所在"):
        actions.record_item(local, unit=row.unit, check=row, item=item, version=0, result="ok")
    with pytest.raises(Forbidden):
        seen(cast, row, 1, who="secretary1")


def test_only_the_team_of_the_visit_records_it(cast) -> None:
    """Not another supervisor, not the office, not an account of which nobody knows whose it is."""
    row = visit(cast)
    of_the_team = cast.actor("supervisor")
    others = (
        replace(of_the_team, person_id=cast.people["钱大海"]),
        replace(of_the_team, person_id=None),
        cast.actor("office"),
    )
    item = row.checklist.items.get(number=1)
    for other in others:
        with pytest.raises(Forbidden, match="督查组成员"):
            actions.record_item(other, unit=row.unit, check=row, item=item, version=0, result="ok")
    page = cast.client("office").get(reverse("supervision:check", args=[row.pk])).content.decode()
    assert reverse("supervision:item", args=[row.pk, 1]) not in page
    seen(cast, row, 1)
    row = fed_back_again(cast, row)
    with pytest.raises(Forbidden, match="督查组成员"):
        actions.look_again(others[0], unit=row.unit, check=row, version=row.version, words="看过了")


def fed_back_again(cast, row: Check) -> Check:
    seen(cast, row, 2)
    seen(cast, row, 3)
    return actions.feed_back(
        cast.actor("supervisor"), unit=row.unit, check=row, version=row.version, words="好"
    )


def test_a_free_query_tells_a_branch_of_a_visit_with_its_feedback(cast) -> None:
    row = visit(cast)
    seen(cast, row, 1)
    branch, office = cast.client("secretary1"), cast.client("office")
    assert branch.get(reverse("supervision:check", args=[row.pk])).status_code == 404
    assert "三季度督查" not in branch.get("/query/?data=checks").content.decode()
    assert branch.get("/query/?data=open_visits").status_code != 500
    assert "三季度督查" not in branch.get("/query/?data=open_visits").content.decode()
    assert "三季度督查" in office.get("/query/?data=open_visits").content.decode()
    fed_back_again(cast, row)
    assert "三季度督查" in branch.get("/query/?data=checks").content.decode()


def test_a_finding_becomes_a_problem_that_the_branch_cannot_verify(cast) -> None:
    row = found(cast)
    record = row.items.get(result="problem")
    make = {"unit": row.unit, "check": row, "record": record}
    problem = actions.make_problem(cast.actor("supervisor"), **make)
    assert (problem.unit, problem.responsible_unit) == (cast.unit("JU"), cast.unit("ZB1"))
    assert problem.title == "8月有3名党员未交"
    assert "党费按月交纳" in problem.description
    assert list(problems_of(row.ref)) == [problem]
    with pytest.raises(Refused, match="已经转为问题"):
        actions.make_problem(cast.actor("supervisor"), **make)
    record.refresh_from_db()
    with pytest.raises(Refused, match="先撤销那个问题"):
        seen(cast, row, 2, "ok", version=record.version)


def test_feedback_waits_until_everything_was_seen_and_handed_down(cast) -> None:
    row = visit(cast)
    seen(cast, row, 2, "problem", "3名未交")
    feed = {"unit": row.unit, "check": row, "version": row.version, "words": "好"}
    with pytest.raises(Refused, match="第1、3条"):
        actions.feed_back(cast.actor("supervisor"), **feed)
    seen(cast, row, 1)
    seen(cast, row, 3)
    with pytest.raises(Refused, match="转为问题"):
        actions.feed_back(cast.actor("supervisor"), **feed)


def test_after_the_feedback_nothing_changes_but_the_second_look(cast) -> None:
    row = fed_back(cast)
    with pytest.raises(Refused, match="不再改动"):
        seen(cast, row, 1, "problem", "改口")
    row = actions.look_again(
        cast.actor("supervisor"), unit=row.unit, check=row, version=row.version, words="已补交"
    )
    assert row.second_look_on == TODAY


def test_an_item_sent_twice_stays_once_and_two_hands_conflict(cast) -> None:
    row = visit(cast)
    seen(cast, row, 1, "problem", "缺两次")
    seen(cast, row, 1, "problem", "缺两次")
    assert CheckItem.objects.count() == 1
    with pytest.raises(Conflict):
        seen(cast, row, 1, "ok", version=0)


def test_a_branch_checks_itself_and_keeps_its_problems(cast) -> None:
    row = self_check(cast)
    for number in (1, 3):
        seen(cast, row, number, who="secretary1")
    record = seen(cast, row, 2, "problem", "会风不实", who="secretary1")
    problem = actions.make_problem(
        cast.actor("secretary1"), unit=row.unit, check=row, record=record
    )
    assert (problem.unit, problem.source) == (cast.unit("ZB1"), "style_check")
    done = actions.feed_back(
        cast.actor("secretary1"), unit=row.unit, check=row, version=row.version, words="逐条整改"
    )
    year = (date(2020, 1, 1), date(2030, 12, 31))
    facts = list(collect([cast.unit("ZB1"), cast.unit("JU")], *year))
    assert [(f.kind, f.subject) for f in facts] == [
        ("supervision.self_check", f"unit:{cast.units['ZB1']}")
    ]
    assert done.finished_on == TODAY
    with pytest.raises(Forbidden):
        seen(cast, self_check(cast), 1, who="supervisor")


def test_a_visit_counts_for_who_sent_the_team(cast) -> None:
    fed_back(cast)
    facts = list(collect([cast.unit("JU"), cast.unit("ZB1")], date(2020, 1, 1), date(2030, 1, 1)))
    assert [(f.kind, f.subject) for f in facts] == [
        ("supervision.visit", f"unit:{cast.units['JU']}")
    ]


def test_a_released_edition_stands_and_the_next_retires_it(cast) -> None:
    first = released(cast)
    second = released(cast, questions=QUESTIONS[:1])
    assert (first.edition, second.edition) == (1, 2)
    first.refresh_from_db()
    assert first.retired_on is not None
    assert list(queries.in_use(cast.unit("ZB1"), "visit")) == [second]
    draft(cast)
    draft(cast)
    assert Checklist.objects.filter(released_on=None).count() == 1


def test_lists_are_read_from_lines_and_from_sheets(cast) -> None:
    assert questions("看记录\n组织生活｜看签到|条例\n\n") == [
        type(QUESTIONS[0])("看记录"), type(QUESTIONS[0])("看签到", "组织生活", "条例")
    ]  # fmt: skip
    assert sheets.read_questions(sheets.template(), "模板.xlsx")[0].area == "组织生活"
    heads = [("检查内容", "text"), ("依据", "text")]
    long = write_sheet(heads, [["好", "条例"], ["x" * 301, ""]], title="x")
    with pytest.raises(Refused, match="A3超过300字"):
        sheets.read_questions(long, "x.xlsx")
    with pytest.raises(Refused, match="第2行没有写检查内容"):
        sheets.read_questions(write_sheet(heads, [["", "条例"]], title="x"), "x.xlsx")
    with pytest.raises(Refused, match="检查内容"):
        sheets.read_questions(write_sheet([("内容", "text")], [["好"]], title="x"), "x.xlsx")
    with pytest.raises(Refused):
        sheets.read_questions(b"PK\x03\x04broken", "x.xlsx")


def test_the_database_refuses_feedback_without_words(cast) -> None:
    row = visit(cast)
    with (
        pytest.raises(IntegrityError),
        envelope(cast.actor("office"), "x", "x"),
        transaction.atomic(),
    ):
        Check.objects.filter(pk=row.pk).update(finished_on=TODAY)


def test_a_leader_reports_each_half_year_once_for_himself(cast) -> None:
    row = charge(cast)
    report = {"unit": cast.unit("JU"), "charge": row, "content": "已研究", "on": date(2020, 6, 28)}
    actions.report_half(cast.actor("leader"), half=1, **report)
    with pytest.raises(Refused, match="已经登记"):
        actions.report_half(cast.actor("leader"), half=1, **report)
    with pytest.raises(Refused, match="半年开始以后"):
        actions.report_half(cast.actor("leader"), half=2, **report)
    other = replace(cast.actor("leader"), person_id=cast.people["郑文"])
    with pytest.raises(Refused, match="本人"):
        actions.report_half(other, half=2, **report | {"on": date(2020, 9, 1)})


def test_the_visited_branch_sees_nothing_before_the_feedback(cast) -> None:
    row = visit(cast)
    url = reverse("supervision:check", args=[row.pk])
    assert cast.client("secretary1").get(url).status_code == 404
    for number in (1, 2, 3):
        seen(cast, row, number)
    row.refresh_from_db()
    actions.feed_back(
        cast.actor("supervisor"), unit=row.unit, check=row, version=row.version, words="很好"
    )
    assert "很好" in cast.client("secretary1").get(url).content.decode()


def test_a_round_by_hand_on_the_pages(cast) -> None:
    own, lists = team(cast), released(cast)
    office, supervisor = cast.client("office"), cast.client("supervisor")
    answer = office.post(
        reverse("supervision:round-new") + "?unit=JU",
        {"title": "督查", "team": own.pk, "checklist": lists.pk, "starts_on": "2020-09-20",
         "ends_on": "2020-09-30", "units": [cast.units["ZB1"]]},
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    row = Check.objects.get()
    item = lambda n: reverse("supervision:item", args=[row.pk, n])  # noqa: E731
    assert supervisor.post(item(1), {"version": 0, "result": "ok"})["Location"] == item(2)
    bad = supervisor.post(item(2), {"version": 0, "result": "problem", "note": ""})
    assert bad.status_code == 400
    assert "请写明看到的情况" in bad.content.decode()
    supervisor.post(
        item(2), {"version": 0, "result": "problem", "note": "3名未交", "to_problem": "1"}
    )
    assert Problem.objects.get().title == "3名未交"
    supervisor.post(item(3), {"version": 0, "result": "na"})
    row.refresh_from_db()
    supervisor.post(
        reverse("supervision:feed-back", args=[row.pk]), {"version": row.version, "words": "抓紧"}
    )
    row.refresh_from_db()
    assert row.finished_on is not None


def test_the_feedback_paper_says_what_was_found(cast) -> None:
    import io

    import docx

    row = fed_back(cast)
    data = cast.client("supervisor").get(reverse("supervision:paper", args=[row.pk])).content
    paper = docx.Document(io.BytesIO(data))
    text = "\n".join(p.text for p in paper.paragraphs)
    assert "第一党支部：" in text
    assert "发现问题1条" in text
    assert paper.tables[0].cell(1, 2).text == "8月有3名党员未交"


def test_attendance_is_derived_from_the_records(cast) -> None:
    from tongpin.life.actions import Minutes, record_gathering

    names = [cast.people[n] for n in ("张守正", "李组织", "钱大海", "郑文")]
    presences = ("present", "present", "present", "leave")
    record_gathering(
        cast.actor("secretary1"), unit=cast.unit("ZB1"),
        minutes=Minutes(
            kinds=("theme_day",), topic="试", held_on=date(2020, 9, 10),
            attendance={k: (p, "") for k, p in zip(names, presences, strict=True)},
        ),
    )  # fmt: skip
    lines = queries.turnout(Scope.everything(), date(2020, 1, 1), date(2020, 12, 31))
    assert [(str(x.unit), x.gatherings, x.asked, x.present, x.share) for x in lines] == [
        ("第一党支部", 1, 4, 3, 75), ("第二党支部", 0, 0, 0, None)
    ]  # fmt: skip
    (own,) = queries.dual([cast.person("钱大海")], date(2020, 1, 1), date(2020, 12, 31))
    assert (own.gatherings, own.present, own.last_on) == (1, 1, date(2020, 9, 10))


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(
    ("name", "statements"), [("rounds", 11), ("teams", 13), ("checklists", 11), ("charges", 12)]
)
def test_lists_take_a_constant_number_of_statements(
    cast, number, name, statements, django_assert_num_queries
) -> None:
    people = ("钱大海", "郑文", "冯丽")
    for n in range(number):
        own = team(cast, name=f"第{n}组")
        opened(cast, team=own, checklist=released(cast, name=f"清单{n}"))
        actions.set_charge(
            cast.actor("office"), unit=cast.unit("JU"), person=cast.person(people[n]), year=2020,
            duties="一岗双责",
        )  # fmt: skip
    client = cast.client("office")
    url = reverse(f"supervision:{name}") + "?unit=JU&year=2020"
    client.get(url)
    with django_assert_num_queries(statements):
        client.get(url)


@pytest.mark.parametrize("number", [1, 3])
def test_self_checks_take_a_constant_number_of_statements(
    cast, number, django_assert_num_queries
) -> None:
    lists = released(cast, purpose="self", name="自查")
    with envelope(cast.actor("office"), "x", "x"):
        for _ in range(number):
            Check(unit=cast.unit("ZB1"), checklist=lists, on=TODAY).save()
    client = cast.client("office")
    url = reverse("supervision:self-checks") + "?unit=JU"
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)
