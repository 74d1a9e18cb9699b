"""Writes around a sitting: planning, whom it asks, more time, excuses, markers, calling it off."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.examinations.models import (
    Candidate,
    Marker,
    Paper,
    PaperState,
    Partial,
    Sitting,
    SittingState,
)
from tongpin.life.clock import site_moment
from tongpin.org.models import Account, Person, Unit

MOST_EXTRA, LONGEST = 120, timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is declared before anybody sits."""

    title: str
    opens_at: datetime
    closes_at: datetime
    minutes: int
    instructions: str = ""
    grace_seconds: int = 30
    is_shuffled: bool = True
    partial: str = Partial.HALF
    pass_percent: int = 60
    tolerance_percent: int = 20


@action("examinations.plan_sitting", "安排考试", permission="examinations.manage")
def plan_sitting(
    actor: Actor, *, unit: Unit, paper: Paper, terms: Terms, people: Sequence[Person]
) -> Sitting:
    """Announce a sitting to people; the roll is kept with the branch each belongs to now."""
    if paper.state != PaperState.FIXED:
        raise Refused("请先把试卷定稿。", field="paper")
    if not people:
        raise Refused("请选择参加考试的党支部；所选支部当天没有党员。", field="units")
    _check(terms)
    row = Sitting(
        unit=unit, paper=paper, seed=secrets.token_hex(8), created_on=site_day(),
        created_by=actor.name[:100],
    )  # fmt: skip
    _write(row, terms)
    _ask(row, people)
    current().about(row, unit=unit, summary=f"{len(people)}人，{paper}")
    return row


@action("examinations.change_sitting", "修改考试安排", permission="examinations.manage")
def change_sitting(
    actor: Actor, *, unit: Unit, sitting: Sitting, version: int, terms: Terms
) -> Sitting:
    """Other times or terms, as long as nobody has begun; afterwards only a later end, which
    gives those whose time the old end had cut short the whole of it.
    """
    row = locked(sitting, version, SittingState.PLANNED)
    begun = list(Candidate.objects.filter(sitting=row, started_at__isnull=False))
    if begun:
        same = Terms(**{name: getattr(row, name) for name in Terms.__slots__ if name != "closes_at"},
                     closes_at=terms.closes_at)  # fmt: skip
        if same != terms or terms.closes_at < row.closes_at:
            raise Refused("已经有人开始答题，只能把截止时间往后延。")
    _check(terms)
    _write(row, terms)
    longer = _lengthened(row, begun)
    current().about(row, unit=unit, summary=f"{longer}人的到时随之延后" if longer else "")
    return row


def _lengthened(row: Sitting, begun: Sequence[Candidate]) -> int:
    """Move the time of those who still write with the end of the window; how many that were."""
    changed = []
    for entry in begun:
        until = time_of(row, entry)
        if (
            entry.submitted_at is None
            and entry.deadline_at is not None
            and until > entry.deadline_at
        ):
            entry.deadline_at = until
            changed.append(entry)
    Candidate.objects.bulk_update(changed, ["deadline_at"], batch_size=500)
    return len(changed)


def time_of(row: Sitting, entry: Candidate) -> datetime:
    """Until when somebody who has begun may write: the own time, at most to the end of the window,
    and what was given on top.
    """
    assert entry.started_at is not None
    until: datetime = min(entry.started_at + timedelta(minutes=row.minutes), row.closes_at)
    return until + timedelta(minutes=entry.extra_minutes)


@action("examinations.ask_people", "增加考生", permission="examinations.manage")
def ask_people(
    actor: Actor, *, unit: Unit, sitting: Sitting, version: int, people: Sequence[Person]
) -> Sitting:
    """Put more people on the roll; who is on it stays once."""
    row = locked(sitting, version, SittingState.PLANNED)
    known = set(Candidate.objects.filter(sitting=row).values_list("person", flat=True))
    fresh = [p for p in people if p.pk not in known]
    if not fresh:
        raise Refused("请选择还不在名单上的人。", field="people")
    _ask(row, fresh)
    row.save()
    current().about(row, unit=unit, summary=f"增加{len(fresh)}人")
    return row


