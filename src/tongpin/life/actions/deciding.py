"""Votes on a frozen roll, confirmation of the minutes, archive and make-up study."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.life.actions.holding import refuse_recount, refuse_undone
from tongpin.life.actions.parts import revise
from tongpin.life.actions.recording import ARCHIVED, locked
from tongpin.life.clock import site_moment
from tongpin.life.models import (
    Attendance,
    Confirmation,
    Elector,
    Gathering,
    Presence,
    Signer,
    Standing,
    State,
    Vote,
)
from tongpin.life.queries import counted, is_confirmed, last_revision, signatures, vote_kinds
from tongpin.org.models import Unit
from tongpin.rules.voting import Meeting

SUSPENDED = (Standing.PROBATIONARY, Standing.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Motion:
    """What is put to the vote. `seats` and `candidates` in an election only."""

    motion: str
    kind: str
    is_secret: bool = True
    is_exclusion_approved: bool = False
    exclusion_approval: str = ""
    seats: int | None = None
    candidates: int | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """What was counted; never who voted how."""

    yes: int
    no: int = 0
    abstain: int = 0
    written_yes: int = 0
    issued: int | None = None
    returned: int | None = None


@action("life.open_vote", "提请表决", permission="life.write")
def open_vote(
    actor: Actor, *, unit: Unit, gathering: Gathering, motion: Motion,
    standings: Mapping[int, str], present: Collection[int],
) -> Vote:  # fmt: skip
    """Put a motion to the vote and freeze the roll: `standings` by person, `present` the keys there."""
    row = _open(gathering)
    if row.held_on > site_day():
        raise Refused("还没有到开会的日子，不能表决。")
    allowed = {m.value for m in vote_kinds(row)}
    if motion.kind not in allowed:
        raise Refused("这次会议的种类不能作这种表决，请核对会议种类。", field="kind")
    if not any(s == Standing.VOTING for s in standings.values()):
        raise Refused("名单里没有有表决权的党员。", field="roll")
    if set(standings.values()) - set(Standing.values):
        raise Refused("名单里有认不出的表决资格。", field="roll")
    excluded = Standing.EXCLUDED in standings.values()
    if motion.is_exclusion_approved and excluded and not motion.exclusion_approval.strip():
        raise Refused("请写明哪级党组织、何时同意。", field="exclusion_approval")
    vote = Vote(
        gathering=row,
        motion=motion.motion,
        kind=motion.kind,
        is_secret=motion.is_secret,
        is_exclusion_approved=motion.is_exclusion_approved and excluded,
        exclusion_approval=motion.exclusion_approval if excluded else "",
        seats=motion.seats if motion.kind == Meeting.ELECTION else None,
        candidates=motion.candidates if motion.kind == Meeting.ELECTION else None,
        frozen_at=site_moment(),
        frozen_by=actor.name,
    )
    vote.save()
    Elector.objects.bulk_create(
        [Elector(vote=vote, person_id=pk, standing=standing, is_present=pk in present)
         for pk, standing in standings.items()]
    )  # fmt: skip
    current().about(row, unit=unit, summary=f"提请表决：{motion.motion}")
    return vote


@action("life.count_vote", "登记表决结果", permission="life.write")
def count_vote(
    actor: Actor, *, unit: Unit, gathering: Gathering, vote: Vote, version: int, totals: Totals
) -> Vote:
    """Enter the totals; numbers that cannot be are refused by the rulebook in words, others after
    something was concluded on them.
    """
    row = _open(gathering)
    found = _vote(vote, version)
    refuse_recount(found)
    for name in Totals.__dataclass_fields__:
        setattr(found, name, getattr(totals, name))
    found.counted_at, found.version = site_moment(), found.version + 1
    judged = counted(found, row.held_on)
    voters = judged.numbers["present"] - judged.numbers["recused"]
    ballots = totals.yes + totals.no + totals.abstain
    most = voters if totals.returned is None else min(voters, totals.returned)
    if found.kind != Meeting.ELECTION and ballots > most:
        raise Refused(f"赞成、不赞成、弃权合计{ballots}票，超过参加表决的{most}人。", field="yes")
    if judged.result is None:
        raise Refused(judged.trouble, field="yes")
    found.save()
    current().about(row, unit=unit, summary=f"{found.motion}：{judged.word}")
    if row.state == State.RECORDED:
        revise(row, actor.name)
    return found


@action("life.withdraw_vote", "撤回表决", permission="life.write")
def withdraw_vote(
    actor: Actor, *, unit: Unit, gathering: Gathering, vote: Vote, reason: str
) -> Vote:
    """Take a vote back with a reason; it stays readable. Refused while a ledger's record rests on it."""
    row = _open(gathering)
    if not reason.strip():
        raise Refused("请写明撤回理由。", field="reason")
    found = _vote(vote, vote.version)
    refuse_undone(found)
    found.withdrawn_reason, found.version = reason, found.version + 1
    found.save()
    current().about(row, unit=unit, summary=f"撤回表决：{found.motion}")
    if row.state == State.RECORDED:
        revise(row, actor.name)
    return found


