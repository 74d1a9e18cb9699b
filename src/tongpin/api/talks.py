"""/talks: what the caller may know of, without contents, and the four forms in numbers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today
from tongpin.audit.errors import Forbidden
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.talks import queries
from tongpin.ledgers.talks.models import Kind

router = Router(tags=["谈话提醒"])


class MatterOut(Schema):
    """A matter; what was said or written is shown on its page only, where the reading is logged."""

    id: int
    number: str
    unit: str
    kind: Kind
    person: int
    opened_on: date
    is_open: bool
    phase: str


class MatterPage(Schema):
    """A page of matters."""

    count: int
    page: int
    size: int
    items: list[MatterOut]


class FormsOut(Schema):
    """The four forms in one organisation."""

    unit: str
    first: int
    second: int
    third: int
    fourth: int


@router.get("/talks", response={200: MatterPage, **ERRORS}, operation_id="talks")
def list_talks(request: HttpRequest, paging: Annotated[Paging, PAGED]) -> Any:
    """The matters that the caller may know of, the latest first."""
    if not actor(request).can("talks.view"):
        raise Forbidden
    book, day = current_book(), today()
    found = page(queries.knowable(actor(request)), paging)
    return found | {
        "items": [
            MatterOut(
                id=row.pk, number=str(row), unit=row.unit.code, kind=Kind(row.kind),
                person=row.person_id, opened_on=row.opened_on, is_open=row.is_open,
                phase=queries.phase(book, row, day)[1],
            )
            for row in found["items"]
        ]
    }  # fmt: skip


@router.get("/talks/forms", response={200: list[FormsOut], **ERRORS}, operation_id="talk_forms")
def list_forms(
    request: HttpRequest,
    year: Annotated[int, Query(), Field(ge=2000, le=2099)],
) -> Any:
    """The four forms of a year by organisation: numbers, no names."""
    return [
        FormsOut(unit=r.unit, first=r.first, second=r.second, third=r.third, fourth=r.fourth)
        for r in queries.forms(scope(request, "talks.count"), year)
    ]
