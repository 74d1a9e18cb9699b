"""民主评议 from the roll to the result that the person sees."""

from __future__ import annotations

import io
from datetime import date
from zipfile import ZipFile

import pytest

from tests.ledgers.appraisals import scene
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.audit.models import Entry
from tongpin.capability import person_panels, waiting
from tongpin.duties.actions import set_parameter
from tongpin.duties.rulebook import current_book
from tongpin.formats.docx import extract
from tongpin.formats.xlsx import read_sheet
from tongpin.ledgers.appraisals import actions, queries
from tongpin.org import actions as org
from tongpin.org.access import PageContext
from tongpin.org.scope import Scope

LIST = 10
DETAIL = 13
SECRET = "我学习不够系统"


def place(cast, username: str) -> PageContext:
    actor = cast.actor(username)
    scope = Scope.of(actor, "appraisals.view")
    return PageContext(actor, "appraisals.view", scope, None, 2020, scene.TODAY)


def words(cast, username: str, unit: str = "ZB1") -> list[str]:
    return [w.words for w in waiting(place(cast, username), cast.unit(unit))]


def probationary(cast) -> None:
    """孙晓 is a probationary member of the first branch."""
    org.add_person(
        cast.actor("office"), unit=cast.unit("ZB1"), name="孙晓", stage="probationary",
        since=date(2019, 12, 1), stage_since=date(2019, 12, 1),
    )  # fmt: skip


def test_the_roll_is_frozen_as_of_its_day(cast) -> None:
    probationary(cast)
    row = scene.opened(cast)
    assert row.participants.count() == 10
    assert len(queries.subjects(row)) == 9
    org.add_person(
        cast.actor("office"), unit=cast.unit("ZB1"), name="后来人", stage="full",
        since=date(2020, 9, 20), stage_since=date(2010, 7, 1),
    )  # fmt: skip
    assert scene.fresh(row).people == 10


def test_a_year_is_appraised_once(cast) -> None:
    scene.opened(cast)
    answer = cast.client("secretary1").post("/appraisals/new/?unit=ZB1", {
        "year": 2020, "rolled_on": "2020-09-20", "opened_on": "2020-09-20",
    })  # fmt: skip
    assert answer.status_code == 400
    assert "已经建立" in answer.content.decode()
    assert cast.client("office").get("/appraisals/new/?unit=JU").status_code == 400


def test_a_day_without_members_is_refused(cast) -> None:
    answer = cast.client("secretary1").post("/appraisals/new/?unit=ZB1", {
        "year": 2015, "rolled_on": "2015-01-01", "opened_on": "2020-09-20",
    })  # fmt: skip
    assert "没有党员" in answer.content.decode()


def test_a_member_writes_and_others_do_not_read(cast) -> None:
    row = scene.opened(cast)
    assert "个人自评未提交" in words(cast, "member1")
    member = cast.client("member1")
    found = scene.line(row, "郑文")
    member.post(f"/appraisals/{row.pk}/self/", {"content": SECRET, "version": found.version})
    assert "个人自评未提交" not in words(cast, "member1")
    url = f"/appraisals/{row.pk}/roll/{found.pk}/self/"
    assert SECRET in member.get(url).content.decode()
    assert cast.client("committee1").get(url).status_code == 404
    assert cast.client("supervisor").get(url).status_code == 404
    assert Entry.objects.filter(action="appraisals.read_self").count() == 0
    assert SECRET in cast.client("secretary1").get(url).content.decode()
    assert Entry.objects.filter(action="appraisals.read_self").count() == 1
    assert SECRET not in repr(list(Entry.objects.values_list("changes", "summary")))
    stale = member.post(
        f"/appraisals/{row.pk}/self/", {"content": "旧的", "version": found.version}
    )
    assert stale.status_code == 409


