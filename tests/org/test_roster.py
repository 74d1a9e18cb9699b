"""Roster import: every fault named by cell, nothing half-written, the way back exact."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests.org.sheets_cast import HEADS, identity, line, sheet
from tongpin.audit.errors import Refused
from tongpin.audit.models import Entry
from tongpin.org import actions, queries, roster, sheets
from tongpin.org.models import Affiliation, Membership, Person, Post, RosterImport
from tongpin.org.scope import Scope

TODAY = date(2020, 9, 20)


def judged(cast, *lines, unit="JU", **options):
    data = sheet(*lines, **options)
    found, _ = sheets.read(data, "名册.xlsx", needs_unit=unit == "JU")
    return roster.judge(cast.unit(unit), found, today=TODAY)


def kept(cast, *lines, file_hash="a" * 64):
    rows = judged(cast, *lines)
    return actions.preview_roster(
        cast.actor("office"),
        unit=cast.unit("JU"),
        file_name="名册.xlsx",
        file_hash=file_hash,
        rows=[row.plain() for row in rows],
    )


def imported(cast, *lines, **options):
    upload = kept(cast, *lines)
    return actions.confirm_roster(
        cast.actor("office", via="import"), unit=cast.unit("JU"), upload=upload, **options
    )


def undo(cast, upload):
    return actions.undo_roster(cast.actor("office"), unit=cast.unit("JU"), upload=upload)


def sent(cast, data, *, name="名册.xlsx", unit="JU", who="office"):
    return cast.client(who).post(
        "/org/roster/", {"unit": cast.units[unit], "file": SimpleUploadedFile(name, data)}
    )


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            {"出生日期": "2020-13-40"},
            "E2 出生日期“2020-13-40”不存在；请写成 1985-06-01。",
        ),
        ({"出生日期": "1985.06"}, "E2 出生日期“1985.06”不是完整的日期"),
        ({"出生日期": "9" * 5000}, "E2 出生日期“999999999999999999999999999999”不是完整的日期"),
        ({"出生日期": "2021-01-01"}, "E2 出生日期“2021-01-01”晚于今天"),
        ({"公民身份号码": "123"}, "B2 公民身份号码：公民身份号码须为 18 位"),
        ({"公民身份号码": 990000198506011011}, "B2 公民身份号码被表格软件当成了数字"),
        ({"公民身份号码": "9.90000E+17"}, "B2 公民身份号码被表格软件当成了数字"),
        ({"公民身份号码": identity()[:-1] + "A"}, "B2 公民身份号码：公民身份号码须为 18 位"),
        (
            {"公民身份号码": identity(), "出生日期": "1985-06-02"},
            "E2 出生日期“1985-06-02”：出生日期与",
        ),
        ({"公民身份号码": identity(), "性别": "女"}, "C2 性别“女”：性别与公民身份号码不一致"),
        ({"性别": "不详"}, "C2 性别“不详”不认识；请填写男、女。"),
        ({"人员类别": "群众"}, "G2 人员类别“群众”不认识；请填写入党申请人"),
        ({"人员类别": ""}, "第 2 行 人员类别没有填写"),
        ({"所在党支部": "第九党支部"}, "H2 所在党支部“第九党支部”在局党委名下没有"),
        ({"党小组": "第三党小组"}, "I2 党小组“第三党小组”在第一党支部里没有"),
        ({"加入党组织日期": ""}, "第 2 行 加入党组织日期没有填写"),
        ({"转为正式党员日期": "2015-07-01"}, "K2 转为正式党员日期“2015-07-01”须晚于"),
        ({"人员类别": "预备党员"}, "K2 转为正式党员日期“2016-07-01”与人员类别“预备党员”矛盾"),
        ({"人员类别": "发展对象"}, "J2 加入党组织日期“2015-07-01”与人员类别“发展对象”矛盾"),
        ({"手机号码": "12345"}, "M2 手机号码：联系电话须为 11 位"),
        ({"党内职务": "大总管"}, "N2 党内职务“大总管”不认识；请填写书记"),
        ({"党内职务": "党小组组长"}, "N2 党内职务“党小组组长”须同时填写是哪个党小组"),
        ({"姓名": "=HYPERLINK(1)"}, "A2 姓名：姓名中不应有“=”"),
        ({"姓名": "<script>alert(1)</script>"}, "A2 姓名：姓名中不应有“<”"),
        ({"姓名": ""}, "第 2 行 姓名：请填写姓名"),
    ],
)
def test_a_wrong_cell_is_named_with_its_cure(cast, cells, message) -> None:
    (row,) = judged(cast, line(**cells))
    assert row.how == "error"
    assert any(message in error for error in row.errors), row.errors


def test_a_good_line_becomes_a_person_with_dated_relations(cast) -> None:
    cells = line(
        "欧阳若兰",
        公民身份号码=identity(serial=102),
        所在党支部="ZB1",
        党小组="第一党小组",
        手机号码=19900001234,
        党内职务="宣传委员、党小组组长",
        出生日期=date(1985, 6, 1),
        学历="大学本科",
    )
    upload = imported(cast, cells)
    person = Person.objects.get(pk=upload.people[0])
    assert (person.name, person.sex, person.born_on) == ("欧阳若兰", "female", date(1985, 6, 1))
    assert (person.phone, person.home_id, str(person.group)) == (
        "19900001234",
        cast.units["ZB1"],
        "第一党小组",
    )
    stages = list(person.memberships.values_list("stage", "starts_on", "ends_on"))
    assert stages == [
        ("probationary", date(2015, 7, 1), date(2016, 6, 30)),
        ("full", date(2016, 7, 1), None),
    ]
    # The branch was founded in November 2018: nobody was in it before.
    assert person.affiliations.get().starts_on == date(2018, 11, 1)
    assert {(p.title, p.unit_id) for p in person.posts.all()} == {
        ("publicity", cast.units["ZB1"]),
        ("group_leader", cast.units["ZB1-一"]),
    }
    assert queries.search(Scope.everything(), "oyrl")[1] == [person]


def test_a_day_of_conversion_that_nobody_stated_is_marked_as_estimated(cast) -> None:
    (row,) = judged(cast, line("林一", 转为正式党员日期=""))
    assert row.errors == []
    assert any("推算为 2016-07-01" in said for said in row.warnings)
    imported(cast, line("林一", 转为正式党员日期=""))
    person = Person.objects.get(name="林一")
    spans = [(m.stage, str(m.starts_on), m.is_estimated) for m in person.memberships.all()]
    assert spans == [("probationary", "2015-07-01", False), ("full", "2016-07-01", True)]
    client = cast.client("office")
    page = client.get(f"/org/people/{person.pk}/").content.decode()
    assert "2016-07-01（推算，未登记）" in page
    assert "正式党员（起始日期为推算）" in page
    actions.set_stage(
        cast.actor("office"), unit=person.home, person=person, stage="full",
        on=date(2016, 8, 1), reason="转正批复",
    )  # fmt: skip
    page = client.get(f"/org/people/{person.pk}/").content.decode()
    assert "（推算，未登记）" not in page
    assert "（起始日期为推算）" not in page
    assert "2016-08-01" in page
    ends = person.memberships.get(stage="probationary").ends_on
    assert ends == date(2016, 7, 31)


@pytest.mark.parametrize(
    ("joined", "full"), [("1972-07-01", "1972-07-01"), ("2016-02-29", "2017-02-28")]
)
def test_the_estimate_follows_the_rule_of_the_day_of_joining(cast, joined, full) -> None:
    imported(cast, line("林一", 加入党组织日期=joined, 转为正式党员日期="", 出生日期="1950-01-01"))
    kept = Person.objects.get(name="林一").memberships.get(stage="full")
    assert (str(kept.starts_on), kept.is_estimated) == (full, True)


def test_a_full_member_of_less_than_a_year_has_to_say_since_when(cast) -> None:
    (row,) = judged(cast, line("林一", 加入党组织日期="2020-03-01", 转为正式党员日期=""))
    assert any("入党还不满一年" in said for said in row.errors)


@pytest.mark.parametrize(
    ("stage", "cells"), [("发展对象", {"加入党组织日期": ""}), ("预备党员", {})]
)
def test_a_post_is_not_imported_for_who_may_not_be_elected(cast, stage, cells) -> None:
    (row,) = judged(
        cast, line("林一", 人员类别=stage, 转为正式党员日期="", 党内职务="书记", **cells)
    )
    assert any("没有被选举权，不能任书记" in said for said in row.errors)


def test_a_branch_gets_one_secretary_from_a_roster(cast) -> None:
    rows = judged(
        cast, line("林一", 所在党支部="ZB1", 党内职务="书记"),
        line("林二", 所在党支部="ZB1", 党内职务="书记"),
    )  # fmt: skip
    assert "现任书记是张守正" in "".join(rows[0].errors)
    assert "都是同一个支部的书记" in "".join(rows[1].errors)


def test_who_was_transferred_out_is_said_to_be_gone(cast) -> None:
    person = imported(cast, line("林一", 公民身份号码=identity())).people[0]
    found = Person.objects.get(pk=person)
    actions.release(
        cast.actor("office"), unit=found.home, person=found, last_day=date(2020, 8, 31),
        left_as="transferred", reason="转出",
    )  # fmt: skip
    (row,) = judged(cast, line("林一", 公民身份号码=identity()))
    assert row.how == "error"
    assert any("已于 2020-08-31 离开本单位（组织关系转出）" in said for said in row.errors)


def test_columns_in_any_order_under_a_title_and_by_other_names(cast) -> None:
    rows = judged(
        cast,
        ["1", "第一党支部", "正式", "林 一", "2015.7.1", "x"],
        heads=["序号", "所属支部", "党员类别", "*姓名（必填）", "入党时间", "备注"],
        above=["青禾县水务局党员名册", "填报单位：局党委"],
    )
    assert [(r.how, r.number, r.stage, r.values["joined_on"]) for r in rows] == [
        ("new", 4, "full", "2015-07-01")
    ]


def test_csv_of_a_chinese_spreadsheet_is_read(cast) -> None:
    text = (
        '姓名,人员类别,所在党支部,公民身份号码,出生日期\r\n林一,入党积极分子,第二党支部,"=""'
        + identity()
        + '""",\r\n'
    )
    lines, _ = sheets.read(text.encode("gb18030"), "名册.csv", needs_unit=True)
    (row,) = roster.judge(cast.unit("JU"), lines, today=TODAY)
    assert row.errors == []
    assert row.values["identity_number"] == identity()


