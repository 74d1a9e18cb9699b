"""/assessment: how branches stand by a scheme, creations, scores item by item."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today
from tongpin.ledgers.assessment import actions, queries
from tongpin.ledgers.assessment.models import Creation, Score
from tongpin.ledgers.assessment.panels import stage

router = Router(tags=["示范支部创建"])
TEXT = r"^[^\x00]*$"
KEY_LIMIT = 2**63 - 1
Key = Annotated[int, Field(ge=1, le=KEY_LIMIT)]
Number = Annotated[int, Field(ge=1, le=10_000)]
Year = Annotated[int | None, Query(ge=2000, le=2099)]


class SchemeOut(Schema):
    """A published edition that measures the caller's branches; points, and lines out of `full`."""

    id: int
    name: str
    edition: int
    unit: str
    full: float
    pass_line: float
    model_line: float
    judged_percent: int
    published_on: date | None


class StandingOut(Schema):
    """A branch by a scheme as the ledgers give it, in points; `share` is per cent of what can be told."""

    unit: str
    points: float
    of: float
    unknown: float
    by_hand: float
    share: float | None
    gaps: int
    vetoes: list[str]


class StandingPage(Schema):
    """A page of branches."""

    count: int
    page: int
    size: int
    items: list[StandingOut]


class SideOut(Schema):
    """A score or a mark: `points` is empty where the item is left out, and `reason` says why."""

    state: str
    points: float | None
    has_failed: bool
    reason: str
    version: int


class LineOut(Schema):
    """One item with what the ledgers give now and what both sides gave."""

    number: int
    dimension: str
    title: str
    standard: str
    weight: float
    way: str
    ledgers: SideOut
    own: SideOut | None
    review: SideOut | None
    problem: int | None
    is_changed: bool


class CreationOut(Schema):
    """A creation and where it stands."""

    id: int
    unit: str
    year: int
    scheme: str
    stage: str
    mobilise_due: date
    benchmark_due: date
    review_due: date
    self_on: date | None
    review_on: date | None
    version: int


class CreationPage(Schema):
    """A page of creations."""

    count: int
    page: int
    size: int
    items: list[CreationOut]


class SheetOut(CreationOut):
    """A creation item by item."""

    items: list[LineOut]


class ScoreIn(Schema):
    """One side's score; `version` 0 for the first entry."""

    version: int = Field(ge=0, le=2**31 - 1)
    state: Literal["known", "unknown", "excluded"] = "known"
    points: float | None = Field(None, ge=0, le=1000)
    has_failed: bool = False
    reason: str = Field("", max_length=8000, pattern=TEXT)


@router.get(
    "/assessment/schemes", response={200: list[SchemeOut], **ERRORS}, operation_id="schemes"
)
def list_schemes(request: HttpRequest) -> Any:
    """The editions in use that measure the caller's branches, the latest first, at most a hundred."""
    return [
        SchemeOut(
            id=r.pk, name=r.name, edition=r.edition, unit=r.unit.code, full=r.full / 10,
            pass_line=r.pass_line / 10, model_line=r.model_line / 10,
            judged_percent=r.judged_percent, published_on=r.published_on,
        )
        for r in queries.measuring(scope(request, "assessment.view"))[:100]
    ]  # fmt: skip


@router.get(
    "/assessment/standings", response={200: StandingPage, **ERRORS}, operation_id="standings"
)
def list_standings(
    request: HttpRequest, paging: Annotated[Paging, PAGED], scheme: Key, year: Year = None
) -> Any:
    """Every branch of the caller's units by one published scheme."""
    own = scope(request, "assessment.view")
    found = queries.published(own, scheme)
    if found is None:
        raise Http404
    rows = queries.standings(own, found, year or today().year)
    listed = page(rows.order_by("unit__path", "pk"), paging)
    return listed | {
        "items": [
            StandingOut(
                unit=r.unit.code, points=r.points / 10, of=r.of / 10, unknown=r.unknown / 10,
                by_hand=r.by_hand / 10, share=None if r.share is None else r.share / 10,
                gaps=r.gaps, vetoes=r.vetoes,
            )
            for r in listed["items"]
        ]
    }  # fmt: skip


@router.get(
    "/assessment/creations", response={200: CreationPage, **ERRORS}, operation_id="creations"
)
def list_creations(
    request: HttpRequest, paging: Annotated[Paging, PAGED], year: Year = None
) -> Any:
    """Creations of the caller's units, the latest year first."""
    rows = queries.creations(scope(request, "assessment.view"))
    rows = rows.filter(year=year) if year else rows
    found = page(rows.order_by("-year", "-pk"), paging)
    return found | {"items": [CreationOut(**_head(row)) for row in found["items"]]}


@router.get(
    "/assessment/creations/{pk}", response={200: SheetOut, **ERRORS}, operation_id="creation"
)
def get_creation(request: HttpRequest, pk: Key) -> Any:
    """One creation item by item."""
    return _sheet(_seen(request, pk))


@router.put(
    "/assessment/creations/{pk}/{side}/{number}", response={200: SheetOut, **ERRORS},
    operation_id="score_creation_item",
)  # fmt: skip
def put_score(
    request: HttpRequest, pk: Key, side: Literal["self", "review"], number: Number, payload: ScoreIn
) -> Any:
    """One side's score for one item; sent twice it stays once."""
    row = _seen(request, pk)
    item = row.scheme.items.select_related("dimension").filter(number=number).first()
    if item is None:
        raise Http404
    points = None if payload.points is None else round(payload.points * 10)
    given = actions.Given(payload.state, points, payload.has_failed, payload.reason)
    actions.score_item(
        actor(request), unit=row.unit, creation=row, item=item, side=side, version=payload.version,
        given=given,
    )  # fmt: skip
    return _sheet(_seen(request, pk))


def _seen(request: HttpRequest, pk: int) -> Creation:
    row = queries.creation(scope(request, "assessment.view"), pk)
    if row is None:
        raise Http404
    return row


def _head(row: Creation) -> dict[str, Any]:
    return {
        "id": row.pk, "unit": row.unit.code, "year": row.year, "scheme": str(row.scheme),
        "stage": stage(row), "mobilise_due": row.mobilise_due, "benchmark_due": row.benchmark_due,
        "review_due": row.review_due, "self_on": row.self_on, "review_on": row.review_on,
        "version": row.version,
    }  # fmt: skip


def _sheet(row: Creation) -> SheetOut:
    return SheetOut(**_head(row), items=[_line(line) for line in queries.sheet(row)])


def _line(line: queries.Line) -> LineOut:
    item = line.item
    return LineOut(
        number=item.number, dimension=item.dimension.title if item.dimension else "",
        title=item.title, standard=item.standard, weight=item.weight / 10, way=item.way,
        ledgers=SideOut(
            state=line.mark.state.value, points=_points(line.mark.points),
            has_failed=line.mark.has_failed, reason=line.mark.reason, version=0,
        ),
        own=_side(line.own), review=_side(line.review),
        problem=line.gap.problem_id if line.gap else None, is_changed=line.is_changed,
    )  # fmt: skip


def _side(score: Score | None) -> SideOut | None:
    if score is None:
        return None
    return SideOut(
        state=score.state, points=_points(score.points), has_failed=score.has_failed,
        reason=score.reason, version=score.version,
    )  # fmt: skip


def _points(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10
