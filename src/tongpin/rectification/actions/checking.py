"""What somebody else than the doer does: verify, return, reopen, look back, publish."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action
from tongpin.audit.errors import Forbidden, Refused
from tongpin.duties.judging import refresh
from tongpin.org.models import Person, Unit
from tongpin.rectification.actions.moving import Words, leave, locked, not_later, said
from tongpin.rectification.models import (
    Exemption,
    Problem,
    Publication,
    Review,
    StepKind,
)
from tongpin.rectification.queries import evidence_since, review_due


def _verified(actor: Actor, row: Problem, note: str) -> str:
    """Mark who verified; never who did the work or asked for the closure, by account or by person."""
    _refuse_own_work(actor, row)
    if not evidence_since(row):
        raise Refused("佐证材料已经移除，不能销号，请退回补充。")
    row.verified_on, row.verified_by = site_day(), actor.name[:100]
    row.verified_account, row.verified_person = actor.account_id, actor.person_id
    row.verification = said(note, "请写明核验意见：看了什么、整改是否到位。", "note")
    return row.verification


def _refuse_own_work(actor: Actor, row: Problem) -> None:
    """`Forbidden` where the actor answers for the work, did a stage of it or asked for the closure.

    Told by the account and by the person; by the name where one of the two is not known as a person, for
    who answers may be named in words and an account need not belong to somebody on the roster.
    """
    names = {actor.name}
    if actor.person_id is not None:
        names |= set(Person.objects.filter(pk=actor.person_id).values_list("name", flat=True))
    hands = [
        (None, row.responsible_person_id, row.responsible_name),
        (row.submitted_account, row.submitted_person, row.submitted_by),
        *row.steps.filter(kind=StepKind.PROGRESS).values_list("account", "person", "recorded_by"),
    ]
    if any(_is_same(actor, names, *hand) for hand in hands):
        raise Forbidden(
            "整改是您负责、办理或者申请销号的，应由其他同志核验、评估。", code="own_work"
        )


def _is_same(
    actor: Actor, names: set[str], account: int | None, person: int | None, name: str
) -> bool:
    if account is not None and account == actor.account_id:
        return True
    if person is not None and actor.person_id is not None:
        return person == actor.person_id
    return bool(name) and name.strip() in names


@action("rectification.close", "核验销号", permission="rectification.verify")
def close(
    actor: Actor, *, unit: Unit, problem: Problem, version: int, note: str,
    review_due_on: date | None = None,
) -> Problem:  # fmt: skip
    """Close what was verified; the look back is due when the rulebook says unless a day is named."""
    row = locked(problem, version, StepKind.CLOSE, owner=unit)
    words = _verified(actor, row, note)
    _look_back(row, review_due_on)
    leave(actor, row, StepKind.CLOSE, Words(note=words))
    _judge_afterwards(row)
    return row


@action("rectification.long_term", "转为长期坚持", permission="rectification.verify")
def keep_long_term(
    actor: Actor, *, unit: Unit, problem: Problem, version: int, note: str,
    review_due_on: date | None = None,
) -> Problem:  # fmt: skip
    """Verified for now, kept up for good: progress goes on, nothing becomes overdue but the look back."""
    row = locked(problem, version, StepKind.LONG_TERM, owner=unit)
    words = _verified(actor, row, note)
    _look_back(row, review_due_on)
    leave(actor, row, StepKind.LONG_TERM, Words(note=words))
    return row


def _look_back(row: Problem, named: date | None) -> None:
    """When the effect is looked at."""
    if named is not None and named <= site_day():
        raise Refused("成效评估日期应晚于今天。", field="review_due_on")
    row.review_due_on = named or review_due(site_day())
    row.review, row.reviewed_on = Review.NONE, None


@action("rectification.return", "退回整改", permission="rectification.verify")
def return_(actor: Actor, *, unit: Unit, problem: Problem, version: int, reason: str) -> Problem:
    """Not good enough, and why; new progress with evidence is needed before the next request."""
    row = locked(problem, version, StepKind.RETURN, owner=unit)
    _refuse_own_work(actor, row)
    words = said(reason, "请写明退回的理由和还要做什么。", "reason")
    leave(actor, row, StepKind.RETURN, Words(note=words))
    return row


@action("rectification.reopen", "重新整改", permission="rectification.verify")
def reopen(
    actor: Actor, *, unit: Unit, problem: Problem, version: int, reason: str, due_on: date
) -> Problem:
    """It came back: work begins again with a new deadline; the publication no longer holds."""
    row = locked(problem, version, StepKind.REOPEN, owner=unit)
    _begin_again(row, due_on)
    words = said(reason, "请写明重新整改的理由。", "reason")
    leave(actor, row, StepKind.REOPEN, Words(note=words, new_due_on=due_on))
    _judge_afterwards(row)
    return row


def _begin_again(row: Problem, due_on: date) -> None:
    if due_on < site_day():
        raise Refused("新的整改时限不能早于今天。", field="due_on")
    row.due_on, row.review_due_on = due_on, None
    row.publication, row.exception = Publication.NONE, ""
    row.publication_reviewer, row.published_on = "", None
    row.verified_account = row.verified_person = None


@action("rectification.review", "评估整改成效", permission="rectification.verify")
def review(
    actor: Actor, *, unit: Unit, problem: Problem, version: int, result: str, note: str,
    due_on: date | None = None,
) -> Problem:  # fmt: skip
    """Look back: it lasts, or it has come back and is reopened with the deadline `due_on`."""
    row = locked(problem, version, StepKind.REVIEW, owner=unit)
    _refuse_own_work(actor, row)
    if result not in (Review.LASTING, Review.RELAPSED):
        raise Refused("请选择评估结果。", field="result")
    words = said(note, "请写明评估的依据。", "note")
    row.review, row.reviewed_on = result, site_day()
    leave(actor, row, StepKind.REVIEW, Words(note=f"{Review(result).label}：{words}"))
    if result == Review.RELAPSED:
        if due_on is None:
            raise Refused("问题反弹的要重新整改，请填写新的整改时限。", field="due_on")
        return reopen(
            actor, unit=unit, problem=row, version=row.version, reason=words, due_on=due_on
        )
    return row


@action("rectification.publish", "公开整改情况", permission="rectification.manage")
def publish(
    actor: Actor,
    *,
    unit: Unit,
    problem: Problem,
    version: int,
    publication: str,
    reviewer: str,
    on: date,
    exception: str = "",
) -> Problem:
    """Make the rectification known after review, or say which exception keeps it back."""
    row = locked(problem, version, StepKind.PUBLISH, owner=unit)
    if publication not in Publication.values or not publication:
        raise Refused("请选择公开的范围。", field="publication")
    withheld = publication == Publication.EXCEPTED
    if withheld and exception not in Exemption.values:
        raise Refused("不公开的，请选择属于哪种情形。", field="exception")
    row.publication, row.exception = publication, exception if withheld else ""
    row.publication_reviewer = said(reviewer, "公开前要经审核，请写明审核人。", "reviewer")
    row.published_on = not_later(on, "on")
    words = row.get_publication_display() + (f"：{row.get_exception_display()}" if withheld else "")
    leave(actor, row, StepKind.PUBLISH, Words(note=words, approver=row.publication_reviewer, on=on))
    return row


def _judge_afterwards(row: Problem) -> None:
    unit, day = row.responsible_unit, row.verified_on or site_day()
    transaction.on_commit(lambda: refresh(unit, day))
