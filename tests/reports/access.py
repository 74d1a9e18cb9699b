"""What the access table needs of the reports: one of each, of the bureau."""

from __future__ import annotations

from tests.architecture.row import Row, pk
from tests.reports.conftest import adopt
from tongpin.org.scope import Scope
from tongpin.reports import actions
from tongpin.reports.drawing import drawn
from tongpin.reports.queries import saved_queries


def draft(cast, code: str = "ZB1"):
    """A draft of the unit's year report."""
    adopt(cast)
    unit = cast.unit(code)
    found = drawn(Scope.everything(), unit, year=2020, period="year")
    return actions.open_report(
        cast.actor("office"), unit=unit, year=2020, period="year", drawn=found
    )


def kept(cast):
    """A question that the first branch's secretary keeps."""
    actions.save_query(
        cast.actor("secretary1"),
        account=cast.account("secretary1"),
        name="党课",
        address="data=life",
    )
    return saved_queries(cast.accounts["secretary1"])[0]


ROWS = (
    Row("reports:overview", "secretary1", without="member1"),
    Row("reports:two-years", "secretary1", without="member1"),
    Row("reports:secretary-sheet", "secretary1", without="member1"),
    Row("reports:chase", "secretary1", without="member1"),
    Row("reports:chase-send", "office", without="secretary1", post=True),
    Row("reports:reports", "secretary1", without="member1"),
    Row("reports:report-new", "secretary1", without="member1"),
    Row("reports:report", "secretary1", without="member1", outside="secretary2", args=pk(draft)),
    *(
        Row(
            f"reports:report-{verb}", "secretary1", without="committee1", outside="secretary2",
            args=pk(draft), post=True,
        )
        for verb in ("redraw", "issue", "discard", "withdraw")
    ),
    Row("reports:query", "secretary1", without="member1", query="?data=life"),
    Row("reports:query-condition", "secretary1", without="member1", query="?data=life&n=1"),
    Row("reports:query-save", "secretary1", without="member1"),
    Row(
        "reports:query-forget", "secretary1", without="member1", outside="office", args=pk(kept),
        post=True,
    ),
    Row("reports:carry", "office", without="secretary1"),
)  # fmt: skip
