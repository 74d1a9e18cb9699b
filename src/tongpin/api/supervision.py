"""/supervision: rounds, what was seen at the visited units, attendance."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today
from tongpin.ledgers.supervision import actions, queries
from tongpin.ledgers.supervision.models import Check

router = Router(tags=["督查"])
TEXT = r"^[^\x00]*$"
KEY_LIMIT = 2**63 - 1
Key = Annotated[int, Field(ge=1, le=KEY_LIMIT)]
Number = Annotated[int, Field(ge=1, le=100_000)]


class RoundOut(Schema):
    """A round with how many visits it has and how many were fed back."""

    id: int
    unit: str
    title: str
    team: str
    checklist: str
    starts_on: date
    ends_on: date
    visits: int
    done: int


class RoundPage(Schema):
    """A page of rounds."""

    count: int
    page: int
    size: int
    items: list[RoundOut]


class ItemOut(Schema):
    """One item of the list; `result` is empty where nothing was recorded yet."""

    number: int
    area: str
    text: str
    result: str
    note: str
    problem: int | None
    version: int


class CheckOut(Schema):
    """What was seen at one unit."""

    id: int
    unit: str
    round: int | None
    checklist: str
    on: date | None
    finished_on: date | None
    feedback: str
    items: list[ItemOut]


class ItemIn(Schema):
    """What was seen at one item; `version` 0 for the first entry."""

    version: int = Field(ge=0, le=2**31 - 1)
    result: Literal["ok", "problem", "na"]
    note: str = Field("", max_length=4000, pattern=TEXT)


class TurnoutOut(Schema):
    """Attendance of a branch."""

    unit: str
    gatherings: int
    asked: int
    present: int
    leave: int
    absent: int


@router.get(
    "/supervision/rounds", response={200: RoundPage, **ERRORS}, operation_id="supervision_rounds"
)
def list_rounds(request: HttpRequest, paging: Annotated[Paging, PAGED]) -> Any:
    """The rounds that the caller's units organise."""
    rows = queries.rounds(scope(request, "supervision.check")).order_by("-starts_on", "-pk")
    found = page(rows, paging)
    return found | {
        "items": [
            RoundOut(
                id=r.pk, unit=r.unit.code, title=r.title, team=r.team.name,
                checklist=str(r.checklist), starts_on=r.starts_on, ends_on=r.ends_on,
                visits=r.visits, done=r.done,
            )
            for r in found["items"]
        ]
    }  # fmt: skip


@router.get(
    "/supervision/checks/{pk}", response={200: CheckOut, **ERRORS}, operation_id="supervision_check"
)
def get_check(request: HttpRequest, pk: Key) -> Any:
    """One check; a visited branch sees it with its feedback only."""
    return _out(_seen(request, pk))


@router.put(
    "/supervision/checks/{pk}/items/{number}", response={200: CheckOut, **ERRORS},
    operation_id="record_check_item",
)  # fmt: skip
def put_item(request: HttpRequest, pk: Key, number: Number, payload: ItemIn) -> Any:
    """Record one item; sent twice it stays once."""
    row = _seen(request, pk)
    item = row.checklist.items.filter(number=number).first()
    if item is None:
        raise Http404
    actions.record_item(actor(request), unit=row.unit, check=row, item=item, **payload.model_dump())
    return get_check(request, pk)


@router.get(
    "/supervision/attendance", response={200: list[TurnoutOut], **ERRORS},
    operation_id="supervision_attendance",
)  # fmt: skip
def attendance(
    request: HttpRequest, year: Annotated[int | None, Query(ge=2000, le=2099)] = None
) -> Any:
    """Attendance by branch in a year, derived from the records."""
    asked = year or today().year
    rows = queries.turnout(
        scope(request, "supervision.view"), date(asked, 1, 1), date(asked, 12, 31)
    )
    return [
        TurnoutOut(
            unit=r.unit.code, gatherings=r.gatherings, asked=r.asked, present=r.present,
            leave=r.leave, absent=r.absent,
        )
        for r in rows
    ]  # fmt: skip


def _seen(request: HttpRequest, pk: int) -> Check:
    row = queries.check(scope(request, "supervision.view"), pk)
    if row is None:
        raise Http404
    hidden = not row.is_self and row.finished_on is None
    if hidden and not actor(request).can("supervision.check", row.unit.path):
        raise Http404
    return row


def _out(row: Check) -> CheckOut:
    return CheckOut(
        id=row.pk, unit=row.unit.code, round=row.round_id, checklist=str(row.checklist), on=row.on,
        finished_on=row.finished_on, feedback=row.feedback,
        items=[
            ItemOut(
                number=e.item.number, area=e.item.area, text=e.item.text,
                result=e.record.result if e.record else "", note=e.record.note if e.record else "",
                problem=e.record.problem_id if e.record else None,
                version=e.record.version if e.record else 0,
            )
            for e in queries.entries(row)
        ],
    )  # fmt: skip
