"""/problems: the loop from found to closed, over the same actions as the pages."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.audit.errors import Forbidden
from tongpin.org.models import Unit
from tongpin.rectification import actions, queries
from tongpin.rectification.models import Problem, Source, State

router = Router(tags=["问题整改"])
LINE = r"^[^\x00-\x1f]*$"
TEXT = r"^[^\x00]*$"
CODE = r"^[^\x00-\x1f]+$"
KEY_LIMIT = 2**63 - 1
VERSION_LIMIT = 2**31 - 1
SourceKey = Literal[
    "inspection", "democratic_life_meeting", "organizational_life_meeting", "appraisal",
    "style_check", "supervision", "opinion", "ideology", "assessment", "audit", "other",
]  # fmt: skip
StateKey = Literal[
    "found", "planned", "doing", "submitted", "returned", "reopened", "long_term", "closed",
    "cancelled",
]  # fmt: skip
assert set(Source.values) == set(SourceKey.__args__)  # type: ignore[attr-defined]
assert set(State.values) == set(StateKey.__args__)  # type: ignore[attr-defined]


class ProblemOut(Schema):
    """A problem; `is_overdue` as of today."""

    id: int
    unit: str
    responsible_unit: str
    source: str
    ref: str
    round: int | None
    number: str
    title: str
    description: str
    category: str
    root_cause: str
    measure: str
    lead: str
    responsible_name: str
    found_on: date
    due_on: date | None
    state: str
    is_overdue: bool
    submitted_on: date | None
    verified_on: date | None
    verification: str
    version: int

    @classmethod
    def of(cls, row: Problem) -> ProblemOut:
        """From a problem with its units."""
        same = {
            n: getattr(row, n)
            for n in cls.model_fields
            if n not in {"id", "unit", "responsible_unit", "round", "is_overdue"}
        }
        return cls(
            id=row.pk, unit=row.unit.code, responsible_unit=row.responsible_unit.code,
            round=row.round_id, is_overdue=row.is_overdue(today()), **same,
        )  # fmt: skip


class ProblemPage(Schema):
    """A page of problems."""

    count: int
    page: int
    size: int
    items: list[ProblemOut]


class ProblemIn(Schema):
    """A problem found in or by `unit`."""

    unit: str = Field(max_length=40, pattern=CODE)
    responsible_unit: str = Field("", max_length=40, pattern=LINE)
    source: SourceKey
    title: str = Field(min_length=1, max_length=200, pattern=LINE)
    description: str = Field("", max_length=4000, pattern=TEXT)
    category: str = Field("", max_length=60, pattern=LINE)
    root_cause: str = Field("", max_length=4000, pattern=TEXT)
    measure: str = Field("", max_length=4000, pattern=TEXT)
    lead: str = Field("", max_length=50, pattern=LINE)
    responsible_name: str = Field("", max_length=50, pattern=LINE)
    number: str = Field("", max_length=20, pattern=LINE)
    due_on: date | None = None


class VerbIn(Schema):
    """A verb on a problem: the version that was seen, and its words."""

    version: int = Field(ge=1, le=VERSION_LIMIT)
    note: str = Field(min_length=1, max_length=500, pattern=TEXT)


class PlanIn(Schema):
    """The action plan."""

    version: int = Field(ge=1, le=VERSION_LIMIT)
    measure: str = Field(min_length=1, max_length=4000, pattern=TEXT)
    responsible_name: str = Field(min_length=1, max_length=50, pattern=LINE)
    due_on: date
    root_cause: str = Field("", max_length=4000, pattern=TEXT)
    lead: str = Field("", max_length=50, pattern=LINE)


class StartIn(Schema):
    """Begin."""

    version: int = Field(ge=1, le=VERSION_LIMIT)


class VerifyIn(VerbIn):
    """The verification by somebody else than the doer."""

    outcome: Literal["close", "long_term", "return"]


class TallyOut(Schema):
    """Counts of a source."""

    source: str
    label: str
    total: int
    closed: int
    long_term: int
    submitted: int
    overdue: int


Key = Annotated[int, Field(ge=1, le=KEY_LIMIT)]


@router.get("/problems", response={200: ProblemPage, **ERRORS}, operation_id="problems")
def list_problems(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    code: Annotated[str | None, Query(alias="unit", min_length=1, max_length=40)] = None,
    source: Annotated[SourceKey | None, Query()] = None,
    state: Annotated[StateKey | None, Query()] = None,
    overdue: Annotated[bool, Query()] = False,
) -> Any:
    """Problems raised in or handed to the unit and what lies below it."""
    place = unit(request, code, "rectification.view") if code is not None else None
    rows = queries.located(scope(request, "rectification.view"), place).order_by("due_on", "pk")
    rows = rows.filter(source=source) if source else rows
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(queries.overdue(today())) if overdue else rows
    found = page(rows, paging)
    return found | {"items": [ProblemOut.of(row) for row in found["items"]]}


@router.get("/problems/progress", response={200: list[TallyOut], **ERRORS},
            operation_id="problem_progress")  # fmt: skip
def progress(request: HttpRequest) -> Any:
    """How far the caller's problems are, by source."""
    rows = queries.located(scope(request, "rectification.view"), None)
    return [
        TallyOut(
            source=t.key, label=t.label, total=t.total, closed=t.closed, long_term=t.long_term,
            submitted=t.submitted, overdue=t.overdue,
        )
        for t in queries.by_source(rows, today())
    ]  # fmt: skip


