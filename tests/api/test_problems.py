"""The loop, directives and supervision by API: the same actions, the same refusals."""

from __future__ import annotations

import json

import pytest

from tests.ledgers.directives.papers_from_above import carried_out, split
from tests.ledgers.ideology.work import adopted
from tests.ledgers.supervision.rounds import visit
from tests.rectification.problems import found, planned, submitted
from tongpin.rectification.models import Problem


def call(cast, who: str, method: str, path: str, **payload):
    client = cast.client(who)
    token = {"HTTP_X_CSRFTOKEN": "x" * 32}
    client.cookies["csrftoken"] = "x" * 32
    body = json.dumps(payload, default=str) if payload else ""
    answer = getattr(client, method)(
        f"/api/v1{path}", body, content_type="application/json", **token
    ) if method != "get" else client.get(f"/api/v1{path}")  # fmt: skip
    return answer.status_code, answer.json()


def test_from_found_to_submitted_and_no_state_skipped(cast) -> None:
    status, row = call(
        cast, "office", "post", "/problems", unit="JU", responsible_unit="ZB1", source="audit",
        title="差旅费附件不全",
    )  # fmt: skip
    assert (status, row["state"]) == (201, "found")
    path = f"/problems/{row['id']}"
    verify = {"version": row["version"], "note": "好", "outcome": "close"}
    assert call(cast, "office", "post", f"{path}/verify", **verify)[0] == 400
    status, row = call(
        cast, "secretary1", "post", f"{path}/plan", version=row["version"], measure="补",
        responsible_name="李", due_on="2020-10-20",
    )  # fmt: skip
    assert (status, row["state"]) == (200, "planned")
    status, row = call(cast, "secretary1", "post", f"{path}/start", version=row["version"])
    assert row["state"] == "doing"
    status, told = call(
        cast, "secretary1", "post", f"{path}/submit", version=row["version"], note="好"
    )
    assert status == 400
    assert "佐证" in told["message"]


def test_own_work_is_not_verified_by_api_either(cast) -> None:
    row = submitted(cast)
    verify = {"version": row.version, "note": "好", "outcome": "close"}
    assert call(cast, "secretary1", "post", f"/problems/{row.pk}/verify", **verify)[0] == 403
    status, done = call(cast, "office", "post", f"/problems/{row.pk}/verify", **verify)
    assert (status, done["state"]) == (200, "closed")


def test_lists_are_those_of_the_caller(cast) -> None:
    found(cast)
    planned(cast, source="audit")
    assert call(cast, "office", "get", "/problems?unit=JU")[1]["count"] == 2
    assert call(cast, "office", "get", "/problems?source=audit&state=planned")[1]["count"] == 1
    assert call(cast, "secretary2", "get", "/problems")[1]["count"] == 0
    assert call(cast, "member1", "get", "/problems")[0] == 403
    assert call(cast, "secretary2", "get", f"/problems/{Problem.objects.first().pk}")[0] == 404
    sources = [t["source"] for t in call(cast, "leader", "get", "/problems/progress")[1]]
    assert sources == ["inspection", "audit"]


def test_a_directive_is_answered_when_it_is_carried_out(cast) -> None:
    row = carried_out(cast)
    path = f"/directives/{row.pk}"
    status, told = call(cast, "office", "get", path)
    assert (status, told["stage"], told["open_measures"]) == (200, "done", 0)
    status, told = call(
        cast, "office", "post", f"{path}/answer", version=row.version, reply="已落实",
        replied_on="2020-09-19",
    )  # fmt: skip
    assert (status, told["stage"]) == (200, "answered")


def test_measures_and_receipt_of_directives(cast) -> None:
    status, row = call(
        cast, "office", "post", "/directives", unit="JU", title="通知", issuer="县委",
        received_on="2020-09-01",
    )  # fmt: skip
    assert (status, row["stage"]) == (201, "received")
    status, row = call(
        cast, "office", "post", f"/directives/{row['id']}/measures", version=row["version"],
        text="开会", responsible_unit="ZB1", responsible_name="张", due_on="2020-09-25",
    )  # fmt: skip
    assert (status, row["measures"]) == (201, 1)
    split(cast)
    assert call(cast, "office", "get", "/directives?stage=doing")[1]["count"] == 1
    assert call(cast, "committee1", "post", f"/directives/{row['id']}/answer", version=1,
                reply="x", replied_on="2020-09-19")[0] == 403  # fmt: skip


def test_an_item_on_site_by_api(cast) -> None:
    row = visit(cast)
    path = f"/supervision/checks/{row.pk}"
    assert call(cast, "secretary1", "get", path)[0] == 404
    status, told = call(
        cast, "supervisor", "put", f"{path}/items/1", version=0, result="problem", note="缺两次"
    )
    assert (status, told["items"][0]["result"]) == (200, "problem")
    assert call(cast, "supervisor", "get", "/supervision/rounds")[1]["count"] == 1
    branches = [t["unit"] for t in call(cast, "leader", "get", "/supervision/attendance")[1]]
    assert branches == ["ZB1", "ZB2"]


@pytest.mark.parametrize("path", ["/problems/0", "/problems/99999999999999999999", "/directives/0"])
def test_numbers_are_bounded(cast, path) -> None:
    assert call(cast, "office", "get", path)[0] in (404, 422)


def test_ideology_by_api_tells_work_and_branches_never_persons(cast) -> None:
    line = {"unit": "JU", "kind": "analysis", "on": "2020-09-10", "title": "三季度分析研判"}
    status, row = call(cast, "office", "post", "/ideology", **line)
    assert (status, row["kind"], row["gathering"]) == (201, "analysis", None)
    status, told = call(cast, "office", "post", "/ideology", **line | {"kind": "agenda"})
    assert (status, told["field"]) == (400, "gathering")
    assert call(cast, "office", "post", "/ideology", **line | {"gathering": 10**15})[0] == 404
    assert call(cast, "secretary1", "post", "/ideology", **line)[0] in (403, 404)
    assert call(cast, "office", "get", "/ideology")[1]["count"] == 1
    asked = call(cast, "office", "get", "/ideology/year?unit=JU&year=2020")[1]
    (done,) = [a for a in asked if a["kind"] == "analysis"]
    assert (done["done"], done["is_late"]) == (1, True)
    risk = {"unit": "JU", "responsible_unit": "ZB1", "title": "公众号没有三审记录"}
    status, made = call(cast, "office", "post", "/ideology/risks", **risk)
    assert (status, Problem.objects.get(pk=made["id"]).source) == (201, "ideology")
    assert (
        call(cast, "office", "post", "/ideology/risks", **risk | {"responsible_unit": "X"})[0]
        == 404
    )
    adopted(cast)
    shares = call(cast, "office", "get", "/ideology/learning?year=2020&month=8")[1]
    assert shares[0] == {"branch": "第一党支部", "members": 3, "active": 2}
    assert "812" not in str(shares)
    assert call(cast, "member1", "get", "/ideology/learning?year=2020&month=8")[0] == 403
