"""Saying that a contradiction was looked at and the record is right; and taking that back."""

from __future__ import annotations

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.org.models import Person, RosterNote, Unit


@action("org.note_checked", "核实名册矛盾", permission="org.write")
def note_checked(
    actor: Actor, *, unit: Unit, person: Person, kind: str, mark: str, words: str, reason: str
) -> RosterNote:
    """The record was compared with the papers and stays, for a reason that is kept."""
    if not reason.strip():
        raise Refused("请写明核实的情况，例如“档案记载如此，已请示县委组织部”。", field="reason")
    if person.roster_notes.filter(mark=mark).exists():
        raise Refused("这一处已经核实过。")
    row = RosterNote(
        person=person, kind=kind, mark=mark, words=words[:200], reason=reason[:200],
        noted_on=site_day(), noted_by=actor.name[:100],
    )  # fmt: skip
    row.save()
    current().about(person, unit=unit, summary=f"{words}：{reason}")
    return row


@action("org.reopen_check", "重新核对名册矛盾", permission="org.write")
def reopen_check(actor: Actor, *, unit: Unit, note: RosterNote) -> None:
    """The matter is open again."""
    current().about(note.person, unit=unit, summary=note.words)
    note.delete()
