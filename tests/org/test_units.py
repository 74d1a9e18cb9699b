"""The tree of units and a unit's page."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tongpin.org import queries
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.org.tree import tree


def url(cast, code="ZB1", verb=""):
    return f"/org/units/{cast.units[code]}/{verb}"


def test_the_tree_is_in_order_with_members_summed(cast) -> None:
    from datetime import date

    scope, day = Scope.everything(), date(2020, 9, 20)
    nodes = tree(list(queries.units(scope)), queries.unit_counts(scope, day))
    assert [(n.unit.code, n.depth, n.members) for n in nodes] == [
        ("JU", 0, 14),
        ("ZB1", 1, 9),
        ("ZB1-一", 2, 0),
        ("ZB1-二", 2, 0),
        ("ZB2", 1, 5),
    ]
    before = queries.unit_counts(scope, date(2018, 10, 31))
    assert before == {}


def test_a_units_page_tells_committee_members_and_groups(cast) -> None:
    text = cast.client("secretary1").get(url(cast)).content.decode()
    for word in ("张守正", "纪检委员", "2021-11-05 届满", "第一党小组", "未设组长", "修改记录"):
        assert word in text
    late = cast.client("secretary1").get(url(cast) + "?as_of=2021-12-01").content.decode()
    assert "已届满" in late
    early = cast.client("secretary1").get(url(cast) + "?as_of=2018-01-01").content.decode()
    assert "张守正" not in early.split("修改记录")[0].split("班子成员")[1]
    assert cast.client("secretary1").get(url(cast) + "?as_of=2020-13-40").status_code == 400


def test_outside_404_without_403(cast) -> None:
    assert cast.client("secretary1").get(url(cast, "ZB2")).status_code == 404
    assert cast.client("secretary1").get(url(cast, verb="edit/")).status_code == 403
    assert cast.client("member1").get(url(cast)).status_code == 403
    assert cast.client("office").get(f"/org/units/{'9' * 30}/").status_code == 404


def test_new_edit_dissolve(cast) -> None:
    client = cast.client("office")
    data = {
        "unit": cast.units["JU"],
        "kind": "branch",
        "code": "ZB3",
        "name": "第三党支部",
        "founded_on": "2020-6-1",
        "approval_number": "局党发〔2020〕6号",
        "order": "3",
    }
    made = client.post("/org/units/new/", data)
    unit = Unit.objects.get(code="ZB3")
    assert made["Location"] == f"/org/units/{unit.pk}/"
    for change, message in (
        ({}, "党组织代码“ZB3”已被使用"),
        ({"code": "X", "kind": "group"}, "党委下不能直接设党小组"),
        ({"code": "X", "order": "9" * 5000}, "排序"),
        ({"code": "X", "founded_on": "2020-02-30"}, "不存在"),
        ({"code": "X", "founded_on": "2035-01-01"}, "日期不能晚于今天"),
        ({"code": "X", "founded_on": ""}, "请填写成立日期"),
        ({"code": "X", "approval_number": ""}, "请填写批准文号"),
    ):
        refused = client.post("/org/units/new/", {**data, **change})
        assert refused.status_code == 400
        assert message in refused.content.decode()
    edit = f"/org/units/{unit.pk}/edit/"
    typed = {"version": unit.version, "name": "第三联合党支部", "founded_on": "2020-6-1"}
    assert client.post(edit, typed).status_code == 302
    stale = client.post(edit, {**typed, "name": "又改名"})
    assert stale.status_code == 409
    assert 'value="又改名"' in stale.content.decode()
    assert "第三联合党支部" in stale.content.decode()
    close = f"/org/units/{unit.pk}/dissolve/"
    end = {"on": "2020-09-01", "reason": "撤并", "approval_number": "局党发〔2020〕9号"}
    for change, message in (
        ({"approval_number": ""}, "请填写批准文号"),
        ({"on": "2040-01-01"}, "日期不能晚于今天"),
    ):
        refused = client.post(close, end | change)
        assert refused.status_code == 400
        assert message in refused.content.decode()
    assert client.post(close, end | {"on": "2020-01-01"}).status_code == 400
    assert client.post(close, end).status_code == 302
    assert "2020-09-01 撤销" in client.get("/org/units/?all=1").content.decode()
    assert f"/org/units/{unit.pk}/" not in client.get("/org/units/").content.decode()
    kept = client.post(url(cast, verb="dissolve/"), end)
    assert kept.status_code == 400
    assert "请先撤销或转移其下级党组织" in kept.content.decode()


@pytest.mark.parametrize(
    "query", ["q=%00", "kind=nonsense", "page=99999999999999999999", "page=-1"]
)
def test_the_list_survives_anything(cast, query) -> None:
    assert cast.client("office").get(f"/org/units/?{query}").status_code == 200


def test_the_list_is_exported_as_seen(cast) -> None:
    response = cast.client("office").get("/org/units/?kind=branch&export=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = [[c.value for c in row] for row in book.active.iter_rows(min_row=2)]
    assert [(r[0], r[6]) for r in rows] == [("ZB1", 9), ("ZB2", 5)]
