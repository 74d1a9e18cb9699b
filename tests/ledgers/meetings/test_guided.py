"""A meeting year from the plan to the notification, as those meet it who run it."""

from __future__ import annotations

import io
from datetime import date
from zipfile import ZipFile

import pytest

from tests.confirming import confirm
from tests.ledgers.meetings import scene
from tongpin.audit.errors import Conflict, Refused
from tongpin.capability import waiting
from tongpin.duties.rulebook import current_book
from tongpin.formats.docx import extract
from tongpin.ledgers.meetings import actions, queries
from tongpin.ledgers.meetings.models import Meeting, Remark
from tongpin.rectification.queries import problems_of
from tongpin.ui.addresses import record_url

LIST = 10
TEAM = ("钱大海", "李组织", "王宣传")


def parts(row: Meeting) -> dict[str, queries.Part]:
    row = scene.fresh(row)
    book = current_book()
    found = queries.standing_of(book, row, scene.TODAY)
    return {
        g.rung.step.key: g.part for g in queries.guided(book, row, found, scene.TODAY) if g.part
    }


def prepared(cast) -> Meeting:
    """Everything before the meeting is done."""
    scene.team(cast)
    row = scene.democratic(cast)
    scene.step(cast, row, "theme", 1)
    for key in ("plan_reported", "study", "opinions", "talks", "materials"):
        scene.step(cast, row, key, 2)
    return row


TOLD = {"last_year_reported": True, "leader_first": True}


def test_a_meeting_is_opened_and_shows_every_step_with_its_article(cast) -> None:
    office = cast.client("office")
    answer = office.post("/meetings/new/?unit=JU", {
        "year": 2020, "theme": "坚守初心", "opened_on": "2020-09-01", "planned_on": "2020-10-10",
    }, follow=True)  # fmt: skip
    page = answer.content.decode()
    for word in (
        "确定会议主题和方案",
        "会前学习",
        "谈心谈话",
        "还没有写会议方案",
        "还没有引用学习记录",
        "第七条至第九条",
    ):
        assert word in page
    again = office.post("/meetings/new/?unit=JU", {
        "year": 2020, "theme": "再开", "opened_on": "2020-09-01",
    })  # fmt: skip
    assert again.status_code == 400
    assert "已经建立" in again.content.decode()
    special = {"year": 2020, "theme": "巡察整改", "opened_on": "2020-09-01", "is_special": "on"}
    assert office.post("/meetings/new/?unit=JU", special).status_code == 302


def test_a_case_opened_elsewhere_gets_its_file(cast) -> None:
    from tests.ledgers.meetings.access import bare

    secretary, case = cast.client("secretary1"), bare(cast)
    assert "按步骤指引办理" in secretary.get(f"/cases/{case.pk}/").content.decode()
    page = secretary.get(f"/meetings/{case.pk}/", follow=True).content.decode()
    assert 'value="2020"' in page
    secretary.post(f"/meetings/{case.pk}/file/", {"year": 2020, "theme": "试"})
    assert Meeting.objects.get(pk=case.pk).year == 2020


def test_what_the_file_lacks_is_named_until_it_is_there(cast) -> None:
    scene.team(cast)
    row = scene.democratic(cast)
    found = parts(row)
    assert found["study"].lacks == ("还没有引用学习记录",)
    assert found["opinions"].lacks == ("还没有录入征求到的意见",)
    assert "未提交4份：班子材料、李组织、钱大海、王宣传" in found["materials"].lacks[0]
    study = scene.held(cast, "JU", "theory_study", 3)
    actions.cite_study(cast.actor("office"), unit=row.unit, meeting=row, gathering=study)
    scene.remark(cast, row)
    scene.material(cast, row)
    for first, second in (("钱大海", "李组织"), ("钱大海", "王宣传"), ("李组织", "王宣传")):
        scene.talk(cast, "JU", first, second)
    found = parts(row)
    assert (found["study"].words, found["study"].lacks) == ("引用1次学习", ())
    assert found["opinions"].words == "共1条：群众和服务对象1条"
    assert found["talks"].lacks == ("还差2处谈话",)  # the two branch secretaries
    assert "未提交3份" in found["materials"].lacks[0]


