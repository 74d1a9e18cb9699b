"""The life cycle of a gathering through the API, by the same actions as the pages."""

from __future__ import annotations

import pytest

from tongpin.audit.actor import Actor
from tongpin.life import codes
from tongpin.life.actions import open_sign_in
from tongpin.life.clock import site_moment
from tongpin.life.models import Arrival, Gathering
from tongpin.org import actions

PLAN = {"unit": "ZB1", "kinds": ["general_meeting"], "topic": "党员大会", "held_on": "2020-09-20",
        "tags": ["political_study"]}  # fmt: skip


@pytest.fixture
def ask(cast, client):
    """`ask("secretary1", "post", "/gatherings/1/convene", {...})` gives status and body."""
    tokens: dict[str, str] = {}

    def send(username: str, method: str, path: str, body: dict | None = None, **headers: str):
        if username not in tokens:
            account = cast.account(username)
            _, tokens[username] = actions.issue_token(Actor.system(), account=account, name="测试")
        answer = getattr(client, method)(
            f"/api/v1{path}", data=body or {}, content_type="application/json",
            headers={"Authorization": f"Bearer {tokens[username]}", **headers},
        )  # fmt: skip
        return answer.status_code, answer.json()

    return send


def test_from_plan_to_archive(cast, ask) -> None:
    people = {n: cast.people[n] for n in ("张守正", "李组织", "郑文")}
    signers = {"chair": people["张守正"], "recorder": people["李组织"]}
    status, row = ask("secretary1", "post", "/gatherings/plans", PLAN | signers)
    assert (status, row["state"], row["tags"]) == (201, "planned", ["political_study"])
    here = f"/gatherings/{row['id']}"
    assert ask("secretary1", "post", f"{here}/convene", {})[0] == 200
    assert ask("member1", "post", f"{here}/reply", {"answer": "attending"})[0] == 200
    assert ask("member1", "get", f"{here}/invitations")[0] == 403
    stored = Gathering.objects.get()
    open_sign_in(cast.actor("secretary1"), unit=cast.unit("ZB1"), gathering=stored)
    code = codes.digits(Gathering.objects.get().sign_in.secret, codes.step_of(site_moment()))
    assert ask("member1", "post", f"{here}/sign-in", {"code": code})[1]["way"] == "code"
    assert ask("secretary2", "post", f"{here}/sign-in", {"code": code})[0] == 404
    paper = {"people": [people["张守正"], people["郑文"]]}
    status, fresh = ask("secretary1", "post", f"{here}/arrivals", paper)
    assert [a["person"] for a in fresh] == [people["张守正"]]
    assert Arrival.objects.count() == 2

    roll = [{"person": pk} for pk in people.values()]
    motion = {"motion": "通过计划", "kind": "branch_resolution", "roll": roll}
    status, vote = ask("secretary1", "post", f"{here}/votes", motion)
    assert (status, vote["needed_yes"], vote["passed"]) == (201, 2, None)
    totals = {"version": vote["version"], "yes": 3}
    assert (
        ask("secretary1", "post", f"{here}/votes/{vote['id']}/count", totals)[1]["passed"] is True
    )
    assert ask("secretary1", "post", f"{here}/votes/{vote['id']}/count", totals)[0] == 409

    grid = [{"person": pk, "presence": "present"} for pk in people.values()]
    version = Gathering.objects.get().version
    typed = PLAN | signers | {"content": "发言", "attendance": grid, "version": version}
    assert ask("secretary1", "put", here, typed)[1]["state"] == "recorded"
    assert ask("secretary1", "post", f"{here}/archive")[0] == 400
    sign = {"revision": 1}
    assert ask("secretary1", "post", f"{here}/confirm", sign | {"signer": "chair"})[0] == 200
    assert ask("committee1", "post", f"{here}/confirm", sign | {"signer": "recorder"})[0] == 200
    assert ask("secretary1", "post", f"{here}/archive")[1]["archived_on"] == "2020-09-20"
    assert ask("secretary1", "put", here, typed | {"version": version + 2})[0] == 400


def test_a_repeated_request_makes_one_record(cast, ask) -> None:
    key = {"Idempotency-Key": "c" * 32}
    first = ask("secretary1", "post", "/gatherings", PLAN, **key)
    again = ask("secretary1", "post", "/gatherings", PLAN, **key)
    assert first[1]["id"] == again[1]["id"]
    assert Gathering.objects.count() == 1
    plans = [ask("secretary1", "post", "/gatherings/plans", PLAN, **{"Idempotency-Key": "d" * 32})
             for _ in range(2)]  # fmt: skip
    assert plans[0][1]["id"] == plans[1][1]["id"]


def test_joint_units_and_their_people(cast, ask) -> None:
    grid = [{"person": cast.people["冯丽"], "presence": "present"}]
    typed = PLAN | {"kinds": ["theme_day"], "attendance": grid}
    assert ask("secretary1", "post", "/gatherings", typed)[0] == 400
    status, row = ask("secretary1", "post", "/gatherings", typed | {"joint": ["ZB2"]})
    assert (status, row["joint"]) == (201, ["ZB2"])
    assert ask("secretary1", "post", "/gatherings", typed | {"joint": ["JU"]})[0] == 400
