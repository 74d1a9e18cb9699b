"""/appraisals: the yearly appraisal of members; the own part of it under /appraisals/mine."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.audit.errors import Forbidden, Refused
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.appraisals import actions, queries
from tongpin.ledgers.appraisals.models import Appraisal, Participant
from tongpin.org.models import BRANCH_KINDS
from tongpin.org.scope import Scope

router = Router(tags=["民主评议党员"])
TEXT = r"^[^\x00-\x08\x0b-\x1f]*$"
LINE = r"^[^\x00-\x1f]*$"
KEY_LIMIT = 2**63 - 1
Key = Annotated[int, Path(ge=1, le=KEY_LIMIT)]
PersonKey = Annotated[int, Field(ge=1, le=KEY_LIMIT)]


class AppraisalOut(Schema):
    """One year of one branch."""

    id: int
    unit: str
    year: int
    rolled_on: date
    people: int
    ballot: str
    issued: int | None
    returned: int | None
    valid: int | None
    decided_on: date | None

    @classmethod
    def of(cls, row: Appraisal) -> AppraisalOut:
        """From an appraisal of `queries.appraisals`."""
        return cls(
            id=row.pk, unit=row.unit.code, year=row.year, rolled_on=row.rolled_on,
            people=row.people, ballot=row.ballot_state, issued=row.issued,  # type: ignore[attr-defined]
            returned=row.returned, valid=row.valid, decided_on=row.decided_on,
        )  # fmt: skip


class AppraisalPage(Schema):
    """A page of appraisals."""

    count: int
    page: int
    size: int
    items: list[AppraisalOut]


class LineOut(Schema):
    """One of the roll; `votes` once the ballot is closed. The order is that of names, never of grades."""

    id: int
    person: int
    name: str
    stage: str
    self_on: date | None
    votes: dict[str, int] | None
    grade: str
    told_on: date | None

    @classmethod
    def of(cls, line: Participant) -> LineOut:
        """From a line of the roll."""
        tally = getattr(line, "tally", None)
        return cls(
            id=line.pk, person=line.person_id, name=line.person.name, stage=line.stage,
            self_on=line.self_on, votes=tally.counts() if tally else None, grade=line.grade,
            told_on=line.told_on,
        )  # fmt: skip


class MineOut(Schema):
    """One's own year; the grade once it was told."""

    appraisal: int
    year: int
    unit: str
    self_on: date | None
    can_vote: bool
    grade: str


class AppraisalIn(Schema):
    """Begin a year with its roll."""

    unit: str = Field(min_length=1, max_length=40)
    year: int = Field(ge=2000, le=2099)
    rolled_on: date
    opened_on: date


class SelfIn(Schema):
    """One's own self-assessment; `version` of the line, to be told of a change in between."""

    content: str = Field(min_length=1, max_length=20_000, pattern=TEXT)
    version: int = Field(ge=1, le=KEY_LIMIT)


class MarksIn(Schema):
    """A paper: a mark for every full member of the roll by the key of the line."""

    marks: dict[PersonKey, Literal["excellent", "qualified", "basic", "unqualified", "abstain"]] = (
        Field(max_length=2000)
    )


class GradeIn(Schema):
    """The grade of one member."""

    line: PersonKey
    grade: Literal["", "excellent", "qualified", "basic", "unqualified"]
    note: str = Field("", max_length=300, pattern=LINE)


class GradesIn(Schema):
    """The committee's proposal; `cap_*` only where more than the share is agreed."""

    version: int = Field(ge=1, le=KEY_LIMIT)
    grades: list[GradeIn] = Field(max_length=2000)
    cap_approver: str = Field("", max_length=60, pattern=LINE)
    cap_reason: str = Field("", max_length=200, pattern=LINE)


class CapOut(Schema):
    """The share of the excellent."""

    excellent: int
    base: int
    limit: int
    is_over: bool
    words: str


class DoneOut(Schema):
    """It is done."""

    done: bool = True


@router.get("/appraisals", response={200: AppraisalPage, **ERRORS}, operation_id="appraisals")
def list_appraisals(
    request: HttpRequest, paging: Annotated[Paging, PAGED],
    year: Annotated[int | None, Query(ge=2000, le=2099)] = None,
) -> Any:  # fmt: skip
    """The appraisals of the caller's units, the latest year first."""
    rows = queries.appraisals(scope(request, "appraisals.view"))
    found = page(rows.filter(year=year) if year else rows, paging)
    return found | {"items": [AppraisalOut.of(row) for row in found["items"]]}


