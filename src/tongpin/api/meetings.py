"""/meetings: 民主生活会 and 组织生活会, their steps, opinions and list; /talks: who talked with whom."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.audit.errors import Forbidden, Refused
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.meetings import actions, queries
from tongpin.ledgers.meetings.forms import procedure_of
from tongpin.ledgers.meetings.models import Meeting
from tongpin.life.queries import coverage
from tongpin.org.queries import person as person_in
from tongpin.org.scope import Scope

router = Router(tags=["民主生活会和组织生活会"])
LINE = r"^[^\x00-\x1f]*$"
TEXT = r"^[^\x00-\x08\x0b-\x1f]*$"
KEY_LIMIT = 2**63 - 1
Key = Annotated[int, Path(ge=1, le=KEY_LIMIT)]
Code = Annotated[str, Query(alias="unit", min_length=1, max_length=40)]


class MeetingOut(Schema):
    """One meeting of a year."""

    id: int
    unit: str
    procedure: str
    year: int
    theme: str
    planned_on: date | None
    held_on: date | None
    is_closed: bool

    @classmethod
    def of(cls, row: Meeting) -> MeetingOut:
        """From a meeting."""
        return cls(
            id=row.pk, unit=row.unit.code, procedure=row.procedure, year=row.year, theme=row.theme,
            planned_on=row.planned_on, held_on=row.gathering.held_on if row.gathering else None,
            is_closed=row.case.closed_on is not None,
        )  # fmt: skip


class MeetingPage(Schema):
    """A page of meetings."""

    count: int
    page: int
    size: int
    items: list[MeetingOut]


class StepOut(Schema):
    """A step: how it stands, what the file holds and lacks, by which articles."""

    key: str
    title: str
    state: str
    holds: str
    lacks: list[str]
    articles: str
    latest: date | None


class MeetingIn(Schema):
    """Begin a meeting year."""

    unit: str = Field(min_length=1, max_length=40)
    year: int = Field(ge=2000, le=2099)
    theme: str = Field(min_length=1, max_length=200, pattern=LINE)
    opened_on: date
    planned_on: date | None = None
    is_special: bool = False


class RemarkIn(Schema):
    """An opinion; without `given_by` no name is kept."""

    source: Literal["masses", "branches", "members", "units", "superior"]
    content: str = Field(min_length=1, max_length=2000, pattern=TEXT)
    collected_on: date
    way: str = Field("", max_length=40, pattern=LINE)
    about: int | None = Field(None, ge=1, le=KEY_LIMIT)
    given_by: str = Field("", max_length=50, pattern=LINE)


class ProblemIn(Schema):
    """An item of the list."""

    title: str = Field(min_length=1, max_length=200, pattern=LINE)
    measure: str = Field("", max_length=2000, pattern=TEXT)
    person: int | None = Field(None, ge=1, le=KEY_LIMIT)
    due_on: date


class MadeOut(Schema):
    """The key of what was made."""

    id: int


class RelationOut(Schema):
    """A relation in numbers."""

    title: str
    wanted: int
    done: int


class GapOut(Schema):
    """A talk that is still wanted."""

    relation: str
    person: str
    partner: str


class CoverageOut(Schema):
    """Who has talked with whom in a year: numbers and gaps."""

    relations: list[RelationOut]
    gaps: list[GapOut]


@router.get("/meetings", response={200: MeetingPage, **ERRORS}, operation_id="meetings")
def list_meetings(
    request: HttpRequest, paging: Annotated[Paging, PAGED],
    year: Annotated[int | None, Query(ge=2000, le=2099)] = None,
) -> Any:  # fmt: skip
    """The meetings of the caller's units, the latest year first."""
    rows = queries.meetings(scope(request, "meetings.view"))
    found = page(rows.filter(year=year) if year else rows, paging)
    return found | {"items": [MeetingOut.of(row) for row in found["items"]]}


