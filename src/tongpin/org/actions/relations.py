"""Changes of relation that a ledger decides: coming, moving, leaving, membership stopped and resumed.

These verbs ask for no permission of their own: the ledger that calls them has checked who decides at
both ends (a transfer is approved by one committee and received by another). They only keep the dated
tables whole, so that everybody belongs to at most one branch on any day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.org.actions.accounts import close_accounts, reopen_accounts
from tongpin.org.actions.people import add_person
from tongpin.org.models import (
    BRANCH_KINDS,
    Affiliation,
    EnteredAs,
    LeftAs,
    Membership,
    Person,
    Post,
    Stage,
    Unit,
)

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ended:
    """The keys of the rows that an ending closed, so that it can be undone exactly."""

    affiliations: tuple[int, ...] = ()
    memberships: tuple[int, ...] = ()
    posts: tuple[int, ...] = ()
    accounts: tuple[int, ...] = ()

    def as_json(self) -> dict[str, list[int]]:
        """As a JSON column keeps it."""
        return {
            "affiliations": list(self.affiliations),
            "memberships": list(self.memberships),
            "posts": list(self.posts),
            "accounts": list(self.accounts),
        }


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who comes: particulars as the letter states them, stages as `(stage, since)` in order."""

    name: str
    stages: tuple[tuple[str, date], ...]
    identity_number: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@action("org.admit", "编入支部", permission=None)
def admit(actor: Actor, *, unit: Unit, arrival: Arrival, on: date, known: Person | None) -> Person:
    """Put somebody who comes from outside on a branch's roster from a day on.

    `known` is the same person's earlier record, who left before: it goes on, with a gap.
    """
    if unit.kind not in BRANCH_KINDS:
        raise Refused("只能编入党支部。", field="unit")
    if known is None:
        stage, since = arrival.stages[0]
        person = add_person(
            Actor.system(actor.via, actor.name), unit=unit, name=arrival.name, stage=stage,
            since=on, stage_since=since, identity_number=arrival.identity_number,
            entered_as=EnteredAs.TRANSFERRED, **arrival.values,
        )  # fmt: skip
        later = arrival.stages[1:]
    else:
        if known.affiliations.filter(ends_on=None).exists():
            raise Refused(f"{known.name}已在{known.home}，不能再次编入。", field="unit")
        latest = known.affiliations.order_by("-starts_on").first()
        if latest is not None and latest.ends_on is not None and on <= latest.ends_on:
            raise Refused(f"编入日期须晚于上次离开的日期 {latest.ends_on}。", field="on")
        person = Person.objects.select_for_update().get(pk=known.pk)
        person.home, person.group, person.version = unit, None, person.version + 1
        person.left_on = None
        person.save()
        Affiliation(person=person, unit=unit, starts_on=on, entered_as=EnteredAs.TRANSFERRED).save()
        later = ((arrival.stages[-1][0], on),)
    for stage, since in later:
        _close(Membership.objects.filter(person=person, ends_on=None), since - ONE_DAY)
        Membership(person=person, stage=Stage(stage), starts_on=since).save()
    current().about(person, unit=unit, summary=f"自 {on}")
    return person


@action("org.relocate", "调整所在支部", permission=None)
def relocate(actor: Actor, *, unit: Unit, person: Person, to: Unit, on: date) -> Person:
    """Move from one branch to another from a day on: the one ends the day before the other begins."""
    if to.kind not in BRANCH_KINDS:
        raise Refused("只能转入党支部。", field="to")
    present = person.affiliations.filter(ends_on=None).first()
    if present is None:
        raise Refused(f"{person.name}现在不在任何支部，不能调整。", field="to")
    if present.unit_id == to.pk:
        raise Refused(f"{person.name}已在{to}。", field="to")
    if on <= present.starts_on:
        raise Refused(f"日期须晚于现支部的起始日期 {present.starts_on}。", field="on")
    _close([present], on - ONE_DAY, LeftAs.TRANSFERRED)
    _close(
        person.posts.filter(ends_on=None, unit__path__startswith=present.unit.path), on - ONE_DAY
    )
    Affiliation(person=person, unit=to, starts_on=on, entered_as=EnteredAs.TRANSFERRED).save()
    fresh = Person.objects.select_for_update().get(pk=person.pk)
    fresh.home, fresh.group, fresh.version = to, None, fresh.version + 1
    fresh.save()
    current().about(fresh, unit=unit, summary=f"{present.unit} → {to}，自 {on}")
    return fresh


