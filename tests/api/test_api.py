"""The API: tokens and sessions, scope, conflicts, and no input that makes it fall over."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from tongpin.audit.actor import Actor
from tongpin.org import actions

ROOT = Path(__file__).parents[2]


@pytest.fixture
def token(cast):
    """A function that gives the headers of an account's fresh token."""

    def headers(username: str, **values) -> dict[str, str]:
        _, secret = actions.issue_token(
            Actor.system(), account=cast.account(username), name="测试", **values
        )
        return {"Authorization": f"Bearer {secret}"}

    return headers


def test_committed_document_is_the_present_one() -> None:
    from tongpin.api.schema import document

    committed = (ROOT / "docs" / "openapi.json").read_text("utf8").rstrip("\n")
    assert document() == committed, "run `make openapi` and look at what changed"


def test_without_a_token_nothing_is_told(cast, client) -> None:
    answer = client.get("/api/v1/units")
    assert answer.status_code == 401
    assert "令牌" in answer.json()["message"]


@pytest.mark.parametrize("broken", ["revoked", "expired", "unknown"])
def test_a_token_that_ended_is_refused(cast, token, client, broken) -> None:
    headers = token("office", **({"expires_on": date(2000, 1, 1)} if broken == "expired" else {}))
    if broken == "revoked":
        row = cast.account("office").tokens.get()
        actions.revoke_token(cast.actor("office"), token=row)
    if broken == "unknown":
        headers = {"Authorization": "Bearer tp_nothing"}
    assert client.get("/api/v1/units", headers=headers).status_code == 401


def test_scope_is_that_of_the_account(cast, token, client) -> None:
    mine = client.get("/api/v1/units", headers=token("secretary1")).json()
    assert "ZB1" in {u["code"] for u in mine["items"]}
    assert "ZB2" not in {u["code"] for u in mine["items"]}
    assert client.get("/api/v1/units/ZB2", headers=token("secretary1")).status_code == 404
    assert client.get("/api/v1/people", headers=token("member1")).status_code == 403
    names = {
        p["name"]
        for p in client.get("/api/v1/people?size=200", headers=token("office")).json()["items"]
    }
    assert {"张守正", "冯丽"} <= names


GATHERING = {
    "unit": "ZB1", "kinds": ["theme_day"], "topic": "接口登记", "held_on": "2020-09-10",
}  # fmt: skip


def post(client: Client, address: str, data: object, headers: dict[str, str], method: str = "post"):
    return getattr(client, method)(
        f"/api/v1/{address}", json.dumps(data), content_type="application/json", headers=headers
    )


def test_recording_by_api_is_the_same_action_and_says_how_it_came(cast, token, client) -> None:
    from tongpin.audit.models import Entry

    answer = post(client, "gatherings", GATHERING, token("secretary1"))
    assert answer.status_code == 201, answer.content
    entry = Entry.objects.first()
    assert (entry.action, entry.via, entry.actor_name) == ("life.record", "api", "张守正")
    assert (
        post(client, "gatherings", GATHERING | {"unit": "ZB2"}, token("secretary1")).status_code
        == 404
    )
    assert post(client, "gatherings", GATHERING, token("member1")).status_code == 403


def test_second_writer_gets_a_conflict(cast, token, client) -> None:
    headers = token("secretary1")
    row = post(client, "gatherings", GATHERING, headers).json()
    first = post(
        client, f"gatherings/{row['id']}", GATHERING | {"version": 1, "topic": "甲"}, headers, "put"
    )
    second = post(
        client, f"gatherings/{row['id']}", GATHERING | {"version": 1, "topic": "乙"}, headers, "put"
    )
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["code"] == "conflict"


def test_refusals_name_the_field_in_chinese(cast, token, client) -> None:
    answer = post(client, "gatherings", GATHERING | {"held_on": "2099-01-01"}, token("secretary1"))
    assert (answer.status_code, answer.json()["field"]) == (400, "held_on")
    answer = post(client, "gatherings", GATHERING | {"kinds": []}, token("secretary1"))
    assert (answer.status_code, answer.json()["field"]) == (422, "kinds")
    answer = client.post(
        "/api/v1/gatherings", "{", content_type="application/json", headers=token("secretary1")
    )
    assert (answer.status_code, answer.json()["message"]) == (400, "请求内容不是有效的 JSON。")


@pytest.mark.parametrize(
    "query", ["page=0", f"page={10**30}", "size=100000", "page=x", "year=99999"]
)
def test_numbers_are_bounded(cast, token, client, query) -> None:
    answer = client.get(f"/api/v1/gatherings?{query}", headers=token("office"))
    assert answer.status_code == 422


def test_identity_numbers_leave_masked_only(cast, token, client) -> None:
    person = {
        "unit": "ZB1", "name": "新同志", "stage": "full", "since": "2020-01-01",
        "identity_number": "990000198001010019"[:17] + "X",
    }  # fmt: skip
    answer = post(client, "people", person, token("office"))
    assert answer.status_code == 400
    assert answer.json()["field"] == "identity_number"
    from stdnum.cn import ric

    number = "99000019800101001"
    person["identity_number"] = number + ric.calc_check_digit(number)
    answer = post(client, "people", person, token("office"))
    assert answer.status_code == 201
    assert number[4:14] not in answer.content.decode()
