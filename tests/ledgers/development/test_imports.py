"""Entry of past dates: read whatever is in the sheet, all or nothing, undone as a whole."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from tests.ledgers.development.people import apply, fresh, judged, stages, take
from tongpin.audit.errors import Refused
from tongpin.formats.xlsx import read_sheet
from tongpin.ledgers.development import actions, queries, tables
from tongpin.ledgers.development.actions.imports import judged as looked_at
from tongpin.ledgers.development.models import Case, DateImport, Step
from tongpin.org import actions as org
from tongpin.org.scope import Scope

ROW = {
    "姓名": "何晨", "所在党支部": "第一党支部", "生产工作一线": "是", "递交入党申请书": "2018.11.2",
    "派人谈话": date(2018, 11, 20), "确定入党积极分子": "2019年3月15日", "上级党委备案": "2019-03-22",
    "指定培养联系人": "2019-03-25", "培养联系人人数": 2, "培养教育考察": "2019-09-10、2020-03-09",
    "确定发展对象": "2020-03-20", "上级党委同意列为发展对象": "2020/3/24",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _today(settings) -> None:
    settings.TONGPIN_TODAY = date(2020, 9, 20)


@pytest.fixture
def person(cast):
    """何晨 on the roster as an activist since a day that is off by a few."""
    return org.add_person(
        cast.actor("office"), unit=cast.unit("ZB1"), name="何晨", stage="activist",
        since=date(2019, 3, 1), born_on=date(1994, 5, 12), sex="female",
    )  # fmt: skip


def sheet(*rows: dict, heads=None) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    heads = heads or [label for _, label, _ in tables.COLUMNS]
    page.append(heads)
    for row in rows:
        page.append([row.get(head) for head in heads])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def keep(cast, data: bytes, by: str = "office", digest: str = "a" * 64) -> DateImport:
    return actions.keep_dates(
        cast.actor(by), unit=cast.unit("JU"), file_name="表.xlsx", file_hash=digest,
        lines=tables.read(data, "表.xlsx"),
    )  # fmt: skip


def faults(row) -> list[tuple[int, str, str]]:
    return [(line.number, *f) for line, _, _ in looked_at(row) for f in line.faults]


def test_a_case_comes_in_whole_and_is_undone_whole(cast, person) -> None:
    before = [(m.stage, m.starts_on) for m in person.memberships.all()]
    row = keep(cast, sheet(ROW))
    assert faults(row) == []
    actions.adopt_dates(cast.actor("office"), unit=cast.unit("JU"), upload=row)
    case = queries.of_person(Scope.everything(), person)
    assert case.is_front_line
    assert judged(case, "2020-09-20").breaches == []
    assert stages(case) == [
        ("applicant", "2018-11-02"),
        ("activist", "2019-03-15"),
        ("object", "2020-03-24"),
    ]
    assert Step.objects.filter(case=case).count() == 9
    with pytest.raises(Refused, match="不会重复登记"):
        keep(cast, sheet(ROW))
    actions.undo_dates(cast.actor("office"), unit=cast.unit("JU"), upload=row, reason="表不对")
    assert [(m.stage, m.starts_on) for m in person.memberships.all()] == before
    assert fresh(case).closing == "stopped"
    assert not Step.objects.filter(case=case, withdrawn_reason="").exists()


def test_an_import_that_was_built_upon_is_not_undone(cast, person) -> None:
    row = keep(cast, sheet(ROW))
    actions.adopt_dates(cast.actor("office"), unit=cast.unit("JU"), upload=row)
    case = queries.of_person(Scope.everything(), person)
    take(cast, case, "introducers", "2020-04-01", today="2020-09-20", count=2)
    with pytest.raises(Refused, match="又登记了新的步骤"):
        actions.undo_dates(cast.actor("office"), unit=cast.unit("JU"), upload=row, reason="错")


@pytest.mark.parametrize(
    ("kept", "written"),
    [("阿不都·买买提", "阿不都•买买提"), ("何晨", "何　晨"), ("阿不都·买买提", "阿不都 · 买买提")],
)
def test_a_name_is_found_however_the_sheet_writes_it(cast, kept, written) -> None:
    org.add_person(
        cast.actor("office"), unit=cast.unit("ZB1"), name=kept, stage="activist",
        since=date(2019, 3, 1), born_on=date(1994, 5, 12), sex="female",
    )  # fmt: skip
    assert faults(keep(cast, sheet({**ROW, "姓名": written}))) == []


def test_a_vote_that_failed_is_not_entered_as_an_acceptance_whoever_allows_it(cast, person) -> None:
    more = {
        "确定入党介绍人": "2020-03-26", "介绍人人数": 2, "政治审查": "2020-03-30", "支部大会讨论接收": "2020-04-10",
        "应到人数": 9, "实到人数": 8, "赞成票": 3, "同意变通的组织": "张三", "变通理由": "特殊",
    }  # fmt: skip
    found = faults(keep(cast, sheet({**ROW, **more})))
    assert any(head == "支部大会讨论接收" and "没有通过" in said for _, head, said in found)


@pytest.mark.parametrize(
    ("change", "head", "says"),
    [
        ({"姓名": "何辰"}, "姓名", "没有这位同志"),
        ({"姓名": "郑文"}, "姓名", "已是正式党员"),
        ({"姓名": None}, "姓名", "必填"),
        ({"递交入党申请书": None}, "递交入党申请书", "必填"),
        ({"所在党支部": "第九支部"}, "姓名", "没有这位同志"),
        ({"派人谈话": "二月三十"}, "派人谈话", "日期"),
        ({"派人谈话": "2018-02-30"}, "派人谈话", "不存在"),
        ({"派人谈话": date(2020, 9, 21)}, "派人谈话", "不能晚于今天"),
        ({"派人谈话": "2018-12-20"}, "派人谈话", "第七条"),
        ({"确定发展对象": "2020-03-10"}, "确定发展对象", "第十三条"),
        ({"上级党委备案": None}, "上级党委备案", "后面的步骤已填"),
        ({"培养联系人人数": "两名"}, "培养联系人人数", "整数"),
        ({"培养联系人人数": 3}, "指定培养联系人", "第九条"),
        ({"生产工作一线": "对"}, "生产工作一线", "是"),
        ({"同意变通的组织": "局党委"}, "变通理由", "一起填写"),
        ({"变通理由": "长" * 201, "同意变通的组织": "局党委"}, "变通理由", "200字"),
        ({"培养教育考察": "、".join(["2019-09-10"] * 50)}, "培养教育考察", "日期过多"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_cell_and_nothing_comes_in(
    cast, person, change, head, says
) -> None:
    row = keep(cast, sheet(ROW | change))
    found = faults(row)
    assert any(number == 2 and h == head and says in words for number, h, words in found), found
    with pytest.raises(Refused, match="需要更正"):
        actions.adopt_dates(cast.actor("office"), unit=cast.unit("JU"), upload=row)
    assert not Case.objects.exists()


def test_a_deviation_of_the_past_comes_in_with_who_allowed_it(cast, person) -> None:
    change = {"派人谈话": "2018-12-20", "同意变通的组织": "局党委", "变通理由": "汛期"}
    row = keep(cast, sheet(ROW | change))
    assert faults(row) == []
    actions.adopt_dates(cast.actor("office"), unit=cast.unit("JU"), upload=row)
    case = queries.of_person(Scope.everything(), person)
    assert [d.step for d in judged(case, "2020-09-20").deviations] == ["talk"]


def test_steps_that_are_there_are_not_overwritten(cast) -> None:
    case = apply(cast, on="2018-11-02")
    take(cast, case, "talk", "2018-11-30")
    row = keep(cast, sheet(ROW))
    assert faults(row) == []
    actions.adopt_dates(cast.actor("office"), unit=cast.unit("JU"), upload=row)
    assert queries.latest(fresh(case), "talk").on == date(2018, 11, 30)
    assert queries.latest(fresh(case), "object_consent").on == date(2020, 3, 24)


def test_the_same_person_twice_is_named(cast, person) -> None:
    assert any("两行是同一位" in words for _, _, words in faults(keep(cast, sheet(ROW, ROW))))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04broken", "不是有效的"),
        (b"", "不是有效的"),
        (sheet(), "没有内容"),
        (sheet(ROW, heads=["甲", "乙", "丙"]), "没有找到表头"),
        (sheet(ROW, heads=["姓名", "姓名", "所在党支部", "递交入党申请书"]), "出现了两次"),
        (sheet(ROW, heads=["姓名", "派人谈话", "上级党委备案"]), "缺少必填的列"),
    ],
)
def test_a_hostile_sheet_is_refused_in_words(data, says) -> None:
    with pytest.raises(Refused, match=says):
        tables.read(data, "表.xlsx")


def test_five_hundred_columns_and_formulas_do_no_harm(cast, person) -> None:
    heads = [label for _, label, _ in tables.COLUMNS] + [f"列{n}" for n in range(500)]
    row = keep(cast, sheet(ROW | {"列1": "=HYPERLINK(1)"}, heads=heads))
    assert faults(row) == []


def test_the_template_can_be_filled_in_and_read_back(cast) -> None:
    heads = read_sheet(tables.template())[0]
    assert heads == [label for _, label, _ in tables.COLUMNS]
    with pytest.raises(Refused, match="没有内容"):
        tables.read(tables.template(), "模板.xlsx")


def test_the_page_shows_the_preview_and_takes_it_in(cast, person) -> None:
    client = cast.client("office")
    file = io.BytesIO(sheet(ROW))
    file.name = "补录.xlsx"
    answer = client.post("/development/imports/?unit=JU", {"file": file})
    assert answer.status_code == 302
    assert "可以补录" in client.get(answer["Location"]).content.decode()
    pk = DateImport.objects.get().pk
    assert client.post(f"/development/imports/{pk}/adopt/").status_code == 302
    assert "已补录" in client.get("/development/imports/").content.decode()
    assert client.post(f"/development/imports/{pk}/undo/", {"reason": "试"}).status_code == 302
    assert "已撤销" in client.get(f"/development/imports/{pk}/").content.decode()
