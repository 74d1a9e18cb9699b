"""/units/…/events, /unit-events, /units/…/terms and /units/…/member-changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, actor, held, scope, unit
from tongpin.audit.errors import Refused
from tongpin.org import actions, queries
from tongpin.org.models import (
    CommitteeTerm,
    UnitEvent,
    UnitKind,
)
from tongpin.reports.changes import LABELS, changes

router = Router(tags=["党组织变动"])
LINE = r"^[^\x00-\x1f]*$"
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=LINE)]
Word = Annotated[str, Field(min_length=1, max_length=100, pattern=LINE)]
Number = Annotated[str, Field(min_length=1, max_length=60, pattern=LINE)]
Reason = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE)]
Note = Annotated[str, Field(max_length=120, pattern=LINE)]


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
    row = held(request, queries.unit_event, pk, lambda r: r.unit, "org.units")
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