def test_the_meeting_cites_its_gathering_and_its_quorum_is_judged(cast) -> None:
    confirm(cast, "dlm-quorum")
    row = prepared(cast)
    with pytest.raises(Refused, match="先在组织生活里登记"):
        scene.step(cast, row, "meeting", 18, values=TOLD | {"vote": {"entitled": 3, "present": 3}})
    held = scene.held(cast, "JU", "democratic_life_meeting", 18, people=TEAM[:1], away=TEAM[1:])
    with pytest.raises(Refused, match="应到3人、实到1人"):
        scene.step(cast, row, "meeting", 18, gathering=held,
                   values=TOLD | {"vote": {"entitled": 3, "present": 3}})  # fmt: skip
    with pytest.raises(Refused, match="三分之二"):
        scene.step(cast, row, "meeting", 18, gathering=held,
                   values=TOLD | {"vote": {"entitled": 3, "present": 1}})  # fmt: skip
    study = scene.held(cast, "JU", "theory_study", 18)
    with pytest.raises(Refused, match="不是民主生活会"):
        scene.step(cast, row, "meeting", 18, gathering=study, values=TOLD)


def test_the_form_of_the_meeting_is_filled_in_from_the_gathering(cast) -> None:
    row = prepared(cast)
    held = scene.held(cast, "JU", "democratic_life_meeting", 18, people=TEAM)
    office = cast.client("office")
    page = office.get(f"/meetings/{row.pk}/step/meeting/").content.decode()
    assert 'value="2020-09-18"' in page
    assert 'name="vote_present" value="3"' in page
    answer = office.post(f"/meetings/{row.pk}/step/meeting/", {
        "on": "2020-09-18", "gathering": held.pk, "vote_entitled": 3, "vote_present": 3,
        "last_year_reported": "yes", "leader_first": "yes",
    }, follow=True)  # fmt: skip
    page = answer.content.decode()
    assert scene.fresh(row).gathering == held
    assert "最迟2020年10月3日" in page  # fifteen days for the report
    lines = [w.words for w in waiting(place(cast, "office"), cast.unit("JU"))]
    assert "会议情况还没有报送" in lines
    assert "整改清单还没有制定" in lines


def place(cast, username: str):
    from tongpin.org.access import PageContext
    from tongpin.org.scope import Scope

    actor = cast.actor(username)
    return PageContext(
        actor, "meetings.view", Scope.of(actor, "meetings.view"), None, 2020, scene.TODAY
    )


def test_opinions_are_summed_by_source_and_keep_no_name_unasked(cast) -> None:
    scene.team(cast)
    row = scene.democratic(cast)
    office = cast.client("office")
    url = f"/meetings/{row.pk}/opinions/"
    typed = {"source": "masses", "content": "办事流程公开", "collected_on": "2020-09-02"}
    assert office.post(url, typed).status_code == 302
    assert Remark.objects.get().given_by == ""
    assert office.post(url, typed | {"content": ""}).status_code == 400
    assert office.post(url, typed | {"collected_on": "2020-09-21"}).status_code == 400
    assert office.post(url, typed | {"about": cast.people["郑文"]}).status_code == 400
    office.post(
        url, typed | {"source": "branches", "about": cast.people["李组织"], "content": "多下基层"}
    )
    page = office.get(url).content.decode()
    assert "多下基层" in page
    text = extract(office.get(f"/meetings/{row.pk}/papers/opinions/").content)
    assert "下级党组织 | 1" in text
    assert "多下基层" in text
    first = Remark.objects.get(source="masses")
    office.post(f"{url}{first.pk}/withdraw/", {"reason": "重复"})
    assert "办事流程公开" not in office.get(url).content.decode()


def test_what_is_said_of_a_person_is_not_shown_to_the_others(cast) -> None:
    scene.team(cast)
    row = scene.democratic(cast)
    scene.remark(cast, row, content="针对班子的意见")
    scene.remark(cast, row, content="针对李的意见", about=cast.person("李组织"))
    seen = cast.client("supervisor").get(f"/meetings/{row.pk}/opinions/").content.decode()
    assert "针对班子的意见" in seen
    assert "针对李的意见" not in seen
    assert "针对李的意见" not in extract(
        cast.client("supervisor").get(f"/meetings/{row.pk}/papers/opinions/").content
    )
    assert queries.remark_counts(row)[0] == ("群众和服务对象", 2)


def test_two_who_write_the_plan_are_told(cast) -> None:
    row = scene.organizational(cast)
    typed = {"theme": "试", "plan": "一、总体要求", "planned_on": None}
    secretary = cast.actor("secretary1")
    actions.write_plan(secretary, unit=row.unit, meeting=row, version=1, **typed)
    with pytest.raises(Conflict):
        actions.write_plan(secretary, unit=row.unit, meeting=row, version=1, **typed)
    page = cast.client("secretary1").post(
        f"/meetings/{row.pk}/plan/", {"theme": "另", "plan": "我写的", "version": 1}
    )
    assert page.status_code == 409
    assert "我写的" in page.content.decode()


