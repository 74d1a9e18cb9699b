"""Rosters of every bureau's own making: strange heads are mapped once and remembered."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.org.sheets_cast import HEADS, identity, line, sheet
from tongpin.org import actions, queries, sheets
from tongpin.org.models import Person, RosterImport

STRANGE = ["序号", "名字", "种类", "哪个支部", "入党的日子", "转正的日子", "电话"]
ROW = ["1", "林一", "正式党员", "第一党支部", "2015-07-01", "2016-07-01", "19900001234"]


def sent(cast, data: bytes, name: str = "名册.xlsx"):
    client = cast.client("office")
    upload = {"unit": cast.units["JU"], "file": SimpleUploadedFile(name, data)}
    return client, client.post("/org/roster/", upload)


def test_strange_heads_are_mapped_once_and_remembered(cast) -> None:
    client, answer = sent(cast, sheet(ROW, heads=STRANGE, above=["青禾县水务局党员名册"]))
    assert answer["Location"].endswith("/columns/")
    page = client.get(answer["Location"]).content.decode()
    assert "没有认出“姓名”“人员类别”“所在党支部”是哪一列" in page
    assert "林一" in page
    assert "19900001234" not in page
    chosen = {"column-1": "name", "column-2": "stage"}
    refused = client.post(answer["Location"], chosen)
    assert refused.status_code == 400
    assert "还没有指明“所在党支部”" in refused.content.decode()
    twice = client.post(answer["Location"], chosen | {"column-3": "unit", "column-4": "name"})
    assert "有两列都对应“姓名”" in twice.content.decode()
    done = client.post(
        answer["Location"],
        chosen | {"column-3": "unit", "column-4": "joined_on", "column-5": "full_on",
                  "column-6": "phone"},
    )  # fmt: skip
    assert done.status_code == 302
    client.post(done["Location"] + "confirm/", {"choice": "all"})
    person = Person.objects.get(name="林一")
    assert [m.starts_on.isoformat() for m in person.memberships.all()] == [
        "2015-07-01", "2016-07-01",
    ]  # fmt: skip
    again = sent(cast, sheet(["2", "林二", *ROW[2:]], heads=STRANGE))[1]
    assert not again["Location"].endswith("/columns/")


def test_two_lines_of_merged_heads_below_a_title() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        page = book.add_worksheet()
        page.merge_range(0, 0, 0, 5, "党员花名册")
        page.merge_range(1, 0, 2, 0, "姓名")
        page.merge_range(1, 1, 2, 1, "人员类别")
        page.merge_range(1, 2, 1, 3, "入党")
        page.write_row(2, 2, ("日期", "介绍人"))
        page.merge_range(1, 4, 2, 4, "所在支部")
        page.merge_range(1, 5, 2, 5, "备注说明")
        page.write_row(3, 0, ("林一", "正式党员", "2015-07-01", "张守正", "第一党支部", "x"))
    lines, unknown = sheets.read(target.getvalue(), "a.xlsx", needs_unit=True)
    cells = {key: value for key, (_, value) in lines[0].cells.items()}
    assert (cells["name"], cells["joined_on"], cells["unit"]) == (
        "林一",
        "2015-07-01",
        "第一党支部",
    )
    assert cells["introducers"] == "张守正"
    assert lines[0].cells["joined_on"][0] == "C4"
    assert unknown == ["备注说明"]


def test_five_hundred_columns_and_a_hidden_first_sheet() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        hidden = book.add_worksheet("旧")
        hidden.write_row(0, 0, HEADS)
        hidden.write_row(1, 0, line("不该读到"))
        page = book.add_worksheet("新")
        page.write_row(0, 0, [f"列{n}" for n in range(490)] + HEADS[:10])
        page.write_row(1, 0, ["x"] * 490 + line("林一")[:10])
        page.activate()
        page.set_first_sheet()
        hidden.hide()
    lines, unknown = sheets.read(target.getvalue(), "a.xlsx", needs_unit=True)
    assert [found.cells["name"][1] for found in lines] == ["林一"]
    assert len(unknown) == 490


def test_swapped_names_are_said_to_be_swapped(cast) -> None:
    first, second = identity(), identity(serial=203)
    client, made = sent(
        cast, sheet(line("林一", 公民身份号码=first), line("林二", 公民身份号码=second))
    )
    client.post(made["Location"] + "confirm/", {"choice": "all"})
    _, swapped = sent(
        cast, sheet(line("林二", 公民身份号码=first), line("林一", 公民身份号码=second))
    )
    page = client.get(swapped["Location"]).content.decode()
    assert "第 2 行与第 3 行的姓名（或者公民身份号码）像是互换了" in page


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"出生日期": "2016-01-01"}, "早于出生日期"),
        ({"职业": "老板"}, "职业“老板”不认识"),
        ({"固定电话": "123"}, "固定电话须带区号"),
        ({"参加工作日期": "2021-01-01"}, "晚于今天"),
        ({"家庭住址": "路" * 130}, "超过 120 个字"),
    ],
)
def test_new_columns_are_checked_with_their_cure(cast, cells, message) -> None:
    extra = [key for key in cells if key not in HEADS]
    row = line("林一", **{k: v for k, v in cells.items() if k in HEADS})
    client, answer = sent(cast, sheet([*row, *(cells[k] for k in extra)], heads=[*HEADS, *extra]))
    assert message in client.get(answer["Location"]).content.decode()


def test_the_full_export_comes_back_as_it_was(cast) -> None:
    person = cast.person("郑文")
    actions.change_person(
        cast.actor("office"), unit=person.home, person=person, version=1,
        identity_number=identity(), native_place="山东滕州", occupation="organ",
        home_address="和平路12号", landline="0991-1234567", introducers="李组织、王宣传",
    )  # fmt: skip
    data = cast.client("office").post("/org/people/full/?unit=ZB1").content
    heads = [c.value for c in openpyxl.load_workbook(io.BytesIO(data)).active[1]]
    assert heads[-3:] == ["入党时所在支部", "固定电话", "家庭住址"]
    client, answer = sent(cast, data)
    kept = RosterImport.objects.get(state="preview")
    import json

    own = next(row for row in json.loads(kept.rows) if row["name"] == "郑文")
    assert own["how"] == "same"
    client.post(answer["Location"] + "columns/", {})
    assert queries.roster_columns() == {}
