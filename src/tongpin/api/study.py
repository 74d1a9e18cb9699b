"""/study: plans with their topics, the library, one's own self-study and its confirmation."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.ledgers.study import actions, queries
from tongpin.ledgers.study.models import SelfStudy
from tongpin.org.queries import person as person_by_key
from tongpin.org.queries import unit_by_key
from tongpin.org.scope import Scope

router = Router(tags=["学习"])
TEXT = r"^[^\x00]*$"
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Year = Annotated[int | None, Query(ge=2000, le=2099)]


class TopicOut(Schema):
    """A topic of a plan and what became of it."""

    due_on: date
    title: str
    form: str
    lead: str
    done_on: date | None
    gathering: int | None
    dropped_reason: str


class PlanOut(Schema):
    """A plan."""

    id: int
    unit: str
    year: int
    group: str
    title: str
    state: str
    adopted_on: date | None
    number: int
    done: int


class PlanPage(Schema):
    """A page of plans."""

    count: int
    page: int
    size: int
    items: list[PlanOut]


class MaterialOut(Schema):
    """A material of the library."""

    id: int
    unit: str
    title: str
    kind: str
    category: str
    author: str
    address: str


class MaterialPage(Schema):
    """A page of materials."""

    count: int
    page: int
    size: int
    items: list[MaterialOut]


class SelfOut(Schema):
    """An entry of self-study."""

    id: int
    on: date
    minutes: int
    what: str
    state: str
    version: int


class SelfIn(Schema):
    """What was studied alone; no thoughts about it."""

    on: date
    minutes: int = Field(ge=10, le=480)
    what: str = Field(min_length=1, max_length=200, pattern=TEXT)


class SettleIn(Schema):
    """The version that was seen."""

    version: int = Field(ge=1, le=2**31 - 1)


@router.get("/study/plans", response={200: PlanPage, **ERRORS}, operation_id="study_plans")
def list_plans(request: HttpRequest, paging: Annotated[Paging, PAGED], year: Year = None) -> Any:
    """Plans of a year within the caller's units."""
    rows = queries.plans(scope(request, "study.view")).filter(year=year or today().year)
    found = page(rows.order_by("unit__path", "pk"), paging)
    return found | {"items": [_plan(row) for row in found["items"]]}


def _plan(row: Any) -> PlanOut:
    return PlanOut(
        id=row.pk, unit=row.unit.code, year=row.year, group=row.group, title=row.title,
        state=row.state, adopted_on=row.adopted_on, number=row.number, done=row.done,
    )  # fmt: skip


@router.get(
    "/study/plans/{pk}/topics",
    response={200: list[TopicOut], **ERRORS},
    operation_id="study_topics",
)
def list_topics(request: HttpRequest, pk: Key) -> Any:
    """The topics of a plan in order."""
    row = queries.plan(scope(request, "study.view"), pk)
    if row is None:
        raise Http404
    return [
        TopicOut(
            due_on=t.due_on, title=t.title, form=t.form, lead=t.leader, done_on=t.done_on,
            gathering=t.gathering_id, dropped_reason=t.dropped_reason,
        )
        for t in queries.topics(row)
    ]  # fmt: skip


@router.get(
    "/study/materials", response={200: MaterialPage, **ERRORS}, operation_id="study_materials"
)
def list_materials(request: HttpRequest, paging: Annotated[Paging, PAGED]) -> Any:
    """The library of the caller's units and of the units above the own branch."""
    reach = scope(request, "study.view")
    key = actor(request).person_id
    person = person_by_key(Scope.everything(), key) if key is not None else None
    unit = unit_by_key(person.home_id) if person is not None else None
    found = page(queries.materials(reach, unit).order_by("-created_on", "-pk"), paging)
    return found | {
        "items": [
            MaterialOut(id=m.pk, unit=m.unit.code, title=m.title, kind=m.kind, category=m.category,
                        author=m.author, address=m.address)
            for m in found["items"]
        ]
    }  # fmt: skip


@router.get("/study/own", response={200: list[SelfOut], **ERRORS}, operation_id="own_study")
def list_own(request: HttpRequest, year: Year = None) -> Any:
    """One's own self-study of a year, at most two hundred."""
    if not actor(request).can("study.own"):
        raise Forbidden
    rows = queries.self_entries(Scope.everything(), year or today().year)
    return [_self(row) for row in rows.filter(person=actor(request).person_id)[:200]]


def _self(row: SelfStudy) -> SelfOut:
    return SelfOut(id=row.pk, on=row.on, minutes=row.minutes, what=row.what, state=row.state,
                   version=row.version)  # fmt: skip


@router.post("/study/own", response={200: SelfOut, **ERRORS}, operation_id="enter_own_study")
def enter(request: HttpRequest, payload: SelfIn) -> Any:
    """Enter what one studied alone; it counts once the branch confirms."""
    who = actor(request)
    if not who.can("study.own"):
        raise Forbidden
    person = person_by_key(Scope.everything(), who.person_id) if who.person_id else None
    if person is None:
        raise Refused("您的账号没有对应的党员，不能登记自学。")
    return _self(actions.enter_self_study(who, person=person, **payload.model_dump()))


@router.post(
    "/study/self-study/{pk}/confirm", response={200: SelfOut, **ERRORS},
    operation_id="confirm_self_study",
)  # fmt: skip
def confirm(request: HttpRequest, pk: Key, payload: SettleIn) -> Any:
    """Confirm an entry of the caller's branch; nobody their own."""
    row = queries.self_entry(scope(request, "study.confirm"), pk)
    if row is None:
        raise Http404
    if row.version != payload.version:
        raise Conflict
    [done] = actions.confirm_self_study(actor(request), unit=row.unit, entries=[row])
    return _self(done)
