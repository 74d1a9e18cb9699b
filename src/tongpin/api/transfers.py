"""/transfers and /standing: the ledgers, steps by the same actions, files of other sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.audit.errors import Forbidden, Refused
from tongpin.ledgers.standing import queries as standing
from tongpin.ledgers.transfers import actions, queries
from tongpin.ledgers.transfers.exchange import LIMIT
from tongpin.ledgers.transfers.models import Transfer
from tongpin.ledgers.transfers.states import Verb
from tongpin.org.models import Unit
from tongpin.org.queries import person as person_in
from tongpin.org.queries import unit_by_code
from tongpin.org.scope import Scope

router = Router(tags=["组织关系"])
LINE = r"^[^\x00-\x1f]*$"
TEXT = r"^[^\x00]*$"
KEY_LIMIT = 2**63 - 1
CAUSE = Literal["job", "residence", "graduation", "demobilised", "retired", "away", "other"]


class TransferOut(Schema):
    """A transfer; `paid_until` is the first day of the last month paid at the source."""

    id: int
    route: str
    state: str
    person: int | None
    name: str
    stage: str
    source: str
    target: str
    letter: str
    valid_until: date | None
    paid_until: date | None
    requested_on: date
    received_on: date | None
    version: int

    @classmethod
    def of(cls, row: Transfer) -> TransferOut:
        """From a row with its letters."""
        letter = queries.letter_of(row)
        return cls(
            id=row.pk, route=row.route, state=row.state, person=row.person_id, name=row.name,
            stage=row.stage, source=row.source_name, target=row.target_name,
            letter=letter.number if letter else "",
            valid_until=letter.valid_until if letter else None, paid_until=row.paid_until,
            requested_on=row.requested_on, received_on=row.received_on, version=row.version,
        )  # fmt: skip


class TransferPage(Schema):
    """A page of transfers."""

    count: int
    page: int
    size: int
    items: list[TransferOut]


class DraftIn(Schema):
    """Who goes where: `branch` is the code of a branch of this site, else `committee` by name."""

    person: int = Field(ge=1, le=KEY_LIMIT)
    branch: str = Field("", max_length=40, pattern=LINE)
    committee: str = Field("", max_length=100, pattern=LINE)
    branch_name: str = Field("", max_length=100, pattern=LINE)
    cause: CAUSE = "job"
    requested_on: date
    note: str = Field("", max_length=200, pattern=LINE)


class StepIn(Schema):
    """One step; which of the fields it asks for depends on the step."""

    version: int = Field(ge=1, le=2**31 - 1)
    on: date
    reason: str = Field("", max_length=200, pattern=LINE)
    note: str = Field("", max_length=200, pattern=LINE)
    paid_until: date | None = None
    materials: list[Annotated[str, Field(max_length=200, pattern=LINE)]] = Field(
        default_factory=list, max_length=40
    )
    days: int = Field(30, ge=1, le=3660)
    code: str = Field("", max_length=10, pattern=LINE)
    branch: str = Field("", max_length=40, pattern=LINE)
    received_on: date | None = None
    handler: str = Field("", max_length=60, pattern=LINE)
    telephone: str = Field("", max_length=30, pattern=LINE)


class FileIn(Schema):
    """A file of another site: its name and its text."""

    unit: str = Field(max_length=40)
    name: str = Field("file.json", max_length=100, pattern=LINE)
    content: str = Field(max_length=LIMIT, pattern=TEXT)


class FileOut(Schema):
    """What a file did."""

    kind: str
    is_new: bool
    transfer: TransferOut


class AlertOut(Schema):
    """Something that people have to look at."""

    name: str
    unit: str
    words: str
    decides: str
    cited: str
    due_on: date


@router.get("/transfers", response={200: TransferPage, **ERRORS}, operation_id="list_transfers")
def list_transfers(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    side: Annotated[Literal["out", "in"], Query()] = "out",
) -> Any:
    """The ledger of what leaves or of what comes in."""
    visible = scope(request, "transfers.view")
    rows = (queries.outgoing if side == "out" else queries.incoming)(visible, None)
    found = page(rows, paging)
    return found | {"items": [TransferOut.of(row) for row in found["items"]]}


@router.get("/transfers/{key}", response={200: TransferOut, **ERRORS}, operation_id="get_transfer")
def get_transfer(request: HttpRequest, key: int) -> Any:
    """One transfer."""
    return TransferOut.of(_row(request, key))


@router.post("/transfers", response={201: TransferOut, **ERRORS}, operation_id="draft_transfer")
def post_transfer(request: HttpRequest, payload: DraftIn) -> Any:
    """Begin a transfer."""
    found = person_in(scope(request, "transfers.write"), payload.person)
    if found is None:
        raise Http404
    branch = _branch(payload.branch) if payload.branch else None
    to = actions.Destination(branch, payload.committee, payload.branch_name)
    row = actions.draft_transfer(
        actor(request), unit=found.home, person=found, to=to, cause=payload.cause,
        requested_on=_sane(payload.requested_on, "requested_on"), note=payload.note,
    )  # fmt: skip
    return 201, TransferOut.of(row)


@router.post(
    "/transfers/{key}/{verb}", response={200: TransferOut, **ERRORS}, operation_id="step_transfer"
)
def post_step(request: HttpRequest, key: int, verb: Verb, payload: StepIn) -> Any:
    """Take one step; what may not be taken now is refused."""
    row = _row(request, key)
    desk = queries.desk(row, verb)
    if not actor(request).can(queries.permission_for(verb, row), desk.path):
        raise Forbidden
    act, values = _step(row, verb, payload)
    act(
        actor(request), unit=desk, transfer=row, version=payload.version,
        on=_sane(payload.on, "on"), **values,
    )  # fmt: skip
    return TransferOut.of(_row(request, key))


def _step(row: Transfer, verb: Verb, data: StepIn) -> tuple[Callable[..., Any], dict[str, Any]]:
    """The action of a step with what it takes."""
    reason, note = {"reason": data.reason}, {"note": data.note}
    signed = {"handler": data.handler, "telephone": data.telephone}
    if verb == Verb.ASSIGN:
        return actions.assign, {"branch": _branch(data.branch)}
    if verb == Verb.RECEIPT:
        if row.route != "out":
            return actions.return_receipt, signed
        if data.received_on is None:
            raise Refused("请填写对方接收日期。", field="received_on")
        return actions.record_receipt, signed | {"received_on": data.received_on}
    paid = _sane(data.paid_until, "paid_until") if data.paid_until else None
    known: dict[Verb, tuple[Callable[..., Any], dict[str, Any]]] = {
        Verb.CONFIRM: (actions.confirm, {"paid_until": paid, "materials": data.materials}),
        Verb.SEND_BACK: (actions.send_back, reason), Verb.APPROVE: (actions.approve, note),
        Verb.ISSUE: (actions.issue_letter, {"days": data.days}),
        Verb.LOSE: (actions.report_lost, reason), Verb.INQUIRE: (actions.inquire, note),
        Verb.REISSUE: (actions.reissue_letter, {"days": data.days}),
        Verb.RECEIVE: (actions.receive, note),
        Verb.REFUSE: (actions.refuse, {"code": data.code, **reason}),
        Verb.CLOSE: (actions.close, note), Verb.REOPEN: (actions.reopen, note),
        Verb.CANCEL: (actions.cancel, reason),
    }  # fmt: skip
    return known[verb]


@router.post(
    "/transfer-files", response={200: FileOut, **ERRORS}, operation_id="import_transfer_file"
)
def post_file(request: HttpRequest, payload: FileIn) -> Any:
    """Take in a signed letter or receipt; the same file again changes nothing."""
    place = unit(request, payload.unit, "transfers.approve")
    try:
        data = payload.content.encode()
    except UnicodeEncodeError:
        raise Refused("文件内容不是有效的文字。", field="content") from None
    done = actions.import_file(actor(request), unit=place, data=data, name=payload.name)
    return FileOut(kind=done.kind, is_new=done.is_new, transfer=TransferOut.of(done.transfer))


@router.get(
    "/standing/alerts", response={200: list[AlertOut], **ERRORS}, operation_id="standing_alerts"
)
def list_alerts(
    request: HttpRequest,
    code: Annotated[str, Query(alias="unit", min_length=1, max_length=40)],
) -> Any:
    """What has to be looked at, by whom and on what ground, at and below a unit."""
    place = unit(request, code, "standing.view")
    rows = standing.alerts(scope(request, "standing.view"), place, today())
    return [
        AlertOut(
            name=r.name, unit=r.unit, words=r.words, decides=r.decides, cited=r.cited,
            due_on=r.due_on,
        )
        for r in rows
    ]  # fmt: skip


def _row(request: HttpRequest, key: int) -> Transfer:
    who = actor(request)
    places = Scope((("", True),)) if who.everywhere else Scope(
        tuple((r.path, r.subtree) for r in who.rights)
    )  # fmt: skip
    row = queries.transfer(places, key) if 0 < key <= KEY_LIMIT else None
    if row is None:
        raise Http404
    ends = [u for u in (row.unit, row.target, row.receiver) if u is not None]
    if not any(who.can("transfers.view", end.path) for end in ends):
        raise Forbidden
    return row


def _branch(code: str) -> Unit:
    found = unit_by_code(code)
    if found is None:
        raise Refused("没有这个党支部。", field="branch")
    return found


def _sane(day: date, field: str) -> date:
    if not 1990 <= day.year <= 2099:
        raise Refused("日期须在 1990 年至 2099 年之间。", field=field)
    return day
