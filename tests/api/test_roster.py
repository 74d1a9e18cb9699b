"""Personal files, requests of members, changes of units and terms by the API."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tongpin.audit.actor import Actor
from tongpin.org import actions
from tongpin.org.models import ChangeRequest, Unit

ON, NUMBER = "2020-09-01", "局党发〔2020〕12号"


@pytest.fixture
def ask(cast, client):
    """A function that asks the API as an account: `(status, body)`."""
    tokens: dict[str, str] = {}

    def call(username: str, method: str, path: str, body: object = None):
        if username not in tokens:
            _, tokens[username] = actions.issue_token(
                Actor.system(), account=cast.account(username), name="测试"
            )
        answer = getattr(client, method)(
            f"/api/v1{path}",
            **({"data": json.dumps(body), "content_type": "application/json"} if body else {}),
            headers={"Authorization": f"Bearer {tokens[username]}"},
        )
        return answer.status_code, answer.json()

    return call


def test_a_file_shows_what_the_reader_may_see(cast, ask) -> None:
    person = cast.people["郑文"]
    course = {"title": "轮训班", "level": "county", "starts_on": "2020-05-06",
              "ends_on": "2020-05-08", "hours": 24}  # fmt: skip
    assert ask("secretary1", "post", f"/people/{person}/trainings", course)[0] == 201
    given = {"title": "优秀共产党员", "granted_by": "局党委", "granted_on": "2019-07-01"}
    assert ask("secretary1", "post", f"/people/{person}/rewards", given)[0] == 201
    assert ask("secretary1", "post", f"/people/{person}/rewards", given)[1]["field"] == "title"
    abroad = {"kind": "abroad", "starts_on": ON, "note": "探亲"}
    assert ask("secretary1", "post", f"/people/{person}/circumstances", abroad)[0] == 201
    status, kept = ask("secretary1", "get", f"/people/{person}/file")
    assert status == 200
    assert [r["title"] for r in kept["rewards"]] == ["优秀共产党员"]
    assert [t["hours"] for t in kept["trainings"]] == [24]
    assert [c["kind"] for c in kept["circumstances"]] == ["abroad"]
    assert "家庭住址" in {i["label"] for i in kept["items"]}
    _, seen = ask("committee1", "get", f"/people/{person}/file")
    assert seen["circumstances"] == []
    assert "家庭住址" not in {i["label"] for i in seen["items"]}
    assert ask("secretary2", "get", f"/people/{person}/file")[0] == 404
    assert ask("committee1", "post", f"/people/{person}/trainings", course)[0] == 403


def test_a_member_asks_and_the_branch_decides(cast, ask) -> None:
    wanted = {"wanted": {"position": "供水股股长", "work_started_on": "2001-08-01"}}
    status, row = ask("member1", "post", "/change-requests", wanted)
    assert (status, sorted(row["items"])) == (201, ["position", "work_started_on"])
    assert ask("member1", "post", "/change-requests", {"wanted": {"sex": "female"}})[0] == 400
    assert ask("member1", "get", "/change-requests")[0] == 403
    listed = ask("secretary1", "get", "/change-requests?state=waiting")[1]
    assert [r["id"] for r in listed["items"]] == [row["id"]]
    place = f"/change-requests/{row['id']}/decision"
    assert ask("secretary2", "post", place, {"decision": "confirm"})[0] == 404
    assert ask("secretary1", "post", place, {"decision": "confirm"})[1]["state"] == "confirmed"
    assert cast.person("郑文").position == "供水股股长"
    assert ask("secretary1", "post", place, {"decision": "confirm"})[0] == 409
    assert "供水股股长" not in ChangeRequest.objects.get().person.home.name


@pytest.mark.parametrize(
    ("place", "change", "words"),
    [
        ("JU", {"kind": "found", "code": "ZB8", "name": "第八党支部", "unit_kind": "branch"},
         "成立第八党支部"),
        ("ZB2", {"kind": "merge", "into": "ZB1"}, "并入"),
        ("ZB1", {"kind": "rename", "name": "机关党支部"}, "更名为机关党支部"),
        ("ZB1", {"kind": "split", "code": "ZB8", "name": "第八党支部", "people": ["孙玉梅"]},
         "分设第八党支部"),
    ],
)  # fmt: skip
def test_units_change_and_change_back(cast, ask, place, change, words) -> None:
    before = set(Unit.objects.filter(dissolved_on=None).values_list("code", "name"))
    change = change | {"on": ON, "approval_number": NUMBER}
    if "people" in change:
        change["people"] = [cast.people[n] for n in change["people"]]
    assert ask("secretary1", "post", f"/units/{place}/events", {"change": change})[0] in (403, 404)
    status, row = ask("office", "post", f"/units/{place}/events", {"change": change})
    assert status == 201, row
    assert words in row["words"]
    assert words in ask("office", "get", f"/units/{row['unit']}/events")[1][0]["words"]
    undo = f"/unit-events/{row['id']}/undo"
    assert ask("office", "post", undo, {"reason": "批复有误"})[0] == 200
    assert set(Unit.objects.filter(dissolved_on=None).values_list("code", "name")) == before


def test_terms_and_the_table_of_changes(cast, ask) -> None:
    term = {"elected_on": "2019-03-01", "expires_on": "2022-03-01", "number": 3}
    assert ask("office", "post", "/units/ZB1/terms", term)[0] == 201
    assert ask("office", "post", "/units/ZB1/terms", term)[1]["field"] == "elected_on"
    assert [t["number"] for t in ask("office", "get", "/units/ZB1/terms")[1]] == [3]
    path = "/units/JU/member-changes?start=2020-01-01&end=2020-09-20"
    status, table = ask("office", "get", path)
    assert status == 200
    assert table["opening"] + table["gained"] - table["lost"] == table["closing"]
    assert table["closing"] == 14
    backwards = "/units/JU/member-changes?start=2020-09-20&end=2020-01-01"
    assert ask("office", "get", backwards)[0] == 400
    assert date.fromisoformat(table["end"]) == date(2020, 9, 20)
