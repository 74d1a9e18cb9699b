"""/people/…/file, /change-requests, /unit-events, /terms and /member-changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.audit.errors import Forbidden, Refused
from tongpin.org import actions, queries
from tongpin.org.models import (
    ChangeRequest,
    CircumstanceKind,
    CommitteeTerm,
    Person,
    RequestState,
    TrainingLevel,
    Unit,
    UnitEvent,
    UnitKind,
)
from tongpin.org.particulars import items
from tongpin.org.scope import Scope
from tongpin.org.vocabulary import ASKED
from tongpin.reports.changes import LABELS, changes

router = Router(tags=["党员档案和党组织变动"])
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


class EventOut(Schema):
    """A change of a unit."""

    id: int
    unit: str
    other: str | None
    kind: str
    on: date
    approval_number: str
    words: str
    withdrawn_reason: str

    @classmethod
    def of(cls, row: UnitEvent) -> EventOut:
        """From a row with its units."""
        return cls(
            id=row.pk or 0, unit=row.unit.code, other=row.other.code if row.other else None,
            kind=row.kind, on=row.on, approval_number=row.approval_number, words=row.words,
            withdrawn_reason=row.withdrawn_reason,
        )  # fmt: skip


class FoundIn(Schema):
    """A new unit below `unit`."""

    kind: Literal["found"]
    code: Code
    name: Word
    unit_kind: UnitKind
    on: date
    approval_number: Number
    short_name: str = Field("", max_length=30, pattern=LINE)


class MergeIn(Schema):
    """The unit's people go to the branch `into`."""

    kind: Literal["merge"]
    into: Code
    on: date
    approval_number: Number
    reason: Note = ""


class SplitIn(Schema):
    """A new branch out of the unit, with these people."""

    kind: Literal["split"]
    code: Code
    name: Word
    people: list[Key] = Field(min_length=1, max_length=500)
    on: date
    approval_number: Number
    reason: Note = ""


class RenameIn(Schema):
    """A new name."""

    kind: Literal["rename"]
    name: Word
    short_name: str = Field("", max_length=30, pattern=LINE)
    on: date
    approval_number: Number


class MoveIn(Schema):
    """The unit goes under `to`."""

    kind: Literal["move"]
    to: Code
    on: date
    approval_number: Number
    reason: Note = ""


class DissolveIn(Schema):
    """The unit ends."""

    kind: Literal["dissolve"]
    on: date
    approval_number: str = Field("", max_length=60, pattern=LINE)
    reason: Reason


class ChangeIn(Schema):
    """One change of a unit."""

    change: Annotated[
        FoundIn | MergeIn | SplitIn | RenameIn | MoveIn | DissolveIn, Field(discriminator="kind")
    ]


class UndoIn(Schema):
    """Why something is taken back."""

    reason: Reason


class TermOut(Schema):
    """A committee's term."""

    id: int
    number: int | None
    elected_on: date
    expires_on: date
    postponed_to: date | None
    approval_number: str


class TermIn(Schema):
    """The result of an election."""

    number: int | None = Field(None, ge=1, le=99)
    elected_on: date
    expires_on: date
    approval_number: str = Field("", max_length=60, pattern=LINE)


class FigureOut(Schema):
    """One number of the table of changes."""

    key: str
    label: str
    count: int


class ChangesOut(Schema):
    """党员增减: opening + gains - losses = closing."""

    start: date
    end: date
    opening: int
    gained: int
    lost: int
    closing: int
    figures: list[FigureOut]


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
    row = _held(request, queries.change_request, pk, lambda r: r.person.home, "org.write")
    act = actions.confirm_request if payload.decision == "confirm" else actions.refuse_request
    return RequestOut.of(
        act(actor(request), unit=row.person.home, request=row, answer=payload.answer)
    )


@router.get(
    "/units/{code}/events", response={200: list[EventOut], **ERRORS}, operation_id="unit_events"
)
def list_events(request: HttpRequest, code: str) -> Any:
    """What befell a unit."""
    return [EventOut.of(row) for row in queries.unit_events(unit(request, code, "org.view"))]


