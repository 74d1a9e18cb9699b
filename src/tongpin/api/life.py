"""/gatherings."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Header, Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, unit
from tongpin.audit.errors import Refused
from tongpin.duties.queries import counted_for
from tongpin.life import actions, queries
from tongpin.life.models import Content, Form, Gathering, Kind
from tongpin.org.models import Person, Unit
from tongpin.org.queries import person

router = Router(tags=["组织生活"])
LINE = r"^[^\x00-\x1f]*$"
TEXT = r"^[^\x00]*$"
KEY_LIMIT = 2**63 - 1


class GatheringOut(Schema):
    """A gathering."""

    id: int
    unit: str
    kinds: list[str]
    topic: str
    held_on: date
    place: str
    study_minutes: int | None
    tags: list[str]
    joint: list[str]
    present: int
    entitled: int
    state: str
    convened_at: datetime | None
    recorded_on: date
    archived_on: date | None
    is_late: bool
    version: int

    @staticmethod
    def resolve_unit(row: Gathering) -> str:
        """The code of the unit."""
        return row.unit.code

    @staticmethod
    def resolve_kinds(row: Gathering) -> list[str]:
        """All kinds that it is."""
        return [k.kind for k in row.kinds.all()]

    @staticmethod
    def resolve_tags(row: Gathering) -> list[str]:
        """Contents and forms."""
        return [t.tag for t in row.tags.all()]

    @staticmethod
    def resolve_joint(row: Gathering) -> list[str]:
        """The codes of the units that held it, too."""
        return [j.unit.code for j in row.joint_units.all()]


class GatheringPage(Schema):
    """A page of gatherings."""

    count: int
    page: int
    size: int
    items: list[GatheringOut]


class AttendanceIn(Schema):
    """One person's presence."""

    person: int = Field(ge=1, le=KEY_LIMIT)
    presence: Literal["present", "leave", "absent", "observer"]
    reason: str = Field("", max_length=60, pattern=LINE)


class TalkIn(Schema):
    """Who talked with whom."""

    first: int = Field(ge=1, le=KEY_LIMIT)
    second: int = Field(ge=1, le=KEY_LIMIT)


class GatheringIn(Schema):
    """A gathering as it is written down; `version` only when changing one."""

    unit: str = Field(max_length=40)
    kinds: list[Kind] = Field(min_length=1, max_length=14)
    topic: str = Field(min_length=1, max_length=200, pattern=LINE)
    held_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = Field("", max_length=100, pattern=LINE)
    chair: int | None = Field(None, ge=1, le=KEY_LIMIT)
    recorder: int | None = Field(None, ge=1, le=KEY_LIMIT)
    makes_up: str = Field("", pattern=r"^(20\d\d(-(0[1-9]|1[0-2])|-Q[1-4])?)?$")
    study_minutes: int | None = Field(None, ge=1, le=12_000)
    agenda: str = Field("", max_length=4000, pattern=TEXT)
    content: str = Field("", max_length=20000, pattern=TEXT)
    resolutions: str = Field("", max_length=8000, pattern=TEXT)
    guests: str = Field("", max_length=300, pattern=LINE)
    tags: list[Content | Form] = Field(default_factory=list, max_length=17)
    joint: list[Annotated[str, Field(max_length=40)]] = Field(default_factory=list, max_length=50)
    talks: list[TalkIn] = Field(default_factory=list, max_length=200)
    attendance: list[AttendanceIn] = Field(default_factory=list, max_length=2000)
    draft: bool = False


class GatheringChange(GatheringIn):
    """A changed gathering with the version that was read."""

    version: int = Field(ge=0, le=2**31 - 1)


class WithdrawIn(Schema):
    """Why a record is withdrawn."""

    reason: str = Field(min_length=1, max_length=200, pattern=LINE)


class CountedOut(Schema):
    """A judgement in which a record counts."""

    title: str
    window_label: str
    verdict: str
    note: str


def minutes_of(request: HttpRequest, payload: GatheringIn) -> actions.Minutes:
    """The payload as the action takes it; people of joint units may attend, too."""
    lists = {"unit", "draft", "attendance", "version", "kinds", "tags", "joint", "talks"}
    values = payload.model_dump(exclude=lists)
    visible = scope(request, "life.write")
    for name in ("chair", "recorder"):
        values[name] = _person(visible, values[name], name)
    for key in ("starts_at", "ends_at"):
        values[key] = values[key].replace(tzinfo=None) if values[key] else None
    joint = _joint(request, payload)
    grid = {a.person: (a.presence, a.reason) for a in payload.attendance}
    known = set(Person.objects.within(visible).filter(pk__in=grid).values_list("pk", flat=True))
    places = queries.people_by_unit(joint, payload.held_on)
    known |= {p.pk for people in places.values() for p in people}
    if set(grid) - known:
        raise Refused("出席人员中有不在您的党组织范围内的人。", field="attendance")
    return actions.Minutes(
        kinds=tuple(k.value for k in payload.kinds),
        tags=tuple(t.value for t in payload.tags),
        joint=joint,
        talks=_talks(visible, payload),
        attendance=grid,
        **values,
    )


