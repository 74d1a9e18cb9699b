"""Transfers through the API: the same actions and the same refusals."""

from __future__ import annotations

import pytest

from tongpin.audit.actor import Actor
from tongpin.org import actions as org


@pytest.fixture
def api(cast, client):
    """`api("office", "post", path, data)` gives status and body."""
    tokens: dict[str, str] = {}

    def call(username: str, method: str, path: str, data: dict | None = None):
        if username not in tokens:
            account = cast.account(username)
            _, tokens[username] = org.issue_token(Actor.system(), account=account, name="试")
        answer = getattr(client, method)(
            f"/api/v1{path}", headers={"Authorization": f"Bearer {tokens[username]}"},
            **({"content_type": "application/json", "data": data or {}} if method == "post" else {}),
        )  # fmt: skip
        return answer.status_code, answer.json()

    return call


def test_a_transfer_goes_its_way_and_skips_nothing(cast, api) -> None:
    draft = {"person": cast.people["郑文"], "committee": "中共白石县农业局委员会",
             "requested_on": "2020-09-01"}  # fmt: skip
    status, row = api("secretary1", "post", "/transfers", draft)
    assert (status, row["state"]) == (201, "draft")
    here = f"/transfers/{row['id']}"
    step = {"version": 1, "on": "2020-09-01"}
    assert api("office", "post", f"{here}/issue", step)[0] == 400
    assert api("office", "post", f"{here}/teleport", step)[0] == 422
    paid = step | {"paid_until": "2020-09-01"}
    assert api("secretary2", "post", f"{here}/confirm", paid)[0] == 404
    assert api("secretary1", "post", f"{here}/confirm", paid)[1]["version"] == 2
    assert api("secretary1", "post", f"{here}/approve", step | {"version": 2})[0] == 403
    assert api("office", "post", f"{here}/approve", step)[0] == 409
    assert api("office", "post", f"{here}/approve", step | {"version": 2})[0] == 200
    status, row = api("office", "post", f"{here}/issue", step | {"version": 3, "days": 20})
    assert (row["letter"], row["valid_until"]) == ("〔2020〕第001号", "2020-09-21")
    assert api("member1", "get", here)[0] == 403
    assert api("secretary1", "get", "/transfers")[1]["count"] == 1
    assert api("secretary2", "get", "/transfers")[1]["count"] == 0


def test_a_file_of_a_stranger_is_refused(cast, api) -> None:
    status, said = api("office", "post", "/transfer-files", {"unit": "JU", "content": "{}"})
    assert (status, said["code"]) == (400, "invalid")
    assert api("secretary1", "post", "/transfer-files", {"unit": "ZB1", "content": "{}"})[0] == 403


def test_what_has_to_be_looked_at(cast, api) -> None:
    from tests.ledgers.standing.desk import missing, search

    search(cast, missing(cast))
    status, rows = api("secretary1", "get", "/standing/alerts?unit=ZB1")
    assert (status, len(rows)) == (200, 1)
    assert "第二十四条" in rows[0]["cited"]
    assert api("secretary2", "get", "/standing/alerts?unit=ZB1")[0] == 404
    assert api("member1", "get", "/standing/alerts?unit=ZB1")[0] == 403
