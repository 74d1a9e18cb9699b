"""/ideology: the organisation's own work, what the year asks of it, and shares of branches."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.ideology import actions, queries
from tongpin.ledgers.ideology.models import Activity, ActivityKind

router = Router(tags=["意识形态责任制"])
LINE = r"^[^\x00-\x1f]*$"
TEXT = r"^[^\x00]*$"
CODE = r"^[^\x00-\x1f]+$"
KEY_LIMIT = 2**63 - 1
Code = Annotated[str, Query(alias="unit", min_length=1, max_length=40)]
Year = Annotated[int, Query(ge=2000, le=2099)]


class ActivityOut(Schema):
    """What the organisation did; 专题研究 names its meeting."""

    id: int
    unit: str
    kind: ActivityKind
    on: date
    title: str
    gathering: int | None
    addressee: str
    withdrawn_reason: str

    @classmethod
    def of(cls, row: Activity) -> ActivityOut:
        """From a line of the ledger."""
        return cls(
            id=row.pk, unit=row.unit.code, kind=ActivityKind(row.kind), on=row.on, title=row.title,
            gathering=row.gathering_id, addressee=row.addressee,
            withdrawn_reason=row.withdrawn_reason,
        )  # fmt: skip


class ActivityPage(Schema):
    """A page of what was done."""

    count: int
    page: int
    size: int
    items: list[ActivityOut]


class ActivityIn(Schema):
    """Something that was done; the organisation's own work only."""

    unit: str = Field(max_length=40, pattern=CODE)
    kind: ActivityKind
    on: date
    title: str = Field(min_length=1, max_length=120, pattern=LINE)
    gathering: int | None = Field(None, ge=1, le=KEY_LIMIT)
    addressee: str = Field("", max_length=60, pattern=LINE)
    arrangement: str = Field("", max_length=2000, pattern=TEXT)


class AskedOut(Schema):
    """How often something is asked in the year, by which sentence, how often it was done."""

    kind: ActivityKind
    times: int
    done: int
    source: str
    text: str
    next_due: date | None
    is_late: bool


class RiskIn(Schema):
    """A risk item of work, never of a person, that becomes a problem."""

    unit: str = Field(max_length=40, pattern=CODE)
    responsible_unit: str = Field(max_length=40, pattern=CODE)
    title: str = Field(min_length=1, max_length=120, pattern=LINE)
    description: str = Field("", max_length=2000, pattern=TEXT)
    due_on: date | None = None


class ProblemOut(Schema):
    """The problem that came of it, in /problems."""

    id: int


class ShareOut(Schema):
    """A branch's month: members in the sheet, and how many took part; null where too few to tell."""

    branch: str
    members: int
    active: int | None


@router.get("/ideology", response={200: ActivityPage, **ERRORS}, operation_id="ideology_work")
def list_work(request: HttpRequest, paging: Annotated[Paging, PAGED]) -> Any:
    """What was done in the caller's units, the latest first; what was taken back says so."""
    rows = queries.activities(scope(request, "ideology.view")).order_by("-on", "-pk")
    found = page(rows, paging)
    return found | {"items": [ActivityOut.of(row) for row in found["items"]]}


@router.post("/ideology", response={201: ActivityOut, **ERRORS}, operation_id="enter_ideology_work")
def post_work(request: HttpRequest, payload: ActivityIn) -> Any:
    """Write a line; a meeting is cited by its number in /gatherings."""
    place = unit(request, payload.unit, "ideology.write")
    values = payload.model_dump(exclude={"unit", "gathering"})
    if payload.gathering is not None:
        values["gathering"] = queries.gatherings_of(place).filter(pk=payload.gathering).first()
        if values["gathering"] is None:
            raise Http404
    row = actions.enter(actor(request), unit=place, model=Activity, values=values)
    assert isinstance(row, Activity)
    return 201, ActivityOut.of(row)


@router.get(
    "/ideology/year", response={200: list[AskedOut], **ERRORS}, operation_id="ideology_year"
)
def get_year(request: HttpRequest, code: Code, year: Year) -> Any:
    """What the rulebook asks of the year against what was done."""
    place, day = unit(request, code, "ideology.view"), today()
    return [
        AskedOut(
            kind=row.kind, times=row.times, done=row.done, source=row.cite.label, text=row.text,
            next_due=row.next_due, is_late=row.is_late(day),
        )
        for row in queries.asked(current_book(), place, year)
    ]  # fmt: skip


@router.post(
    "/ideology/risks", response={201: ProblemOut, **ERRORS}, operation_id="raise_ideology_risk"
)
def post_risk(request: HttpRequest, payload: RiskIn) -> Any:
    """Hand a risk item of work to the problem loop."""
    place = unit(request, payload.unit, "ideology.write")
    below = queries.units_of(scope(request, "ideology.write"), place)
    to = below.filter(code=payload.responsible_unit).first()
    if to is None:
        raise Http404
    row = actions.raise_risk(
        actor(request), unit=place, to=to, title=payload.title, description=payload.description,
        due_on=payload.due_on,
    )  # fmt: skip
    return 201, ProblemOut(id=row.pk)


@router.get(
    "/ideology/learning", response={200: list[ShareOut], **ERRORS}, operation_id="learning_shares"
)
def list_shares(request: HttpRequest, year: Year, month: Annotated[int, Query(ge=1, le=12)]) -> Any:
    """学习强国 by branch in the order of the tree: no names, no points, no ranking."""
    found = queries.shares(scope(request, "ideology.view"), date(year, month, 1))
    return [ShareOut(branch=r.branch, members=r.members, active=r.active) for r in found]
