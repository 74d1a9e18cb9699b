"""The API of study."""

from __future__ import annotations

import pytest

from tests.ledgers.study import desk

pytestmark = pytest.mark.django_db
BASE = "/api/v1/study"


def test_plans_library_and_self_study_by_the_api(cast) -> None:
    row = desk.adopted(cast)
    desk.material(cast)
    member, secretary = cast.client("member1"), cast.client("secretary1")
    [plan] = member.get(f"{BASE}/plans?year=2020").json()["items"]
    assert (plan["id"], plan["number"], plan["done"]) == (row.pk, 1, 0)
    assert member.get(f"{BASE}/plans/{row.pk}/topics").json()[0]["lead"] == "王宣传"
    assert cast.client("secretary2").get(f"{BASE}/plans/{row.pk}/topics").status_code == 404
    assert member.get(f"{BASE}/materials").json()["items"][0]["title"] == "党章"
    body = {"on": "2020-09-18", "minutes": 60, "what": "学习党章"}
    entry = member.post(f"{BASE}/own", body, content_type="application/json").json()
    assert entry["state"] == "submitted"
    address = f"{BASE}/self-study/{entry['id']}/confirm"
    seen = {"version": entry["version"]}
    assert member.post(address, seen, content_type="application/json").status_code == 403
    assert (
        secretary.post(address, seen, content_type="application/json").json()["state"]
        == "confirmed"
    )
    assert secretary.post(address, seen, content_type="application/json").status_code == 409
    assert member.get(f"{BASE}/own?year=2020").json()[0]["state"] == "confirmed"
