"""/units and /people."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.org import actions, queries
from tongpin.org.identity import masked_identity, masked_phone
from tongpin.org.models import Person, Sex, Stage, Unit

router = Router(tags=["党组织与人员"])


class UnitOut(Schema):
    """A unit."""

    code: str
    name: str
    short_name: str
    kind: str
    parent: str | None
    founded_on: date | None
    dissolved_on: date | None

    @staticmethod
    def resolve_parent(row: Unit) -> str | None:
        """The code of the unit above."""
        return row.parent.code if row.parent else None


class PersonOut(Schema):
    """A person; identity and phone numbers are masked."""

    id: int
    name: str
    sex: str
    born_on: date | None
    unit: str
    stage: str | None
    identity_number: str
    phone: str

    @staticmethod
    def resolve_unit(row: Person) -> str:
        """The code of the branch."""
        return row.home.code

    @staticmethod
    def resolve_stage(row: Person) -> str | None:
        """The stage on the site's day."""
        return queries.stage_on(row, today())

    @staticmethod
    def resolve_identity_number(row: Person) -> str:
        """Masked."""
        return masked_identity(row.identity_number)

    @staticmethod
    def resolve_phone(row: Person) -> str:
        """Masked."""
        return masked_phone(row.phone)


class PersonIn(Schema):
    """A new person on a branch's roster."""

    unit: str = Field(max_length=40)
    name: str = Field(min_length=1, max_length=50, pattern=r"^[^\x00-\x1f]+$")
    stage: Stage
    since: date
    stage_since: date | None = None
    sex: Sex | None = None
    born_on: date | None = None
    identity_number: str = Field("", max_length=18, pattern=r"^[0-9Xx]*$")
    phone: str = Field("", max_length=20, pattern=r"^[0-9+\- ]*$")
    position: str = Field("", max_length=60, pattern=r"^[^\x00-\x1f]*$")


class UnitPage(Schema):
    """A page of units."""

    count: int
    page: int
    size: int
    items: list[UnitOut]


class PersonPage(Schema):
    """A page of people."""

    count: int
    page: int
    size: int
    items: list[PersonOut]


@router.get("/units", response={200: UnitPage, **ERRORS}, operation_id="units")
def list_units(request: HttpRequest, paging: Annotated[Paging, PAGED]) -> Any:
    """The units that the caller may read."""
    return page(queries.units(scope(request, "org.view")), paging)


@router.get("/units/{code}", response={200: UnitOut, **ERRORS}, operation_id="unit")
def get_unit(request: HttpRequest, code: str) -> Any:
    """One unit."""
    return unit(request, code, "org.view")


@router.get("/people", response={200: PersonPage, **ERRORS}, operation_id="people")
def list_people(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    q: Annotated[str, Query(max_length=50, description="姓名、拼音或首字母")] = "",
) -> Any:
    """The people of the caller's units."""
    rows = queries.people(scope(request, "org.view"))
    text = q.replace("\x00", "").strip()
    return page(queries.called(rows, text) if text else rows, paging)


@router.get("/people/{pk}", response={200: PersonOut, **ERRORS}, operation_id="person")
def get_person(request: HttpRequest, pk: int) -> Any:
    """One person."""
    row = queries.person(scope(request, "org.view"), pk) if 0 < pk < 2**63 else None
    if row is None:
        raise Http404
    return row


@router.post("/people", response={201: PersonOut, **ERRORS}, operation_id="add_person")
def post_person(request: HttpRequest, payload: PersonIn) -> Any:
    """Put a person on a branch's roster."""
    values = payload.model_dump(exclude={"unit"})
    values["sex"] = values["sex"] or ""
    home = unit(request, payload.unit, "org.write")
    return 201, actions.add_person(actor(request), unit=home, **values)
