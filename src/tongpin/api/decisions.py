"""/decisions: topics, resolutions and tasks of the leading bodies."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.ledgers.decisions import actions, queries
from tongpin.ledgers.decisions.models import Category, Resolution, Task, Topic

router = Router(tags=["民主决策"])
LINE = r"^[^\x00-\x1f]*$"
TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
KEY_LIMIT = 2**63 - 1
MOST_FEN = 10**14


class TopicOut(Schema):
    """A topic; what is sealed for the caller has no title. `amount` in fen."""

    id: int
    unit: str
    category: str
    title: str
    amount: int | None
    department: str
    proposed_on: date
    accepted_on: date | None
    phase: str
    version: int

    @classmethod
    def of(cls, row: Topic, request: HttpRequest) -> TopicOut:
        """From a topic, as the caller may know it."""
        return cls(
            id=row.pk, unit=row.unit.code, category=row.category, amount=row.amount_fen,
            title=queries.title_for(actor(request), row), department=row.department,
            proposed_on=row.proposed_on, accepted_on=row.accepted_on,
            phase=queries.phase(row).value, version=row.version,
        )  # fmt: skip


class TopicPage(Schema):
    """A page of topics."""

    count: int
    page: int
    size: int
    items: list[TopicOut]


class TopicIn(Schema):
    """A topic to be proposed; the substance of a personnel topic goes into `details`."""

    unit: str = Field(min_length=1, max_length=40)
    category: Category
    title: str = Field(min_length=1, max_length=120, pattern=LINE)
    proposed_on: date
    summary: str = Field("", max_length=8000, pattern=TEXT)
    details: str = Field("", max_length=8000, pattern=TEXT)
    amount: int | None = Field(None, ge=0, le=MOST_FEN, description="金额，分")
    department: str = Field("", max_length=60, pattern=LINE)


class TaskOut(Schema):
    """A part of a resolution."""

    id: int
    words: str
    unit: str
    person: str
    due_on: date
    done_on: date | None
    version: int

    @classmethod
    def of(cls, row: Task) -> TaskOut:
        """From a task."""
        return cls(
            id=row.pk, words=row.words, unit=row.unit.code, person=row.person, due_on=row.due_on,
            done_on=row.done_on, version=row.version,
        )  # fmt: skip


class TaskPage(Schema):
    """A page of tasks."""

    count: int
    page: int
    size: int
    items: list[TaskOut]


class ResolutionOut(Schema):
    """A resolution; its words are empty where they are sealed for the caller."""

    id: int
    unit: str
    number: str
    title: str
    adopted_on: date
    text: str
    is_standing: bool

    @classmethod
    def of(cls, row: Resolution, request: HttpRequest) -> ResolutionOut:
        """From a resolution, as the caller may know it."""
        topic = row.item.topic
        return cls(
            id=row.pk, unit=row.unit.code, number=str(row), adopted_on=row.adopted_on,
            title=queries.title_for(actor(request), topic),
            text=row.text if queries.may_know(actor(request), topic) else "",
            is_standing=row.replaced_by_id is None,
        )  # fmt: skip


class ResolutionPage(Schema):
    """A page of resolutions."""

    count: int
    page: int
    size: int
    items: list[ResolutionOut]


class NoteIn(Schema):
    """How far a task is."""

    on: date
    words: str = Field(min_length=1, max_length=2000, pattern=TEXT)
    is_done: bool = False
    version: int = Field(ge=1, le=2**31)


@router.get("/decisions/topics", response={200: TopicPage, **ERRORS}, operation_id="topics")
def list_topics(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    phase: Annotated[queries.Phase | None, Query()] = None,
) -> Any:
    """The topics of the caller's units, the latest first."""
    rows = queries.topics(scope(request, "decisions.view"))
    found = page(queries.in_phase(rows, phase) if phase else rows, paging)
    return found | {"items": [TopicOut.of(r, request) for r in found["items"]]}


@router.post("/decisions/topics", response={201: TopicOut, **ERRORS}, operation_id="propose_topic")
def post_topic(request: HttpRequest, payload: TopicIn) -> Any:
    """Propose a topic."""
    place = unit(request, payload.unit, "decisions.write")
    values = payload.model_dump(exclude={"unit", "amount", "category"})
    row = actions.propose(
        actor(request), unit=place,
        proposal=actions.Proposal(
            category=payload.category.value, amount_fen=payload.amount, **values
        ),
    )  # fmt: skip
    return 201, TopicOut.of(row, request)


@router.get(
    "/decisions/resolutions", response={200: ResolutionPage, **ERRORS}, operation_id="resolutions"
)
def list_resolutions(request: HttpRequest, paging: Annotated[Paging, PAGED]) -> Any:
    """The register of resolutions."""
    found = page(queries.resolutions(scope(request, "decisions.view")), paging)
    return found | {"items": [ResolutionOut.of(r, request) for r in found["items"]]}


@router.get("/decisions/tasks", response={200: TaskPage, **ERRORS}, operation_id="decision_tasks")
def list_tasks(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    state: Annotated[Literal["open", "late", "done"] | None, Query()] = None,
) -> Any:
    """The tasks of standing resolutions, the earliest first; sealed ones left out."""
    rows = queries.knowable(
        queries.tasks(scope(request, "decisions.view")), actor(request), "resolution__item__topic__"
    )
    if state == "late":
        rows = rows.filter(queries.late(today()))
    elif state is not None:
        rows = rows.filter(done_on__isnull=state == "open")
    found = page(rows, paging)
    return found | {"items": [TaskOut.of(r) for r in found["items"]]}


@router.post(
    "/decisions/tasks/{pk}/notes", response={201: TaskOut, **ERRORS}, operation_id="note_task"
)
def post_note(request: HttpRequest, pk: int, payload: NoteIn) -> Any:
    """Say how far a task is, or that it is done."""
    rows = queries.knowable(
        queries.tasks(scope(request, "decisions.view")), actor(request), "resolution__item__topic__"
    )
    row = rows.filter(pk=pk).first() if 0 < pk <= KEY_LIMIT else None
    if row is None:
        raise Http404
    place = unit(request, row.resolution.unit.code, "decisions.write")
    actions.note(actor(request), unit=place, task=row, **payload.model_dump())
    row.refresh_from_db()
    return 201, TaskOut.of(row)
