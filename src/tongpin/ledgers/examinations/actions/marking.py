"""Marking, the second pair of eyes on short answers, corrections of a key, publication."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Forbidden, Refused
from tongpin.duties.judging import refresh
from tongpin.ledgers.examinations.actions.sittings import locked
from tongpin.ledgers.examinations.actions.taking import seal
from tongpin.ledgers.examinations.marking import automatic, settled
from tongpin.ledgers.examinations.models import (
    Answer,
    Candidate,
    Closing,
    Kind,
    Mark,
    PaperItem,
    Sitting,
    SittingState,
)
from tongpin.ledgers.examinations.queries import is_marker, items
from tongpin.life.clock import site_moment
from tongpin.org.models import Unit

MARKED = (SittingState.MARKING, SittingState.PUBLISHED)


@action("examinations.mark_sitting", "收卷评卷", permission="examinations.manage")
def mark_sitting(actor: Actor, *, unit: Unit, sitting: Sitting, version: int) -> Sitting:
    """After the end: close what is still open, mark by rule; short answers wait for their markers."""
    row = locked(sitting, version, SittingState.PLANNED)
    now = site_moment()
    begun = Candidate.objects.filter(sitting=row, started_at__isnull=False)
    open_papers = list(begun.filter(submitted_at__isnull=True))
    last = max((c.deadline_at for c in open_papers if c.deadline_at), default=row.closes_at)
    until = max(row.closes_at, last) + row.grace
    everybody = not Candidate.objects.filter(
        sitting=row, excused_reason="", submitted_at__isnull=True
    ).exists()
    if now <= until and not everybody:
        raise Refused(
            f"还有人在答题，{until.astimezone(now.tzinfo):%m月%d日 %H:%M}以后才能收卷评卷。"
        )
    for candidate in open_papers:
        seal(candidate, Closing.TIME, now)
    _mark_by_rule(row)
    row.state = SittingState.MARKING
    row.save()
    _sum_up(row)
    current().about(row, unit=unit, summary=f"收卷{begun.count()}份")
    return row


def _mark_by_rule(row: Sitting, only: PaperItem | None = None) -> None:
    paper = {item.pk: item for item in items(row.paper_id)}
    rows = Answer.objects.filter(candidate__sitting=row)
    answers = list(rows if only is None else rows.filter(item=only))
    for answer in answers:
        item = paper[answer.item_id]
        key = item.content["key"]
        answer.tenths = automatic(item.kind, key, answer.given, item.worth, row.partial)
    Answer.objects.bulk_update(answers, ["tenths"], batch_size=500)


def _sum_up(row: Sitting) -> None:
    """Results of those whose every answer has its mark."""
    sums: dict[int, int | None] = defaultdict(int)
    for candidate, tenths in Answer.objects.filter(candidate__sitting=row).values_list(
        "candidate", "tenths"
    ):
        before = sums[candidate]
        sums[candidate] = None if before is None or tenths is None else before + tenths
    changed = []
    for entry in Candidate.objects.filter(sitting=row, submitted_at__isnull=False):
        result = sums[entry.pk]
        if entry.tenths != result:
            entry.tenths = result
            changed.append(entry)
    Candidate.objects.bulk_update(changed, ["tenths"], batch_size=500)


@action("examinations.mark_answer", "评阅简答题", permission=None)
def mark_answer(actor: Actor, *, answer: Answer, tenths: int) -> Answer:
    """One marker's points for a short answer, which carries no name. Two mark; a third where they
    differ by more than was declared. Nobody marks twice, nor an answer of their own.
    """
    rows = Answer.objects.select_for_update(of=("self",)).select_related(
        "candidate__sitting__unit", "item"
    )
    row: Answer = rows.get(pk=answer.pk)
    sitting = row.candidate.sitting
    if actor.account_id is None or not is_marker(sitting, actor.account_id):
        raise Forbidden("您不是这场考试的评卷人。")
    if sitting.state != SittingState.MARKING:
        raise Refused("这场考试不在评卷。")
    if actor.person_id is not None and actor.person_id == row.candidate.person_id:
        raise Refused("不能评自己的卷子，请由其他评卷人评阅。")
    if not 0 <= tenths <= row.item.worth:
        raise Refused(f"得分须在0至{row.item.worth / 10:g}分之间。", field="points")
    marks = list(Mark.objects.filter(answer=row).order_by("round"))
    if any(mark.marker_id == actor.account_id for mark in marks):
        raise Refused("这份答案您已经评过，由其他评卷人再评。")
    if row.tenths is not None or len(marks) >= 3:
        raise Refused("这份答案已经评定。")
    Mark(
        answer=row, marker_id=actor.account_id, round=len(marks) + 1, tenths=tenths,
        marked_at=site_moment(),
    ).save()  # fmt: skip
    given = [*(mark.tenths for mark in marks), tenths]
    row.tenths = settled(given, row.item.worth, sitting.tolerance_percent)
    if row.tenths is not None:
        row.save()
        _sum_up(sitting)
    current().about(sitting, unit=sitting.unit, summary=f"{row.item}，第{len(given)}评")
    return row


@action("examinations.correct_key", "更正答案", permission="examinations.manage")
def correct_key(
    actor: Actor, *, unit: Unit, sitting: Sitting, version: int, item: PaperItem, key: list[Any],
    reason: str,
) -> Sitting:  # fmt: skip
    """A key was wrong: the item of the paper gets the right one, and everybody who sat the paper is
    marked again, in whichever sitting: all read the same key in their result.
    """
    others = _others(sitting)
    row = locked(sitting, version, *MARKED)
    if not reason.strip():
        raise Refused("请写明更正的原因。", field="reason")
    if item.paper_id != row.paper_id or item.kind == Kind.SHORT:
        raise Refused("简答题由评卷人评阅，没有可以更正的答案。", field="key")
    item.content = item.content | {"key": key}
    item.save()
    for each in (row, *others):
        _mark_by_rule(each, item)
        _sum_up(each)
        each.save()
        _judge_afterwards(each)
    also = f"（{'、'.join(o.title for o in others)}一并重新评分）" if others else ""
    current().about(row, unit=unit, summary=f"{item}：{reason}{also}")
    return row


def _others(sitting: Sitting) -> list[Sitting]:
    """The other sittings of the paper that were marked, locked. Those still to be sat are locked with
    them, so that none is marked by the old key meanwhile.
    """
    rows = Sitting.objects.select_for_update(of=("self",)).select_related("unit", "paper")
    found = list(rows.filter(paper=sitting.paper_id).order_by("pk"))
    marked = [r for r in found if r.state in MARKED and r.pk != sitting.pk]
    for row in marked:
        row.version += 1
    return marked


@action("examinations.publish", "公布成绩", permission="examinations.manage")
def publish(actor: Actor, *, unit: Unit, sitting: Sitting, version: int) -> Sitting:
    """Everybody sees their own result with explanations; the branches' shares are shown."""
    row = locked(sitting, version, SittingState.MARKING)
    waiting = Answer.objects.filter(candidate__sitting=row, tenths__isnull=True).count()
    if waiting:
        raise Refused(f"还有{waiting}份简答题没有评定，评完再公布。")
    row.state, row.published_on, row.published_by = (
        SittingState.PUBLISHED, site_day(), actor.name[:100],
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=row.title)
    _judge_afterwards(row)
    return row


@action("examinations.retract", "撤回公布", permission="examinations.manage")
def retract(actor: Actor, *, unit: Unit, sitting: Sitting, version: int, reason: str) -> Sitting:
    """Take published results back into marking."""
    row = locked(sitting, version, SittingState.PUBLISHED)
    if not reason.strip():
        raise Refused("请写明撤回的原因。", field="reason")
    row.state, row.published_on, row.published_by = SittingState.MARKING, None, ""
    row.save()
    current().about(row, unit=unit, summary=reason)
    _judge_afterwards(row)
    return row


def _judge_afterwards(row: Sitting) -> None:
    """Judge the organiser and the branches once the result is committed."""
    asked = Candidate.objects.filter(sitting=row).values("unit")
    units = [row.unit, *Unit.objects.filter(pk__in=asked).exclude(pk=row.unit_id)]
    day = (row.closes_at + timedelta(0)).astimezone(site_moment().tzinfo).date()

    def judge() -> None:
        for unit in units:
            refresh(unit, day)

    transaction.on_commit(judge)
