"""What every step has in common: lock, version, whose desk it is, whether it may be taken at all."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.ledgers.transfers import queries
from tongpin.ledgers.transfers.models import Step, Transfer
from tongpin.ledgers.transfers.states import REASONED, State, Verb, follow
from tongpin.org.models import Unit


def locked(row: Transfer, version: int | None) -> Transfer:
    """The transfer under a lock, as it is now; `Conflict` when somebody else was first."""
    fresh: Transfer = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("unit", "issuer", "receiver", "target", "person", "peer")
        .get(pk=row.pk)
    )
    if version is not None and fresh.version != version:
        raise Conflict
    fresh.version += 1
    return fresh


def turned(row: Transfer, verb: Verb, *, unit: Unit, on: date, reason: str = "") -> State:
    """The state that the step leads to; `Refused` where it may not be taken now, here or that day."""
    after = follow(row.route, row.state, verb)
    if after is None:
        now = State(row.state).label
        raise Refused(
            f"这件转接现在是“{now}”，不能{verb.label}。请刷新页面查看下一步。", code="step"
        )
    if unit.pk != queries.desk(row, verb).pk:
        raise Forbidden("这一步不由该党组织办理。")
    if on > site_day():
        raise Refused("日期不能晚于今天。", field="on")
    last = row.steps.order_by("-on").first()
    if last is not None and on < last.on:
        raise Refused(f"日期不能早于上一步的日期 {last.on}。", field="on")
    if verb in REASONED and not reason.strip():
        raise Refused("请写明理由。", field="reason")
    return after


def noted(actor: Actor, row: Transfer, verb: Verb | None, on: date, note: str = "") -> Step:
    """Save the transfer with the step that was taken."""
    row.save()
    step = Step(
        transfer=row, verb=verb or "", state=row.state, on=on, note=note[:300],
        recorded_on=site_day(), recorded_by=actor.name,
    )  # fmt: skip
    step.save()
    label = verb.label if verb is not None else "提出"
    current().about(row, unit=row.unit, summary=f"{label}，{on}{'：' + note if note else ''}")
    return step