def test_report_and_notice_begin_with_what_the_file_knows(cast) -> None:
    row = prepared(cast)
    office = cast.client("office")
    empty = office.get(f"/meetings/{row.pk}/report/").content.decode()
    assert "一、会前准备情况" in empty
    assert "（请补充）" in empty
    scene.remark(cast, row, content="多下基层", about=cast.person("李组织"))
    scene.talk(cast, "JU", "钱大海", "李组织")
    scene.material(cast, row, words="本人存在的问题")
    study = scene.held(cast, "JU", "theory_study", 3)
    actions.cite_study(cast.actor("office"), unit=row.unit, meeting=row, gathering=study)
    held = scene.held(
        cast, "JU", "democratic_life_meeting", 18, people=TEAM[:2], away=TEAM[2:],
        chair=cast.person("钱大海"),
    )  # fmt: skip
    scene.step(cast, row, "meeting", 18, gathering=held,
               values=TOLD | {"vote": {"entitled": 3, "present": 2}})  # fmt: skip
    office.post(f"/meetings/{row.pk}/problems/", {
        "title": "调查研究不够深入", "measure": "每季度下基层一次",
        "person": cast.people["李组织"], "due_on": "2020-12-31",
    })  # fmt: skip
    assert problems_of(row.ref).count() == 1
    report = office.get(f"/meetings/{row.pk}/report/").content.decode()
    for words in (
        "会前组织学习1次：2020年9月3日试。",
        "会前征求意见建议1条，其中群众和服务对象1条。",
        "开展谈心谈话1对",
        "撰写对照检查材料（发言提纲）1份。",
        "会议于2020年9月18日召开，由钱大海同志主持，应到3人，实到2人。",
        "未到会1人：王宣传（请假，出差）。",
        "1．调查研究不够深入",
        "还没有保存",
    ):
        assert words in report, words
    assert "多下基层" not in report  # what was said of a person stays with the person
    notice = office.get(f"/meetings/{row.pk}/notice/").content.decode()
    assert "实到2人" in notice
    assert "出差" not in notice
    typed = {"to": "县委组织部", "words": "一、改过的报告", "version": scene.fresh(row).version}
    office.post(f"/meetings/{row.pk}/report/", typed)
    kept = office.get(f"/meetings/{row.pk}/report/").content.decode()
    assert "一、改过的报告" in kept
    assert "会前组织学习" not in kept


def test_the_file_set_is_one_archive_of_what_there_is(cast) -> None:
    scene.team(cast)
    row = scene.democratic(cast)
    office = cast.client("office")
    assert office.get(f"/meetings/{row.pk}/papers.zip").status_code == 400
    assert office.get(f"/meetings/{row.pk}/papers/plan/").status_code == 400
    assert office.get(f"/meetings/{row.pk}/papers/other/").status_code == 404
    for path, words in (("report", "报告内容"), ("notice", "通报内容")):
        typed = {"to": "县委组织部", "words": words, "version": scene.fresh(row).version}
        assert office.post(f"/meetings/{row.pk}/{path}/", typed).status_code == 302
    scene.remark(cast, row)
    scene.talk(cast, "JU", "钱大海", "李组织")
    scene.material(cast, row, words="本人存在的问题")
    archive = ZipFile(io.BytesIO(office.get(f"/meetings/{row.pk}/papers.zip").content))
    names = [name[3:-5] for name in archive.namelist()]
    assert names == [
        "征求意见汇总表",
        "谈心谈话情况表",
        "情况报告",
        "情况通报",
        "对照检查材料（钱大海）",
    ]
    assert "本人存在的问题" in extract(archive.read(archive.namelist()[-1]))
    assert "县委组织部：" in extract(archive.read(archive.namelist()[2]))


