"""Schemes: the shipped one, strict reading, sums that do not add up, editions, spreadsheets."""

from __future__ import annotations

import pytest

from tests.ledgers.assessment.creations import ITEMS, begun, draft, published
from tongpin.audit.errors import Conflict, Refused
from tongpin.documents.sheet_import import adopt_sheet, preview_sheet, undo_sheet
from tongpin.formats.xlsx import write_sheet
from tongpin.ledgers.assessment import actions, queries, sheets
from tongpin.ledgers.assessment.models import Item, Scheme
from tongpin.ledgers.assessment.scheme_text import (
    ItemText,
    item_faults,
    read_scheme,
    scheme_faults,
    shipped,
)
from tongpin.rules.strict_yaml import RulebookError

YAML = """title: 细则
pass: 80
model: 90
dimensions:
  - title: 甲
    points: 100
    items:
      - {title: 一, standard: 好, points: 100, evidence: [org.members], needed: 3}
vetoes: []
"""


def test_the_shipped_scheme_adds_up_and_names_only_what_there_is(cast) -> None:
    scheme, sources = shipped(), queries.sources()
    assert scheme_faults(scheme, sources) == []
    assert [title.removesuffix("标准化") for title, _ in scheme.dimensions] == [
        "基层组织设置", "党内政治生活", "工作流程", "活动阵地建设", "作用发挥",
    ]  # fmt: skip
    assert sum(weight for _, weight in scheme.dimensions) == 1000
    assert len(scheme.items) >= 40
    assert all(item.standard and item.basis for item in scheme.items)
    # By hand only where no ledger knows.
    assert sum(item.way == "hand" for item in scheme.items) <= 8


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: 细则", "titel: 细则", "缺少“title”"),
        ("points: 100, ev", "points: 1.25, ev", "第8行：分值请写成数字"),
        ("needed: 3", "needed: 3, weight: 3", "第8行：不认识的键“weight”"),
        ("pass: 80", "pass: 80\npass: 70", "第3行：键“pass”重复"),
    ],
)
def test_a_scheme_file_is_read_strictly(old, new, said) -> None:
    with pytest.raises(RulebookError, match=said):
        read_scheme(YAML.replace(old, new, 1), "a.yaml")
    assert read_scheme(YAML, "a.yaml").items[0].needed == 3


FAULTS = [
    ({"way": "duties", "keys": ("branch.nothing",)}, "没有“branch.nothing”这个来源"),
    ({"way": "duties", "keys": ()}, "请选择取证来源"),
    ({"way": "evidence", "keys": ("org.committee", "org.members")}, "次数和比例不能放在同一项里"),
    ({"way": "evidence", "keys": ("org.members",)}, "请填写要求的次数"),
    ({"way": "evidence", "keys": ("org.committee",), "needed": 120}, "不能超过100"),
    ({"way": "hand", "keys": ("org.members",)}, "现场核实的项目不填取证来源"),
    ({"way": "hand", "weight": 0}, "请填写分值"),
    ({"way": "hand", "dimension": ""}, "否决项不计分"),
    ({"way": "hand", "deduct": 99}, "超过了本项分值"),
    ({"way": "magic"}, "取证方式须为"),
]


@pytest.mark.parametrize(("changed", "said"), FAULTS)
def test_an_item_that_cannot_be_judged_is_refused(cast, changed, said) -> None:
    text = ItemText(**{"title": "项", "standard": "好", "dimension": "甲", "weight": 50} | changed)
    assert said in "".join(words for _, words in item_faults(text, queries.sources()))


def test_weights_that_do_not_add_up_are_refused_with_the_place(cast) -> None:
    row = draft(cast, dimensions=[("党内政治生活", 500), ("组织设置", 600)])
    with pytest.raises(Refused) as caught:
        actions.publish_scheme(cast.actor("office"), unit=row.unit, scheme=row, version=row.version)
    assert "“党内政治生活”定为50分，所列1项合计40分，少10分" in caught.value.message
    assert "各类别合计110分，总分是100分，多10分" in caught.value.message
    page = cast.client("office").get(f"/assessment/schemes/{row.pk}/").content.decode()
    assert "少10分" in page