@router.post("/meetings", response={201: MeetingOut, **ERRORS}, operation_id="open_meeting")
def post_meeting(request: HttpRequest, payload: MeetingIn) -> Any:
    """Begin the preparation of the unit's meeting: a branch's 组织生活会, else a 民主生活会."""
    place = unit(request, payload.unit, "meetings.write")
    _check_day(payload.opened_on, "opened_on")
    values = payload.model_dump(exclude={"unit"})
    row = actions.open_meeting(actor(request), unit=place, procedure=procedure_of(place), **values)
    return 201, MeetingOut.of(row)


@router.get(
    "/meetings/{key}/steps", response={200: list[StepOut], **ERRORS}, operation_id="meeting_steps"
)
def list_steps(request: HttpRequest, key: Key) -> Any:
    """The steps in order."""
    row = _row(request, key, "meetings.view")
    book, day = current_book(), today()
    found = queries.guided(book, row, queries.standing_of(book, row, day), day)
    return [
        StepOut(
            key=g.rung.step.key, title=g.rung.step.title, state=g.rung.state,
            holds=g.part.words if g.part else "", lacks=list(g.part.lacks) if g.part else [],
            articles=g.article, latest=g.rung.next.latest if g.rung.next else None,
        )
        for g in found
    ]  # fmt: skip


@router.post(
    "/meetings/{key}/opinions",
    response={201: MadeOut, **ERRORS},
    operation_id="add_meeting_opinion",
)
def post_remark(request: HttpRequest, key: Key, payload: RemarkIn) -> Any:
    """Enter an opinion."""
    row = _row(request, key, "meetings.write")
    _check_day(payload.collected_on, "collected_on")
    about = _person(payload.about, "about")
    made = actions.add_remark(
        actor(request), unit=row.unit, meeting=row, about=about,
        **payload.model_dump(exclude={"about"}),
    )  # fmt: skip
    return 201, MadeOut(id=made.pk)


@router.post(
    "/meetings/{key}/problems",
    response={201: MadeOut, **ERRORS},
    operation_id="add_meeting_problem",
)
def post_problem(request: HttpRequest, key: Key, payload: ProblemIn) -> Any:
    """Enter an item of the list into the problem loop; the answer is the problem's key."""
    row = _row(request, key, "meetings.write")
    _check_day(payload.due_on, "due_on")
    person = _person(payload.person, "person")
    made = actions.add_problem(
        actor(request), unit=row.unit, meeting=row, person=person,
        **payload.model_dump(exclude={"person"}),
    )  # fmt: skip
    return 201, MadeOut(id=made.pk)


@router.get("/talks", response={200: CoverageOut, **ERRORS}, operation_id="talk_coverage")
def get_coverage(
    request: HttpRequest, code: Code, year: Annotated[int, Query(ge=2000, le=2099)]
) -> Any:
    """The coverage of heart talks of one unit in a year."""
    place = unit(request, code, "meetings.view")
    start, end = date(year, 1, 1), date(year, 12, 31)
    found = coverage(place, start, max(start, min(end, today())))
    return CoverageOut(
        relations=[
            RelationOut(title=r.title, wanted=r.wanted, done=r.done) for r in found.relations
        ],
        gaps=[
            GapOut(relation=g.relation, person=g.who.name, partner=g.with_whom) for g in found.gaps
        ],
    )


def _row(request: HttpRequest, key: int, permission: str) -> Meeting:
    row = queries.meeting(Scope.everything(), key)
    who = actor(request)
    if row is None or not who.sees(row.unit.path):
        raise Http404
    if not who.can(permission, row.unit.path):
        raise Forbidden
    return row


def _person(key: int | None, field: str) -> Any:
    found = person_in(Scope.everything(), key) if key is not None else None
    if key is not None and found is None:
        raise Refused("没有这名同志。", field=field)
    return found


def _check_day(day: date, field: str) -> None:
    if not 2000 <= day.year <= 2099:
        raise Refused("日期须在 2000 年至 2099 年之间。", field=field)
