"""The pages: constant statements, every paper, the API, hostile input."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.ledgers.assessment.creations import (
    awarded,
    begun,
    draft,
    item,
    published,
    ready,
    self_scored,
)
from tongpin.formats.xlsx import read_sheet
from tongpin.ledgers.assessment import actions, papers, queries, sheets
from tongpin.ledgers.assessment.models import Creation, Scheme
from tongpin.org import actions as org
from tongpin.org.scope import Scope


def more_branches(cast, number: int) -> None:
    """Branches beside the cast's two."""
    for n in range(number):
        unit = org.add_unit(
            cast.actor("office"), unit=cast.unit("JU"), code=f"X{n}", name=f"第{n}支部",
            kind="branch", founded_on=date(2018, 1, 1),
        )  # fmt: skip
        cast.units[unit.code] = unit.pk


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_take_the_same_statements_for_one_row_and_for_three(
    cast, django_assert_num_queries, rows
) -> None:
    scheme = published(cast)
    more_branches(cast, 2)
    for code in ("ZB1", "X0", "X1")[:rows]:
        begun(cast, scheme, code)
    for n in range(rows - 1):
        draft(cast, name=f"细则{n}")
    client = cast.client("office")
    client.get("/assessment/board/")
    for url, number in (("/assessment/", 9), ("/assessment/schemes/", 8)):
        with django_assert_num_queries(number):
            assert client.get(url).status_code == 200


def test_a_page_says_why_item_by_item(cast) -> None:
    row = self_scored(cast)
    client = cast.client("secretary1")
    page = client.get(f"/assessment/{row.pk}/score/").content.decode()
    assert "到期应完成2次（件），已完成0次（件）；少2，每少一次扣10分，得20分。" in page
    assert "登记的组织生活" not in page
    one = client.get(f"/assessment/{row.pk}/score/self/1/").content.decode()
    assert "/plans/finding/?subject=" in one or "subject=unit" in one
    only = client.get(f"/assessment/{row.pk}/score/?show=unknown").content.decode()
    assert "志愿服务" in only
    assert "班子健全" not in only
    board = client.get("/assessment/board/").content.decode()
    assert "第一党支部" in board
    branch = client.get("/assessment/board/ZB1/").content.decode()
    assert "应设支委会，已配齐" in branch


def test_every_paper_is_written(cast) -> None:
    award = awarded(cast)
    row = queries.creation(Scope.everything(), award.pk)
    assert row is not None
    actions.make_gaps(
        cast.actor("office"), unit=row.unit, creation=row, items=[item(row, "活动场所")]
    )
    for key in papers.TITLES:
        assert papers.paper(row, key).startswith(b"PK")
    assert papers.notice(cast.unit("JU"), 2020).startswith(b"PK")
    client = cast.client("secretary1")
    answer = client.get(f"/assessment/{row.pk}/papers/xlsx/")
    cells = read_sheet(b"".join(answer) if answer.streaming else answer.content)
    flat = [cell for line in cells for cell in line if cell]
    assert "活动场所" in flat
    assert "98/100" in flat
    assert client.get(f"/assessment/{row.pk}/papers/pdf/").content.startswith(b"%PDF")
    assert client.get(f"/assessment/{row.pk}/papers/魔法/").status_code == 404


def test_the_forms_carry_a_branch_through(cast) -> None:
    published(cast)
    client = cast.client("secretary1")
    first = {
        "year": "2020", "opened_on": "2020-04-01", "scheme": str(Scheme.objects.get().pk),
        "mobilise_due": "2020-04-30", "benchmark_due": "2020-09-30", "review_due": "2020-12-10",
    }  # fmt: skip
    bad = client.post("/assessment/new/", first | {"benchmark_due": "2020-01-01"})
    assert bad.status_code == 400
    assert "不提前" in bad.content.decode()
    assert client.post("/assessment/new/", first).status_code == 302
    row = Creation.objects.get()
    url = f"/assessment/{row.pk}/score/self/4/"
    wrong = client.post(url, {"version": "0", "state": "known", "points": "二十", "reason": "好"})
    assert (wrong.status_code, "分值请写成数字" in wrong.content.decode()) == (400, True)
    given = {"version": "0", "state": "known", "points": "18.5", "reason": "面积略小"}
    assert client.post(url, given).status_code == 302
    page = client.get(f"/assessment/{row.pk}/score/").content.decode()
    assert "18.5" in page
    assert cast.client("supervisor").post(url, given).status_code == 403
    assert client.get(f"/assessment/{row.pk}/score/other/4/").status_code == 404
    assert client.get(f"/assessment/{row.pk}/score/self/99/").status_code == 404


def test_a_scheme_is_written_in_the_page(cast) -> None:
    client = cast.client("office")
    assert client.post("/assessment/schemes/shipped/").status_code == 302
    assert client.post("/assessment/schemes/shipped/").status_code == 302
    row = Scheme.objects.get()
    assert row.judged_percent == 80
    dims = list(row.dimensions.all())
    url = f"/assessment/schemes/{row.pk}"
    lines = {
        "version": row.version,
        "full": "100",
        "pass_line": "85",
        "model_line": "95",
        "judged_percent": "75",
        "basis": "",
    }
    bad = client.post(f"{url}/edit/", lines | {"dimensions": "基层组织设置"})
    assert "第1行应写成“名称｜分值”" in bad.content.decode()
    good = client.post(
        f"{url}/edit/", lines | {"dimensions": "\n".join(f"{d}｜{d.weight // 10}" for d in dims)}
    )
    assert good.status_code == 302
    row.refresh_from_db()
    assert row.judged_percent == 75
    assert "可评分值至少占75%" in client.get(f"{url}/").content.decode()
    one = client.get(f"{url}/items/{row.items.first().pk}/").content.decode()
    assert "正式党员人数" in one
    assert client.post(f"{url}/publish/", {"version": row.version}).status_code == 302
    row.refresh_from_db()
    assert row.published_on is not None
    assert client.post(f"{url}/魔法/").status_code == 404


def test_the_api_reads_and_scores(cast) -> None:
    row = ready(cast)
    scheme = row.scheme_id
    office, secretary = cast.client("office"), cast.client("secretary1")
    listed = secretary.get(f"/api/v1/assessment/standings?scheme={scheme}").json()
    assert [x["unit"] for x in listed["items"]] == ["ZB1"]
    assert [x["id"] for x in secretary.get("/api/v1/assessment/schemes").json()] == [scheme]
    assert office.get("/api/v1/assessment/creations?year=2020").json()["count"] == 1
    sheet = secretary.get(f"/api/v1/assessment/creations/{row.pk}").json()
    assert sheet["items"][3]["review"]["points"] == 18.0
    url = f"/api/v1/assessment/creations/{row.pk}/review/4"
    body = json.dumps({"version": 1, "points": 10, "reason": "好"})
    done = office.put(url, body, content_type="application/json")
    assert done.status_code in (400, 403, 409, 422)
    assert sheets.given(queries.sheet(row)[3].review) == "18"
