"""/plans, /findings and /progress."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.duties import actions, queries
from tongpin.duties.models import Duty, Finding, Plan, Progress
from tongpin.org.models import Unit

router = Router(tags=["年度工作"])
KEY_LIMIT = 2**63 - 1
TEXT = r"^[^\x00]*$"


class DutyOut(Schema):
    """A duty with its words and their place in the paper."""

    key: str
    kind: str
    title: str
    quote: str
    measure: str | None
    frequency: str
    deadline: date | None
    binds: str
    rules: list[str]

    @staticmethod
    def resolve_measure(row: Duty) -> str | None:
        """Number and title of the measure."""
        return str(row.measure) if row.measure else None

    @staticmethod
    def resolve_frequency(row: Duty) -> str:
        """In words."""
        return row.frequency_label


class PlanOut(Schema):
    """A paper."""

    id: int
    unit: str
    year: int
    title: str
    state: str
    revision: int
    version: int

    @staticmethod
    def resolve_unit(row: Plan) -> str:
        """The code of the issuing unit."""
        return row.unit.code


class PlanDetail(PlanOut):
    """A paper with its duties."""

    duties: list[DutyOut]

    @staticmethod
    def resolve_duties(row: Plan) -> list[Duty]:
        """Those that were not dropped."""
        return [d for d in row.duties.all() if not d.is_dropped]


class PlanPage(Schema):
    """A page of papers."""

    count: int
    page: int
    size: int
    items: list[PlanOut]


class FindingOut(Schema):
    """A judgement with its reason and article."""

    subject: str
    rule_key: str
    title: str
    window_label: str
    starts_on: date
    ends_on: date
    deadline: date | None
    verdict: str
    reason: str
    citation: str
    counted: list[str]
    as_of: date


class FindingPage(Schema):
    """A page of judgements."""

    count: int
    page: int
    size: int
    items: list[FindingOut]


class ProgressIn(Schema):
    """What was done for a duty."""

    unit: str = Field(max_length=40)
    rule: str = Field(min_length=1, max_length=60, pattern=TEXT)
    on: date
    content: str = Field(min_length=1, max_length=4000, pattern=TEXT)
    is_done: bool = False


class ProgressOut(Schema):
    """A progress record."""

    id: int
    unit: str
    rule: str
    on: date
    content: str
    is_done: bool
    is_withdrawn: bool

    @staticmethod
    def resolve_unit(row: Progress) -> str:
        """The code of the unit."""
        return row.unit.code

    @staticmethod
    def resolve_rule(row: Progress) -> str:
        """The rule key that it counts for."""
        return row.duty_key


@router.get("/plans", response={200: PlanPage, **ERRORS}, operation_id="plans")
def list_plans(request: HttpRequest, paging: Annotated[Paging, PAGED]) -> Any:
    """The papers of the caller's units."""
    return page(queries.plans(scope(request, "duties.view")), paging)


@router.get("/plans/{pk}", response={200: PlanDetail, **ERRORS}, operation_id="plan")
def get_plan(request: HttpRequest, pk: int) -> Any:
    """One paper with its duties."""
    row = queries.plan(scope(request, "duties.view"), pk) if 0 < pk <= KEY_LIMIT else None
    if row is None:
        raise Http404
    return row


@router.get("/findings", response={200: FindingPage, **ERRORS}, operation_id="findings")
def list_findings(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    as_of: Annotated[date | None, Query(description="判定日，默认今天")] = None,
    verdict: Annotated[str, Query(max_length=20)] = "",
) -> Any:
    """Every judgement of the caller's units as of a day, the worst first."""
    day = as_of or today()
    rows: list[Finding] = []
    if 2000 <= day.year <= 2099:
        rows = queries.findings(scope(request, "duties.view"), year=day.year, as_of=day)
    rows = [r for r in rows if not verdict or r.verdict == verdict]
    rows.sort(
        key=lambda r: (queries.RANK[r.verdict], r.deadline or date.max, r.subject, r.rule_key)
    )
    return page(rows, paging)


@router.post("/progress", response={201: ProgressOut, **ERRORS}, operation_id="record_progress")
def post_progress(request: HttpRequest, payload: ProgressIn) -> Any:
    """Write down what was done for a duty."""
    place: Unit = unit(request, payload.unit, "duties.progress")
    duty = queries.duty_of_rule(place, payload.rule, payload.on.year)
    if duty is None:
        raise Http404
    row = actions.record_progress(
        actor(request), unit=place, rule=payload.rule, title=duty.title, on=payload.on,
        content=payload.content, is_done=payload.is_done,
    )  # fmt: skip
    return 201, row