def test_the_duty_is_met_once_by_the_gathering_not_by_the_case(cast) -> None:
    from tongpin.casework.facts import collect as of_cases
    from tongpin.life.facts import collect as of_life

    row = scene.organizational(cast)
    unit, span = cast.unit("ZB1"), (date(2020, 1, 1), date(2020, 12, 31))
    for key in ("theme", "study", "opinions", "talks"):
        scene.step(cast, row, key, 2)
    held = scene.held(cast, "ZB1", "organizational_life_meeting", 18, people=("张守正", "郑文"))
    scene.step(cast, row, "meeting", 18, gathering=held, values={"criticism": True})
    for key in ("rectification", "reported", "followed_up"):
        scene.step(cast, row, key, 19)
    facts = [*of_cases([unit], *span), *of_life([unit], *span)]
    assert [f.kind for f in facts] == ["life.organizational_life_meeting"]


def listed(cast, row: Meeting, **extra):
    typed = {
        "title": "到一线少",
        "measure": "每月下基层",
        "person": cast.person("张守正"),
        "due_on": date(2020, 12, 31),
    }
    return actions.add_problem(
        cast.actor("secretary1"), unit=row.unit, meeting=row, **(typed | extra)
    )


def test_the_list_is_the_problem_loops(cast) -> None:
    row = scene.organizational(cast)
    assert parts(row)["rectification"].lacks == ("还没有列出问题",)
    secretary = cast.client("secretary1")
    url = f"/meetings/{row.pk}/problems/"
    typed = {
        "title": "到一线少",
        "measure": "每月下基层",
        "person": cast.people["张守正"],
        "due_on": "2020-12-31",
    }
    assert secretary.post(url, typed | {"person": cast.people["冯丽"]}).status_code == 400
    assert secretary.post(url, typed | {"due_on": "2020-01-01"}).status_code == 400
    page = secretary.post(url, typed, follow=True).content.decode()
    problem = problems_of(row.ref).get()
    assert (problem.source, problem.state) == ("organizational_life_meeting", "planned")
    assert f"/{problem.pk}/" in page
    assert parts(row)["rectification"].words == "共1项，已销号0项"
    text = extract(secretary.get(f"/meetings/{row.pk}/papers/rectification/").content)
    assert "每月下基层 | 张守正 | 2020-12-31" in text
    assert record_url(problem.ref) == f"/meetings/{row.pk}/"


def test_an_opinion_becomes_an_item_in_one_step(cast) -> None:
    row = scene.organizational(cast)
    said = scene.remark(cast, row, content="会议再短一些")
    page = (
        cast.client("secretary1")
        .get(f"/meetings/{row.pk}/problems/?remark={said.pk}")
        .content.decode()
    )
    assert 'value="会议再短一些"' in page


def test_last_years_list_and_its_state_stand_beside_this_years(cast) -> None:
    before = scene.organizational(cast, year=2019, theme="去年")
    listed(cast, before, title="去年的问题")
    row = scene.organizational(cast)
    for path in (f"/meetings/{row.pk}/", f"/meetings/{row.pk}/problems/"):
        page = cast.client("secretary1").get(path).content.decode()
        assert "去年的问题" in page
        assert "已定措施" in page


def test_last_year_is_shown_beside_this_one(cast) -> None:
    before = scene.organizational(cast, year=2019, theme="去年")
    row = scene.organizational(cast)
    page = cast.client("secretary1").get(f"/meetings/{row.pk}/").content.decode()
    assert f'href="/meetings/{before.pk}/"' in page
    assert "2019年度组织生活会" in page


def test_a_closed_meeting_is_not_changed(cast) -> None:
    from tongpin.casework.actions import close_case

    row = scene.organizational(cast)
    close_case(
        cast.actor("secretary1"), unit=row.unit, case=row.case, closed_on=scene.TODAY, note="并入"
    )
    with pytest.raises(Refused, match="已经办结"):
        scene.remark(cast, row)


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_constant_number_of_statements(cast, count, django_assert_num_queries) -> None:
    for number in range(count):
        scene.step(cast, scene.organizational(cast, year=2018 + number), "theme", 1)
    secretary = cast.client("secretary1")
    secretary.get("/meetings/?unit=ZB1")
    with django_assert_num_queries(LIST):
        page = secretary.get("/meetings/").content.decode()
    assert page.count("会前学习") == count
    assert secretary.get("/meetings/?export=xlsx").content[:2] == b"PK"
    assert page.count("组织生活会</a>") >= count


@pytest.mark.parametrize(
    "url",
    [
        "/meetings/{big}/",
        "/meetings/{big}/file/",
        "/meetings/{big}/criticism/",
        "/meetings/{big}/materials/{big}/",
    ],
)
def test_absurd_keys_are_no_pages(cast, url) -> None:
    assert cast.client("secretary1").get(url.format(big=10**30)).status_code == 404
