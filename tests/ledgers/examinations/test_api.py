"""The API of examinations: one's own paper without keys, answers that stay once, aggregates only."""

from __future__ import annotations

import pytest

from tests.ledgers.examinations import hall

pytestmark = pytest.mark.django_db
BASE = "/api/v1/examinations"


def test_an_examination_by_the_api(cast) -> None:
    row = hall.sitting(cast)
    client = cast.client("member1")
    with hall.at(1):
        assert client.get(f"{BASE}/own/{row.pk}/questions").status_code == 404
        assert (
            client.post(f"{BASE}/own/{row.pk}/start").json()["deadline_at"].startswith("2020-09-20")
        )
        paper = client.get(f"{BASE}/own/{row.pk}/questions").json()
        assert [q["kind"] for q in paper] == ["single", "multiple", "judge", "blank"]
        assert paper[3]["blanks"] == 2
        assert "key" not in paper[0]
        address = f"{BASE}/own/{row.pk}/questions/{paper[0]['item']}"
        body = {"given": ["B"], "version": 0, "writer": "api", "sequence": 1}
        for _ in range(2):
            said = client.put(address, body, content_type="application/json")
            assert said.json() == {"item": paper[0]["item"], "given": ["B"], "version": 1}
        other = client.put(
            address, body | {"writer": "x", "given": ["A"]}, content_type="application/json"
        )
        assert (other.status_code, other.json()["code"]) == (409, "overtaken")
        assert client.post(f"{BASE}/own/{row.pk}/submit").json()["submitted_at"]
        late = client.put(address, body | {"sequence": 2}, content_type="application/json")
        assert (late.status_code, late.json()["code"]) == (409, "too_late")
    assert cast.client("office").get(f"{BASE}/own/{row.pk}/questions").status_code == 404


def test_results_by_the_api_are_ones_own_and_aggregates(cast) -> None:
    row = hall.published(cast)
    [own] = cast.client("member1").get(f"{BASE}/own").json()
    assert own["points"] == 6
    lines = cast.client("office").get(f"{BASE}/{row.pk}/branches").json()
    assert {line["unit"]: line["mean"] for line in lines} == {"ZB1": None, "ZB2": None}
    assert cast.client("member1").get(f"{BASE}/{row.pk}/branches").status_code == 403
    listed = cast.client("office").get(f"{BASE}?year=2020").json()
    assert (listed["count"], listed["items"][0]["asked"]) == (1, 14)
