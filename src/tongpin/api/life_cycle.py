"""/gatherings/…: plans, notices, replies, sign-in, votes, confirmation and archive."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Header, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, actor, scope, unit
from tongpin.api.life import KEY_LIMIT, LINE, GatheringIn, GatheringOut, minutes_of, row_of
from tongpin.audit.errors import Refused
from tongpin.life import actions, queries
from tongpin.life.models import Gathering, Invitation, Standing
from tongpin.org.models import Person
from tongpin.rules.voting import Meeting

router = Router(tags=["组织生活"])
Key = Annotated[int, Field(ge=1, le=KEY_LIMIT)]
Number = Annotated[int, Field(ge=0, le=9999)]


class PlanIn(GatheringIn):
    """A gathering that is still ahead; attendance is left empty."""


class PeopleIn(Schema):
    """Whom to ask; nobody named: everybody the kinds ask for."""

    people: list[Key] = Field(default_factory=list, max_length=2000)


class ReplyIn(Schema):
    """参加 or 请假 with its reason; `person` only when the secretary enters it."""

    answer: Literal["attending", "leave"]
    reason: str = Field("", max_length=60, pattern=LINE)
    person: Key | None = None


class InvitationOut(Schema):
    """Who was asked and what was answered."""

    person: int = Field(alias="person_id")
    name: str
    is_observer: bool
    reply: str
    reason: str

    @staticmethod
    def resolve_name(row: Invitation) -> str:
        """The person's name."""
        return row.person.name


class CodeIn(Schema):
    """The six digits on the screen, or the token of the QR code."""

    code: str = Field(min_length=6, max_length=40, pattern=LINE)


class ArrivalOut(Schema):
    """A sign-in."""

    person: int = Field(alias="person_id")
    at: datetime
    way: str


class PaperIn(Schema):
    """Who was there by the recorder's word or by the paper list."""

    people: list[Key] = Field(min_length=1, max_length=2000)
    way: Literal["manual", "paper"] = "paper"


class ElectorIn(Schema):
    """A member's standing on the roll."""

    person: Key
    standing: Standing = Standing.VOTING
    is_present: bool = True


class VoteIn(Schema):
    """A motion with its roll."""

    motion: str = Field(min_length=1, max_length=200, pattern=LINE)
    kind: Meeting
    is_secret: bool = True
    is_exclusion_approved: bool = False
    exclusion_approval: str = Field("", max_length=100, pattern=LINE)
    seats: Number | None = None
    candidates: Number | None = None
    roll: list[ElectorIn] = Field(min_length=1, max_length=2000)


class TotalsIn(Schema):
    """Totals only; who voted how is asked nowhere."""

    version: int = Field(ge=0, le=2**31 - 1)
    yes: Number
    no: Number = 0
    abstain: Number = 0
    written_yes: Number = 0
    issued: Number | None = None
    returned: Number | None = None


class VoteOut(Schema):
    """A vote as the rulebook of its day judges it."""

    id: int
    motion: str
    kind: str
    version: int
    entitled: int
    present: int
    yes: int | None
    quorum: bool | None
    passed: bool | None
    needed_present: int | None
    needed_yes: int | None
    message: str


class ConfirmIn(Schema):
    """Who confirms which revision; `is_on_paper` enters a signature given on paper."""

    signer: Literal["chair", "recorder"]
    revision: int = Field(ge=1, le=9999)
    is_on_paper: bool = False


def _again(request: HttpRequest, row: Gathering) -> Any:
    return queries.gathering(scope(request, "life.view"), row.pk)


def _people(row: Gathering, keys: list[int]) -> list[Person]:
    known = {p.pk: p for p in actions.proposed_people(row)}
    known |= {i.person_id: i.person for i in queries.invitations(row)}
    if set(keys) - set(known):
        raise Refused("名单里有不在应到人员里的人。", field="people")
    return [known[k] for k in dict.fromkeys(keys)]


def _vote_out(row: Gathering, pk: int) -> dict[str, Any]:
    vote = queries.vote(row, pk)
    if vote is None:
        raise Http404
    found = queries.counted(vote, row.held_on)
    result = found.result
    return {
        "id": vote.pk, "motion": vote.motion, "kind": vote.kind, "version": vote.version,
        "entitled": found.numbers["entitled"], "present": found.numbers["present"],
        "yes": vote.yes, "quorum": result and result.quorum, "passed": result and result.passed,
        "needed_present": result and result.needed_present,
        "needed_yes": result and result.needed_yes,
        "message": result.message if result else found.trouble,
    }  # fmt: skip


@router.post(
    "/gatherings/plans", response={201: GatheringOut, **ERRORS}, operation_id="plan_gathering"
)
def post_plan(
    request: HttpRequest,
    payload: PlanIn,
    idempotency_key: Annotated[str, Header(pattern=r"^[0-9a-f]{0,32}$")] = "",
) -> Any:
    """Put a gathering on the calendar; sent again with the same `Idempotency-Key`, the first answers."""
    place = unit(request, payload.unit, "life.write")
    row = queries.by_request(idempotency_key)
    if row is not None and row.unit_id != place.pk:
        raise Refused("提交编号已被使用，请换一个。")
    if row is None:
        row = actions.plan_gathering(
            actor(request), unit=place, minutes=minutes_of(request, payload),
            request_key=idempotency_key or None,
        )  # fmt: skip
    return 201, _again(request, row)


