"""发展党员 through the API: the same queries and actions."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.development.people import VOTE, apply, walk
from tongpin.audit.actor import Actor
from tongpin.org import actions as org


@pytest.fixture
def api(cast, client):
    """`api("office", "get", path, …)` with a fresh token."""

    def call(username: str, method: str, path: str, **values):
        _, secret = org.issue_token(Actor.system(), account=cast.account(username), name="试")
        extra = {"content_type": "application/json"} if method == "post" else {}
        return getattr(client, method)(
            f"/api/v1/development/{path}", headers={"Authorization": f"Bearer {secret}"}, **extra,
            **values,
        )  # fmt: skip

    return call


def test_a_case_says_what_is_done_next_and_by_when(cast, api, settings) -> None:
    settings.TONGPIN_TODAY = date(2020, 4, 20)
    case = walk(cast, "form")
    apply(cast, name="何明", on="2020-04-01")
    found = api("secretary1", "get", "cases?unit=ZB1&column=object").json()
    assert [(c["name"], c["column"]) for c in found["items"]] == [("何晨", "object")]
    one = api("secretary1", "get", f"cases/{case.pk}").json()
    assert one["next"][0]["step"] == "branch_meeting"
    new = api("secretary1", "get", "cases?column=applicant").json()["items"][0]
    assert [(n["step"], n["latest"]) for n in new["limits"]] == [("talk", "2020-05-01")]
    assert api("secretary2", "get", f"cases/{case.pk}").status_code == 404
    assert api("member1", "get", f"cases/{case.pk}").status_code == 403


def test_a_step_is_recorded_and_an_illegal_one_refused_with_its_article(cast, api) -> None:
    case = walk(cast, "form")
    few = {"step": "branch_meeting", "on": "2020-04-10", "vote": {**VOTE, "yes": 4}}
    refused = api("secretary1", "post", f"cases/{case.pk}/steps", data=few)
    assert refused.status_code == 400
    assert "半数" in refused.json()["message"]
    assert refused.json()["field"] == "approver"
    done = api("secretary1", "post", f"cases/{case.pk}/steps", data={**few, "vote": VOTE})
    assert done.status_code == 201, done.content
    assert "branch_meeting" in done.json()["done"]
    upper = {"step": "approval_talk", "on": "2020-04-20"}
    assert api("secretary1", "post", f"cases/{case.pk}/steps", data=upper).status_code == 403


def test_targets_and_hostile_numbers(cast, api) -> None:
    rows = api("office", "get", "targets?unit=JU&year=2020").json()
    assert [r["planned"] for r in rows] == [None, None, None]
    assert api("office", "get", f"cases/{10**30}").status_code == 422
    assert api("office", "get", "targets?unit=JU&year=99999").status_code == 422
