"""/examinations: sittings, and one's own: what is asked, beginning, answers one by one, handing in."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope
from tongpin.audit.errors import Forbidden
from tongpin.ledgers.examinations import actions, queries
from tongpin.ledgers.examinations.models import Candidate, SittingState
from tongpin.life.clock import at

router = Router(tags=["知识考试"])
TEXT = r"^[^\x00]*$"
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Said = Annotated[str, Field(max_length=2000, pattern=TEXT)]


class SittingOut(Schema):
    """A sitting with how many were asked, began and handed in; no result of a person."""

    id: int
    unit: str
    title: str
    opens_at: datetime
    closes_at: datetime
    minutes: int
    state: str
    asked: int
    begun: int
    handed: int


class SittingPage(Schema):
    """A page of sittings."""

    count: int
    page: int
    size: int
    items: list[SittingOut]


class BranchOut(Schema):
    """A branch's part; the shares are empty where too few sat."""

    unit: str
    asked: int
    sat: int
    mean: float | None
    passed: float | None


class OwnOut(Schema):
    """One's own place in a sitting; `points` once published."""

    sitting: int
    title: str
    opens_at: datetime
    closes_at: datetime
    minutes: int
    state: str
    started_at: datetime | None
    deadline_at: datetime | None
    submitted_at: datetime | None
    points: float | None


class QuestionOut(Schema):
    """A question of one's own paper without its key, and what was answered."""

    item: int
    kind: str
    stem: str
    options: list[str]
    blanks: int
    points: float
    given: list[str]
    version: int


class AnswerIn(Schema):
    """An answer; `version` is the one that was seen, `writer` and `sequence` name the write."""

    given: list[Said] = Field(max_length=20)
    version: Count
    writer: str = Field(min_length=1, max_length=32, pattern=TEXT)
    sequence: Count


class AnswerOut(Schema):
    """What stands."""

    item: int
    given: list[str]
    version: int


@router.get(
    "/examinations", response={200: SittingPage, **ERRORS}, operation_id="examination_sittings"
)
def list_sittings(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    year: Annotated[int | None, Query(ge=2000, le=2099)] = None,
) -> Any:
    """Sittings that the caller's units organise or are asked to."""
    rows = queries.sittings(scope(request, "examinations.view")).order_by("-opens_at", "-pk")
    if year is not None:
        rows = rows.filter(opens_at__range=_year(year))
    found = page(rows, paging)
    return found | {"items": [_sitting(row) for row in found["items"]]}


def _year(year: int) -> tuple[datetime, datetime]:
    return at(date(year, 1, 1), time.min), at(date(year, 12, 31), time.max)


def _sitting(row: Any) -> SittingOut:
    return SittingOut(
        id=row.pk, unit=row.unit.code, title=row.title, opens_at=row.opens_at,
        closes_at=row.closes_at, minutes=row.minutes, state=row.state, asked=row.asked,
        begun=row.begun, handed=row.handed,
    )  # fmt: skip


@router.get(
    "/examinations/{pk}/branches", response={200: list[BranchOut], **ERRORS},
    operation_id="examination_branches",
)  # fmt: skip
def branches(request: HttpRequest, pk: Key) -> Any:
    """Aggregates of a published sitting by branch; nothing about a person."""
    reach = scope(request, "examinations.view")
    row = queries.sitting(reach, pk)
    if row is None or row.state != SittingState.PUBLISHED:
        raise Http404
    return [
        BranchOut(unit=line.unit.code, asked=line.result.asked, sat=line.result.sat,
                  mean=line.result.mean, passed=line.result.passed)
        for line in queries.analysis(row, reach).branches
    ]  # fmt: skip


# -------------------------------------------------------------------------------- one's own


def _own(request: HttpRequest, pk: int) -> Candidate:
    if not actor(request).can("examinations.own"):
        raise Forbidden
    entry = queries.own_sitting(actor(request).person_id, pk)
    if entry is None:
        raise Http404
    return entry


def _own_out(entry: Candidate) -> OwnOut:
    row = entry.sitting
    published = row.state == SittingState.PUBLISHED and entry.started_at is not None
    return OwnOut(
        sitting=row.pk, title=row.title, opens_at=row.opens_at, closes_at=row.closes_at,
        minutes=row.minutes, state=row.state, started_at=entry.started_at,
        deadline_at=entry.deadline_at, submitted_at=entry.submitted_at,
        points=(entry.tenths or 0) / 10 if published else None,
    )  # fmt: skip


@router.get(
    "/examinations/own", response={200: list[OwnOut], **ERRORS}, operation_id="own_examinations"
)
def list_own(request: HttpRequest) -> Any:
    """One's own sittings, the latest first, at most a hundred."""
    if not actor(request).can("examinations.own"):
        raise Forbidden
    return [_own_out(entry) for entry in queries.own(actor(request).person_id)[:100]]


@router.post(
    "/examinations/own/{pk}/start",
    response={200: OwnOut, **ERRORS},
    operation_id="start_examination",
)
def start(request: HttpRequest, pk: Key) -> Any:
    """Begin, or go on: the time is the server's."""
    actions.start(actor(request), candidate=_own(request, pk))
    return _own_out(_own(request, pk))


@router.get(
    "/examinations/own/{pk}/questions", response={200: list[QuestionOut], **ERRORS},
    operation_id="own_examination_questions",
)  # fmt: skip
def questions(request: HttpRequest, pk: Key) -> Any:
    """The paper of a sitting that one has begun, without keys, in the order of its numbers."""
    entry = _own(request, pk)
    if entry.started_at is None:
        raise Http404
    answers = queries.answers(entry)
    return [
        QuestionOut(
            item=item.pk, kind=item.kind, stem=item.content["stem"],
            options=item.content["options"],
            blanks=len(item.content["key"]) if item.kind == "blank" else 0, points=item.worth / 10,
            given=answers[item.pk].given if item.pk in answers else [],
            version=answers[item.pk].version if item.pk in answers else 0,
        )
        for item in queries.items(entry.sitting.paper_id)
    ]  # fmt: skip


@router.put(
    "/examinations/own/{pk}/questions/{item}", response={200: AnswerOut, **ERRORS},
    operation_id="save_examination_answer",
)  # fmt: skip
def save(request: HttpRequest, pk: Key, item: Key, payload: AnswerIn) -> Any:
    """Save one answer; sent twice it stays once. 409: another window was first, or the time is up."""
    entry = _own(request, pk)
    row = actions.save_answer(
        person_id=entry.person_id, sitting=pk,
        write=actions.Write(item=item, **payload.model_dump()),
    )  # fmt: skip
    return AnswerOut(item=row.item_id, given=row.given, version=row.version)


@router.post(
    "/examinations/own/{pk}/submit", response={200: OwnOut, **ERRORS},
    operation_id="submit_examination",
)  # fmt: skip
def submit(request: HttpRequest, pk: Key) -> Any:
    """Hand in."""
    actions.submit(actor(request), candidate=_own(request, pk))
    return _own_out(_own(request, pk))
