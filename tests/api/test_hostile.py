"""Schemathesis over every operation: whatever is sent, no answer is a fault of the server."""

from __future__ import annotations

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tongpin.api.schema import document
from tongpin.audit.actor import Actor
from tongpin.org import actions

SCHEMA = schemathesis.openapi.from_dict(json.loads(document()))
OPERATIONS = [o.ok() for o in SCHEMA.get_all_operations()]


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.label)
def test_no_input_makes_the_server_fall_over(operation, cast, client) -> None:
    _, secret = actions.issue_token(Actor.system(), account=cast.account("office"), name="测试")
    documented = {int(code) for code in operation.definition.raw["responses"]}

    @settings(
        max_examples=40, deadline=None, database=None, derandomize=True,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy())
        sent = case.as_transport_kwargs(base_url="http://testserver")
        body = sent.get("json")
        answer = client.generic(
            case.method,
            sent["url"].removeprefix("http://testserver"),
            data=json.dumps(body) if body is not None else "",
            content_type="application/json",
            query_params=sent.get("params") or {},
            headers={"Authorization": f"Bearer {secret}"},
        )
        assert answer.status_code < 500, (sent, answer.content[:500])
        assert answer.status_code in documented, (sent, answer.status_code)

    run()
