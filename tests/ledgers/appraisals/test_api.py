"""Appraisals through the API: the same queries and actions, the same secrecy."""

from __future__ import annotations

from tests.ledgers.appraisals import scene
from tests.ledgers.meetings.test_api import api
from tongpin.audit.models import Entry
from tongpin.ledgers.appraisals.models import Paper

__all__ = ["api"]


def test_a_year_by_the_api(cast, api) -> None:
    typed = {"unit": "ZB1", "year": 2020, "rolled_on": "2020-09-20", "opened_on": "2020-09-01"}
    answer = api("secretary1", "post", "appraisals", data=typed)
    assert answer.status_code == 201
    assert answer.json()["people"] == 9
    assert api("office", "post", "appraisals", data=typed | {"unit": "JU"}).status_code == 400
    key = answer.json()["id"]
    typed = {"content": "对照党员标准", "version": 1}
    assert api("member1", "post", f"appraisals/{key}/self", data=typed).status_code == 200
    assert api("member1", "post", f"appraisals/{key}/self", data=typed).status_code == 409
    assert api("secretary2", "post", f"appraisals/{key}/self", data=typed).status_code == 404
    roll = api("secretary1", "get", f"appraisals/{key}/roll").json()
    assert {line["name"]: line["self_on"] for line in roll}["郑文"] == "2020-09-20"
    assert "content" not in roll[0]


def test_a_vote_by_the_api_leaves_no_entry(cast, api) -> None:
    row = scene.balloting(cast)
    assert api("member1", "get", "appraisals/mine").json()[0]["can_vote"]
    marks = {"marks": {str(k): m for k, m in scene.marks(row).items()}}
    before = Entry.objects.filter(action__startswith="appraisals").count()
    assert (
        api("member1", "post", f"appraisals/{row.pk}/vote", data={"marks": {}}).status_code == 400
    )
    assert api("member1", "post", f"appraisals/{row.pk}/vote", data=marks).status_code == 200
    assert api("member1", "post", f"appraisals/{row.pk}/vote", data=marks).status_code == 400
    assert Paper.objects.count() == 1
    assert Entry.objects.filter(action__startswith="appraisals").count() == before


def test_grades_by_the_api_keep_to_the_third(cast, api) -> None:
    row = scene.tallied(cast)
    lines = [line["id"] for line in api("secretary1", "get", f"appraisals/{row.pk}/roll").json()]
    grades = [{"line": key, "grade": "excellent"} for key in lines[:4]]
    typed = {"version": row.version, "grades": grades}
    url = f"appraisals/{row.pk}/grades"
    refused = api("secretary1", "post", url, data=typed)
    assert refused.status_code == 400
    assert "超出1人" in refused.json()["message"]
    done = api("secretary1", "post", url, data=typed | {"grades": grades[:3]})
    assert done.json()["excellent"] == 3
    assert api("secretary1", "get", f"appraisals/{row.pk}/share").json()["limit"] == 3
    assert api("member1", "post", url, data=typed).status_code == 403


def test_ones_grade_is_not_told_before_it_is(cast, api) -> None:
    scene.decided(cast)
    assert api("member1", "get", "appraisals/mine").json()[0]["grade"] == ""
