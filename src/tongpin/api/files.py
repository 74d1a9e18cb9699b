"""/people/…/file with its rows, and /change-requests."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, held, page, scope, today
from tongpin.audit.errors import Forbidden, Refused
from tongpin.org import actions, queries
from tongpin.org.models import (
    ChangeRequest,
    CircumstanceKind,
    Person,
    RequestState,
    TrainingLevel,
)
from tongpin.org.particulars import items
from tongpin.org.scope import Scope
from tongpin.org.vocabulary import ASKED

router = Router(tags=["党员档案"])
LINE = r"^[^\x00-\x1f]*$"
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=LINE)]
Word = Annotated[str, Field(min_length=1, max_length=100, pattern=LINE)]
Number = Annotated[str, Field(min_length=1, max_length=60, pattern=LINE)]
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE)]
Note = Annotated[str, Field(max_length=120, pattern=LINE)]


class ItemOut(Schema):
    """An item of the file as it is written."""

    label: str
    value: str


class TrainingOut(Schema):
    """A course."""

    id: int
    title: str
    level: str
    organiser: str
    starts_on: date
    ends_on: date
    hours: int
    is_concentrated: bool


class RewardOut(Schema):
    """A commendation."""

    id: int
    title: str
    granted_by: str
    granted_on: date
    number: str


class CircumstanceOut(Schema):
    """A circumstance; its sealed note is not told here."""

    id: int
    kind: str
    starts_on: date
    ends_on: date | None


class FileOut(Schema):
    """A personal file as of today, numbers masked; circumstances only for who keeps the file."""

    id: int
    name: str
    items: list[ItemOut]
    trainings: list[TrainingOut]
    rewards: list[RewardOut]
    circumstances: list[CircumstanceOut]


class TrainingIn(Schema):
    """A course that somebody attended."""

    title: Word
    level: TrainingLevel
    organiser: str = Field("", max_length=60, pattern=LINE)
    starts_on: date
    ends_on: date
    hours: int = Field(ge=1, le=1000)
    is_concentrated: bool = False


class RewardIn(Schema):
    """A commendation that somebody was granted."""

    title: Word
    granted_by: str = Field(min_length=1, max_length=60, pattern=LINE)
    granted_on: date
    number: str = Field("", max_length=60, pattern=LINE)


class CircumstanceIn(Schema):
    """A circumstance that holds from a day."""

    kind: CircumstanceKind
    starts_on: date
    ends_on: date | None = None
    note: str = Field("", max_length=200, pattern=LINE)


class RequestOut(Schema):
    """What a member asked to have changed: which items, never what they say."""

    id: int
    person: int
    name: str
    unit: str
    items: list[str]
    state: str
    made_on: date
    decided_on: date | None
    answer: str

    @classmethod
    def of(cls, row: ChangeRequest) -> RequestOut:
        """From a row with its person and branch."""
        return cls(
            id=row.pk, person=row.person_id, name=row.person.name, unit=row.person.home.code,
            items=list(actions.wanted(row)), state=row.state, made_on=row.made_on,
            decided_on=row.decided_on, answer=row.answer,
        )  # fmt: skip


class RequestPage(Schema):
    """A page of requests."""

    count: int
    page: int
    size: int
    items: list[RequestOut]


class AskIn(Schema):
    """Changes in one's own file, `{field: new value}`."""

    wanted: dict[
        Annotated[str, Field(max_length=40)], Annotated[str, Field(max_length=200, pattern=LINE)]
    ] = Field(min_length=1, max_length=20)
    reason: str = Field("", max_length=200, pattern=LINE)


class AnswerIn(Schema):
    """The branch's answer; a refusal needs its reason."""

    decision: Literal["confirm", "refuse"]
    answer: str = Field("", max_length=200, pattern=LINE)


@router.get("/people/{pk}/file", response={200: FileOut, **ERRORS}, operation_id="personal_file")
def get_file(request: HttpRequest, pk: Key) -> Any:
    """One person's file."""
    row = _person(request, pk, "org.view")
    private = actor(request).can("org.private", row.home.path)
    return {
        "id": row.pk,
        "name": row.name,
        "items": [{"label": k, "value": v} for k, v in items(row, today(), private=private)],
        "trainings": queries.trainings(row),
        "rewards": queries.rewards(row),
        "circumstances": queries.circumstances(row) if private else [],
    }


@router.post(
    "/people/{pk}/trainings", response={201: TrainingOut, **ERRORS}, operation_id="add_training"
)
def post_training(request: HttpRequest, pk: Key, payload: TrainingIn) -> Any:
    """Note a course."""
    row = _person(request, pk, "org.write")
    return 201, actions.add_training(
        actor(request), unit=row.home, person=row, **payload.model_dump()
    )


@router.post("/people/{pk}/rewards", response={201: RewardOut, **ERRORS}, operation_id="add_reward")
def post_reward(request: HttpRequest, pk: Key, payload: RewardIn) -> Any:
    """Note a commendation."""
    row = _person(request, pk, "org.write")
    return 201, actions.add_reward(
        actor(request), unit=row.home, person=row, **payload.model_dump()
    )


@router.post(
    "/people/{pk}/circumstances", response={201: CircumstanceOut, **ERRORS},
    operation_id="add_circumstance",
)  # fmt: skip
def post_circumstance(request: HttpRequest, pk: Key, payload: CircumstanceIn) -> Any:
    """Note a circumstance."""
    row = _person(request, pk, "org.private")
    return 201, actions.add_circumstance(
        actor(request), unit=row.home, person=row, **payload.model_dump()
    )


@router.get(
    "/change-requests", response={200: RequestPage, **ERRORS}, operation_id="change_requests"
)
def list_requests(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    state: Annotated[RequestState | None, Query()] = None,
) -> Any:
    """What members asked for."""
    rows = queries.change_requests(scope(request, "org.write"))
    found = page(rows.filter(state=state) if state else rows, paging)
    return found | {"items": [RequestOut.of(row) for row in found["items"]]}


@router.post("/change-requests", response={201: RequestOut, **ERRORS}, operation_id="ask_change")
def post_request(request: HttpRequest, payload: AskIn) -> Any:
    """Ask for changes in one's own file."""
    own = actor(request).person_id
    found = queries.person(Scope.everything(), own) if own is not None else None
    if found is None:
        raise Forbidden("本账号没有对应人员，不能申请变更本人信息。")
    unknown = next((name for name in payload.wanted if name not in ASKED), None)
    if unknown is not None:
        raise Refused("这一项不能由本人申请变更。", field="wanted")
    wanted: dict[str, Any] = dict(payload.wanted)
    if "work_started_on" in wanted:
        wanted["work_started_on"] = _day(wanted["work_started_on"])
    row = actions.ask_change(actor(request), person=found, wanted=wanted, reason=payload.reason)
    return 201, RequestOut.of(row)


@router.post(
    "/change-requests/{pk}/decision", response={200: RequestOut, **ERRORS},
    operation_id="decide_change",
)  # fmt: skip
def post_decision(request: HttpRequest, pk: Key, payload: AnswerIn) -> Any:
    """Confirm or refuse."""
    row = held(request, queries.change_request, pk, lambda r: r.person.home, "org.write")
    act = actions.confirm_request if payload.decision == "confirm" else actions.refuse_request
    return RequestOut.of(
        act(actor(request), unit=row.person.home, request=row, answer=payload.answer)
    )


def _person(request: HttpRequest, pk: int, permission: str) -> Person:
    row: Person = held(request, queries.person, pk, lambda r: r.home, permission)
    return row


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("日期须写成 2020-09-20 这样。", field="wanted") from None