def test_duplicates_in_the_file_and_against_the_roster(cast) -> None:
    imported(cast, line("林一", 公民身份号码=identity(), 学历="大学专科"))
    rows = judged(
        cast,
        line("林一", 公民身份号码=identity(), 学历="研究生", 手机号码="19900000001"),
        line("林一", 公民身份号码=identity()),
        line("周二"),
        line("周二"),
        line("郑文"),
        line("林三", 公民身份号码=identity("19900101")),
        line("假名", 公民身份号码=identity()),
    )
    assert [r.how for r in rows] == ["update", "error", "new", "new", "new", "new", "error"]
    assert rows[0].changes == {"education": "研究生", "phone": "19900000001"}
    assert "与第 2 行公民身份号码相同" in rows[1].errors[0]
    assert rows[2].warnings == []
    assert "与第 4 行同支部、同姓名" in rows[3].warnings[0]
    assert "名册中已有同支部、同姓名" in rows[4].warnings[0]


def test_a_number_that_belongs_to_another_name_or_unit_is_an_error(cast) -> None:
    imported(cast, line("林一", 公民身份号码=identity()))
    (row,) = judged(cast, line("林二", 公民身份号码=identity()))
    assert "属于“林一”" in row.errors[0]
    (row,) = judged(cast, line("林一", 公民身份号码=identity(), 所在党支部=""), unit="ZB2")
    assert "已登记在其他党组织" in row.errors[0]
    assert "林一" not in row.errors[0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "空"),
        (b"\x00\x01\x02" * 100, "xlsx"),
        (b"PK\x03\x04" + b"\x00" * 200, "xlsx"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused_in_chinese(cast, data, message) -> None:
    response = sent(cast, data)
    assert response.status_code == 400
    assert message in response.content.decode()
    assert not RosterImport.objects.exists()


@pytest.mark.parametrize(
    ("lines", "heads", "message"),
    [
        ([["甲"]], ["名字"], "没有找到表头"),
        ([["甲", "x"]], ["姓名", "性别"], "缺少“人员类别”“所在党支部”"),
        ([["甲", "乙", "正式"]], ["姓名", "姓名", "人员类别"], "有两列都是“姓名”"),
        ([], HEADS, "没有人员"),
    ],
)
def test_a_sheet_without_its_heads_is_refused(cast, lines, heads, message) -> None:
    with pytest.raises(Refused, match=message):
        sheets.read(sheet(*lines, heads=heads), "a.xlsx", needs_unit=True)


def test_the_whole_way_in_the_browser(cast) -> None:
    data = sheet(
        line("林一", 公民身份号码=identity()),
        line("林二", 出生日期="2020-13-40"),
        line("林三"),
        line("郑文"),
    )
    response = sent(cast, data)
    assert response.status_code == 302
    page = cast.client("office").get(response["Location"]).content.decode()
    assert "E3 出生日期“2020-13-40”不存在；请写成 1985-06-01。" in page
    assert identity() not in page
    assert "9900*************" in page
    confirm = response["Location"] + "confirm/"
    client = cast.client("office")
    refused = client.post(confirm, {"choice": "chosen", "numbers": "3"})
    assert refused.status_code == 400
    assert "没有选中可以导入的行" in refused.content.decode()
    assert client.post(confirm, {"choice": "chosen", "numbers": "一"}).status_code == 400
    before = Person.objects.count()
    assert client.post(confirm, {"choice": "clean"}).status_code == 302
    assert Person.objects.count() == before + 2
    done = client.get(response["Location"]).content.decode()
    assert "已导入" in done
    assert Person.objects.filter(name="林一").exists()
    assert not Person.objects.filter(name="林二").exists()
    again = client.post(confirm, {"choice": "all"})
    assert again.status_code == 302
    assert Person.objects.count() == before + 2
    client.post(response["Location"] + "undo/")
    assert Person.objects.count() == before


def test_ticked_and_numbered_rows_only(cast) -> None:
    response = sent(cast, sheet(*[line(f"林{c}") for c in "甲乙丙丁"]))
    cast.client("office").post(
        response["Location"] + "confirm/", {"choice": "chosen", "row": ["2"], "numbers": "4-5"}
    )
    names = set(Person.objects.filter(name__startswith="林").values_list("name", flat=True))
    assert names == {"林甲", "林丙", "林丁"}


def test_the_same_file_again_is_recognised_by_its_content(cast) -> None:
    data = sheet(line("林一"))
    client = cast.client("office")
    first = sent(cast, data)["Location"]
    client.post(first + "confirm/", {"choice": "all"})
    second = sent(cast, data, name="另一个名字.xlsx")["Location"]
    assert "完全相同" in client.get(second).content.decode()
    refused = client.post(second + "confirm/", {"choice": "all"})
    assert refused.status_code == 400
    assert Person.objects.filter(name="林一").count() == 1
    client.post(second + "confirm/", {"choice": "all", "again": "on"})
    assert Person.objects.filter(name="林一").count() == 2


def state(cast):
    """All rows of the roster's tables."""
    return {
        model: list(model.objects.order_by("pk").values())
        for model in (Person, Affiliation, Membership, Post)
    }


def test_undo_restores_exactly(cast) -> None:
    imported(cast, line("林一", 公民身份号码=identity(), 学历="大学专科"))
    before = state(cast)
    upload = imported(
        cast,
        line(
            "林一",
            公民身份号码=identity(),
            学历="研究生",
            手机号码="19900000001",
            党小组="第一党小组",
        ),
        line("林二", 党内职务="委员"),
    )
    assert Person.objects.get(name="林一").education == "研究生"
    undo(cast, upload)
    after = state(cast)
    for rows in (before[Person], after[Person]):
        for row in rows:
            row.pop("version")
    assert after == before


@pytest.mark.parametrize("touch", ["change", "stage", "appoint", "account", "term"])
def test_undo_is_refused_where_somebody_was_changed_since(cast, touch) -> None:
    upload = imported(cast, line("林一"), line("林二", 党内职务="委员"))
    person = Person.objects.get(name="林二")
    office, unit = cast.actor("office"), cast.unit("ZB1")
    if touch == "change":
        actions.change_person(office, unit=unit, person=person, version=1, education="研究生")
    elif touch == "stage":
        actions.set_stage(office, unit=unit, person=person, stage="probationary", on=TODAY, reason="档案载明")  # fmt: skip
    elif touch == "appoint":
        actions.appoint(office, unit=unit, person=person, title="member", on=TODAY)
    elif touch == "term":
        actions.end_post(office, unit=unit, post=person.posts.get(), on=TODAY)
    else:
        actions.create_account(
            cast.actor("security"),
            unit=cast.unit("JU"),
            username="linr",
            display_name="林二",
            password="x",
            person=person,
        )
    with pytest.raises(Refused, match="林二导入后又有新的记录或修改"):
        undo(cast, upload)
    assert Person.objects.filter(name="林一").exists()
    assert RosterImport.objects.get(pk=upload.pk).state == "done"


def test_somebody_registered_between_preview_and_confirmation_stops_it_all(cast) -> None:
    upload = kept(cast, line("林一"), line("林二", 公民身份号码=identity()))
    actions.add_person(
        cast.actor("office"),
        unit=cast.unit("ZB2"),
        name="林二",
        stage="full",
        since=TODAY,
        identity_number=identity(),
    )
    with pytest.raises(Refused, match="第 3 行的人员已被登记在册"):
        actions.confirm_roster(cast.actor("office"), unit=cast.unit("JU"), upload=upload)
    assert not Person.objects.filter(name="林一").exists()


def test_one_entry_an_import_and_no_number_in_it(cast) -> None:
    upload = kept(cast, line("林一", 公民身份号码=identity(), 手机号码="19900000001"))
    count = Entry.objects.count()
    actions.confirm_roster(cast.actor("office"), unit=cast.unit("JU"), upload=upload)
    entry = Entry.objects.order_by("-number").first()
    assert Entry.objects.count() == count + 1
    assert (entry.title, entry.summary) == ("导入名册", "新增 1 人，更新 0 人")
    assert identity() not in str(entry.changes)


def test_nothing_plain_at_rest(cast) -> None:
    upload = kept(cast, line("林一", 公民身份号码=identity(), 手机号码="19900000001"))

    def raw(table: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"select * from {table}")
            return str(cursor.fetchall())

    assert identity() not in raw("org_rosterimport")
    actions.confirm_roster(cast.actor("office"), unit=cast.unit("JU"), upload=upload)
    for table in ("org_person", "org_rosterimport", "audit_entry"):
        assert identity() not in raw(table)
        assert "19900000001" not in raw(table)
    assert Person.objects.get(name="林一").identity_number == identity()


def test_only_the_office_imports_and_only_into_its_units(cast) -> None:
    assert sent(cast, sheet(line()), who="secretary1").status_code == 403
    upload = kept(cast, line())
    assert cast.client("secretary1").get(f"/org/roster/{upload.pk}/").status_code == 403
    assert cast.client("office").get("/org/roster/99999999999999999999/").status_code == 404


def test_the_template_is_read_back_and_offers_the_branches(cast) -> None:
    response = cast.client("office").get("/org/roster/template/")
    data = b"".join(response) if response.streaming else response.content
    with pytest.raises(Refused, match="没有人员"):
        sheets.read(data, "模板.xlsx", needs_unit=True)
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [c.value for c in book["名册"][1]] == HEADS
    assert "第二党支部" in {c.value for c in book["填写说明"]["A"]}


def test_preview_costs_the_same_statements_for_one_row_and_three(
    cast, django_assert_num_queries
) -> None:
    for lines in ([line("林一")], [line("林一"), line("林二"), line("林三")]):
        upload = kept(cast, *lines)
        client = cast.client("office")
        client.get(f"/org/roster/{upload.pk}/")
        with django_assert_num_queries(PREVIEW):
            client.get(f"/org/roster/{upload.pk}/")


PREVIEW = 9
