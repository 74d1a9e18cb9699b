"""From the wish to the committee's approval, and the ends: closed, cancelled, begun again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action
from tongpin.audit.errors import Forbidden, Refused
from tongpin.ledgers.transfers import queries
from tongpin.ledgers.transfers.actions.turning import locked, noted, turned
from tongpin.ledgers.transfers.models import LetterState, Peer, Transfer
from tongpin.ledgers.transfers.plausible import latest_month
from tongpin.ledgers.transfers.states import Route, State, Verb
from tongpin.org.models import BRANCH_KINDS, MEMBER_STAGES, Person, Unit
from tongpin.org.queries import stage_on


@dataclass(frozen=True, slots=True)
class Destination:
    """Where to: a branch of this site, or another committee by name (and by its site, if known)."""

    branch: Unit | None = None
    committee: str = ""
    branch_name: str = ""
    peer: Peer | None = None


@action("transfers.draft", "提出组织关系转接", permission="transfers.write")
def draft_transfer(
    actor: Actor,
    *,
    unit: Unit,
    person: Person,
    to: Destination,
    cause: str,
    requested_on: date,
    note: str = "",
) -> Transfer:
    """Begin a transfer of somebody of the branch. One at a time, and never to where they are."""
    if person.home_id != unit.pk or not person.affiliations.filter(ends_on=None).exists():
        raise Refused(f"{person.name}不在{unit}，不能由该支部提出转接。", field="person")
    stage = stage_on(person, site_day())
    if stage is None:
        raise Refused(f"{person.name}现在没有党籍或者培养阶段，不能转接。", field="person")
    if requested_on > site_day():
        raise Refused("提出日期不能晚于今天。", field="requested_on")
    held = queries.under_way(person)
    if held is not None:
        raise Refused(
            f"{person.name}已有一件正在办理的转接（{State(held.state).label}），"
            "请先办完或者撤销。",
            field="person", code="under_way",
        )  # fmt: skip
    row = Transfer(
        state=State.DRAFT, unit=unit, person=person, name=person.name, stage=stage, cause=cause,
        note=note, requested_on=requested_on, **_ends(unit, to),
    )  # fmt: skip
    noted(actor, row, None, requested_on, note)
    return row


def _ends(unit: Unit, to: Destination) -> dict[str, object]:
    """Route and both ends; a transfer to itself is refused."""
    issuer = queries.committee(unit)
    if issuer is None:
        raise Refused("该支部上面没有基层党委，不能开具介绍信。请先在“党组织”里补上。")
    if to.branch is not None:
        if to.branch.pk == unit.pk:
            raise Refused("不能转给本支部自己。", field="branch")
        if to.branch.kind not in BRANCH_KINDS or to.branch.dissolved_on is not None:
            raise Refused("只能转入现有的党支部。", field="branch")
        receiver = queries.committee(to.branch)
        if receiver is None:
            raise Refused("转入支部上面没有基层党委，请先在“党组织”里补上。", field="branch")
        route = Route.MOVE if receiver.pk == issuer.pk else Route.WITHIN
        return {"route": route, "issuer": issuer, "receiver": receiver, "target": to.branch}
    name = " ".join(to.committee.split())
    if not name:
        raise Refused("请填写对方党委全称，或者选择本单位的转入支部。", field="committee")
    if name in (issuer.name, issuer.short_name):
        raise Refused("对方党委就是本党委。本单位内部的转接，请选择转入支部。", field="committee")
    return {"route": Route.OUT, "issuer": issuer, "other_committee": name,
            "other_branch": to.branch_name, "peer": to.peer}  # fmt: skip


@action("transfers.confirm", "支部核实转接", permission="transfers.write")
def confirm(
    actor: Actor,
    *,
    unit: Unit,
    transfer: Transfer,
    version: int,
    on: date,
    paid_until: date | None,
    materials: Sequence[str] = (),
) -> Transfer:
    """The branch says until which month dues are paid, and which papers travel along.

    Who is not yet a full member takes the development file along (发展党员工作细则): without its
    list the branch cannot confirm.
    """
    row = locked(transfer, version)
    row.state = turned(row, Verb.CONFIRM, unit=unit, on=on)
    row.stage = stage_on(row.person, on) or row.stage if row.person is not None else row.stage
    if row.stage in MEMBER_STAGES and paid_until is None:
        raise Refused("请填写党费交至哪个月。", field="paid_until")
    if paid_until is not None and paid_until > latest_month(on):
        raise Refused(
            f"党费最多预交到 {latest_month(on):%Y-%m}，请核对填写的月份。", field="paid_until"
        )
    papers = [line.strip() for line in materials if line.strip()]
    if row.stage != "full" and not papers:
        raise Refused(
            f"{row.get_stage_display()}转接，入党材料要一并转递。请逐行列出材料名称。",
            field="materials",
        )
    row.paid_until = (
        paid_until.replace(day=1) if row.stage in MEMBER_STAGES and paid_until else None
    )
    row.materials = "\n".join(papers)
    said = f"党费交至 {row.paid_until:%Y-%m}" if row.paid_until else ""
    known = queries.unlike_the_dues(row)
    if known is not None:
        said += f"（党费台账交至 {known:%Y-%m}）"
    noted(actor, row, Verb.CONFIRM, on, said)
    return row


@action("transfers.send_back", "退回支部补正", permission="transfers.approve")
def send_back(
    actor: Actor, *, unit: Unit, transfer: Transfer, version: int, on: date, reason: str
) -> Transfer:
    """The committee gives it back to the branch, with what is missing."""
    row = locked(transfer, version)
    row.state = turned(row, Verb.SEND_BACK, unit=unit, on=on, reason=reason)
    noted(actor, row, Verb.SEND_BACK, on, reason)
    return row


@action("transfers.approve", "党委审核转接", permission="transfers.approve")
def approve(
    actor: Actor, *, unit: Unit, transfer: Transfer, version: int, on: date, note: str = ""
) -> Transfer:
    """The committee approves."""
    row = locked(transfer, version)
    row.state = turned(row, Verb.APPROVE, unit=unit, on=on)
    noted(actor, row, Verb.APPROVE, on, note)
    return row


@action("transfers.close", "转接归档", permission="transfers.approve")
def close(
    actor: Actor, *, unit: Unit, transfer: Transfer, version: int, on: date, note: str = ""
) -> Transfer:
    """Stub and receipt lie together: the end."""
    row = locked(transfer, version)
    row.state = turned(row, Verb.CLOSE, unit=unit, on=on)
    noted(actor, row, Verb.CLOSE, on, note)
    return row


@action("transfers.cancel", "撤销转接", permission=None)
def cancel(
    actor: Actor, *, unit: Unit, transfer: Transfer, version: int, on: date, reason: str
) -> Transfer:
    """Take it back with a reason; by the branch before the committee approved, by the committee after.

    The permission depends on the state, so it is asked here.
    """
    row = locked(transfer, version)
    permitted(actor, row, Verb.CANCEL, unit)
    row.state = turned(row, Verb.CANCEL, unit=unit, on=on, reason=reason)
    row.reason = reason
    void_letter(row, f"转接撤销：{reason}")
    noted(actor, row, Verb.CANCEL, on, reason)
    return row


@action("transfers.reopen", "重新办理转接", permission="transfers.write")
def reopen(
    actor: Actor, *, unit: Unit, transfer: Transfer, version: int, on: date, note: str = ""
) -> Transfer:
    """Begin again behind a refusal, with what was asked for; the branch confirms anew."""
    row = locked(transfer, version)
    row.state = turned(row, Verb.REOPEN, unit=unit, on=on)
    if row.person is not None and queries.under_way(row.person) is not None:
        raise Refused(f"{row.name}另有一件正在办理的转接，不能重新办理这一件。")
    row.reason, row.refusal, row.received_on = "", "", None
    noted(actor, row, Verb.REOPEN, on, note)
    return row


def permitted(actor: Actor, row: Transfer, verb: Verb, unit: Unit) -> None:
    """The right that a step asks for in its state."""
    if not actor.can(queries.permission_for(verb, row), unit.path):
        raise Forbidden


def void_letter(row: Transfer, reason: str) -> None:
    """A letter that is out is void; its number stays taken."""
    for letter in row.letters.filter(state=LetterState.VALID):
        letter.state, letter.void_reason = LetterState.VOID, reason[:200]
        letter.save()
