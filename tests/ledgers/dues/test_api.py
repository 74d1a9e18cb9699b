"""Dues through the API: the same queries and actions."""

from __future__ import annotations

import pytest

from tests.ledgers.dues.books import assess, declare
from tongpin.audit.actor import Actor
from tongpin.ledgers.dues.models import Payment
from tongpin.org import actions as org


@pytest.fixture
def api(cast, client):
    """`api("committee1", "get", path, …)` with a fresh token."""
    declare(cast)
    assess(cast)

    def call(username: str, method: str, path: str, **values):
        _, secret = org.issue_token(Actor.system(), account=cast.account(username), name="试")
        return getattr(client, method)(
            f"/api/v1/dues/{path}", headers={"Authorization": f"Bearer {secret}"},
            **({"content_type": "application/json"} if method == "post" else {}), **values,
        )  # fmt: skip

    return call


def test_the_month_and_my_own(api) -> None:
    rows = api("committee1", "get", "months?unit=ZB1&month=2020-09").json()
    assert rows["count"] == 9
    mine = api("member1", "get", "mine").json()
    assert [(m["due"], m["base"], m["rate_ten_thousandths"]) for m in mine] == [
        (7793, 519_500, 150)
    ]
    assert "应交77.93元" in mine[0]["explanation"]


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("member1", "months?unit=ZB1&month=2020-09", 403),
        ("secretary2", "months?unit=ZB1&month=2020-09", 404),
        ("committee1", "months?unit=ZB1&month=2020-13", 422),
        ("committee1", "months?unit=ZB1&month=2007-01", 422),
        ("office", "mine", 404),
        ("security", "mine", 403),
        ("member1", "arrears?unit=ZB1", 403),
    ],
)
def test_scope_and_bad_input(api, who, path, status) -> None:
    answer = api(who, "get", path)
    assert answer.status_code in {status, 400} if status == 422 else answer.status_code == status


def test_a_payment_is_entered_once(api, cast) -> None:
    data = {
        "person": cast.people["郑文"],
        "amount": 7793,
        "paid_on": "2020-09-18",
        "reference": "A1",
    }
    assert api("committee1", "post", "payments", data=data).json()["months"] == ["2020-09-01"]
    assert api("committee1", "post", "payments", data=data).status_code == 400
    assert api("secretary2", "post", "payments", data=data | {"reference": ""}).status_code == 404
    assert api("committee1", "post", "payments", data=data | {"amount": -1}).status_code == 422
    assert Payment.objects.count() == 1


def test_a_base_is_declared_and_the_year_summed(api, cast) -> None:
    data = {
        "person": cast.people["张守正"], "month": "2020-01", "category": "employed",
        "pay": {"position_pay": 550_000}, "withheld": {"income_tax": 30_500},
    }  # fmt: skip
    made = api("committee1", "post", "bases", data=data)
    assert (made.status_code, made.json()["base"], made.json()["state"]) == (
        201,
        519_500,
        "declared",
    )
    wrong = api("committee1", "post", "bases", data=data | {"pay": {"luck": 1}, "reason": "改"})
    assert wrong.status_code == 400
    assert "没有“luck”这个项目" in wrong.content.decode()
    assert api("secretary2", "post", "bases", data=data).status_code == 404
    sums = api("committee1", "get", "year?unit=ZB1&year=2020").json()
    assert (sums["due"], sums["regular"], sums["closing"]) == (7793, 0, 0)
    assert api("member1", "get", "year?unit=ZB1&year=2020").status_code == 403
