"""/directives: papers from above, their measures, the report back."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.audit.errors import Forbidden
from tongpin.ledgers.directives import actions, queries

router = Router(tags=["上级部署"])
LINE = r"^[^\x00-\x1f]*$"
TEXT = r"^[^\x00]*$"
CODE = r"^[^\x00-\x1f]+$"
KEY_LIMIT = 2**63 - 1
VERSION_LIMIT = 2**31 - 1
StageKey = Literal["received", "transmitted", "doing", "done", "answered", "withdrawn"]
Key = Annotated[int, Field(ge=1, le=KEY_LIMIT)]


class DirectiveOut(Schema):
    """A directive with where it stands today; `late_since` and `why` where a day was missed."""

    id: int
    unit: str
    title: str
    number: str
    issuer: str
    received_on: date
    reply_due_on: date | None
    replied_on: date | None
    reply: str
    measures: int
    open_measures: int
    stage: str
    late_since: date | None
    why: str
    version: int

    @classmethod
    def of(cls, row: Any) -> DirectiveOut:
        """From a row of `queries.directives`."""
        found = queries.standing_of(row, today())
        return cls(
            id=row.pk, unit=row.unit.code, title=row.title, number=row.number, issuer=row.issuer,
            received_on=row.received_on, reply_due_on=row.reply_due_on, replied_on=row.replied_on,
            reply=row.reply, measures=row.total, open_measures=row.left, stage=found.stage.value,
            late_since=found.late_since, why=found.why, version=row.version,
        )  # fmt: skip


class DirectivePage(Schema):
    """A page of directives."""

    count: int
    page: int
    size: int
    items: list[DirectiveOut]


class DirectiveIn(Schema):
    """A paper from above."""

    unit: str = Field(max_length=40, pattern=CODE)
    title: str = Field(min_length=1, max_length=200, pattern=LINE)
    number: str = Field("", max_length=60, pattern=LINE)
    issuer: str = Field(min_length=1, max_length=80, pattern=LINE)
    received_on: date
    reply_due_on: date | None = None
    must_transmit: bool = True
    summary: str = Field("", max_length=4000, pattern=TEXT)


class MeasureIn(Schema):
    """One thing to do."""

    version: int = Field(ge=1, le=VERSION_LIMIT)
    text: str = Field(min_length=1, max_length=500, pattern=TEXT)
    responsible_unit: str = Field(max_length=40, pattern=CODE)
    responsible_name: str = Field(min_length=1, max_length=50, pattern=LINE)
    due_on: date


class AnswerIn(Schema):
    """The report back."""

    version: int = Field(ge=1, le=VERSION_LIMIT)
    reply: str = Field(min_length=1, max_length=4000, pattern=TEXT)
    replied_on: date
    reply_number: str = Field("", max_length=60, pattern=LINE)


@router.get("/directives", response={200: DirectivePage, **ERRORS}, operation_id="directives")
def list_directives(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    stage: Annotated[StageKey | None, Query()] = None,
    overdue: Annotated[bool, Query()] = False,
) -> Any:
    """Directives of the caller's units, the newest first."""
    rows = queries.directives(scope(request, "directives.view")).order_by("-received_on", "-pk")
    if stage is not None:
        rows = queries.in_stage(rows, stage)  # type: ignore[assignment]
    if overdue:
        rows = queries.overdue(rows, today())  # type: ignore[assignment]
    found = page(rows, paging)
    return found | {"items": [DirectiveOut.of(row) for row in found["items"]]}


@router.get("/directives/{pk}", response={200: DirectiveOut, **ERRORS}, operation_id="directive")
def get_directive(request: HttpRequest, pk: Key) -> Any:
    """One directive."""
    row = queries.directive(scope(request, "directives.view"), pk)
    if row is None:
        raise Http404
    return DirectiveOut.of(row)


@router.post(
    "/directives", response={201: DirectiveOut, **ERRORS}, operation_id="receive_directive"
)
def post_directive(request: HttpRequest, payload: DirectiveIn) -> Any:
    """Enter a directive."""
    place = unit(request, payload.unit, "directives.write")
    row = actions.receive(actor(request), unit=place, **payload.model_dump(exclude={"unit"}))
    return 201, get_directive(request, row.pk)


@router.post(
    "/directives/{pk}/measures", response={201: DirectiveOut, **ERRORS},
    operation_id="add_directive_measure",
)  # fmt: skip
def post_measure(request: HttpRequest, pk: Key, payload: MeasureIn) -> Any:
    """Split off a measure."""
    row = _own(request, pk)
    doer = unit(request, payload.responsible_unit, "directives.progress")
    actions.add_measure(
        actor(request), unit=row.unit, directive=row, responsible_unit=doer,
        **payload.model_dump(exclude={"responsible_unit"}),
    )  # fmt: skip
    return 201, get_directive(request, pk)


@router.post(
    "/directives/{pk}/answer", response={200: DirectiveOut, **ERRORS},
    operation_id="answer_directive",
)  # fmt: skip
def post_answer(request: HttpRequest, pk: Key, payload: AnswerIn) -> Any:
    """Report back."""
    row = _own(request, pk)
    actions.answer(actor(request), unit=row.unit, directive=row, **payload.model_dump())
    return get_directive(request, pk)


def _own(request: HttpRequest, pk: int) -> Any:
    row = queries.directive(scope(request, "directives.view"), pk)
    if row is None:
        raise Http404
    if not actor(request).can("directives.write", row.unit.path):
        raise Forbidden
    return row