def test_mutual_assessment_is_between_the_two_and_the_secretary(cast) -> None:
    row = scene.opened(cast)
    li, zheng = scene.line(row, "李组织"), scene.line(row, "郑文")
    for about, by, said in (
        (zheng, li, "李说郑"),
        (li, zheng, "郑说李"),
        (li, scene.line(row, "王宣传"), "王说李"),
    ):
        actions.add_comment(
            cast.actor("secretary1"), appraisal=row, about=about, by=by.person, content=said
        )
    page = cast.client("member1").get(f"/appraisals/{row.pk}/comments/").content.decode()
    assert "李说郑" in page
    assert "郑说李" in page
    assert "王说李" not in page
    with pytest.raises(Forbidden):
        actions.add_comment(
            cast.actor("member1"), appraisal=row, about=zheng, by=li.person, content="替人说"
        )
    with pytest.raises(Refused, match="个人自评"):
        actions.add_comment(
            cast.actor("member1"), appraisal=row, about=zheng, by=zheng.person, content="自夸"
        )
    assert cast.client("secretary2").get(f"/appraisals/{row.pk}/comments/").status_code == 404


def grade(cast, row, chosen: dict[str, str], **extra):
    grades = {p.pk: (chosen.get(p.person.name, "qualified"), "") for p in queries.subjects(row)}
    return actions.set_grades(
        cast.actor("secretary1"), unit=row.unit, appraisal=row, version=row.version, grades=grades,
        **extra,
    )  # fmt: skip


def test_a_third_and_not_one_more_are_excellent(cast) -> None:
    row = scene.tallied(cast)
    with pytest.raises(Refused, match="最多3人，超出1人"):
        grade(cast, row, dict.fromkeys(scene.NAMES[:4], "excellent"))
    assert not grade(cast, row, dict.fromkeys(scene.NAMES[:3], "excellent")).is_over


def test_more_than_a_third_needs_who_agreed_and_why(cast) -> None:
    row = scene.tallied(cast)
    four = dict.fromkeys(scene.NAMES[:4], "excellent")
    grade(cast, row, four, cap_approver="县委组织部", cap_reason="防汛表现突出")
    row = scene.fresh(row)
    assert row.cap_approver == "县委组织部"
    answer = cast.client("secretary1").post(f"/appraisals/{row.pk}/grades/", {
        "version": row.version, "cap_approver": "局党委",
        **{f"g{p.pk}": "qualified" for p in queries.subjects(row)},
    })  # fmt: skip
    assert "要一起填写" in answer.content.decode()


@pytest.mark.parametrize(("of", "limit"), [("members", 3), ("full", 3), ("participants", 2)])
def test_the_denominator_is_the_bureaus(cast, of, limit) -> None:
    probationary(cast)
    row = scene.opened(cast)
    for name in scene.NAMES[:2]:
        found = scene.line(row, name)
        actions.excuse(
            cast.actor("secretary1"), unit=row.unit, appraisal=row, line=found, reason="患病",
            version=found.version,
        )  # fmt: skip
    set_denominator(cast, of)
    roll = queries.participants(row)
    found = queries.cap(current_book(), roll, {}, scene.TODAY)
    assert (found.limit, found.base) == (limit, {"members": 10, "full": 9, "participants": 8}[of])


def set_denominator(cast, of: str) -> None:
    set_parameter(
        cast.actor("office"), unit=cast.unit("JU"), parameter="democratic-review-excellent-cap",
        texts={"share": "1/3", "of": of}, from_on=date(2020, 1, 1), to_on=None,
        source_title="民主评议工作办法", source_number="青水党〔2020〕6号", place="第八条",
        is_stricter=True, reason="按本局口径",
    )  # fmt: skip


def test_the_share_is_judged_while_choosing(cast) -> None:
    row = scene.tallied(cast)
    keys = [p.pk for p in queries.subjects(row)]
    secretary = cast.client("secretary1")
    answer = secretary.post(
        f"/appraisals/{row.pk}/grades/share/", {f"g{k}": "excellent" for k in keys[:4]}
    )
    assert "超出1人" in answer.content.decode()
    assert not row.participants.exclude(grade="").exists()


