"""The ledgers that fill themselves: branches by kinds, study hours, two lives, centre group, forms."""

from __future__ import annotations

import io
from datetime import date, time

import openpyxl
import pytest

from tongpin.audit.clock import on_day
from tongpin.life import actions, queries
from tongpin.life.actions import Minutes, Upload
from tongpin.life.models import Form
from tongpin.life.study import demands, hours_of
from tongpin.org.scope import Scope

DAY = date(2020, 9, 10)


def record(cast, code: str = "ZB1", *, day: date = DAY, present=("郑文",), away=(), **values):
    plain = {
        "kinds": ("lecture",), "topic": "党课", "held_on": day, "starts_at": time(15),
        "ends_at": time(16, 30),
    }  # fmt: skip
    grid = {cast.people[n]: ("present", "") for n in present}
    grid |= {cast.people[n]: ("leave", "出差") for n in away}
    with on_day(max(day, DAY)):
        return actions.record_gathering(
            cast.actor("office"), unit=cast.unit(code),
            minutes=Minutes(**(plain | {"attendance": grid} | values)),
        )  # fmt: skip


def page(cast, address: str, who: str = "secretary1") -> str:
    answer = cast.client(who).get(address)
    assert answer.status_code == 200, address
    return answer.content.decode().split("<main")[1]


def book(cast, address: str, who: str = "secretary1"):
    answer = cast.client(who).get(address)
    data = answer.getvalue() if answer.streaming else answer.content
    return openpyxl.load_workbook(io.BytesIO(data))


# ------------------------------------------------------------------------------- study hours


@pytest.mark.parametrize(
    ("values", "minutes"),
    [
        ({}, 90),
        ({"kinds": ("general_meeting",)}, None),
        ({"kinds": ("general_meeting", "study")}, 90),
        ({"kinds": ("general_meeting",), "study_minutes": 60}, 60),
        ({"ends_at": None}, None),
        ({"ends_at": None, "kinds": ("training",), "study_minutes": 24 * 60}, 1440),
    ],
)
def test_what_counts_as_study(cast, values, minutes) -> None:
    assert record(cast, **values).study_minutes == minutes


@pytest.mark.parametrize(("minutes", "words"), [(90, "1.5"), (120, "2"), (0, "0"), (None, "0")])
def test_hours_are_written_plainly(minutes, words) -> None:
    assert hours_of(minutes) == words


def test_demands_come_from_the_rulebook_of_the_year(db) -> None:
    asked = demands(2020)
    assert (asked.member.minutes, asked.officer.minutes) == (32 * 60, 56 * 60)
    assert "第二十条" in asked.member.citation
    assert demands(2018).member is None
    later = demands(2026)
    assert later.officer is None
    assert later.of(True) == later.member


def test_hours_by_person_with_what_they_are_asked_and_never_ranked(cast) -> None:
    record(cast, present=("郑文", "张守正"), away=("李组织",))
    record(cast, present=("郑文",), kinds=("theme_day",), topic="没写时间", ends_at=None)
    body = page(cast, "/life/ledgers/study/")
    row = body.split("郑文</a>")[1].split("</tr>")[0]
    assert "2/2" in row
    assert "1.5" in row
    assert "还差 30.5" in row
    assert "1 次" in row
    assert "还差 54.5" in body.split("张守正</a>")[1].split("</tr>")[0]
    assert body.index("李组织</a>") < body.index("钱大海</a>") < body.index("郑文</a>")
    assert "sort=" not in body
    assert "《党员教育管理工作条例》第二十条" in body


def test_who_reached_the_hours_is_found_by_the_filter(cast) -> None:
    record(cast, kinds=("training",), study_minutes=40 * 60, present=("郑文", "张守正"))
    reached = page(cast, "/life/ledgers/study/?hours=yes")
    assert "郑文</a>" in reached
    assert "张守正</a>" not in reached  # 56 are asked of a secretary
    assert "郑文</a>" not in page(cast, "/life/ledgers/study/?hours=no")


def test_make_up_study_stands_beside_the_hours(cast) -> None:
    row = record(cast, away=("李组织",))
    item = row.attendances.get(person=cast.people["李组织"])
    actions.make_up(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=row, attendance=item,
        on=date(2020, 9, 12), how="自学",
    )  # fmt: skip
    seen = queries.person_year(cast.people["李组织"], 2020)
    assert (seen.minutes, seen.made_up, seen.present, seen.expected) == (0, 90, 0, 1)
    body = page(cast, f"/life/people/{cast.people['李组织']}/")
    assert "补学 1.5" in body


