"""The secret ballot: tickets given out, papers dropped, the box opened; or the totals of a paper one."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Mapping

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.ledgers.appraisals import queries
from tongpin.ledgers.appraisals.actions.roll import locked, stepped
from tongpin.ledgers.appraisals.models import (
    Appraisal,
    BallotState,
    Mark,
    Mode,
    Paper,
    Tally,
    Ticket,
)
from tongpin.org.models import Unit

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12
LEAST = 3
"""Fewer papers than this and the totals would tell who wrote what."""


def new_code() -> str:
    """A code such as 7KQ2-MX9A-PH4T."""
    plain = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(plain[i : i + 4] for i in range(0, LENGTH, 4))


def hashed(code: str) -> str:
    """What is kept of a code: 59 random bits are out of reach of guessing, so a plain hash is enough."""
    plain = "".join(c for c in code.upper() if c in ALPHABET)
    return hashlib.sha256(f"tongpin.appraisals:{plain}".encode()).hexdigest()


Codes = list[tuple[str, str]]
"""`(name, code)` for the slips; shown once and kept nowhere."""


@action("appraisals.open_ballot", "开始网上测评", permission="appraisals.write")
def open_ballot(
    actor: Actor, *, unit: Unit, appraisal: Appraisal, with_probationary: bool = True
) -> Codes:
    """Give a ticket to everybody on the roll who is not away; the codes for those who vote by slip."""
    row = locked(appraisal)
    if row.ballot_state != BallotState.NONE:
        raise Refused("测评已经开始或者已经结束。")
    voters = [
        p
        for p in row.participants.select_related("person")
        if not p.away_reason and (with_probationary or p.is_graded_kind)
    ]
    if len(voters) < LEAST:
        raise Refused(f"参加测评的不到{LEAST}人，网上投票无法保证无记名，请改用其他方式评议。")
    codes = [new_code() for _ in voters]
    Ticket.objects.bulk_create(
        Ticket(participant=p, code=hashed(code)) for p, code in zip(voters, codes, strict=True)
    )
    row.mode, row.ballot_state, row.issued = Mode.ELECTRONIC, BallotState.OPEN, len(voters)
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=f"发出{len(voters)}张")
    return [(p.person.name, code) for p, code in zip(voters, codes, strict=True)]


@action("appraisals.codes", "重新生成投票码", permission="appraisals.write")
def renew_codes(actor: Actor, *, unit: Unit, appraisal: Appraisal) -> Codes:
    """New codes for those who have not voted; the old ones no longer open anything."""
    row = locked(appraisal)
    if row.ballot_state != BallotState.OPEN:
        raise Refused("现在没有正在进行的测评。")
    made = []
    tickets = Ticket.objects.select_for_update(of=("self",)).filter(
        participant__appraisal=row, is_used=False
    )
    for ticket in tickets.select_related("participant__person"):
        code = new_code()
        ticket.code = hashed(code)
        made.append((ticket, ticket.participant.person.name, code))
    Ticket.objects.bulk_update([t for t, _, _ in made], ["code"])
    current().about(row, unit=unit, summary=f"{len(made)}人")
    return sorted((name, code) for _, name, code in made)


def cast_ballot(*, ticket: Ticket, marks: Mapping[int, str]) -> None:
    """Drop a paper: `{participant: mark}` for every subject, no more and no less.

    No actor and no entry: the entry of an action keeps who, where from and the moment. The row of
    the appraisal is locked, so that the box is stirred by one voter at a time.
    """
    with transaction.atomic():
        rows = Appraisal.objects.select_for_update(of=("self",))
        row: Appraisal = rows.get(pk=ticket.participant.appraisal_id)
        if row.ballot_state != BallotState.OPEN:
            raise Refused("测评已经结束，不能再投票。")
        held = Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)
        if held.is_used:
            raise Refused("这张测评票已经投过，一人只能投一次。")
        if set(marks) != {p.pk for p in queries.subjects(row)} or set(marks.values()) - set(
            Mark.values
        ):
            raise Refused("每位同志都要选择一项，可以选弃权。")
        held.is_used = True
        held.save(update_fields=["is_used"])
        _drop(row, json.dumps({str(k): marks[k] for k in sorted(marks)}))


def _drop(row: Appraisal, paper: str) -> None:
    """Take all papers out, add one, shuffle, put them back under new keys (ADR 0012)."""
    box = [p.marks for p in Paper.objects.filter(appraisal=row)]
    box.append(paper)
    secrets.SystemRandom().shuffle(box)
    Paper.objects.filter(appraisal=row).delete()
    Paper.objects.bulk_create(Paper(appraisal=row, marks=marks) for marks in box)


@action("appraisals.close_ballot", "结束测评并计票", permission="appraisals.write")
def close_ballot(actor: Actor, *, unit: Unit, appraisal: Appraisal) -> str:
    """Open the box: count, keep the totals, destroy the papers and tickets. Why the step of the case
    was not recorded with it, where the rules say no.
    """
    row = locked(appraisal)
    if row.ballot_state != BallotState.OPEN:
        raise Refused("现在没有正在进行的测评。")
    papers = [json.loads(p.marks) for p in Paper.objects.filter(appraisal=row)]
    if len(papers) < LEAST:
        raise Refused(f"只投了{len(papers)}票，不到{LEAST}票计票会暴露个人意见，请等更多同志投票。")
    counts: dict[int, Counter[str]] = {p.pk: Counter() for p in queries.subjects(row)}
    for marks in papers:
        for key, mark in marks.items():
            counts[int(key)][mark] += 1
    Tally.objects.bulk_create(
        Tally(participant_id=key, **{m: found[m] for m in Mark.values})
        for key, found in counts.items()
    )
    Paper.objects.filter(appraisal=row).delete()
    Ticket.objects.filter(participant__appraisal=row).delete()
    return _closed(actor, row, issued=row.issued or 0, returned=len(papers), valid=len(papers))


@action("appraisals.tally", "录入纸质测评结果", permission="appraisals.write")
def enter_tally(
    actor: Actor, *, unit: Unit, appraisal: Appraisal, issued: int, returned: int, valid: int,
    totals: Mapping[int, Mapping[str, int]],
) -> str:  # fmt: skip
    """The totals of a ballot on paper: `{participant: {mark: number}}`; each adds up to the valid papers."""
    row = locked(appraisal)
    if row.ballot_state != BallotState.NONE:
        raise Refused("测评已经开始或者已经有结果。")
    if returned > issued:
        raise Refused("收回的测评表多于发出的，测评无效，请核对。", field="returned")
    if valid > returned:
        raise Refused("有效的测评表多于收回的，请核对。", field="valid")
    people = {p.pk: p for p in queries.subjects(row)}
    if set(totals) != set(people):
        raise Refused("测评结果要包括每一名参加评定的正式党员。")
    for key, found in totals.items():
        total = sum(found.values())
        if total != valid:
            raise Refused(
                f"{people[key].person.name}各项合计{total}票，与有效测评表{valid}张不符。",
                field=f"t{key}_{Mark.EXCELLENT.value}",
            )
    Tally.objects.bulk_create(
        Tally(participant_id=key, **{m: found.get(m, 0) for m in Mark.values})
        for key, found in totals.items()
    )
    row.mode = Mode.PAPER
    return _closed(actor, row, issued=issued, returned=returned, valid=valid)


def _closed(actor: Actor, row: Appraisal, *, issued: int, returned: int, valid: int) -> str:
    row.ballot_state, row.closed_on = BallotState.CLOSED, site_day()
    row.issued, row.returned, row.valid = issued, returned, valid
    row.version += 1
    row.save()
    current().about(row, unit=row.unit, summary=f"发出{issued}，收回{returned}，有效{valid}")
    return stepped(actor, row, "ballot", site_day())


@action("appraisals.void_ballot", "作废测评", permission="appraisals.write")
def void_ballot(actor: Actor, *, unit: Unit, appraisal: Appraisal, reason: str) -> Appraisal:
    """Begin again, before grades are decided: totals, papers and tickets go, the reason stays."""
    row = locked(appraisal)
    if row.ballot_state == BallotState.NONE:
        raise Refused("还没有开始测评。")
    if row.decided_on is not None:
        raise Refused("等次已经确定，不能作废测评；确有错误请先撤回评定。")
    Tally.objects.filter(participant__appraisal=row).delete()
    Paper.objects.filter(appraisal=row).delete()
    Ticket.objects.filter(participant__appraisal=row).delete()
    row.ballot_state, row.mode, row.closed_on = BallotState.NONE, "", None
    row.issued = row.returned = row.valid = None
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row