@router.get("/problems/{pk}", response={200: ProblemOut, **ERRORS}, operation_id="problem")
def get_problem(request: HttpRequest, pk: Key) -> Any:
    """One problem."""
    row, _ = _seen(request, pk, "rectification.view")
    return ProblemOut.of(row)


@router.post("/problems", response={201: ProblemOut, **ERRORS}, operation_id="open_problem")
def post_problem(request: HttpRequest, payload: ProblemIn) -> Any:
    """Enter a problem."""
    place = unit(request, payload.unit, "rectification.open")
    doer = None
    if payload.responsible_unit:
        doer = unit(request, payload.responsible_unit, "rectification.open")
    values = payload.model_dump(exclude={"unit", "responsible_unit"})
    row = actions.open_problem(actor(request), unit=place, ref="", responsible_unit=doer, **values)
    return 201, ProblemOut.of(row)


@router.post(
    "/problems/{pk}/plan", response={200: ProblemOut, **ERRORS}, operation_id="plan_problem"
)
def plan(request: HttpRequest, pk: Key, payload: PlanIn) -> Any:
    """Write the action plan."""
    row, side = _seen(request, pk, "rectification.write")
    done = actions.plan(actor(request), unit=side, problem=row, **payload.model_dump())
    return ProblemOut.of(done)


@router.post(
    "/problems/{pk}/start", response={200: ProblemOut, **ERRORS}, operation_id="start_problem"
)
def start(request: HttpRequest, pk: Key, payload: StartIn) -> Any:
    """Begin the work."""
    row, side = _seen(request, pk, "rectification.write")
    done = actions.start(actor(request), unit=side, problem=row, version=payload.version)
    return ProblemOut.of(done)


@router.post(
    "/problems/{pk}/progress", response={200: ProblemOut, **ERRORS}, operation_id="record_problem"
)
def record(request: HttpRequest, pk: Key, payload: VerbIn) -> Any:
    """Record a stage; evidence is uploaded on the page."""
    row, side = _seen(request, pk, "rectification.write")
    actions.record_progress(
        actor(request), unit=side, problem=row, version=payload.version, note=payload.note
    )
    return get_problem(request, pk)


@router.post(
    "/problems/{pk}/submit", response={200: ProblemOut, **ERRORS}, operation_id="submit_problem"
)
def submit(request: HttpRequest, pk: Key, payload: VerbIn) -> Any:
    """Ask for closure."""
    row, side = _seen(request, pk, "rectification.write")
    done = actions.submit(actor(request), unit=side, problem=row, **payload.model_dump())
    return ProblemOut.of(done)


@router.post(
    "/problems/{pk}/verify", response={200: ProblemOut, **ERRORS}, operation_id="verify_problem"
)
def verify(request: HttpRequest, pk: Key, payload: VerifyIn) -> Any:
    """Close, keep up for good, or return; refused to who did the work or asked for the closure."""
    row, _ = _seen(request, pk, "rectification.verify")
    who, seen, words = actor(request), payload.version, payload.note
    if payload.outcome == "return":
        done = actions.return_(who, unit=row.unit, problem=row, version=seen, reason=words)
    elif payload.outcome == "close":
        done = actions.close(who, unit=row.unit, problem=row, version=seen, note=words)
    else:
        done = actions.keep_long_term(who, unit=row.unit, problem=row, version=seen, note=words)
    return ProblemOut.of(done)


def _seen(request: HttpRequest, pk: int, permission: str) -> tuple[Problem, Unit]:
    """A problem that the caller sees, and the side on which the permission is held."""
    who = actor(request)
    row = queries.problem(scope(request, "rectification.view"), pk)
    if row is None:
        raise Http404
    for side in (row.responsible_unit, row.unit):
        if who.can(permission, side.path):
            return row, side
    raise Forbidden