def test_a_probationary_member_takes_part_without_a_grade(cast) -> None:
    probationary(cast)
    row = scene.opened(cast)
    sun = scene.line(row, "孙晓")
    codes = actions.open_ballot(cast.actor("secretary1"), unit=row.unit, appraisal=row)
    assert "孙晓" in dict(codes)
    assert sun.pk not in scene.marks(row)
    scene.voted(row, *scene.NAMES[:3])
    actions.close_ballot(cast.actor("secretary1"), unit=row.unit, appraisal=row)
    row = scene.fresh(row)
    with pytest.raises(Refused, match="预备党员参加评议但不评定等次"):
        actions.set_grades(
            cast.actor("secretary1"), unit=row.unit, appraisal=row, version=row.version,
            grades={sun.pk: ("qualified", "")},
        )  # fmt: skip


def test_no_grades_before_the_ballot(cast) -> None:
    row = scene.opened(cast)
    with pytest.raises(Refused, match="先进行民主测评"):
        grade(cast, row, {})


def test_two_who_grade_are_told(cast) -> None:
    row = scene.tallied(cast)
    grade(cast, row, {})
    with pytest.raises(Conflict):
        grade(cast, row, {})


def test_who_needs_help_gets_a_measure_before_the_grades_are_settled(cast) -> None:
    row = scene.graded(cast, 郑文="basic")
    secretary, unit = cast.actor("secretary1"), row.unit
    with pytest.raises(Refused, match="郑文需要先写明帮助教育措施"):
        actions.decide(secretary, unit=unit, appraisal=row, on=scene.TODAY)
    url = f"/appraisals/{row.pk}/grades/{scene.line(row, '郑文').pk}/measure/"
    typed = {
        "measure": "支部书记每月谈话",
        "helper": cast.people["张守正"],
        "due_on": "2020-12-31",
        "version": 1,
    }
    assert (
        cast.client("secretary1").post(url, typed | {"helper": cast.people["郑文"]}).status_code
        == 400
    )
    assert cast.client("secretary1").post(url, typed).status_code == 302
    assert "郑文的帮助教育措施还没有登记落实情况" in words(cast, "secretary1")
    actions.decide(secretary, unit=unit, appraisal=row, on=scene.TODAY)


def test_everybody_is_graded_before_the_grades_are_settled(cast) -> None:
    row = scene.tallied(cast)
    with pytest.raises(Refused, match="还有9人没有评定等次"):
        actions.decide(cast.actor("secretary1"), unit=row.unit, appraisal=row, on=scene.TODAY)


def test_the_steps_follow_what_was_done(cast) -> None:
    from tongpin.casework.actions import Happening, record_step

    row = scene.opened(cast)
    secretary = cast.actor("secretary1")
    for key in ("study", "self", "mutual"):
        record_step(
            secretary, unit=row.unit, case=row.case, happening=Happening(key, date(2020, 9, 5))
        )
    totals = {p.pk: {"qualified": 9} for p in queries.subjects(row)}
    trouble = actions.enter_tally(
        secretary, unit=row.unit, appraisal=row, issued=9, returned=9, valid=9, totals=totals
    )
    assert trouble == ""
    row = scene.fresh(row)
    grade(cast, row, {"张守正": "excellent"})
    assert actions.decide(secretary, unit=row.unit, appraisal=row, on=scene.TODAY) == ""
    actions.tell(secretary, unit=row.unit, appraisal=row, lines=queries.participants(row))
    found = queries.standing_of(current_book(), scene.fresh(row), scene.TODAY)
    assert set(found.done) == {"study", "self", "mutual", "ballot", "graded", "told"}
    assert not found.missing
    assert [n.step for n in found.next] == ["filed"]


def test_the_person_sees_the_result_once_told_and_confirms(cast) -> None:
    row = scene.decided(cast)
    member = cast.client("member1")
    assert "评定等次" not in member.get("/appraisals/mine/").content.decode()
    cast.client("secretary1").post(f"/appraisals/{row.pk}/grades/tell/")
    assert "评定等次：<strong>合格</strong>" in member.get("/appraisals/mine/").content.decode()
    assert "民主评议结果待本人确认" in words(cast, "member1")
    member.post(f"/appraisals/{row.pk}/result/acknowledge/")
    assert scene.line(row, "郑文").acknowledged_on == scene.TODAY


