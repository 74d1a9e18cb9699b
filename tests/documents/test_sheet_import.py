"""Tables in, through the two ledgers that use them: judged, adopted whole, taken back, hostile ones."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tongpin.audit.errors import Refused
from tongpin.documents.models import SheetImport
from tongpin.documents.sheet_import import adopt_sheet, preview_sheet, undo_sheet
from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.directives.models import Directive
from tongpin.ledgers.directives.sheets import IMPORTER as DIRECTIVES
from tongpin.rectification import actions
from tongpin.rectification.models import Problem, State
from tongpin.rectification.sheets import IMPORTER as PROBLEMS

HEADS = ("序号", "来源", "问题", "责任单位", "整改措施", "责任人", "完成时限", "发现日期")
GOOD = ("1", "巡察反馈", "记录不全", "第一党支部", "补记", "张守正", "2020年8月31日", "2020-06-05")


def table(*rows, heads=HEADS) -> bytes:
    return write_sheet([(h, "text") for h in heads], rows, title="问题")


def kept(cast, *rows) -> SheetImport:
    unit, actor = cast.unit("JU"), cast.actor("office", via="import")
    lines = PROBLEMS.read(unit, table(*rows), "问题.xlsx")
    return preview_sheet(actor, unit=unit, importer=PROBLEMS, file_name="问题.xlsx", rows=lines)


def test_each_fault_names_its_cell(cast) -> None:
    lines = PROBLEMS.read(
        cast.unit("JU"),
        table(
            GOOD,
            ("2", "举报", "甲", "没有的支部", "", "", "2020-02-30", ""),
            ("3", "审计", "", "ZB1", "", "", "", ""),
            ("4", "审计", "乙" * 201, "ZB1", "", "", "2020-05-01", "2020-06-05"),
            ("5", "审计", "丙", "ZB1", "", "", "2020-05-01", "2020-06-05"),
        ),
        "问题.xlsx",
    )
    assert [line["faults"] for line in lines] == [
        [],
        ["G3 整改时限：2020年2月30日不存在，请核对。"],
        ["C4 问题：没有填写"],
        ["C5 问题：超过200字，请缩短"],
        ["G6 整改时限：早于发现日期；没有填发现日期的按今天算"],
    ]


def test_adopted_whole_and_taken_back(cast) -> None:
    office, unit = cast.actor("office"), cast.unit("JU")
    row = kept(cast, GOOD, ("2", "审计", "差旅费", "ZB2", "", "", "", ""))
    done = adopt_sheet(office, unit=unit, importer=PROBLEMS, sheet=row)
    first, second = Problem.objects.order_by("pk")
    assert (first.state, second.state) == (State.PLANNED, State.FOUND)
    assert (first.responsible_unit, first.due_on) == (cast.unit("ZB1"), date(2020, 8, 31))
    with pytest.raises(Refused, match="已经导入"):
        adopt_sheet(office, unit=unit, importer=PROBLEMS, sheet=done)
    undo_sheet(office, unit=unit, importer=PROBLEMS, sheet=done)
    assert set(Problem.objects.values_list("state", flat=True)) == {State.CANCELLED}


def test_not_taken_back_when_work_began(cast) -> None:
    office, unit = cast.actor("office"), cast.unit("JU")
    done = adopt_sheet(office, unit=unit, importer=PROBLEMS, sheet=kept(cast, GOOD, GOOD))
    row = Problem.objects.first()
    actions.start(office, unit=unit, problem=row, version=row.version)
    with pytest.raises(Refused, match="导入后已经办理"):
        undo_sheet(office, unit=unit, importer=PROBLEMS, sheet=done)
    assert Problem.objects.filter(state=State.CANCELLED).count() == 0


def test_no_table_closes_a_problem(cast) -> None:
    heads = (*HEADS, "状态", "核验意见")
    lines = PROBLEMS.read(cast.unit("JU"), table((*GOOD, "已销号", "好"), heads=heads), "x.xlsx")
    assert "state" not in lines[0]["cells"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"not a table", "x.xlsx"),
        (b"PK\x03\x04" + b"\x00" * 40, "x.xlsx"),
        (table(("1", "甲"), heads=("序号", "别的")), "这一列"),
        (table(), "没有内容"),
    ],
)
def test_hostile_tables_are_refused_in_words(cast, data, words) -> None:
    with pytest.raises(Refused) as caught:
        PROBLEMS.read(cast.unit("JU"), data, "x.xlsx")
    assert caught.value.message
    assert words in caught.value.message or words == "x.xlsx"


def test_formulas_and_markup_stay_text(cast) -> None:
    row = kept(
        cast, ("1", "审计", '=HYPERLINK("x")<script>alert(1)</script>', "ZB1", "", "", "", "")
    )
    page = cast.client("office").get(reverse("rectification:sheet", args=[row.pk]))
    assert "<script>alert" not in page.content.decode()


def test_another_bureaus_table_does_not_exist(cast) -> None:
    row = kept(cast, GOOD)
    url = reverse("rectification:sheet", args=[row.pk])
    assert cast.client("office2").get(url).status_code == 404
    wrong = reverse("directives:sheet", args=[row.pk])
    assert cast.client("office").get(wrong).status_code == 404


def test_by_hand_from_the_template(cast) -> None:
    client = cast.client("office")
    template = client.get(reverse("directives:sheet-template")).content
    file = SimpleUploadedFile("登记表.xlsx", template)
    answer = client.post(reverse("directives:sheet-upload") + "?unit=JU", {"file": file})
    page = client.get(answer["Location"]).content.decode()
    assert "可以导入 1 行" in page
    row = SheetImport.objects.get(kind="directives")
    client.post(reverse("directives:sheet-confirm", args=[row.pk]))
    assert Directive.objects.get().issuer == "县委组织部"
    client.post(reverse("directives:sheet-undo", args=[row.pk]))
    assert Directive.objects.get().withdrawn_reason == "撤销表格导入"


def test_the_same_number_twice_in_a_table_is_a_fault(cast) -> None:
    heads = ("文号", "标题", "来文单位", "收到日期")
    line = ("1号", "通知", "县委", "2020-09-01")
    lines = DIRECTIVES.read(cast.unit("JU"), table(line, line, heads=heads), "x.xlsx")
    assert [line["faults"] for line in lines] == [[], ["A3 文号：这个文号已经登记过"]]
