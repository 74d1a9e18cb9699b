"""/stations, /service, /honours: posts and teams, volunteer service, the register, nominations."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.audit.errors import Refused
from tongpin.ledgers.honours import actions, queries
from tongpin.org import queries as org
from tongpin.org.models import Person
from tongpin.org.scope import Scope

router = Router(tags=["岗位荣誉"])
LINE = r"^[^\x00-\x1f]*$"
TEXT = r"^[^\x00]*$"
CODE = r"^[^\x00-\x1f]+$"
KEY_LIMIT = 2**63 - 1
VERSION_LIMIT = 2**31 - 1
Key = Annotated[int, Field(ge=1, le=KEY_LIMIT)]
Kind = Literal["demonstration", "vanguard", "youth"]
HonourKey = Literal["member", "worker", "organisation", "other"]


class StationOut(Schema):
    """A post or team with the numbers of its members, activities and results."""

    id: int
    unit: str
    kind: str
    name: str
    place: str
    duty: str
    pledge: str
    starts_on: date
    ends_on: date
    ended_on: date | None
    stage: str
    members: int
    activities: int
    results: int
    version: int

    @classmethod
    def of(cls, row: Any) -> StationOut:
        """From a row of `queries.stations`."""
        return cls(
            id=row.pk, unit=row.unit.code, kind=row.kind, name=row.name, place=row.place,
            duty=row.duty, pledge=row.pledge, starts_on=row.starts_on, ends_on=row.ends_on,
            ended_on=row.ended_on, stage=queries.stage_of(row, today()).name.lower(),
            members=row.manned, activities=row.held, results=row.achieved, version=row.version,
        )  # fmt: skip


class StationPage(Schema):
    """A page of posts."""

    count: int
    page: int
    size: int
    items: list[StationOut]


class StationIn(Schema):
    """A post or team."""

    unit: str = Field(max_length=40, pattern=CODE)
    kind: Kind
    name: str = Field(min_length=1, max_length=80, pattern=LINE)
    place: str = Field("", max_length=80, pattern=LINE)
    duty: str = Field(min_length=1, max_length=2000, pattern=TEXT)
    pledge: str = Field(min_length=1, max_length=2000, pattern=TEXT)
    starts_on: date
    ends_on: date


class ServiceOut(Schema):
    """Volunteer service in minutes; counts once confirmed."""

    id: int
    unit: str
    person: int
    name: str
    on: date
    minutes: int
    what: str
    station: int | None
    state: str
    version: int

    @classmethod
    def of(cls, row: Any) -> ServiceOut:
        """From a row of `queries.services`."""
        return cls(
            id=row.pk, unit=row.unit.code, person=row.person_id, name=row.person.name, on=row.on,
            minutes=row.minutes, what=row.what, station=row.station_id,
            state=queries.state_of(row), version=row.version,
        )  # fmt: skip


class ServicePage(Schema):
    """A page of service."""

    count: int
    page: int
    size: int
    items: list[ServiceOut]


class ServiceIn(Schema):
    """Service that somebody gave: one's own, or that of a member of a branch one keeps."""

    person: Key
    on: date
    minutes: int = Field(ge=1, le=1440)
    what: str = Field(min_length=1, max_length=200, pattern=LINE)


class VersionIn(Schema):
    """The version that was read."""

    version: int = Field(ge=1, le=VERSION_LIMIT)


class HonourOut(Schema):
    """An honour of a person or of an organisation, with its revocation."""

    id: int
    unit: str
    kind: str
    title: str
    person: int | None
    organisation: str | None
    name: str
    awarded_on: date
    awarded_by: str
    number: str
    revoked_on: date | None
    revoked_reason: str
    version: int

    @classmethod
    def of(cls, row: Any) -> HonourOut:
        """From a row of `queries.honours`."""
        return cls(
            id=row.pk, unit=row.unit.code, kind=row.kind, title=row.title, person=row.person_id,
            organisation=row.organisation.code if row.organisation else None,
            name=str(row.person or row.organisation), awarded_on=row.awarded_on,
            awarded_by=row.awarded_by, number=row.number, revoked_on=row.revoked_on,
            revoked_reason=row.revoked_reason, version=row.version,
        )  # fmt: skip


class HonourPage(Schema):
    """A page of the register."""

    count: int
    page: int
    size: int
    items: list[HonourOut]


class HonourIn(Schema):
    """An honour from above or from before; of a person, or of an organisation by its code."""

    unit: str = Field(max_length=40, pattern=CODE)
    kind: HonourKey
    title: str = Field(min_length=1, max_length=120, pattern=LINE)
    person: Key | None = None
    organisation: str | None = Field(None, max_length=40, pattern=CODE)
    awarded_on: date
    awarded_by: str = Field(min_length=1, max_length=100, pattern=LINE)
    number: str = Field("", max_length=60, pattern=LINE)


class NominationIn(Schema):
    """Somebody, or an organisation by its code, nominated to a round."""

    unit: str = Field(max_length=40, pattern=CODE)
    kind: Literal["member", "worker", "organisation"]
    person: Key | None = None
    organisation: str | None = Field(None, max_length=40, pattern=CODE)
    deeds: str = Field(min_length=1, max_length=4000, pattern=TEXT)
    nominated_on: date


