"""Writes on the terms of committees: an election's result, a postponement."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.org.models import COMMITTEE_TITLES, CommitteeTerm, Post, Unit


@action("org.record_term", "登记届次", permission="org.units")
def record_term(
    actor: Actor,
    *,
    unit: Unit,
    elected_on: date,
    expires_on: date,
    number: int | None = None,
    approval_number: str = "",
) -> CommitteeTerm:
    """A committee was elected; the present posts of the unit get the end of the term."""
    if elected_on > site_day():
        raise Refused("当选日期不能晚于今天。", field="elected_on")
    if expires_on <= elected_on:
        raise Refused("届满日期须晚于当选日期。", field="expires_on")
    if unit.founded_on and elected_on < unit.founded_on:
        raise Refused(f"当选日期不能早于成立日期 {unit.founded_on}。", field="elected_on")
    if unit.terms.filter(elected_on=elected_on, withdrawn_reason="").exists():
        raise Refused("这一届已经登记过。", field="elected_on")
    row = CommitteeTerm(
        unit=unit, number=number, elected_on=elected_on, expires_on=expires_on,
        approval_number=approval_number,
    )  # fmt: skip
    row.save()
    if not unit.terms.filter(elected_on__gt=elected_on, withdrawn_reason="").exists():
        _reach(unit, expires_on)
    current().about(unit, unit=unit, summary=f"{elected_on} 当选，{expires_on} 届满")
    return row


@action("org.postpone_term", "登记延期换届", permission="org.units")
def postpone_term(
    actor: Actor, *, unit: Unit, term: CommitteeTerm, to: date, approval_number: str
) -> CommitteeTerm:
    """The organisation above agreed to a later election; it says so with a number."""
    row: CommitteeTerm = CommitteeTerm.objects.select_for_update().get(pk=term.pk)
    if row.withdrawn_reason:
        raise Conflict("这一届的登记已经撤回。")
    if to <= row.expires_on:
        raise Refused(f"延期后的日期须晚于届满日期 {row.expires_on}。", field="to")
    if not approval_number.strip():
        raise Refused("延期换届须报上级批准，请填写批准文号。", field="approval_number")
    row.postponed_to, row.postponed_by = to, approval_number
    row.save()
    _reach(unit, to)
    current().about(unit, unit=unit, summary=f"延期至 {to}，{approval_number}")
    return row


@action("org.withdraw_term", "撤回届次登记", permission="org.units")
def withdraw_term(actor: Actor, *, unit: Unit, term: CommitteeTerm, reason: str) -> CommitteeTerm:
    """Take back a term that was entered wrongly."""
    row: CommitteeTerm = CommitteeTerm.objects.select_for_update().get(pk=term.pk)
    if row.withdrawn_reason:
        raise Conflict("这一届的登记已经撤回。")
    row.withdrawn_reason = reason
    row.save()
    current().about(unit, unit=unit, summary=f"{row.elected_on} 当选：{reason}")
    return row


def _reach(unit: Unit, expires_on: date) -> None:
    posts = Post.objects.filter(
        unit=unit, ends_on=None, title__in=COMMITTEE_TITLES, starts_on__lte=expires_on
    )
    for post in posts:
        post.term_ends_on = expires_on
        post.save()
