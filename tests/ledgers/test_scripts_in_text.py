"""Scripts typed into any ledger of decisions, rectification and supervision stay text on its pages."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.directives.papers_from_above import received
from tests.ledgers.ideology.work import activity, approval
from tests.ledgers.supervision.rounds import found as finding
from tests.ledgers.talks import table
from tests.rectification.problems import found as problem
from tongpin.ledgers.supervision import actions as supervision

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def _talk(cast) -> str:
    row = table.matter(cast, brief=SCRIPT)
    table.take(cast, row, "approved", date(2020, 9, 2), by=SCRIPT[:60])
    return f"/talks/{row.pk}/words/"


def _check(cast) -> str:
    row = finding(cast)
    supervision.feed_back(
        cast.actor("supervisor"), unit=row.unit, check=row, version=row.version, words=SCRIPT
    )
    return f"/supervision/checks/{row.pk}/"


CASES = {
    "problem": ("office", lambda c: f"/problems/{problem(c, SCRIPT, description=SCRIPT).pk}/"),
    "problems": ("office", lambda c: (problem(c, SCRIPT), "/problems/?unit=JU")[1]),
    "directive": (
        "office",
        lambda c: f"/directives/{received(c, title=SCRIPT, summary=SCRIPT).pk}/",
    ),
    "talk": ("discipline", _talk),
    "ideology": ("office", lambda c: (activity(c, title=SCRIPT), "/ideology/work/")[1]),
    "approval": ("office", lambda c: (approval(c, title=SCRIPT), "/ideology/approvals/")[1]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_script_stays_text(cast, case) -> None:
    who, make = CASES[case]
    address = make(cast)
    client = cast.client(who)
    page = (client.post if address.endswith("/words/") else client.get)(address).content.decode()
    assert "&lt;script&gt;" in page
    assert SCRIPT not in page
    assert "<img src=x" not in page
