"""/development: cases with what comes next and by when, their steps, the yearly target."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.audit.errors import Forbidden
from tongpin.casework.actions import Happening
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import actions, queries
from tongpin.ledgers.development.models import Case
from tongpin.org.scope import Scope

router = Router(tags=["发展党员"])
LINE = r"^[^\x00-\x1f]*$"
KEY_LIMIT = 2**63 - 1
Key = Annotated[int, Field(ge=1, le=KEY_LIMIT)]


class LimitOut(Schema):
    """A step that is still to be done and its last day."""

    step: str
    title: str
    latest: date


class NextOut(Schema):
    """A step that may be done now."""

    step: str
    title: str
    earliest: date | None
    latest: date | None


class CaseOut(Schema):
    """How a case stands; `breaches` are sentences with their article, `deviations` allowed ones."""

    id: int
    person: int
    name: str
    unit: str
    column: str
    applied_on: date
    closed_on: date | None
    done: list[str]
    next: list[NextOut]
    limits: list[LimitOut]
    missing: list[str]
    breaches: list[str]
    deviations: int
    probation_ends: date | None
    converted_on: date | None

    @classmethod
    def of(cls, row: Case, day: date) -> CaseOut:
        """From a case judged as of a day."""
        found = queries.course(current_book(), row, day)
        return cls(
            id=row.pk, person=row.person_id, name=row.person.name, unit=row.person.home.code,
            column=found.column.value, applied_on=row.opened_on, closed_on=row.closed_on,
            done=list(found.progress.done),
            next=[
                NextOut(step=i.step, title=found.title_of(i.step), earliest=i.earliest, latest=i.latest)
                for i in found.next
            ],
            limits=[
                LimitOut(step=s, title=found.title_of(s), latest=on) for s, on in found.limits
            ],
            missing=list(found.progress.missing), breaches=found.breaches,
            deviations=len(found.deviations),
            probation_ends=found.progress.days.get("probation_ends"),
            converted_on=found.converted_on,
        )  # fmt: skip


class CasePage(Schema):
    """A page of cases."""

    count: int
    page: int
    size: int
    items: list[CaseOut]


class VoteIn(Schema):
    """The totals of a ballot."""

    entitled: int = Field(ge=1, le=9999)
    present: int = Field(ge=0, le=9999)
    yes: int = Field(ge=0, le=9999)
    written_yes: int = Field(0, ge=0, le=9999)
    secret: bool = True


class StepIn(Schema):
    """A step as it happened; `approver` with `approval_reason` only for an allowed deviation."""

    step: str = Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")
    on: date
    to: date | None = None
    count: int | None = Field(None, ge=0, le=99)
    days: int | None = Field(None, ge=0, le=999)
    hours: int | None = Field(None, ge=0, le=9999)
    vote: VoteIn | None = None
    decision: Literal["on_time", "extend", "disqualify"] | None = None
    months: int | None = Field(None, ge=1, le=12)
    who: str = Field("", max_length=60, pattern=LINE)
    number: str = Field("", max_length=60, pattern=LINE)
    reason: str = Field("", max_length=100, pattern=LINE)
    note: str = Field("", max_length=2000, pattern=r"^[^\x00-\x08\x0b-\x1f]*$")
    approver: str = Field("", max_length=60, pattern=LINE)
    approval_reason: str = Field("", max_length=200, pattern=LINE)

    def happening(self) -> Happening:
        """What the action takes."""
        taken = {"step", "on", "note", "approver", "approval_reason"}
        given = self.model_dump(exclude=taken, exclude_none=True)
        values = {key: value for key, value in given.items() if value != ""}
        return Happening(
            self.step, self.on, values, self.note, None, self.approver, self.approval_reason
        )


class TargetOut(Schema):
    """Planned (null where none was set), used and left."""

    unit: str
    planned: int | None
    used: int
    left: int | None
    women: int
    under_35: int
    front_line: int


@router.get(
    "/development/cases", response={200: CasePage, **ERRORS}, operation_id="development_cases"
)
def list_cases(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    code: Annotated[str | None, Query(alias="unit", min_length=1, max_length=40)] = None,
    column: Annotated[
        Literal["applicant", "activist", "object", "probationary", "done"] | None, Query()
    ] = None,
) -> Any:
    """Cases under way, of one unit and everything below it where a unit is named."""
    rows = queries.opened(queries.cases(scope(request, "development.view")))
    if code is not None:
        rows = queries.below(rows, unit(request, code, "development.view"))
    if column is not None:
        rows = rows.filter(column=column)
    found, day = page(rows, paging), today()
    return found | {"items": [CaseOut.of(row, day) for row in found["items"]]}


@router.get(
    "/development/cases/{pk}", response={200: CaseOut, **ERRORS}, operation_id="development_case"
)
def get_case(request: HttpRequest, pk: Key) -> Any:
    """One case."""
    return CaseOut.of(_case(request, pk, "development.view"), today())


@router.post(
    "/development/cases/{pk}/steps", response={201: CaseOut, **ERRORS},
    operation_id="record_development_step",
)  # fmt: skip
def post_step(request: HttpRequest, pk: Key, payload: StepIn) -> Any:
    """Record a step; what the rules forbid is refused with its article."""
    row = _case(request, pk, "development.write")
    actions.record_step(
        actor(request), unit=row.person.home, case=row, happening=payload.happening()
    )
    return 201, CaseOut.of(_case(request, pk, "development.write"), today())


@router.get(
    "/development/targets", response={200: list[TargetOut], **ERRORS},
    operation_id="development_targets",
)  # fmt: skip
def list_targets(
    request: HttpRequest,
    code: Annotated[str, Query(alias="unit", min_length=1, max_length=40)],
    year: Annotated[int, Query(ge=2008, le=2099)],
) -> Any:
    """The year's target of a unit and everything below it."""
    place = unit(request, code, "development.view")
    return [
        TargetOut(
            unit=q.unit.code, planned=q.target.total if q.target else None, used=q.used.total,
            left=q.left, women=q.used.women, under_35=q.used.under_35, front_line=q.used.front_line,
        )
        for q in queries.quotas(scope(request, "development.view"), place, year, today())
    ]  # fmt: skip


def _case(request: HttpRequest, pk: int, permission: str) -> Case:
    who = actor(request)
    row = queries.case(Scope.everything(), pk)
    if row is None or not who.sees(row.person.home.path):
        raise Http404
    if not who.can(permission, row.person.home.path):
        raise Forbidden
    return row