def test_a_published_edition_stands_and_the_next_retires_it(cast) -> None:
    office, first = cast.actor("office"), published(cast)
    held = first.items.first()
    for change in (
        lambda: actions.drop_item(office, unit=first.unit, scheme=first, item=held),
        lambda: actions.put_item(office, unit=first.unit, scheme=first, text=ITEMS[0], item=held),
        lambda: actions.delete_scheme(office, unit=first.unit, scheme=first),
    ):
        with pytest.raises(Refused, match="已经发布"):
            change()
    row = begun(cast, first)
    second = actions.new_edition(office, unit=first.unit, scheme=first)
    assert queries.as_text(second).items == queries.as_text(first).items
    with pytest.raises(Refused, match="正在编写"):
        actions.new_edition(office, unit=first.unit, scheme=first)
    with pytest.raises(Conflict):
        actions.publish_scheme(office, unit=second.unit, scheme=second, version=99)
    actions.publish_scheme(office, unit=second.unit, scheme=second, version=second.version)
    first.refresh_from_db()
    assert first.retired_on is not None
    assert list(queries.in_use(cast.unit("ZB1"))) == [second]
    assert row.scheme == first


def _read(cast, rows):
    data = write_sheet([(h, "text") for h in sheets.HEADS], rows, title="x")
    return sheets.IMPORTER.read(cast.unit("JU"), data, "a.xlsx")


GOOD = [
    ["新细则", "甲", "60", "大会", "按期开", "", "60", "责任判定", "支部党员大会", "", "", "", ""],
    ["新细则", "乙", "40", "人数", "够3人", "", "40", "台账数据", "正式党员人数", "3", "", "", ""],
    [
        "新细则",
        "一票否决",
        "",
        "超期",
        "不超期",
        "",
        "",
        "台账数据",
        "班子在任期内",
        "",
        "",
        "",
        "",
    ],
]


def test_a_scheme_comes_in_by_spreadsheet_and_goes_out_the_same(cast) -> None:
    office, unit = cast.actor("office"), cast.unit("JU")
    where = {"unit": unit, "importer": sheets.IMPORTER}
    kept = preview_sheet(office, file_name="a.xlsx", rows=_read(cast, GOOD), **where)
    done = adopt_sheet(office, sheet=kept, **where)
    row = Scheme.objects.get(name="新细则")
    assert [i.keys for i in row.items.all()] == [
        ["branch.general_meeting"], ["org.members"], ["org.term"],
    ]  # fmt: skip
    assert queries.faults(row) == []
    back = sheets.IMPORTER.read(unit, sheets.scheme_sheet(row), "b.xlsx")
    assert [line["cells"]["title"] for line in back] == ["大会", "人数", "超期"]
    assert all("项目名称重复" in "".join(line["faults"]) for line in back)
    undo_sheet(office, sheet=done, **where)
    assert not Scheme.objects.filter(name="新细则").exists()


HOSTILE = [
    ({7: "魔法"}, "H2 取证方式"),
    ({8: "没有这个"}, "I2 取证来源：没有“没有这个”这个来源"),
    ({6: "六十"}, "G2 分值：分值请写成数字"),
    ({2: ""}, "C2 类别分值：这一类第一次出现"),
    ({9: "0"}, "J2 要求：应是1至10000之间的整数"),
    ({3: ""}, "D2 项目：没有填写"),
    ({4: "长" * 301}, "E2 标准：超过300字"),
]


@pytest.mark.parametrize(("cells", "said"), HOSTILE)
def test_a_line_that_is_wrong_is_shown_with_its_cell(cast, cells, said) -> None:
    line = [cells.get(n, value) for n, value in enumerate(GOOD[0])]
    assert said in "；".join(_read(cast, [line])[0]["faults"])


def test_one_dimension_with_two_weights_is_shown(cast) -> None:
    second = [*GOOD[0]]
    second[2], second[3] = "50", "另一项"
    assert "前面写的是60分" in "".join(_read(cast, [GOOD[0], second])[1]["faults"])
    assert not Item.objects.exists()
