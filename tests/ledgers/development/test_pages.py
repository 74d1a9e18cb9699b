"""The pages: board, ledger, forms, and what the shared pages show of a case."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.ledgers.development.people import CONTACTS, apply, fresh, stages, take, walk
from tongpin.audit.clock import on_day
from tongpin.formats.xlsx import read_sheet
from tongpin.ledgers.development import actions, facts, queries
from tongpin.ledgers.development.models import Case, Step
from tongpin.life import actions as life
from tongpin.org import actions as org
from tongpin.org.queries import members_on


@pytest.fixture(autouse=True)
def _today(settings) -> None:
    settings.TONGPIN_TODAY = date(2020, 9, 20)


def page(cast, path: str, who: str = "secretary1") -> str:
    answer = cast.client(who).get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_board_shows_who_is_late_first(cast) -> None:
    apply(cast, name="早申", on="2020-07-01")
    apply(cast, name="新申", on="2020-09-10")
    walk(cast, "contacts")
    text = page(cast, "/development/")
    assert text.index("早申") < text.index("新申") < text.index("何晨")
    assert "最迟2020年8月1日" in text
    assert "2人有逾期的步骤" in text
    only = page(cast, "/development/?late=1")
    assert "新申" not in only
    assert "早申" in only


def test_an_empty_board_teaches_the_first_step(cast) -> None:
    text = page(cast, "/development/")
    assert "登记入党申请" in text
    assert "还没有发展档案" in text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "number"), [("/development/list/", 10), ("/development/", 10)])
def test_a_page_costs_the_same_whatever_its_rows(
    cast, count, path, number, django_assert_num_queries
) -> None:
    for who in ("甲", "乙", "丙")[:count]:
        apply(cast, name=f"何{who}", on="2020-09-01")
    client = cast.client("secretary1")
    client.get(path)
    with django_assert_num_queries(number):
        assert client.get(path).status_code == 200


def test_the_ledger_is_filtered_sorted_and_exported(cast) -> None:
    walk(cast, "object_consent")
    apply(cast, name="新申", on="2020-09-10")
    text = page(cast, "/development/list/?column=object")
    assert "何晨" in text
    assert "新申" not in text
    assert "新申" in page(cast, "/development/list/?q=xs")
    data = cast.client("secretary1").get("/development/list/?export=xlsx").content
    rows = read_sheet(data)
    heads = {head: n for n, head in enumerate(rows[0])}
    row = next(r for r in rows[1:] if r[0] == "何晨")
    assert row[heads["培养联系人"]] == "张守正、李组织"
    assert row[heads["派人谈话"]] == date(2018, 11, 20)
    assert row[heads["考察次数"]] == 2


def test_somebody_applies_on_the_page(cast) -> None:
    client = cast.client("secretary1")
    given = {"name": "孔新", "sex": "male", "born_on": "1995-01-02", "applied_on": "2020-09-18"}
    wrong = client.post(reverse("development:new"), {**given, "born_on": ""})
    assert wrong.status_code == 400
    assert "请填写出生日期" in wrong.content.decode()
    assert client.post(reverse("development:new"), given).status_code == 302
    case = Case.objects.get()
    assert stages(case) == [("applicant", "2020-09-18")]
    office = cast.client("office").post(
        f"{reverse('development:new')}?unit=JU",
        {**given, "name": "孔二", "unit": cast.units["ZB2"]},
    )
    assert office.status_code == 302
    assert Case.objects.get(person__name="孔二").person.home_id == cast.units["ZB2"]


def test_a_step_is_recorded_on_the_page_with_the_people_it_names(cast) -> None:
    case = walk(cast, "activist")
    url = reverse("development:record", args=[case.pk, "contacts"])
    client = cast.client("secretary1")
    assert "张守正" in client.get(url).content.decode()
    people = [cast.people["张守正"], cast.people["李组织"]]
    three = client.post(url, {"on": "2019-03-25", "people": [*people, cast.people["郑文"]]})
    assert three.status_code == 400
    assert "第九条" in three.content.decode()
    assert client.post(url, {"on": "2019-03-25", "people": people}).status_code == 302
    kept = queries.latest(fresh(case), "contacts")
    assert {p["name"] for p in kept.values["people"]} == {"张守正", "李组织"}
    assert kept.values["count"] == 2
    assert kept.is_late


def test_contacts_entered_late_are_members_of_that_day(cast) -> None:
    """Who has moved away since may be named; who came later, or was not yet a full member, may not."""
    case = walk(cast, "filed")
    office, unit = cast.actor("office"), cast.unit("ZB1")
    for name, to in (("李组织", "ZB2"), ("冯丽", "ZB1")):
        person = cast.person(name)
        org.move_person(
            office, unit=person.home, person=person, to=cast.unit(to), on=date(2020, 6, 1)
        )
    late = org.add_person(
        office, unit=unit, name="孔新", stage="full", since=date(2018, 12, 1),
        stage_since=date(2019, 9, 1),
    )  # fmt: skip
    client, url = (
        cast.client("secretary1"),
        reverse("development:record", args=[case.pk, "contacts"]),
    )
    page = client.get(url).content.decode()
    assert "李组织" in page
    first = cast.people["张守正"]
    for stranger, name in ((cast.people["冯丽"], "冯丽"), (late.pk, "孔新")):
        answer = client.post(url, {"on": "2019-03-25", "people": [first, stranger]})
        assert answer.status_code == 400
        assert f"{name}在 2019-03-25 不是第一党支部" in answer.content.decode()
    answer = client.post(url, {"on": "2019-03-25", "people": [first, cast.people["李组织"]]})
    assert answer.status_code == 302


def _meeting(cast, on: str = "2020-04-10"):
    """A general meeting with a counted vote on the acceptance: nine entitled, eight there."""
    unit, day = cast.unit("ZB1"), date.fromisoformat(on)
    people = list(members_on(unit, day))
    with on_day(day):
        row = life.record_gathering(
            cast.actor("office"), unit=unit,
            minutes=life.Minutes(
                kinds=("general_meeting",), topic="讨论何晨同志入党", held_on=day,
                attendance={p.pk: ("present", "") for p in people[:8]} | {people[8].pk: ("leave", "出差")},
            ),
        )  # fmt: skip
        vote = life.open_vote(
            cast.actor("office"), unit=unit, gathering=row,
            motion=life.Motion("接收何晨为中共预备党员", "accept_member"),
            standings={p.pk: "voting" for p in people}, present=[p.pk for p in people[:8]],
        )  # fmt: skip
        return life.count_vote(
            cast.actor("office"),
            unit=unit,
            gathering=row,
            vote=vote,
            version=vote.version,
            totals=life.Totals(yes=7, no=1, written_yes=1),
        )


def test_a_step_cites_the_vote_of_its_meeting_and_takes_the_numbers_from_it(cast) -> None:
    case = walk(cast, "form")
    vote = _meeting(cast)
    url = reverse("development:record", args=[case.pk, "branch_meeting"])
    client = cast.client("secretary1")
    assert "接收何晨为中共预备党员（赞成7票）" in client.get(url).content.decode()
    nothing = client.post(url, {"on": "2020-04-10"})
    assert nothing.status_code == 400
    assert "没有引用表决的，请填写应到人数" in nothing.content.decode()
    told = {"vote": vote.pk, "on": "", "vote_entitled": "5", "vote_yes": "5", "note": "同意接收。"}
    answer = client.post(url, told)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    kept = queries.latest(fresh(case), "branch_meeting")
    assert kept.on == date(2020, 4, 10)
    assert kept.gathering.topic == "讨论何晨同志入党"
    assert kept.values["vote"] == {
        "entitled": 9, "present": 8, "yes": 7, "written_yes": 1, "secret": True, "no": 1, "abstain": 0,
    }  # fmt: skip
    text = page(cast, f"/development/{case.pk}/")
    assert "应到9 实到8 赞成7 书面赞成1" in text
    again = walk(cast, "form", name="何明")
    assert "赞成7票" in page(cast, reverse("development:record", args=[again.pk, "branch_meeting"]))
    used = client.post(reverse("development:record", args=[again.pk, "branch_meeting"]), told)
    assert used.status_code == 400
    assert "已被其他记录引用" in used.content.decode()


def test_the_vote_and_the_meeting_of_a_step_stay_as_they_were_cited(cast) -> None:
    case, vote = walk(cast, "form"), _meeting(cast)
    take(cast, case, "branch_meeting", "2020-04-10", vote_row=vote)
    client, at = cast.client("secretary1"), f"/life/{vote.gathering_id}/"
    told = {"version": vote.version, "yes": 1, "no": 7, "abstain": 0, "written_yes": 0}
    for address, data in (
        (f"{at}votes/{vote.pk}/", told),
        (f"{at}votes/{vote.pk}/withdraw/", {"reason": "试"}),
        (f"{at}withdraw/", {"reason": "试"}),
    ):
        answer = client.post(address, data)
        assert answer.status_code == 400, address
        assert "何晨的发展档案" in answer.content.decode()
        assert "先在“发展党员”里撤回这一步骤的记录" in answer.content.decode()
    vote.refresh_from_db()
    assert (vote.yes, vote.withdrawn_reason) == (7, "")
    record = queries.latest(fresh(case), "branch_meeting")
    actions.withdraw_step(
        cast.actor("secretary1"), unit=case.person.home, case=case, record=record, reason="记错"
    )
    assert client.post(f"{at}votes/{vote.pk}/", told).status_code == 302


def test_a_meeting_of_another_day_or_branch_is_not_cited(cast) -> None:
    from tongpin.audit.errors import Refused

    case = walk(cast, "form")
    vote = _meeting(cast, "2020-04-09")
    with pytest.raises(Refused, match="日期应当一致"):
        take(cast, case, "branch_meeting", "2020-04-10", gathering=vote.gathering)
    other = walk(cast, "form", name="何明", unit="ZB2")
    with pytest.raises(Refused, match="本支部"):
        take(cast, other, "branch_meeting", "2020-04-09", gathering=vote.gathering)


def test_a_step_is_withdrawn_on_the_page(cast) -> None:
    case = walk(cast, "contacts")
    record = queries.latest(case, "contacts")
    url = reverse("development:withdraw", args=[case.pk, record.pk])
    client = cast.client("secretary1")
    assert client.post(url, {"reason": ""}).status_code == 400
    assert client.post(url, {"reason": "联系人调离"}).status_code == 302
    assert "已撤回：联系人调离" in page(cast, f"/development/{case.pk}/")
    take(cast, case, "contacts", "2019-04-01", today="2020-09-20", **CONTACTS)


def test_what_waits_is_on_the_workbench_of_who_does_it(cast) -> None:
    apply(cast, name="新申", on="2020-09-10")
    walk(cast, "branch_meeting")
    branch = page(cast, "/?unit=ZB1")
    assert "新申：派人谈话" in branch
    assert "何晨：上级党委审批" not in branch
    office = page(cast, "/?unit=JU", "office")
    assert "何晨：上级党委审批" in office
    assert "新申：派人谈话" not in office


def test_panels_of_the_person_and_of_the_unit(cast) -> None:
    case = walk(cast, "contacts")
    text = page(cast, reverse("org:person", args=[case.person_id]))
    assert "下一步" in text
    assert "培养教育考察" in text
    assert "入党积极分子" in page(cast, reverse("org:unit", args=[cast.units["ZB1"]]))


def test_reviews_are_facts_of_the_branch_without_a_name(cast) -> None:
    case = walk(cast, "review")
    found = list(facts.collect([cast.unit("ZB1")], date(2019, 1, 1), date(2020, 12, 31)))
    assert [(f.kind, f.on) for f in found] == [
        ("development.activist_review", date(2019, 9, 10)),
        ("development.activist_review", date(2020, 3, 9)),
    ]
    assert "何晨" not in "".join(f.label for f in found)
    assert Step.objects.filter(case=case, step="review").count() == 2


def test_the_analysis_says_the_figures_and_prints(cast) -> None:
    walk(cast, "contacts")
    apply(cast, name="新申", on="2020-09-10", sex="male")
    text = page(cast, "/development/analysis/?unit=JU", "office")
    assert "入党申请人1名、入党积极分子1名" in text
    assert "女性1名，占100.0%" in text
    assert "超过规定期限：何晨" in text
    answer = cast.client("office").get("/development/analysis/?unit=JU&export=docx")
    assert answer.content.startswith(b"PK")


def test_a_stranger_step_and_a_huge_number_are_no_pages(cast) -> None:
    case = walk(cast, "talk")
    client = cast.client("secretary1")
    for path in (f"{case.pk}/record/flying/", f"{case.pk}/record/application/", f"{10**25}/",
                 f"{case.pk}/papers/none/", f"{case.pk}/withdraw/{10**25}/"):  # fmt: skip
        assert client.get(f"/development/{path}").status_code == 404, path
