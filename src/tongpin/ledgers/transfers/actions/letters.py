"""Letters: numbered, issued, lost, inquired after, issued anew."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action
from tongpin.audit.errors import Refused
from tongpin.ledgers.transfers import queries
from tongpin.ledgers.transfers.actions.steps import void_letter
from tongpin.ledgers.transfers.actions.turning import locked, noted, turned
from tongpin.ledgers.transfers.exchange import Letter as LetterPart
from tongpin.ledgers.transfers.exchange import Particulars, StageSince
from tongpin.ledgers.transfers.models import Letter, Series, Transfer
from tongpin.ledgers.transfers.plausible import ORDER
from tongpin.ledgers.transfers.states import State, Verb
from tongpin.org.models import MEMBER_STAGES, Membership, Person, Unit


@action("transfers.issue", "开具介绍信", permission="transfers.approve")
def issue_letter(
    actor: Actor,
    *,
    unit: Unit,
    transfer: Transfer,
    version: int,
    on: date,
    days: int,
    address: str = "",
    telephone: str = "",
) -> Letter:
    """Issue the letter with the next number of the committee's year, valid for so many days."""
    row = locked(transfer, version)
    row.state = turned(row, Verb.ISSUE, unit=unit, on=on)
    letter = _written(row, on, days, address, telephone)
    noted(actor, row, Verb.ISSUE, on, f"{letter.number}，有效期至 {letter.valid_until}")
    return letter


@action("transfers.reissue", "重新开具介绍信", permission="transfers.approve")
def reissue_letter(
    actor: Actor,
    *,
    unit: Unit,
    transfer: Transfer,
    version: int,
    on: date,
    days: int,
    address: str = "",
    telephone: str = "",
) -> Letter:
    """A new letter with a new number in place of one that expired or was lost; the old one is void."""
    row = locked(transfer, version)
    before = State(row.state)
    row.state = turned(row, Verb.REISSUE, unit=unit, on=on)
    old = row.letters.filter(state="valid").first()
    if before == State.ISSUED and old is not None and not old.is_expired(on):
        raise Refused(
            f"介绍信 {old.number} 在 {old.valid_until} 以前有效，不能重复开具。遗失的请先登记遗失。",
            field="on", code="step",
        )  # fmt: skip
    if old is not None:
        void_letter(row, "过期" if old.is_expired(on) else "遗失，重新开具")
    letter = _written(row, on, days, address, telephone)
    noted(actor, row, Verb.REISSUE, on, f"{letter.number}，有效期至 {letter.valid_until}")
    return letter


@action("transfers.lose", "登记介绍信遗失", permission="transfers.approve")
def report_lost(
    actor: Actor, *, unit: Unit, transfer: Transfer, version: int, on: date, reason: str
) -> Transfer:
    """The letter is lost: void from now on, so that whoever finds it cannot use it."""
    row = locked(transfer, version)
    row.state = turned(row, Verb.LOSE, unit=unit, on=on, reason=reason)
    void_letter(row, f"遗失：{reason}")
    noted(actor, row, Verb.LOSE, on, reason)
    return row


@action("transfers.inquire", "查询介绍信下落", permission="transfers.approve")
def inquire(
    actor: Actor, *, unit: Unit, transfer: Transfer, version: int, on: date, note: str = ""
) -> Transfer:
    """No receipt came: ask the other committee and the member where the letter is."""
    row = locked(transfer, version)
    row.state = turned(row, Verb.INQUIRE, unit=unit, on=on)
    noted(actor, row, Verb.INQUIRE, on, note)
    return row


def _written(row: Transfer, on: date, days: int, address: str, telephone: str) -> Letter:
    most = queries.validity_days(on)
    if not 1 <= days <= most:
        raise Refused(f"有效期应在 1 天至 {most} 天之间（本单位的规则参数）。", field="days")
    assert row.issuer is not None
    assert row.person is not None
    series, _ = Series.objects.select_for_update().get_or_create(unit=row.issuer, year=on.year)
    series.letters += 1
    series.save(update_fields=["letters"])
    letter = Letter(
        transfer=row, issuer=row.issuer, year=on.year, sequence=series.letters,
        number=f"〔{on.year}〕第{series.letters:03d}号", issued_on=on,
        valid_until=on + timedelta(days=days),
    )  # fmt: skip
    part = LetterPart(
        number=letter.number, issued_on=on, valid_until=letter.valid_until,
        from_branch=row.unit.name, to_branch=row.target.name if row.target else row.other_branch,
        paid_until=f"{row.paid_until:%Y-%m}" if row.paid_until else "",
        reason=row.get_cause_display(), address=address, telephone=telephone,
        materials=queries.materials_of(row)[:40],
    )  # fmt: skip
    recipient = row.other_committee or str(row.receiver.name if row.receiver else "")
    letter.content = said(row.issuer.name, recipient, particulars(row.person, on), part)
    letter.save()
    return letter


def said(sender: str, recipient: str, person: Particulars, letter: LetterPart) -> str:
    """What a letter says, as it is kept sealed."""
    return json.dumps(
        {
            "sender": sender,
            "recipient": recipient,
            "person": person.model_dump(mode="json"),
            "letter": letter.model_dump(mode="json"),
        },
        ensure_ascii=False,
    )


def particulars(person: Person, day: date) -> Particulars:
    """Who is transferred. Stages before membership travel only with those not yet full members.

    What came before a stage that was lost stays in the file here: the letter tells the way to the
    present stage. One that was stopped and resumed holds since it was reached.
    """
    spans: list[Membership] = []
    for row in person.memberships.order_by("starts_on"):
        if row.starts_on <= day:
            rank = ORDER.index(row.stage)
            spans = [s for s in spans if ORDER.index(s.stage) <= rank]
            if not spans or spans[-1].stage != row.stage:
                spans.append(row)
    stage: Any = spans[-1].stage
    if stage == "full":
        spans = [row for row in spans if row.stage in MEMBER_STAGES]
    return Particulars(
        name=person.name, sex=_sex(person), born_on=person.born_on, nation=person.nation,
        stage=stage, identity_number=person.identity_number, phone=person.phone,
        stages=[
            StageSince.model_validate({"stage": row.stage, "since": row.starts_on}) for row in spans
        ],
    )  # fmt: skip


def _sex(person: Person) -> Any:
    return person.sex