@action("examinations.extend", "延长答题时间", permission="examinations.manage")
def extend(
    actor: Actor, *, unit: Unit, candidate: Candidate, minutes: int, reason: str
) -> Candidate:
    """More time for one person whose time was taken by something outside: a power cut, the network.

    Who had been stopped by the clock goes on; who handed in stays handed in.
    """
    row = _candidate(candidate)
    if not 1 <= minutes <= MOST_EXTRA - row.extra_minutes:
        raise Refused(f"可以延长1分钟起，累计不超过{MOST_EXTRA}分钟。", field="minutes")
    if not reason.strip():
        raise Refused("请写明延长的原因。", field="reason")
    if row.submitted_at is not None:
        raise Refused("已经交卷，不能再延长。")
    row.extra_minutes += minutes
    row.extra_reason = reason.strip()
    if row.deadline_at is not None:
        row.deadline_at = max(row.deadline_at, site_moment()) + timedelta(minutes=minutes)
    row.save()
    current().about(row, unit=unit, summary=f"{row.person}延长{minutes}分钟：{reason}")
    return row


@action("examinations.excuse", "免考", permission="examinations.manage")
def excuse(actor: Actor, *, unit: Unit, candidate: Candidate, reason: str) -> Candidate:
    """Take somebody off the roll with a reason; an empty reason puts them back."""
    row = _candidate(candidate)
    if row.started_at is not None:
        raise Refused("已经开始答题，不能免考。")
    if not reason.strip() and not row.excused_reason:
        raise Refused("请写明免考的原因。", field="reason")
    row.excused_reason = reason.strip()
    row.save()
    current().about(row, unit=unit, summary=f"{row.person}：{reason or '恢复参加考试'}")
    return row


@action("examinations.set_markers", "确定评卷人", permission="examinations.manage")
def set_markers(
    actor: Actor, *, unit: Unit, sitting: Sitting, version: int, accounts: Sequence[Account]
) -> Sitting:
    """Who marks the short answers: two at least; a third decides where they differ."""
    row = locked(sitting, version, SittingState.PLANNED, SittingState.MARKING)
    if len(accounts) < 2:
        raise Refused("简答题由两人各自评分，请至少选两名评卷人，最好选三名。", field="accounts")
    wanted = {account.pk for account in accounts}
    for marker in Marker.objects.filter(sitting=row):
        if marker.account_id in wanted:
            wanted.discard(marker.account_id)
        else:
            marker.delete()
    Marker.objects.bulk_create(Marker(sitting=row, account_id=key) for key in sorted(wanted))
    row.save()
    current().about(row, unit=unit, summary="、".join(str(a) for a in accounts))
    return row


@action("examinations.cancel_sitting", "取消考试", permission="examinations.manage")
def cancel_sitting(
    actor: Actor, *, unit: Unit, sitting: Sitting, version: int, reason: str
) -> Sitting:
    """Call a sitting off; what was answered is kept and counts for nothing."""
    row = locked(sitting, version, SittingState.PLANNED, SittingState.MARKING)
    if not reason.strip():
        raise Refused("请写明取消的原因。", field="reason")
    row.state, row.cancelled_reason = SittingState.CANCELLED, reason.strip()
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row


def locked(sitting: Sitting, version: int | None, *states: str) -> Sitting:
    """The sitting locked for writing, its version counted on; `Refused` in another state."""
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("unit", "paper")
    row: Sitting = rows.get(pk=sitting.pk)
    if version is not None and row.version != version:
        raise Conflict
    if row.state not in states:
        raise Refused(f"这场考试{row.get_state_display()}，不能这样办理。")
    row.version += 1
    return row


def _candidate(candidate: Candidate) -> Candidate:
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("sitting", "person")
    row: Candidate = rows.get(pk=candidate.pk)
    if row.sitting.state != SittingState.PLANNED:
        raise Refused("考试已经截止评卷，不能再改考生的安排。")
    return row


def _check(terms: Terms) -> None:
    if terms.closes_at <= terms.opens_at:
        raise Refused("截止时间须晚于开考时间。", field="closes_on")
    if terms.closes_at - terms.opens_at > LONGEST:
        raise Refused(f"考试最长开放{LONGEST.days}天。", field="closes_on")
    if terms.closes_at <= site_moment():
        raise Refused("截止时间已经过去，请重新填写。", field="closes_on")
    if not 1 <= terms.minutes <= 300:
        raise Refused("答题时长须在1至300分钟之间。", field="minutes")


def _write(row: Sitting, terms: Terms) -> None:
    for name in Terms.__slots__:
        setattr(row, name, getattr(terms, name))
    row.save()


def _ask(row: Sitting, people: Sequence[Person]) -> None:
    Candidate.objects.bulk_create(
        Candidate(sitting=row, person=p, unit_id=p.home_id) for p in people
    )