def _joint(request: HttpRequest, payload: GatheringIn) -> tuple[Unit, ...]:
    place = unit(request, payload.unit, "life.write")
    partners = {u.code: u for u in queries.partners(place, payload.held_on)}
    if set(payload.joint) - set(partners):
        raise Refused("联合单位须是同一单位的其他党支部。", field="joint")
    return tuple(partners[code] for code in dict.fromkeys(payload.joint))


def _talks(visible: Any, payload: GatheringIn) -> tuple[tuple[Person, Person], ...]:
    keys = {k for t in payload.talks for k in (t.first, t.second)}
    known = {p.pk: p for p in Person.objects.within(visible).filter(pk__in=keys)}
    if keys - set(known):
        raise Refused("谈话双方中有不在您的党组织范围内的人。", field="talks")
    return tuple(dict.fromkeys((known[t.first], known[t.second]) for t in payload.talks))


def _person(visible: Any, key: int | None, field: str) -> Person | None:
    if key is None:
        return None
    found = person(visible, key)
    if found is None:
        raise Refused("没有这名人员，或者不在您的党组织范围内。", field=field)
    return found


def row_of(request: HttpRequest, pk: int, permission: str) -> Gathering:
    """The gathering within the caller's units; 403 without the permission in its unit."""
    row = queries.gathering(scope(request, "life.view"), pk) if 0 < pk <= KEY_LIMIT else None
    if row is None:
        raise Http404
    if permission != "life.view":
        unit(request, row.unit.code, permission)
    return row


@router.get("/gatherings", response={200: GatheringPage, **ERRORS}, operation_id="gatherings")
def list_gatherings(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    year: Annotated[int | None, Query(ge=2000, le=2099)] = None,
    kind: Kind | None = None,
) -> Any:
    """The gatherings of the caller's units, the latest first."""
    rows = queries.gatherings(scope(request, "life.view")).prefetch_related(
        "tags", "joint_units__unit"
    )
    if year is not None:
        rows = rows.filter(held_on__year=year)
    if kind is not None:
        rows = rows.filter(kinds__kind=kind.value)
    return page(rows, paging)


@router.get("/gatherings/{pk}", response={200: GatheringOut, **ERRORS}, operation_id="gathering")
def get_gathering(request: HttpRequest, pk: int) -> Any:
    """One gathering."""
    return row_of(request, pk, "life.view")


@router.get(
    "/gatherings/{pk}/counted", response={200: list[CountedOut], **ERRORS}, operation_id="counted"
)
def get_counted(request: HttpRequest, pk: int) -> Any:
    """What a gathering counted for."""
    return counted_for(row_of(request, pk, "life.view").ref)


@router.post("/gatherings", response={201: GatheringOut, **ERRORS}, operation_id="record_gathering")
def post_gathering(
    request: HttpRequest,
    payload: GatheringIn,
    idempotency_key: Annotated[str, Header(pattern=r"^[0-9a-f]{0,32}$")] = "",
) -> Any:
    """Write a gathering down; sent again with the same `Idempotency-Key`, the first one is answered."""
    place = unit(request, payload.unit, "life.write")
    row, _ = actions.record_once(
        actor(request), unit=place, minutes=minutes_of(request, payload), draft=payload.draft,
        request_key=idempotency_key,
    )  # fmt: skip
    return 201, queries.gathering(scope(request, "life.view"), row.pk)


@router.put(
    "/gatherings/{pk}", response={200: GatheringOut, **ERRORS}, operation_id="change_gathering"
)
def put_gathering(request: HttpRequest, pk: int, payload: GatheringChange) -> Any:
    """Change a gathering; 409 when somebody else changed it in the meantime."""
    row = row_of(request, pk, "life.write")
    if payload.unit != row.unit.code:
        raise Refused("不能把记录改到别的党组织，请撤回后重新登记。", field="unit")
    actions.change_gathering(
        actor(request), unit=row.unit, gathering=row, version=payload.version,
        minutes=minutes_of(request, payload), draft=payload.draft,
    )  # fmt: skip
    return queries.gathering(scope(request, "life.view"), pk)


@router.post(
    "/gatherings/{pk}/withdraw",
    response={200: GatheringOut, **ERRORS},
    operation_id="withdraw_gathering",
)
def post_withdraw(request: HttpRequest, pk: int, payload: WithdrawIn) -> Any:
    """Withdraw a gathering with a reason."""
    row = row_of(request, pk, "life.write")
    actions.withdraw_gathering(actor(request), unit=row.unit, gathering=row, reason=payload.reason)
    return queries.gathering(scope(request, "life.view"), pk)


@router.post(
    "/gatherings/{pk}/restore",
    response={200: GatheringOut, **ERRORS},
    operation_id="restore_gathering",
)
def post_restore(request: HttpRequest, pk: int) -> Any:
    """Undo a withdrawal."""
    row = row_of(request, pk, "life.write")
    actions.restore_gathering(actor(request), unit=row.unit, gathering=row)
    return queries.gathering(scope(request, "life.view"), pk)
