"""Posts, service, honours and business work by API: the same actions, the same refusals."""

from __future__ import annotations

import pytest

from tests.ledgers.honours.things import commendation
from tests.ledgers.integration.work import held
from tongpin.audit.actor import Actor
from tongpin.org import actions as org


@pytest.fixture
def api(cast, client):
    """`api("office", "post", path, data)` gives status and body."""
    tokens: dict[str, str] = {}

    def call(username: str, method: str, path: str, **data):
        if username not in tokens:
            account = cast.account(username)
            _, tokens[username] = org.issue_token(Actor.system(), account=account, name="试")
        answer = getattr(client, method)(
            f"/api/v1{path}", headers={"Authorization": f"Bearer {tokens[username]}"},
            **({"content_type": "application/json", "data": data} if method == "post" else {}),
        )  # fmt: skip
        return answer.status_code, answer.json()

    return call


def test_posts_service_honours_and_nominations(cast, api) -> None:
    post = {
        "unit": "ZB1", "kind": "vanguard", "name": "抢修队", "duty": "抢修", "pledge": "随叫随到",
        "starts_on": "2020-03-01", "ends_on": "2020-12-31",
    }  # fmt: skip
    status, row = api("committee1", "post", "/stations", **post)
    assert (status, row["stage"], row["members"]) == (201, "running", 0)
    assert api("member1", "post", "/stations", **post)[0] == 403
    assert api("secretary2", "post", "/stations", **post)[0] == 404
    assert api("member1", "get", "/stations")[1]["count"] == 1
    served = {"person": cast.people["郑文"], "on": "2020-09-05", "minutes": 90, "what": "清淤"}
    status, row = api("member1", "post", "/service", **served)
    assert (status, row["state"]) == (201, "waiting")
    assert api("secretary2", "post", "/service", **served)[0] == 404
    assert api("member1", "post", "/service", **served | {"minutes": 1441})[0] == 422
    assert api("member1", "post", f"/service/{row['id']}/confirm", version=1)[0] == 403
    assert api("secretary1", "post", f"/service/{row['id']}/confirm", version=9)[0] == 409
    assert (
        api("secretary1", "post", f"/service/{row['id']}/confirm", version=1)[1]["state"]
        == "confirmed"
    )
    given = {
        "unit": "ZB1", "kind": "member", "title": "全县优秀共产党员", "awarded_on": "2019-07-01",
        "awarded_by": "县委", "person": cast.people["郑文"],
    }  # fmt: skip
    assert api("secretary1", "post", "/honours", **given)[0] == 201
    status, said = api("secretary1", "post", "/honours", **given)
    assert (status, said["field"]) == (400, "title")
    assert api("secretary1", "post", "/honours", **given | {"person": None})[0] == 400
    assert api("secretary2", "get", "/honours")[1]["count"] == 0
    row = commendation(cast)
    named = {
        "unit": "ZB1", "kind": "member", "person": cast.people["郑文"], "deeds": "带头",
        "nominated_on": "2020-09-02",
    }  # fmt: skip
    assert api("secretary1", "post", f"/commendations/{row.pk}/nominations", **named)[0] == 201
    assert api("member1", "post", f"/commendations/{row.pk}/nominations", **named)[0] == 403


def test_business_work_its_links_and_its_gaps(cast, api) -> None:
    new = {
        "unit": "JU", "name": "管网改造", "department": "供水公司", "owner_name": "王",
        "starts_on": "2020-03-01", "due_on": "2020-11-30",
    }  # fmt: skip
    status, row = api("office", "post", "/work-items", **new)
    assert (status, row["stage"], row["support"]) == (201, "due", 0)
    assert api("office", "post", "/work-items", **new)[0] == 400
    assert api("secretary1", "post", "/work-items", **new)[0] == 404
    assert api("leader", "post", "/work-items", **new)[0] == 403
    here = f"/work-items/{row['id']}"
    gaps = {"items": [row["id"]], "measures": [], "branches": ["ZB1", "ZB2"]}
    assert api("office", "get", "/work-items-gaps/2020?unit=JU") == (200, gaps)
    link = {"unit": "ZB1", "ref": held(cast).ref}
    assert api("secretary2", "post", f"{here}/links", **link)[0] == 404
    assert api("secretary1", "post", f"{here}/links", **link)[1]["support"] == 1
    assert [(x["kind"], x["stands"]) for x in api("secretary2", "get", f"{here}/links")[1]] == [
        ("life", True)
    ]
    step = {"version": 2, "on": "2020-09-01", "percent": 100, "note": "完工"}
    assert api("secretary1", "post", f"{here}/progress", **step)[0] == 403
    assert api("office", "post", f"{here}/progress", **step | {"version": 1})[0] == 409
    assert api("office", "post", f"{here}/progress", **step)[1]["stage"] == "met"
    assert api("office", "get", "/work-items?unsupported=true")[1]["count"] == 0