def test_a_member_sees_the_own_year_and_nobody_elses(cast) -> None:
    record(cast)
    assert "计学时" in page(cast, f"/life/people/{cast.people['郑文']}/", "member1")
    other = cast.client("member1").get(f"/life/people/{cast.people['张守正']}/")
    assert other.status_code == 403
    assert cast.client("member1").get("/life/ledgers/study/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("address", "statements"),
    [
        ("/life/ledgers/study/", 10),
        ("/life/ledgers/", 10),
        ("/life/ledgers/dual/", 10),
        ("/life/ledgers/theory/?unit=JU", 13),
        ("/life/ledgers/variety/", 13),
    ],
)
def test_ledgers_cost_the_same_statements_for_one_record_and_three(
    cast, rows, address, statements, django_assert_num_queries
) -> None:
    for n in range(rows):
        record(cast, day=date(2020, 9, 1 + n), present=("郑文", "钱大海"), tags=("oath",))
        record(cast, "JU", day=date(2020, 9, 1 + n), present=("钱大海",), kinds=("theory_study",))
    client = cast.client("office")
    client.get(address)
    with django_assert_num_queries(statements):
        client.get(address)


# --------------------------------------------------------------------------- branches by kinds


def test_a_joint_gathering_counts_for_each_branch_and_each_secretary_sees_it(cast) -> None:
    row = record(
        cast, topic="两个支部一起", joint=(cast.unit("ZB2"),), present=("郑文", "冯丽"),
        kinds=("lecture", "theme_day"),
    )  # fmt: skip
    body = page(cast, "/life/ledgers/?unit=JU", "office")
    for branch in ("第一党支部", "第二党支部"):
        line = body.split(f"{branch}</a>")[1].split("</tr>")[0]
        assert line.count(">1</a>") == 2
    for who in ("secretary1", "secretary2"):
        link = "/life/?kind=lecture&state=recorded"
        assert row.topic in page(cast, link, who)
    second = book(cast, "/ledger/?export=xlsx", "secretary2")
    cells = [[c.value for c in r] for r in second["明细"].iter_rows(min_row=3)]
    assert [(c[6], c[9], c[10]) for c in cells] == [("两个支部一起", 1, 1)]


def test_numbers_open_exactly_the_records_they_count(cast) -> None:
    record(cast, topic="算数的")
    with on_day(DAY):
        actions.record_gathering(
            cast.actor("office"), unit=cast.unit("ZB1"), draft=True,
            minutes=Minutes(kinds=("lecture",), topic="没写完的", held_on=DAY),
        )  # fmt: skip
    body = page(cast, "/life/ledgers/")
    assert ">1</a>" in body
    listed = page(cast, "/life/?unit=ZB1&year=2020&kind=lecture&state=recorded")
    assert "算数的" in listed
    assert "没写完的" not in listed


def test_all_branches_export_summary_and_details(cast) -> None:
    record(cast, topic="=1+1", away=("李组织",), content="学了第一章", tags=("oath",))
    record(cast, "ZB2", present=("冯丽",), kinds=("general_meeting",))
    found = book(cast, "/life/ledgers/?unit=JU&export=xlsx", "office")
    assert found.sheetnames == ["汇总", "明细"]
    sums = {r[0].value: r[-1].value for r in found["汇总"].iter_rows(min_row=3, max_row=4)}
    assert sums == {"第一党支部": 1, "第二党支部": 1}
    head = [c.value for c in found["明细"][2]]
    first = dict(zip(head, [c.value for c in found["明细"][3]], strict=True))
    assert first["主题"] == "=1+1"
    assert found["明细"]["G3"].data_type == "s"
    assert first["请假、缺席"] == "李组织（请假，出差）"
    assert (first["应到"], first["实到"], first["学时"]) == (2, 1, "1.5")
    assert first["内容和形式"] == "重温入党誓词"
    assert found["明细"].page_setup.orientation == "landscape"


def test_an_export_costs_the_same_statements_for_one_record_and_many(
    cast, django_assert_num_queries
) -> None:
    units = [cast.unit("ZB1"), cast.unit("ZB2")]
    record(cast)
    for n in range(3):
        if n:
            record(cast, "ZB2", day=date(2020, 9, n), present=("冯丽",), away=("陈刚",))
        with django_assert_num_queries(6):
            assert len(list(queries.ledger_lines(units, 2020))) == n + 1


# ------------------------------------------------------------------------- two lives, centre group