@action("org.release", "离开本单位", permission=None)
def release(
    actor: Actor, *, unit: Unit, person: Person, last_day: date, left_as: LeftAs, reason: str
) -> Ended:
    """Somebody leaves the bureau for good: branch, membership and posts end on the last day.

    The record and all of its history stay; the roster of later days no longer lists the person, and
    who is no longer of the bureau logs in no more.
    """
    ended = Ended(
        _close(person.affiliations.filter(ends_on=None), last_day, left_as),
        _close(person.memberships.filter(ends_on=None), last_day, left_as),
        _close(person.posts.filter(ends_on=None), last_day),
        close_accounts(actor, unit=unit, person=person, reason=reason),
    )
    if ended.affiliations:
        _left(person, last_day)
    current().about(person, unit=unit, summary=f"{reason}，至 {last_day}")
    return ended


@action("org.end_membership", "停止党籍", permission=None)
def end_membership(
    actor: Actor, *, unit: Unit, person: Person, last_day: date, left_as: LeftAs, reason: str
) -> Ended:
    """Membership and posts end on the last day; the branch keeps the relation and the file."""
    ended = Ended(
        memberships=_close(person.memberships.filter(ends_on=None), last_day, left_as),
        posts=_close(person.posts.filter(ends_on=None), last_day),
    )
    current().about(person, unit=unit, summary=f"{reason}，至 {last_day}")
    return ended


@action("org.resume_membership", "恢复党籍", permission=None)
def resume_membership(
    actor: Actor, *, unit: Unit, person: Person, stage: str, on: date
) -> Membership:
    """Membership holds again from a day on; the time between stays a gap."""
    latest = person.memberships.order_by("-starts_on").first()
    if latest is not None and (latest.ends_on is None or latest.ends_on >= on):
        raise Refused(f"{person.name}在 {on} 的党籍没有停止，不需要恢复。", field="on")
    row = Membership(person=person, stage=Stage(stage), starts_on=on)
    row.save()
    current().about(person, unit=unit, summary=f"{row.get_stage_display()}，自 {on}")
    return row


@action("org.undo_end", "撤回停止和离开", permission=None)
def undo_end(actor: Actor, *, unit: Unit, person: Person, ended: dict[str, list[int]]) -> Person:
    """Open again exactly the rows that an ending closed, and the accounts."""
    tables: tuple[tuple[str, Any], ...] = (
        ("affiliations", Affiliation), ("memberships", Membership), ("posts", Post),
    )  # fmt: skip
    for name, model in tables:
        for row in model.objects.filter(pk__in=ended.get(name, []), person=person):
            row.ends_on = None
            if name != "posts":
                row.left_as = ""
            row.save()
    if ended.get("affiliations"):
        _left(person, None)
    reopen_accounts(actor, unit=unit, person=person, keys=ended.get("accounts", []))
    current().about(person, unit=unit)
    return person


def _left(person: Person, last_day: date | None) -> None:
    fresh = Person.objects.select_for_update().get(pk=person.pk)
    fresh.left_on, fresh.version = last_day, fresh.version + 1
    fresh.save()


def _close(rows: Any, last_day: date, left_as: str = "") -> tuple[int, ...]:
    """End rows on a day; `Refused` where one begins only later."""
    closed = []
    for row in rows:
        if row.starts_on > last_day:
            raise Refused(f"日期须晚于“{row}”的起始日期 {row.starts_on}，请核对。", field="on")
        row.ends_on = last_day
        if left_as:
            row.left_as = left_as
        row.save()
        closed.append(row.pk)
    return tuple(closed)