def test_a_decision_taken_back_is_untold(cast) -> None:
    row = scene.told(cast)
    cast.client("secretary1").post(f"/appraisals/{row.pk}/grades/undecide/", {"reason": "票数录错"})
    assert not row.participants.exclude(told_on=None).exists()
    assert scene.fresh(row).decided_on is None


def test_the_file_of_a_person_shows_the_years_to_who_may_see_them(cast) -> None:
    scene.told(cast)
    zheng = cast.person("郑文")

    def lines(username: str) -> list[tuple[str, str]]:
        panels = [p for p in person_panels(place(cast, username), zheng) if p.title == "民主评议"]
        return [(line.label, line.value) for p in panels for line in p.lines]

    assert lines("secretary1") == lines("member1") == [("2020年度", "合格")]
    assert lines("secretary2") == []


def test_the_table_keeps_the_order_of_the_roll(cast) -> None:
    row = scene.told(cast)
    rows = read_sheet(cast.client("secretary1").get(f"/appraisals/{row.pk}/table/").content)
    head, body = rows[0], rows[1:]
    assert head[1] == "姓名"
    roll = [p.person.name for p in queries.participants(row)]
    assert [r[1] for r in body] == roll
    assert {r[head.index("评定等次")] for r in body} == {"优秀", "合格"}


def test_the_papers(cast) -> None:
    row = scene.told(cast)
    secretary = cast.client("secretary1")
    blank = extract(secretary.get(f"/appraisals/{row.pk}/papers/ballot/").content)
    assert "不署名" in blank
    results = extract(secretary.get(f"/appraisals/{row.pk}/papers/results/").content)
    assert "发出测评表9张，收回9张，有效9张" in results
    assert "最多3人" in results
    archive = ZipFile(io.BytesIO(secretary.get(f"/appraisals/{row.pk}/papers.zip").content))
    assert len(archive.namelist()) == 11
    form = extract(archive.read("登记表（郑文）.docx"))
    assert "合格9票" in form


def test_the_duty_is_met_by_the_gathering_alone(cast) -> None:
    from tongpin.casework.facts import collect

    row = scene.told(cast)
    assert list(collect([row.unit], date(2020, 1, 1), date(2020, 12, 31))) == []


def test_a_case_opened_elsewhere_gets_its_roll(cast) -> None:
    from tests.ledgers.appraisals.access import bare

    case, secretary = bare(cast), cast.client("secretary1")
    page = secretary.get(f"/appraisals/{case.pk}/", follow=True).content.decode()
    assert "确定名单" in page
    secretary.post(f"/appraisals/{case.pk}/file/", {"year": 2020, "rolled_on": "2020-09-20"})
    assert "9 人" in secretary.get(f"/appraisals/{case.pk}/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_constant_number_of_statements(cast, count, django_assert_num_queries) -> None:
    for number in range(count):
        scene.opened(cast, year=2018 + number)
    secretary = cast.client("secretary1")
    secretary.get("/appraisals/?unit=ZB1")
    with django_assert_num_queries(LIST):
        page = secretary.get("/appraisals/").content.decode()
    assert page.count("学习动员") == count
    assert secretary.get("/appraisals/?export=xlsx").content[:2] == b"PK"


def test_the_guided_page_takes_the_same_statements_whoever_is_on_the_roll(
    cast, django_assert_num_queries
) -> None:
    first, second = scene.opened(cast), scene.opened(cast, "ZB2", "secretary2")
    office = cast.client("office")
    office.get(f"/appraisals/{first.pk}/")
    for row in (first, second):
        with django_assert_num_queries(DETAIL):
            office.get(f"/appraisals/{row.pk}/")


@pytest.mark.parametrize("path", ["{n}/", "{n}/vote/", "{n}/self/", "1/roll/{n}/away/"])
def test_absurd_keys_are_no_pages(cast, path) -> None:
    assert cast.client("secretary1").get(f"/appraisals/{path.format(n=10**30)}").status_code == 404
