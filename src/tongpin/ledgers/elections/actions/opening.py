"""An election is begun, asked for, answered from above, reported; a step is taken back."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Forbidden, Refused
from tongpin.casework.actions import open_case, withdraw_step
from tongpin.casework.models import Case, StepRecord
from tongpin.ledgers.elections import queries
from tongpin.ledgers.elections.actions.steps import (
    APPROVE,
    WRITE,
    Files,
    by_the_upper,
    in_order,
    locked,
    needs,
    once,
    proven,
    step,
    title_of,
)
from tongpin.ledgers.elections.models import Election, Office
from tongpin.org.models import Unit

MOST_SEATS = 31


@action("elections.open", "开始换届", permission=WRITE)
def open_election(
    actor: Actor,
    *,
    unit: Unit,
    opened_on: date,
    title: str,
    seats: int,
    deputies: int,
    number: int | None = None,
    expires_on: date | None = None,
    by_congress: bool = False,
    case: Case | None = None,
) -> Election:
    """Begin an election with its case, or give a case that is under way its election."""
    if not title.strip():
        raise Refused("请填写名称。", field="title")
    _plan(seats, deputies)
    if case is None:
        running = queries.under_way(unit)
        if running is not None:
            raise Refused(f"{unit}的换届正在办理（{running.title}），请打开那一件接着办。")
        case = open_case(
            actor, unit=unit, procedure=queries.PROCEDURE, title=title.strip(), opened_on=opened_on
        )
    row = Election(
        case=case, unit=case.unit, number=number, expires_on=expires_on, seats=seats,
        deputies=deputies, by_congress=by_congress,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused("这件事项已经建立换届档案。") from error
    ends = f"本届{expires_on}届满" if expires_on else ""
    current().about(row, unit=unit, summary=ends)
    return row


def _plan(seats: int, deputies: int) -> None:
    if not 0 <= seats <= MOST_SEATS:
        raise Refused(f"委员名额应在0至{MOST_SEATS}之间，不设委员会的填0。", field="seats")
    if seats and deputies >= seats:
        raise Refused("副书记名额应少于委员名额。", field="deputies")


@action("elections.revise", "修改换届方案", permission=WRITE)
def revise(
    actor: Actor,
    *,
    unit: Unit,
    election: Election,
    version: int,
    seats: int,
    deputies: int,
    number: int | None = None,
    expires_on: date | None = None,
    by_congress: bool = False,
) -> Election:
    """Correct what is to be elected, until the first ballot."""
    row = locked(election, version)
    if row.ballots.filter(withdrawn_reason="").exists():
        raise Refused("已经投票，不能再改名额；有误的请先撤回投票。")
    _plan(seats, deputies)
    row.seats, row.deputies, row.number = seats, deputies, number
    row.expires_on, row.by_congress = expires_on, by_congress
    row.save()
    current().about(row, unit=unit)
    return row


@action("elections.request", "请示换届", permission=WRITE)
def request(
    actor: Actor, *, unit: Unit, election: Election, version: int, on: date, note: str = "",
    files: Files = (),
) -> StepRecord:  # fmt: skip
    """Ask the organisation above."""
    row = locked(election, version)
    once(row, "requested")
    in_order(row, "requested", on)
    row.save()
    found = step(actor, row, "requested", on, note=note, files=files)
    current().about(row, unit=unit)
    return found


@action("elections.answer", "上级答复换届", permission=APPROVE)
def answer(
    actor: Actor, *, unit: Unit, election: Election, version: int, key: str, on: date,
    number: str = "", note: str = "", files: Files = (),
) -> StepRecord:  # fmt: skip
    """The organisation above reminds, or replies to the request; `unit` is that organisation."""
    row, papers = locked(election, version), list(files)
    by_the_upper(row, unit)
    if key not in ("reminded", "replied"):
        raise Refused("这一步不在这里登记。")
    if key == "replied":
        needs(row, "requested")
        once(row, key)
        in_order(row, key, on)
        proven(row, number, papers)
    elif on > site_day():
        raise Refused("日期不能晚于今天。", field="on")
    row.save()
    found = step(actor, row, key, on, note=_said(number, note), files=papers)
    current().about(row, unit=row.unit, summary=title_of(key))
    return found


def _said(number: str, note: str) -> str:
    return "，".join(part.strip() for part in (number, note) if part.strip())


@action("elections.report", "报告选举结果", permission=WRITE)
def report(
    actor: Actor, *, unit: Unit, election: Election, version: int, on: date, note: str = "",
    files: Files = (),
) -> StepRecord:  # fmt: skip
    """Report the result to the organisation above."""
    row = locked(election, version)
    once(row, "reported")
    needs(row, "meeting", *(["first_committee"] if row.seats else []))
    in_order(row, "reported", on)
    row.save()
    found = step(actor, row, "reported", on, note=note, files=files)
    current().about(row, unit=unit)
    return found


@action("elections.retract", "撤回换届步骤", permission=None)
def retract(actor: Actor, *, election: Election, version: int, key: str, reason: str) -> StepRecord:
    """Take the last step back with a reason; what came after it has to be taken back first."""
    row = locked(election, version)
    if key not in queries.STEPS:
        raise Refused("这一步不在这里撤回。")
    _may_retract(actor, row, key)
    if not reason.strip():
        raise Refused("请写明撤回的理由。", field="reason")
    if row.term_id is not None:
        raise Refused("届次和任职已经写入党组织和个人档案；有误的，请在党组织页面更正届次和任职。")
    record = queries.step_on(row, key)
    if record is None:
        raise Refused(f"没有登记“{title_of(key)}”。")
    later = queries.STEPS[queries.STEPS.index(key) + 1 :] if key != "reminded" else ()
    for other in later:
        if queries.has_step(row, other):
            raise Refused(f"后面的“{title_of(other)}”已经登记，请先撤回那一步。")
    _no_ballots(row, key)
    found = withdraw_step(
        actor, unit=row.unit, case=row.case, record=record, reason=reason.strip()[:200]
    )
    if key == "candidates_approved":
        for candidate in row.candidates.exclude(review=""):
            candidate.review, candidate.review_note = "", ""
            candidate.save()
    row.save()
    current().about(row, unit=row.unit, summary=f"{title_of(key)}：{reason.strip()}")
    return found


def _may_retract(actor: Actor, row: Election, key: str) -> None:
    upper = queries.above(row.unit) or row.unit
    place, right = (upper, APPROVE) if key in queries.BY_ABOVE else (row.unit, WRITE)
    if not actor.can(right, place.path):
        raise Forbidden


def _no_ballots(row: Election, key: str) -> None:
    """Ballots rest on the approved candidates, those of the secretary on the declared committee."""
    rows = row.ballots.filter(withdrawn_reason="")
    if key == "meeting" and row.seats:
        rows = rows.exclude(office=Office.COMMITTEE)
    elif key != "candidates_approved":
        return
    if rows.exists():
        raise Refused("已经据此投票，请先撤回投票。")
