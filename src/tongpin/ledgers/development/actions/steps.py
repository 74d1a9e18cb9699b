"""Steps are recorded as they happened, and taken back with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.casework.actions import Happening, columns, refuse_breaches
from tongpin.documents.actions import attach
from tongpin.duties.judging import refresh
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import queries
from tongpin.ledgers.development.actions.cases import agree, end, locked, require_upper
from tongpin.ledgers.development.models import Case, Closing, Step
from tongpin.ledgers.development.vocabulary import PROCEDURE, STAGE_STEPS, UPPER, VOTES
from tongpin.life.models import Vote
from tongpin.life.queries import counted
from tongpin.org.models import Stage, Unit
from tongpin.org.queries import branch_on
from tongpin.org.scope import Scope
from tongpin.rules.book import Book
from tongpin.rules.procedure import Step as RuleStep


@action("development.record", "登记发展步骤", permission="development.write")
def record_step(
    actor: Actor, *, unit: Unit, case: Case, happening: Happening, vote: Vote | None = None,
    files: Iterable[tuple[str, bytes]] = (),
) -> Step:  # fmt: skip
    """Record a step; what the rules forbid only with who allowed it and why.

    With a vote its gathering and numbers are cited, whatever was typed. The person's stage moves in
    the same action.
    """
    row, book = _open(case), current_book()
    procedure = book.procedure(PROCEDURE)
    step = procedure.by_key.get(happening.step)
    if step is None:
        raise Refused("发展党员没有所填的步骤。", field="step")
    if step.key in UPPER:
        require_upper(actor, unit)
    if vote is not None:
        happening = _cited(row, happening, vote)
    _check_day(row, happening)
    if not step.is_repeated and not step.again_on and queries.latest(row, step.key):
        raise Refused("这一步已经登记过，需要更改请先撤回原来的记录。", field="step")
    _refuse_after_failure(book, row, step)
    refuse_breaches(
        happening, lambda *extra: queries.course(book, row, site_day(), *extra).progress
    )
    if not (happening.approver and happening.approval_reason):
        _refuse_order(queries.course(book, row, site_day()), step, happening.on)
        _refuse_beyond_target(row, happening)
    record = Step(case=row, vote=vote, **columns(actor, happening))
    record.save()
    current().about(row, unit=unit, summary=f"{row.person.name}：{step.title} {record.on}")
    for name, data in files:
        attach(actor, unit=unit, owner=record.ref, name=name, data=data)
    _follow_up(actor, row, record)
    transaction.on_commit(lambda: refresh(unit, record.on))
    return record


@action("development.withdraw", "撤回发展步骤", permission="development.write")
def withdraw_step(actor: Actor, *, unit: Unit, case: Case, record: Step, reason: str) -> Step:
    """Take a record back with a reason; it stays readable, and the stage it gave goes with it."""
    row = _open(case)
    if record.step in UPPER:
        require_upper(actor, unit)
    if record.step == "application":
        raise Refused("入党申请是档案的开头，不能单独撤回；登记错了请结束档案并写明理由。")
    found: Step = Step.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if found.is_withdrawn:
        raise Refused("这条记录已经撤回。")
    found.withdrawn_reason = reason
    found.save()
    current().about(row, unit=unit, summary=f"{row.person.name}：{reason}"[:300])
    agree(actor, row, dropped=stages_of(found.step))
    transaction.on_commit(lambda: refresh(unit, found.on))
    return found


def stages_of(step: str) -> list[str]:
    """The stages that rest on a step."""
    return [stage.value for stage, steps in STAGE_STEPS.items() if step in steps]


def _open(case: Case) -> Case:
    locked(case)
    row = queries.case(Scope.everything(), case.pk)
    assert row is not None
    if not queries.is_editable(row):
        raise Refused("这份档案已经结束，需要更改请先恢复。")
    return row


def _check_day(row: Case, happening: Happening) -> None:
    if happening.on > site_day():
        raise Refused("日期不能晚于今天；还没有办的步骤请办完再登记。", field="on")
    if happening.on < row.opened_on:
        raise Refused(f"日期早于递交入党申请书的{row.opened_on}，请核对。", field="on")
    until = happening.values.get("to")
    if until is not None and until > site_day():
        raise Refused("截止日期还没有到，请在期满以后登记。", field="to")
    cited = happening.gathering
    if cited is None:
        return
    if not queries.citable(row, happening.step).filter(pk=cited.pk).exists():
        raise Refused("只能引用本支部召开的、种类相符的会议记录。", field="gathering")
    if cited.held_on != happening.on:
        raise Refused(f"引用的会议是{cited.held_on}召开的，日期应当一致。", field="on")


def _refuse_after_failure(book: Book, row: Case, step: RuleStep) -> None:
    """What a meeting did not carry nobody approves: this is not for anybody to allow."""
    procedure = book.procedure(PROCEDURE)
    kept = [(r.step, r.on, r.values) for r in row.records.all() if not r.is_withdrawn]
    failed = queries.failed_before(book, procedure.by_key, step.key, kept)
    if failed is not None:
        raise Refused(
            f"“{procedure.title_of(failed)}”的表决没有通过，不能办理“{step.title}”。票数登记错了的，"
            "请先撤回那一步、按会议记录重新登记；确实没有通过的，请重新召开支部大会讨论。",
            field="step",
        )


def _refuse_order(found: queries.Course, step: RuleStep, on: date) -> None:
    """Refuse a step before the one that it follows, even where no gate asks about it."""
    allowed = {item.step: item for item in found.progress.next}
    if step.key in found.progress.missing or (step.is_repeated and step.key in found.progress.done):
        return
    item = allowed.get(step.key)
    if item is not None and (item.earliest is None or on >= item.earliest):
        return
    article = found.book.article("dev-first-talk-months", on)
    source = article.cite.source.name if article else "规定"
    if item is not None:
        said = f"按{source}的步骤，“{step.title}”最早{item.earliest}办理，填写的日期早了。"
    else:
        before = [found.title_of(k) for k in step.after if k not in found.progress.done]
        wanted = f"应当在“{'”“'.join(before)}”之后办理" if before else "已经过了办理的时候"
        said = f"按{source}的步骤，“{step.title}”{wanted}，请核对顺序。"
    raise Refused(
        f"{said}确属特殊情况、已经有权的党组织同意的，请填写同意的组织或者负责人和理由后再登记。",
        field="approver",
    )


def _refuse_beyond_target(row: Case, happening: Happening) -> None:
    """总量控制: no acceptance beyond the number set for the unit or above it (2014, 2026 art. 4)."""
    if happening.step != "branch_meeting":
        return
    place = branch_on(row.person, happening.on) or row.person.home
    full = queries.exhausted(place, happening.on.year)
    if full is not None:
        raise Refused(
            f"{full.unit}{full.year}年计划发展{full.total}名，已经用完。确需增加的，请上级党委调整计划；"
            "或者填写同意的组织或者负责人和理由后再登记。",
            field="approver",
        )


def _cited(row: Case, happening: Happening, vote: Vote) -> Happening:
    """The happening with the gathering, the day and the numbers of the vote."""
    vote = Vote.objects.select_for_update().get(pk=vote.pk)  # nobody counts it again meanwhile
    used = Step.objects.filter(vote=vote, withdrawn_reason="").exists()
    if used or happening.step not in VOTES:
        raise Refused("这次表决已被其他记录引用，或者这一步不引用表决。", field="vote")
    if not queries.citable_votes(row, happening.step).filter(pk=vote.pk).exists():
        raise Refused("只能引用本支部党员大会上已经计票的同类表决。", field="vote")
    numbers = counted(vote, vote.gathering.held_on).numbers
    entitled = numbers["entitled"] - (numbers["excluded"] if vote.is_exclusion_approved else 0)
    told: dict[str, Any] = {
        "entitled": entitled, "present": numbers["present"], "yes": vote.yes,
        "written_yes": vote.written_yes, "secret": vote.is_secret, "no": vote.no,
        "abstain": vote.abstain,
    }  # fmt: skip
    return replace(
        happening, on=vote.gathering.held_on, gathering=vote.gathering,
        values={**happening.values, "vote": {k: v for k, v in told.items() if v is not None}},
    )  # fmt: skip


def _follow_up(actor: Actor, row: Case, record: Step) -> None:
    """Move the person's stage; the last step closes the case, a lost probation ends it."""
    decided = queries.latest(row, "conversion_meeting")
    lost = (
        record.step == "conversion_approval"
        and decided is not None
        and decided.values.get("decision") == "disqualify"
    )
    agree(actor, row, dropped=[Stage.FULL] if lost else (), ends_on=record.on if lost else None)
    if record.step == "archived" or lost:
        end(locked(row), Closing.DISQUALIFIED if lost else Closing.ARCHIVED, record.on)
