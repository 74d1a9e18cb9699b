"""转入下一年度: what goes on, what ends, what is finished later, problems with a later deadline."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tongpin.audit.clock import on_day
from tongpin.audit.errors import Refused
from tongpin.duties.actions import adopt_plan, carry_over
from tongpin.duties.judging import forget
from tongpin.duties.models import Binds, Plan
from tongpin.duties.queries import findings
from tongpin.org.scope import Scope
from tongpin.reports import carrying

URL = reverse("reports:carry")


def step(cast):
    return carrying.step(Scope.everything(), cast.unit("JU"), year=2020, as_of=date(2020, 9, 20))


def test_what_recurs_goes_on_and_a_day_of_its_own_ends(cast, year) -> None:
    found = step(cast)
    ways = {g.duty.title: g.recurs for g in found.going}
    assert ways["主题党日"] is True
    once = next(g for g in found.going if g.duty.deadline and not g.duty.per and not g.duty.rules)
    assert not once.recurs
    assert once.is_unfinished
    assert {u.code for u in once.units} >= {"ZB1", "ZB2"}


def test_one_step_makes_the_draft_of_the_next_year(cast, year) -> None:
    client = cast.client("office")
    found = step(cast)
    body = client.get(URL).content.decode()
    assert "一、哪些责任明年继续" in body
    going = [g.duty.key for g in found.going if g.recurs]
    data = {"going_on": going, "unfinished": list(found.owed), "due_on": "2021-03-31"}
    response = client.post(URL, data)
    plan = Plan.objects.get(year=2021)
    assert response["Location"] == reverse("duties:check", args=[plan.pk])
    assert plan.title == "2021年党建工作要点"
    live = {d.title: d for d in plan.duties.filter(is_dropped=False)}
    assert "主题党日" in live
    assert plan.text[live["主题党日"].start : live["主题党日"].end] == live["主题党日"].quote
    late = [d for t, d in live.items() if t.startswith("续办：")]
    assert [d.deadline for d in late] == [date(2021, 3, 31)] * len(found.owed)
    assert {u.code for u in late[0].units.all()} >= {"ZB1", "ZB2"}
    assert plan.duties.filter(is_dropped=True).exists(), "what ended stays in sight"
    assert {m.identity for m in plan.measures.all()} == {m.identity for m in year.measures.all()}
    assert "2021年已经有" in client.get(URL).content.decode()
    with pytest.raises(Refused, match="不必再转入"):
        carry_over(
            cast.actor("office"), unit=cast.unit("JU"), plan=year, going_on=[], unfinished={},
            due_on=date(2021, 3, 31),
        )  # fmt: skip


def test_the_unfinished_turns_overdue_in_the_next_year_for_who_owes_it(cast, year) -> None:
    found = step(cast)
    plan = carry_over(
        cast.actor("office"), unit=cast.unit("JU"), plan=year, going_on=[],
        unfinished={k: [cast.units["ZB2"]] for k in found.owed}, due_on=date(2021, 3, 31),
    )  # fmt: skip
    with on_day(date(2021, 4, 2)):
        adopt_plan(
            cast.actor("office"), unit=cast.unit("JU"), plan=plan, version=plan.version,
            reason="党委会研究同意",
        )  # fmt: skip
        forget()
        rows = [r for r in findings(Scope.everything(), year=2021) if r.title.startswith("续办：")]
    assert {(r.unit_id, r.verdict) for r in rows} == {(cast.units["ZB2"], "overdue")}
    assert all(r.bound != Binds.EVERYBODY for r in plan.duties.filter(title__startswith="续办："))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"due_on": "2020-12-31"}, "续办期限须在2021年内"),
        ({"due_on": ""}, "请填写续办期限"),
        ({"due_on": "2021-03-31", "going_on": "别的"}, "别的"),
    ],
)
def test_a_wrong_step_leaves_nothing(cast, year, data, words) -> None:
    response = cast.client("office").post(URL, data)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not Plan.objects.filter(year=2021).exists()


def test_open_problems_get_a_later_deadline_with_who_allowed_it(cast, year) -> None:
    from tests.rectification.problems import planned

    problem = planned(cast)
    found = step(cast)
    assert [p.problem.pk for p in found.problems] == [problem.pk]
    client = cast.client("office")
    data = {"due_on": "2021-03-31", "problems": [str(problem.pk)]}
    assert "请写明批准延期" in client.post(URL, data).content.decode()
    chosen = {f"later_{problem.pk}": "2021-06-30", "approver": "局党委会"}
    early = client.post(URL, data | chosen | {f"later_{problem.pk}": "2020-10-01"})
    assert "新的时限应晚于原来的时限" in early.content.decode()
    none = client.post(URL, data | chosen | {f"later_{problem.pk}": ""})
    assert "请填写新的整改时限" in none.content.decode()
    assert not Plan.objects.filter(year=2021).exists()
    assert client.post(URL, data | chosen).status_code == 302
    problem.refresh_from_db()
    assert problem.due_on == date(2021, 6, 30)


def test_every_open_problem_is_listed_and_says_why_it_gets_no_later_day(cast, year) -> None:
    from tests.rectification import problems

    raised = problems.found(cast, "尚无措施的问题")
    problems.submitted(cast, title="申请销号的问题")
    problems.closed(cast, title="已经销号的问题")
    done = problems.planned(cast, title="可以延期的问题")
    body = cast.client("office").get(URL).content.decode()
    assert "还没有定整改措施和时限，请先定措施" in body
    assert "已经申请销号，等待核验，不用延期" in body
    assert "已经销号的问题" not in body
    assert f'name="later_{done.pk}"' in body
    assert f'name="problems" value="{raised.pk}"' not in body
    sent = {"due_on": "2021-03-31", "problems": [raised.pk], "approver": "局党委会"}
    assert cast.client("office").post(URL, sent).status_code == 400
    assert not Plan.objects.filter(year=2021).exists()