@router.post(
    "/gatherings/{pk}/convene", response={200: GatheringOut, **ERRORS}, operation_id="convene"
)
def post_convene(request: HttpRequest, pk: int, payload: PeopleIn) -> Any:
    """Send the notice."""
    row = row_of(request, pk, "life.write")
    people = _people(row, payload.people) if payload.people else actions.proposed_people(row)
    actions.convene(actor(request), unit=row.unit, gathering=row, people=people)
    return _again(request, row)


@router.get(
    "/gatherings/{pk}/invitations",
    response={200: list[InvitationOut], **ERRORS},
    operation_id="invitations",
)
def get_invitations(request: HttpRequest, pk: int) -> Any:
    """Who was asked and what they answered; for those who keep the record."""
    return queries.invitations(row_of(request, pk, "life.write"))


@router.post(
    "/gatherings/{pk}/reply", response={200: InvitationOut, **ERRORS}, operation_id="reply"
)
def post_reply(request: HttpRequest, pk: int, payload: ReplyIn) -> Any:
    """Answer a notice."""
    row, who = row_of(request, pk, "life.view"), actor(request)
    found = queries.invitation(row, payload.person or who.person_id)
    if found is None:
        raise Refused("通知对象里没有这名同志。", field="person")
    return actions.reply(
        who, gathering=row, person=found.person, answer=payload.answer, reason=payload.reason
    )


@router.post(
    "/gatherings/{pk}/sign-in", response={200: ArrivalOut, **ERRORS}, operation_id="sign_in"
)
def post_sign_in(request: HttpRequest, pk: int, payload: CodeIn) -> Any:
    """Sign oneself in; asked again, the first sign-in is answered."""
    row = row_of(request, pk, "life.view")
    return actions.sign_in(actor(request), gathering=row, code=payload.code)[0]


@router.post(
    "/gatherings/{pk}/arrivals",
    response={200: list[ArrivalOut], **ERRORS},
    operation_id="sign_in_for",
)
def post_arrivals(request: HttpRequest, pk: int, payload: PaperIn) -> Any:
    """Enter who was there; answers those who were not signed in yet."""
    row = row_of(request, pk, "life.write")
    people = _people(row, payload.people)
    return actions.sign_in_for(
        actor(request), unit=row.unit, gathering=row, people=people, way=payload.way
    )


@router.get("/gatherings/{pk}/votes", response={200: list[VoteOut], **ERRORS}, operation_id="votes")
def get_votes(request: HttpRequest, pk: int) -> Any:
    """The votes of a gathering, judged."""
    row = row_of(request, pk, "life.view")
    return [_vote_out(row, v.pk) for v in queries.votes(row) if not v.withdrawn_reason]


@router.post("/gatherings/{pk}/votes", response={201: VoteOut, **ERRORS}, operation_id="open_vote")
def post_vote(request: HttpRequest, pk: int, payload: VoteIn) -> Any:
    """Put a motion to the vote; the roll is frozen."""
    row = row_of(request, pk, "life.write")
    people = {p.pk for p in queries.expected_people(row.unit, row.held_on)}
    if {e.person for e in payload.roll} - people:
        raise Refused("表决名单里有不属于本单位的人。", field="roll")
    values = payload.model_dump(exclude={"roll", "kind"})
    vote = actions.open_vote(
        actor(request), unit=row.unit, gathering=row,
        motion=actions.Motion(kind=payload.kind.value, **values),
        standings={e.person: e.standing.value for e in payload.roll},
        present={e.person for e in payload.roll if e.is_present},
    )  # fmt: skip
    return 201, _vote_out(row, vote.pk)


@router.post(
    "/gatherings/{pk}/votes/{vote}/count",
    response={200: VoteOut, **ERRORS},
    operation_id="count_vote",
)
def post_count(request: HttpRequest, pk: int, vote: int, payload: TotalsIn) -> Any:
    """Enter the totals of a vote."""
    row = row_of(request, pk, "life.write")
    item = queries.vote(row, vote) if 0 < vote <= KEY_LIMIT else None
    if item is None:
        raise Http404
    totals = actions.Totals(**payload.model_dump(exclude={"version"}))
    actions.count_vote(
        actor(request), unit=row.unit, gathering=row, vote=item, version=payload.version,
        totals=totals,
    )  # fmt: skip
    return _vote_out(row, item.pk)


@router.post(
    "/gatherings/{pk}/confirm", response={200: GatheringOut, **ERRORS}, operation_id="confirm"
)
def post_confirm(request: HttpRequest, pk: int, payload: ConfirmIn) -> Any:
    """Chair or recorder stands by the present words; 409 when they changed since."""
    row = row_of(request, pk, "life.view")
    actions.confirm(actor(request), gathering=row, **payload.model_dump())
    return _again(request, row)


@router.post(
    "/gatherings/{pk}/archive", response={200: GatheringOut, **ERRORS}, operation_id="archive"
)
def post_archive(request: HttpRequest, pk: int) -> Any:
    """Close a confirmed record."""
    row = row_of(request, pk, "life.write")
    actions.archive(actor(request), unit=row.unit, gathering=row)
    return _again(request, row)