@router.post(
    "/units/{code}/events", response={201: EventOut, **ERRORS}, operation_id="change_of_unit"
)
def post_event(request: HttpRequest, code: str, payload: ChangeIn) -> Any:
    """Found, merge, split, rename, move or dissolve; refused where the dates or the tree forbid it."""
    place, who, change = unit(request, code, "org.units"), actor(request), payload.change
    values: dict[str, Any] = change.model_dump(exclude={"kind"})
    if isinstance(change, FoundIn):
        values["kind"], values["founded_on"] = values.pop("unit_kind"), values.pop("on")
        place = actions.add_unit(who, unit=place, **values)
    elif isinstance(change, DissolveIn):
        actions.dissolve_unit(who, unit=place, **values)
    else:
        for name in ("into", "to"):
            if name in values:
                values[name] = unit(request, values[name], "org.units")
        act: dict[str, Callable[..., UnitEvent]] = {
            "merge": actions.merge_units, "split": actions.split_unit,
            "rename": actions.rename_unit, "move": actions.move_unit,
        }  # fmt: skip
        return 201, EventOut.of(act[change.kind](who, unit=place, **values))
    return 201, EventOut.of(max(queries.unit_events(place), key=lambda row: row.pk))


@router.post(
    "/unit-events/{pk}/undo", response={200: EventOut, **ERRORS}, operation_id="undo_unit_event"
)
def post_undo(request: HttpRequest, pk: Key, payload: UndoIn) -> Any:
    """Take a change back while nothing followed."""
    row = _held(request, queries.unit_event, pk, lambda r: r.unit, "org.units")
    return EventOut.of(
        actions.undo_unit_event(actor(request), unit=row.unit, event=row, reason=payload.reason)
    )


@router.get("/units/{code}/terms", response={200: list[TermOut], **ERRORS}, operation_id="terms")
def list_terms(request: HttpRequest, code: str) -> Any:
    """The terms of a unit's committee."""
    return queries.unit_terms(unit(request, code, "org.view"))


@router.post("/units/{code}/terms", response={201: TermOut, **ERRORS}, operation_id="record_term")
def post_term(request: HttpRequest, code: str, payload: TermIn) -> Any:
    """Enter the result of an election."""
    row: CommitteeTerm = actions.record_term(
        actor(request), unit=unit(request, code, "org.units"), **payload.model_dump()
    )
    return 201, row


@router.get(
    "/units/{code}/member-changes", response={200: ChangesOut, **ERRORS},
    operation_id="member_changes",
)  # fmt: skip
def get_changes(
    request: HttpRequest,
    code: str,
    start: Annotated[date, Query()],
    end: Annotated[date, Query()],
) -> Any:
    """党员增减 of a period, both days included."""
    if not date(1990, 1, 1) <= start <= end <= date(2099, 12, 31):
        raise Refused("统计期的起止日期不对，请核对。", field="end")
    table = changes(scope(request, "org.view"), unit(request, code, "org.view"), start, end)
    numbers = table.numbers
    return {
        "start": start, "end": end, "opening": table.opening, "closing": table.closing,
        "gained": table.gained, "lost": table.lost,
        "figures": [{"key": k, "label": v, "count": numbers[k]} for k, v in LABELS.items()],
    }  # fmt: skip


def _person(request: HttpRequest, pk: int, permission: str) -> Person:
    row: Person = _held(request, queries.person, pk, lambda r: r.home, permission)
    return row


def _held(
    request: HttpRequest,
    read: Callable[[Scope, int], Any],
    pk: int,
    home: Callable[[Any], Unit],
    permission: str,
) -> Any:
    """A row by key: outside of the actor's units 404, without the permission in its unit 403."""
    who, row = actor(request), read(Scope.everything(), pk)
    if row is None or not who.sees(home(row).path):
        raise Http404
    if not who.can(permission, home(row).path):
        raise Forbidden
    return row


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("日期须写成 2020-09-20 这样。", field="wanted") from None