def _open(gathering: Gathering) -> Gathering:
    row = locked(gathering)
    if row.is_archived:
        raise Refused(ARCHIVED)
    return row


def _vote(vote: Vote, version: int) -> Vote:
    found: Vote = Vote.objects.select_for_update().get(pk=vote.pk)
    if found.version != version:
        raise Conflict
    if found.withdrawn_reason:
        raise Refused("这次表决已经撤回。")
    return found


# ------------------------------------------------------------------------- signing and archiving


@action("life.confirm", "确认会议记录", permission=None)
def confirm(
    actor: Actor, *, gathering: Gathering, signer: str, revision: int, is_on_paper: bool = False
) -> Confirmation:
    """Chair or recorder stands by the present words: in person, or by a signature on paper that
    somebody with the right to write enters. `revision` is what was read: Conflict when it is older.
    """
    row = _open(gathering)
    if row.state != State.RECORDED:
        raise Refused("会议记录登记以后才能确认。")
    slot = next((s for s in signatures(row) if s.signer == signer), None)
    if slot is None or slot.person is None:
        raise Refused("这次组织生活没有填写主持人或者记录人，请先补填。")
    last = last_revision(row)
    if last is None or last.number != revision:
        raise Conflict("确认期间会议记录又有修改，请看过新的内容再确认。")
    if slot.confirmation is not None:
        raise Refused(f"{slot.signer.label}已经确认过。")
    own = actor.person_id == slot.person.pk
    if is_on_paper:
        if not actor.can("life.write", row.unit.path):
            raise Forbidden
    elif not own:
        raise Forbidden(f"只有{slot.signer.label}{slot.person.name}本人能在这里确认。")
    found = Confirmation(
        gathering=row, signer=slot.signer, person=slot.person, revision=last.number,
        is_on_paper=is_on_paper, at=site_moment(), by=actor.name,
    )  # fmt: skip
    found.save()
    word = "纸质签字" if is_on_paper else "确认"
    current().about(row, unit=row.unit, summary=f"{slot.signer.label}{slot.person.name}{word}")
    return found


@action("life.archive", "归档组织生活", permission="life.write")
def archive(actor: Actor, *, unit: Unit, gathering: Gathering) -> Gathering:
    """Close a record that chair and recorder confirmed: from then on it may only be withdrawn."""
    row = _open(gathering)
    if not is_confirmed(row):
        names = "、".join(Signer(s.signer).label for s in signatures(row) if not s.confirmation)
        raise Refused(f"{names or '主持人、记录人'}还没有确认会议记录，确认后才能归档。")
    pending = [v for v in row.votes.all() if v.yes is None and not v.withdrawn_reason]
    if pending:
        raise Refused(f"表决“{pending[0].motion}”还没有登记结果，请先登记或者撤回。")
    row.archived_on, row.archived_by, row.version = site_day(), actor.name, row.version + 1
    row.save()
    current().about(row, unit=unit)
    return row


@action("life.make_up", "登记补学", permission="life.write")
def make_up(
    actor: Actor, *, unit: Unit, gathering: Gathering, attendance: Attendance, on: date, how: str
) -> Attendance:
    """Enter that somebody who was absent studied afterwards; the absence itself stays."""
    if attendance.presence not in (Presence.LEAVE, Presence.ABSENT):
        raise Refused("出席的同志不需要补学。")
    if not gathering.held_on <= on <= site_day():
        raise Refused("补学日期应在开会当天和今天之间。", field="on")
    if not how.strip():
        raise Refused("请写明怎样补学，例如自学材料、听录音、专人传达。", field="how")
    attendance.made_up_on, attendance.made_up_how = on, how.strip()
    attendance.save()
    words = f"{attendance.person.name}补学：{how.strip()}"
    current().about(gathering, unit=unit, summary=words)
    return attendance
