"""Meetings and talks through the API: the same queries and actions."""

from __future__ import annotations

import pytest

from tests.ledgers.meetings import scene
from tongpin.audit.actor import Actor
from tongpin.ledgers.meetings.models import Meeting, Remark
from tongpin.org import actions as org
from tongpin.rectification.queries import problems_of


@pytest.fixture
def api(cast, client):
    """`api("secretary1", "get", path, …)` with a fresh token."""

    def call(username: str, method: str, path: str, **values):
        _, secret = org.issue_token(Actor.system(), account=cast.account(username), name="试")
        return getattr(client, method)(
            f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"},
            **({"content_type": "application/json"} if method == "post" else {}), **values,
        )  # fmt: skip

    return call


def test_a_meeting_year_by_the_api(api) -> None:
    typed = {"unit": "ZB1", "year": 2020, "theme": "坚守初心", "opened_on": "2020-09-01"}
    answer = api("secretary1", "post", "meetings", data=typed)
    assert answer.status_code == 201
    row = Meeting.objects.get()
    key = answer.json()["id"]
    assert (row.pk, row.procedure) == (key, "organizational_life")
    assert api("secretary1", "post", "meetings", data=typed).status_code == 400
    said = {"source": "masses", "content": "会议再短一些", "collected_on": "2020-09-02"}
    assert api("secretary1", "post", f"meetings/{key}/opinions", data=said).status_code == 201
    assert Remark.objects.get().content == "会议再短一些"
    item = {"title": "会议多", "measure": "合并召开", "due_on": "2020-12-31"}
    assert api("secretary1", "post", f"meetings/{key}/problems", data=item).status_code == 201
    assert problems_of(row.ref).count() == 1
    steps = {s["key"]: s for s in api("secretary1", "get", f"meetings/{key}/steps").json()}
    assert steps["opinions"]["holds"] == "共1条：群众和服务对象1条"
    assert steps["study"]["lacks"] == ["还没有引用学习记录"]
    assert api("secretary1", "get", "meetings?year=2020").json()["count"] == 1
    assert api("secretary2", "get", "meetings").json()["count"] == 0


def test_talks_by_the_api(cast, api) -> None:
    scene.talk(cast, "ZB1", "张守正", "李组织")
    found = api("secretary1", "get", "talks?unit=ZB1&year=2020").json()
    assert found["relations"][0] == {"title": "委员之间", "wanted": 6, "done": 1}
    assert {"relation": "委员与党员", "person": "郑文", "partner": "任一委员"} in found["gaps"]


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("member1", "meetings", 403),
        ("secretary2", "talks?unit=ZB1&year=2020", 404),
        ("member1", "talks?unit=ZB1&year=2020", 403),
        ("secretary1", "talks?unit=ZB1&year=1", 422),
        ("secretary1", "meetings/9999999999999999999999/steps", 422),
        ("secretary1", "meetings/99/steps", 404),
    ],
)
def test_refusals(api, who, path, status) -> None:
    assert api(who, "get", path).status_code == status
