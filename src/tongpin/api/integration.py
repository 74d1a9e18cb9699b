"""/work-items: the bureau's business work, its links to the Party's side, the four marks, the gaps."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.audit.errors import Forbidden
from tongpin.ledgers.integration import actions, queries
from tongpin.rectification.queries import narrowed

router = Router(tags=["业务融合"])
LINE = r"^[^\x00-\x1f]*$"
TEXT = r"^[^\x00]*$"
CODE = r"^[^\x00-\x1f]+$"
KEY_LIMIT = 2**63 - 1
VERSION_LIMIT = 2**31 - 1
Key = Annotated[int, Field(ge=1, le=KEY_LIMIT)]
StageKey = Literal["not_applicable", "met", "met_late", "overdue", "due_soon", "due", "not_yet"]


class WorkItemOut(Schema):
    """An item as it stands today; `support` counts branches, gatherings and posts behind it."""

    id: int
    unit: str
    name: str
    category: str
    department: str
    owner: str
    goal: str
    starts_on: date
    due_on: date
    done_on: date | None
    stopped_on: date | None
    percent: int
    stage: str
    why: str
    support: int
    measures: int
    marked: int = Field(description="已经登记的四同，共四项")
    version: int

    @classmethod
    def of(cls, row: Any) -> WorkItemOut:
        """From a row of `queries.items`."""
        found = queries.standing_of(row, today())
        return cls(
            id=row.pk, unit=row.unit.code, name=row.name, category=row.category,
            department=row.department, owner=row.owner_name, goal=row.goal,
            starts_on=row.starts_on, due_on=row.due_on, done_on=row.done_on,
            stopped_on=row.stopped_on, percent=row.percent or 0, stage=found.stage.value,
            why=found.why, support=row.support, measures=row.measures, marked=row.marked,
            version=row.version,
        )  # fmt: skip


class WorkItemPage(Schema):
    """A page of items."""

    count: int
    page: int
    size: int
    items: list[WorkItemOut]


class WorkItemIn(Schema):
    """A business item."""

    unit: str = Field(max_length=40, pattern=CODE)
    name: str = Field(min_length=1, max_length=120, pattern=LINE)
    category: str = Field("", max_length=40, pattern=LINE)
    department: str = Field(min_length=1, max_length=80, pattern=LINE)
    owner_name: str = Field(min_length=1, max_length=50, pattern=LINE)
    goal: str = Field("", max_length=2000, pattern=TEXT)
    starts_on: date
    due_on: date


class StepIn(Schema):
    """How far it has come."""

    version: int = Field(ge=1, le=VERSION_LIMIT)
    on: date
    percent: int = Field(ge=0, le=100)
    note: str = Field(min_length=1, max_length=2000, pattern=TEXT)


class LinkIn(Schema):
    """One thing of the Party's side: `life:12`, `honours:3`, `directives:7`, `unit:5`, `measure:…`."""

    unit: str = Field(max_length=40, pattern=CODE, description="关联对象所属的党组织")
    ref: str = Field(min_length=3, max_length=48, pattern=CODE)


class LinkOut(Schema):
    """A link; `stands` is false where the record was withdrawn since."""

    id: int
    kind: str
    ref: str
    label: str
    stands: bool


class GapsOut(Schema):
    """What has no counterpart in a year: keys of items, numbers of measures, codes of branches."""

    items: list[int]
    measures: list[str]
    branches: list[str]


@router.get("/work-items", response={200: WorkItemPage, **ERRORS}, operation_id="work_items")
def list_items(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    stage: Annotated[StageKey | None, Query()] = None,
    unsupported: Annotated[bool, Query()] = False,
) -> Any:
    """Items of the caller's units and of the units above, the earliest deadline first."""
    rows = queries.items(scope(request, "integration.view")).order_by("due_on", "pk")
    if stage is not None:
        rows = queries.in_stage(rows, stage, today())
    if unsupported:
        rows = rows.filter(support=0)
    found = page(rows, paging)
    return found | {"items": [WorkItemOut.of(row) for row in found["items"]]}


@router.get("/work-items/{pk}", response={200: WorkItemOut, **ERRORS}, operation_id="work_item")
def get_item(request: HttpRequest, pk: Key) -> Any:
    """One item."""
    return WorkItemOut.of(_seen(request, pk))


@router.get(
    "/work-items/{pk}/links",
    response={200: list[LinkOut], **ERRORS},
    operation_id="work_item_links",
)
def get_links(request: HttpRequest, pk: Key) -> Any:
    """What the item is linked to."""
    return [
        LinkOut(id=f.link.pk, kind=f.link.kind, ref=f.link.ref, label=f.label, stands=f.is_standing)
        for f in queries.links(_seen(request, pk))
    ]


@router.post("/work-items", response={201: WorkItemOut, **ERRORS}, operation_id="add_work_item")
def post_item(request: HttpRequest, payload: WorkItemIn) -> Any:
    """Enter an item."""
    place = unit(request, payload.unit, "integration.write")
    row = actions.add_item(actor(request), unit=place, **payload.model_dump(exclude={"unit"}))
    return 201, get_item(request, row.pk)


@router.post(
    "/work-items/{pk}/progress", response={201: WorkItemOut, **ERRORS},
    operation_id="work_item_progress",
)  # fmt: skip
def post_step(request: HttpRequest, pk: Key, payload: StepIn) -> Any:
    """Record progress; a hundred per cent finishes the item."""
    row = _seen(request, pk)
    if not actor(request).can("integration.write", row.unit.path):
        raise Forbidden
    actions.record_step(actor(request), unit=row.unit, item=row, **payload.model_dump())
    return 201, get_item(request, pk)


@router.post(
    "/work-items/{pk}/links", response={201: WorkItemOut, **ERRORS}, operation_id="link_work_item"
)
def post_link(request: HttpRequest, pk: Key, payload: LinkIn) -> Any:
    """Link the item to one thing of the unit."""
    row = _seen(request, pk)
    owner = unit(request, payload.unit, "integration.link")
    actions.link_item(actor(request), unit=owner, item=row, ref=payload.ref)
    return 201, get_item(request, pk)


@router.get(
    "/work-items-gaps/{year}", response={200: GapsOut, **ERRORS}, operation_id="work_item_gaps"
)
def get_gaps(
    request: HttpRequest,
    year: Annotated[int, Field(ge=2000, le=2099)],
    code: Annotated[str, Query(alias="unit", max_length=40, pattern=CODE)],
) -> Any:
    """Business work without Party-side support, and measures and branches without business work."""
    place = unit(request, code, "integration.view")
    found = queries.board(narrowed(scope(request, "integration.view"), place), place, year, today())
    return GapsOut(
        items=[row.item.pk for row in found.unsupported],
        measures=[m.number for m in found.measures],
        branches=[b.code for b in found.branches],
    )


def _seen(request: HttpRequest, pk: int) -> Any:
    row = queries.item(scope(request, "integration.view"), pk)
    if row is None:
        raise Http404
    return row