def test_both_lives_of_a_leading_cadre(cast) -> None:
    record(cast, present=("钱大海", "郑文"), kinds=("general_meeting",))
    record(cast, present=("郑文",), away=("钱大海",), kinds=("organizational_life_meeting",))
    record(cast, "JU", present=("钱大海",), kinds=("democratic_life_meeting",))
    [life] = queries.cadre_lives(Scope.everything(), cast.unit("JU"), 2020, DAY)
    assert life.person.name == "钱大海"
    assert (life.present, life.expected) == (1, 2)
    assert life.team_numbers("democratic_life_meeting") == (1, 1)
    assert life.branch_numbers("organizational_life_meeting") == (0, 1)
    body = page(cast, "/life/ledgers/dual/")
    assert "1 / 2" in body
    assert "局党委书记" in body
    sheet = book(cast, "/life/ledgers/dual/?export=xlsx").active
    assert [c.value for c in sheet[2]][3:7] == ["1/1", None, None, "1/2"]


def test_the_centre_groups_archive_names_who_was_away_and_the_materials(
    cast, settings, tmp_path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = record(
        cast, "JU", present=(), away=("钱大海",), kinds=("theory_study",), topic="学习讲话"
    )
    actions.change_gathering(
        cast.actor("office"), unit=cast.unit("JU"), gathering=row, version=row.version,
        minutes=Minutes(
            kinds=("theory_study",), topic="学习讲话", held_on=DAY, content="逐段研读",
            attendance={cast.people["钱大海"]: ("leave", "出差")},
        ),
        files=[Upload("讲话.txt", "全文".encode())],
    )  # fmt: skip
    body = page(cast, "/life/ledgers/theory/?unit=JU", "office")
    assert "钱大海（请假，出差）" in body
    assert "还没补学" in body
    assert "讲话.txt" in body
    import docx

    answer = cast.client("office").get("/life/ledgers/theory/?unit=JU&export=docx")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert "第1次：学习讲话" in text
    assert "学习材料：讲话.txt" in text
    sheet = book(cast, "/life/ledgers/theory/?unit=JU&export=xlsx", "office").active
    assert sheet["D2"].value == "学习讲话"


# ------------------------------------------------------------------------------ forms, contents


def test_forms_that_were_not_used_are_named_and_contents_counted_by_meeting(cast) -> None:
    record(cast, kinds=("general_meeting", "lecture"), tags=("oath", "discipline_education"))
    record(cast, kinds=("theme_day",), tags=("discipline_education",))
    unit = cast.unit("ZB1")
    forms = {u.value: u.number for u in queries.used_tags(Scope.everything(), unit, 2020, Form)}
    assert forms["oath"] == 1
    assert forms["examination"] == 0
    carried = queries.contents_by_kind(Scope.everything(), unit, 2020)
    assert carried[("general_meeting", "discipline_education")] == 1
    assert carried[("lecture", "discipline_education")] == 1
    body = page(cast, "/life/ledgers/variety/")
    assert "还没有用过：专题讲座" in body
    assert "2 次，最近9月10日" in body
    link = "/life/?unit=ZB1&year=2020&kind=lecture&tag=discipline_education&state=recorded"
    assert "共 1 条" in page(cast, link)


def test_empty_ledgers_teach_the_next_step(cast) -> None:
    assert "登记一次学习" in page(cast, "/life/ledgers/theory/?unit=JU", "office")
    assert "班子成员在党委" in page(cast, "/life/ledgers/dual/?unit=ZB2", "secretary2")


def test_cards_on_the_pages_of_person_and_unit(cast) -> None:
    record(cast)
    assert "2020年组织生活" in page(cast, f"/org/people/{cast.people['郑文']}/")
    assert "2020年组织生活" in page(cast, f"/org/units/{cast.units['ZB1']}/")


def test_hours_typed_in_the_form_come_back_and_hostile_ones_are_refused(cast) -> None:
    client = cast.client("secretary1")
    typed = {
        "kinds": ["general_meeting"],
        "topic": "大会",
        "held_on": "2020-09-10",
        "study_hours": "1.5",
    }
    answer = client.post("/life/new/", typed)
    body = page(cast, answer["Location"])
    assert "<dt>学时</dt><dd>1.5</dd>" in body
    edit = page(cast, f"{answer['Location']}edit/")
    assert 'name="study_hours" value="1.5"' in edit
    for bad in ("-1", "1e9", "NaN", "三", "0.25", "201"):
        assert client.post("/life/new/", typed | {"study_hours": bad}).status_code == 400, bad