class NominationOut(Schema):
    """A nomination."""

    id: int
    round: int
    kind: str
    unit: str
    name: str
    nominated_on: date
    review: str
    outcome: str
    version: int


@router.get("/stations", response={200: StationPage, **ERRORS}, operation_id="stations")
def list_stations(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    kind: Annotated[Kind | None, Query()] = None,
) -> Any:
    """Posts and teams of the caller's units, the latest first."""
    rows = queries.stations(scope(request, "honours.view")).order_by("-starts_on", "-pk")
    found = page(rows.filter(kind=kind) if kind else rows, paging)
    return found | {"items": [StationOut.of(row) for row in found["items"]]}


@router.post("/stations", response={201: StationOut, **ERRORS}, operation_id="add_station")
def post_station(request: HttpRequest, payload: StationIn) -> Any:
    """Set a post or a team up."""
    place = unit(request, payload.unit, "honours.write")
    row = actions.add_station(actor(request), unit=place, **payload.model_dump(exclude={"unit"}))
    return 201, StationOut.of(queries.station(Scope.everything(), row.pk))


@router.get("/service", response={200: ServicePage, **ERRORS}, operation_id="service")
def list_service(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    state: Annotated[
        Literal["waiting", "confirmed", "declined", "withdrawn"] | None, Query()
    ] = None,
) -> Any:
    """Volunteer service in the caller's units, the latest first."""
    rows = queries.services(scope(request, "honours.ledger")).order_by("-on", "-pk")
    found = page(queries.in_state(rows, state) if state else rows, paging)
    return found | {"items": [ServiceOut.of(row) for row in found["items"]]}


@router.post("/service", response={201: ServiceOut, **ERRORS}, operation_id="record_service")
def post_service(request: HttpRequest, payload: ServiceIn) -> Any:
    """Enter service; the own one waits for the branch."""
    person = _person(request, payload.person)
    row = actions.record_service(
        actor(request), person=person, **payload.model_dump(exclude={"person"})
    )
    return 201, ServiceOut.of(row)


@router.post(
    "/service/{pk}/confirm", response={200: ServiceOut, **ERRORS}, operation_id="confirm_service"
)
def post_confirm(request: HttpRequest, pk: Key, payload: VersionIn) -> Any:
    """Confirm service that somebody else entered."""
    row = queries.service(scope(request, "honours.ledger"), pk)
    if row is None:
        raise Http404
    return ServiceOut.of(
        actions.confirm_service(actor(request), unit=row.unit, service=row, version=payload.version)
    )


@router.get("/honours", response={200: HonourPage, **ERRORS}, operation_id="honours")
def list_honours(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    kind: Annotated[HonourKey | None, Query()] = None,
) -> Any:
    """The register of the caller's units, the latest first; entries taken back are left out."""
    rows = queries.honours(scope(request, "honours.view")).filter(withdrawn_reason="")
    rows = rows.order_by("-awarded_on", "-pk")
    found = page(rows.filter(kind=kind) if kind else rows, paging)
    return found | {"items": [HonourOut.of(row) for row in found["items"]]}


@router.post("/honours", response={201: HonourOut, **ERRORS}, operation_id="record_honour")
def post_honour(request: HttpRequest, payload: HonourIn) -> Any:
    """Enter an honour from above or from before."""
    place = unit(request, payload.unit, "honours.nominate")
    row = actions.record_honour(
        actor(request), unit=place, **_owner(request, payload.person, payload.organisation),
        **payload.model_dump(exclude={"unit", "person", "organisation"}),
    )  # fmt: skip
    return 201, HonourOut.of(row)


@router.post(
    "/commendations/{pk}/nominations", response={201: NominationOut, **ERRORS},
    operation_id="nominate",
)  # fmt: skip
def post_nomination(request: HttpRequest, pk: Key, payload: NominationIn) -> Any:
    """Nominate to a round of the own unit or of one above it."""
    row = queries.round_(scope(request, "honours.ledger"), pk)
    if row is None:
        raise Http404
    place = unit(request, payload.unit, "honours.nominate")
    item = actions.nominate(
        actor(request), unit=place, round=row,
        **_owner(request, payload.person, payload.organisation),
        **payload.model_dump(exclude={"unit", "person", "organisation"}),
    )  # fmt: skip
    return 201, NominationOut(
        id=item.pk, round=row.pk, kind=item.kind, unit=place.code, name=item.named,
        nominated_on=item.nominated_on, review=item.review, outcome=item.outcome,
        version=item.version,
    )  # fmt: skip


def _person(request: HttpRequest, key: int) -> Person:
    """Oneself, or somebody of the caller's units; 404 outside."""
    who = actor(request)
    found = org.person(Scope.everything(), key)
    if found is None or not (who.person_id == key or who.sees(found.home.path)):
        raise Http404
    return found


def _owner(request: HttpRequest, person: int | None, code: str | None) -> dict[str, Any]:
    """`person` and `organisation` as the actions take them."""
    who = actor(request)
    found = org.unit_by_code(code) if code is not None else None
    if code is not None and (found is None or not who.sees(found.path)):
        raise Http404
    if person is None and found is None:
        raise Refused("请写明是哪位同志或者哪个党组织。", field="person")
    return {
        "person": _person(request, person) if person is not None else None,
        "organisation": found,
    }