@router.post("/appraisals", response={201: AppraisalOut, **ERRORS}, operation_id="open_appraisal")
def post_appraisal(request: HttpRequest, payload: AppraisalIn) -> Any:
    """Begin a year: the roll is frozen as of its day."""
    place = unit(request, payload.unit, "appraisals.write")
    if place.kind not in BRANCH_KINDS:
        raise Refused("民主评议由党支部开展。", field="unit")
    for field in ("rolled_on", "opened_on"):
        if not 2000 <= getattr(payload, field).year <= 2099:
            raise Refused("日期须在 2000 年至 2099 年之间。", field=field)
    row = actions.open_appraisal(actor(request), unit=place, **payload.model_dump(exclude={"unit"}))
    return 201, AppraisalOut.of(_fresh(row.pk))


@router.get(
    "/appraisals/mine", response={200: list[MineOut], **ERRORS}, operation_id="my_appraisals"
)
def list_mine(request: HttpRequest) -> Any:
    """The caller's own years."""
    who = actor(request)
    if not who.can("appraisals.own"):
        raise Forbidden
    return [
        MineOut(
            appraisal=line.appraisal_id, year=line.appraisal.year, unit=line.appraisal.unit.code,
            self_on=line.self_on, grade=line.grade if line.told_on else "",
            can_vote=hasattr(line, "ticket") and not line.ticket.is_used,
        )
        for line in queries.own_lines(who.person_id)
    ]  # fmt: skip


@router.get(
    "/appraisals/{key}/roll", response={200: list[LineOut], **ERRORS}, operation_id="appraisal_roll"
)
def list_roll(request: HttpRequest, key: Key) -> Any:
    """The roll with totals and grades, in the order of names."""
    row = _row(request, key, "appraisals.view")
    return [LineOut.of(line) for line in queries.participants(row)]


@router.post(
    "/appraisals/{key}/self",
    response={200: DoneOut, **ERRORS},
    operation_id="hand_in_self_assessment",
)
def post_self(request: HttpRequest, key: Key, payload: SelfIn) -> Any:
    """Hand in the own self-assessment."""
    row = _shared(request, key)
    actions.write_self(actor(request), appraisal=row, **payload.model_dump())
    return DoneOut()


@router.post(
    "/appraisals/{key}/vote",
    response={200: DoneOut, **ERRORS},
    operation_id="cast_appraisal_ballot",
)
def post_vote(request: HttpRequest, key: Key, payload: MarksIn) -> Any:
    """Vote with the own ticket; no entry is kept of it."""
    row = _shared(request, key)
    ticket = queries.ticket_of(row, actor(request).person_id)
    if ticket is None:
        raise Http404
    actions.cast_ballot(ticket=ticket, marks=dict(payload.marks))
    return DoneOut()


@router.post(
    "/appraisals/{key}/grades",
    response={200: CapOut, **ERRORS},
    operation_id="set_appraisal_grades",
)
def post_grades(request: HttpRequest, key: Key, payload: GradesIn) -> Any:
    """Propose grades; the answer is the share of the excellent."""
    row = _row(request, key, "appraisals.write")
    found = actions.set_grades(
        actor(request), unit=row.unit, appraisal=row, version=payload.version,
        grades={g.line: (g.grade, g.note) for g in payload.grades},
        cap_approver=payload.cap_approver, cap_reason=payload.cap_reason,
    )  # fmt: skip
    return _cap(found)


@router.get(
    "/appraisals/{key}/share", response={200: CapOut, **ERRORS}, operation_id="appraisal_share"
)
def get_share(request: HttpRequest, key: Key) -> Any:
    """The share of the excellent as it stands."""
    row = _row(request, key, "appraisals.view")
    roll = queries.participants(row)
    grades = {line.pk: line.grade for line in roll}
    return _cap(queries.cap(current_book(), roll, grades, row.decided_on or today()))


def _cap(found: queries.Cap) -> CapOut:
    return CapOut(
        excellent=found.excellent, base=found.base, limit=found.limit, is_over=found.is_over,
        words=found.words,
    )  # fmt: skip


def _fresh(key: int) -> Appraisal:
    row = queries.appraisal(Scope.everything(), key)
    if row is None:
        raise Http404
    return row


def _row(request: HttpRequest, key: int, permission: str) -> Appraisal:
    row, who = _fresh(key), actor(request)
    if not who.sees(row.unit.path):
        raise Http404
    if not who.can(permission, row.unit.path):
        raise Forbidden
    return row


def _shared(request: HttpRequest, key: int) -> Appraisal:
    """The appraisal for who stands on its roll."""
    row, who = _fresh(key), actor(request)
    if not who.can("appraisals.own"):
        raise Forbidden
    if queries.own_line(row, who.person_id) is None:
        raise Http404
    return row
