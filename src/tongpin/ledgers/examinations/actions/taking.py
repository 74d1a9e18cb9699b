"""One's own sitting: beginning, saving answers one by one, handing in. The server's clock only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.examinations.actions.sittings import time_of
from tongpin.ledgers.examinations.models import (
    Answer,
    Candidate,
    Closing,
    Kind,
    PaperItem,
    SittingState,
)
from tongpin.life.clock import site_moment

LONGEST_ANSWER, LONGEST_BLANK = 2000, 100
CHOICES = {Kind.SINGLE: 1, Kind.MULTIPLE: 8, Kind.JUDGE: 1}
TOO_LATE = "答题时间已经到了，这次修改没有保存。此前保存的答案已经收卷。"


class TooLate(Refused):
    """An answer after the time and its grace (409): what stands is what was saved before."""

    status = 409

    def __init__(self) -> None:
        super().__init__(TOO_LATE, code="too_late")


class Overtaken(Conflict):
    """Another window wrote this answer in the meantime; `answer` is what stands."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(
            "这道题已经在另一个窗口里作答，现在显示的是那边的答案，请核对。", code="overtaken"
        )
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Write:
    """One write of a page: `version` is the one it saw (0 for none), `sequence` its own count."""

    item: int
    given: Sequence[str]
    version: int
    writer: str
    sequence: int


@action("examinations.start", "开始答题", permission=None)
def start(actor: Actor, *, candidate: Candidate) -> Candidate:
    """Begin; the time runs from now on and ends with the window. Begun already, nothing changes."""
    row = _own(actor, candidate)
    if row.started_at is not None:
        return row
    sitting, now = row.sitting, site_moment()
    if sitting.state != SittingState.PLANNED or now >= sitting.closes_at:
        raise Refused("这场考试已经截止。")
    if now < sitting.opens_at:
        raise Refused(
            f"考试{sitting.opens_at.astimezone(now.tzinfo):%m月%d日 %H:%M}开始，请到时再来。"
        )
    if row.excused_reason:
        raise Refused("您在这场考试里已经免考，有疑问请联系组织单位。")
    row.started_at = now
    row.deadline_at = time_of(sitting, row)
    row.save()
    current().about(row, unit=sitting.unit, summary=sitting.title)
    return row


def save_answer(*, person_id: int | None, sitting: int, write: Write) -> Answer:
    """Keep one answer: what stands afterwards. Sent again, it stays once.

    A write of the page that wrote last counts if its `sequence` is higher, else it is a replay and
    changes nothing. A write of another page counts if it saw the version that stands; else raises
    `Overtaken` with what stands. One that says what stands already keeps the version, but its
    `sequence` stands, so that what the page sent before it stays a replay. `TooLate` after the time and its grace. No entry of the audit: the
    answer is its author's draft until it is handed in, and then the entry holds its seal.
    """
    with transaction.atomic():
        candidate = _writing(person_id, sitting)
        given = _tidy(_item(candidate, write.item), write.given)
        row = Answer.objects.filter(candidate=candidate, item=write.item).first()
        if row is None:
            row = Answer(candidate=candidate, item_id=write.item, version=0)
        elif row.writer == write.writer and write.sequence <= row.sequence:
            return row
        has_seen = write.writer == row.writer or write.version == row.version
        if row.pk is not None and row.given == given:
            if has_seen:
                row.writer, row.sequence = write.writer, write.sequence
                row.save(update_fields=["writer", "sequence"])
            return row
        if row.pk is not None and not has_seen:
            raise Overtaken(row)
        row.given, row.writer, row.sequence = given, write.writer, write.sequence
        row.version, row.saved_at = row.version + 1, site_moment()
        row.save()
        return row


def _writing(person_id: int | None, sitting: int) -> Candidate:
    """The person's own place, locked and still open for writing."""
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("sitting")
    candidate: Candidate | None = rows.filter(sitting=sitting, person=person_id).first()
    if candidate is None or candidate.started_at is None:
        raise Refused("您还没有开始这场考试，请先点“开始答题”。")
    if candidate.sitting.state != SittingState.PLANNED:
        raise TooLate
    if candidate.is_over(site_moment(), candidate.sitting.grace):
        raise TooLate
    return candidate


def _item(candidate: Candidate, pk: int) -> PaperItem:
    item = PaperItem.objects.filter(paper=candidate.sitting.paper_id, pk=pk).first()
    if item is None:
        raise Refused("试卷里没有这道题，请刷新页面。", field="item")
    return item


def _tidy(item: PaperItem, given: Sequence[str]) -> list[str]:
    """The answer in the shape of its key; `Refused` for what the question cannot be answered with."""
    texts = [text.replace("\x00", "").strip() for text in given]
    kind = item.kind
    if kind in CHOICES:
        letters = ["T", "F"] if kind == Kind.JUDGE else "ABCDEFGH"[: len(item.shown["options"])]
        chosen = sorted({text for text in texts if text})
        if len(chosen) > CHOICES[kind] or any(text not in letters for text in chosen):
            raise Refused("这道题没有这个选项，请刷新页面后重新选择。", field="given")
        return chosen
    most = len(item.shown["key"]) if kind == Kind.BLANK else 1
    longest = LONGEST_BLANK if kind == Kind.BLANK else LONGEST_ANSWER
    if len(texts) > most or any(len(text) > longest for text in texts):
        raise Refused(f"答案太长，最多{longest}字。", field="given")
    return texts if any(texts) else []


@action("examinations.submit", "交卷", permission=None)
def submit(actor: Actor, *, candidate: Candidate) -> Candidate:
    """Hand in; nothing is changed afterwards. Handed in already, nothing happens."""
    row = _own(actor, candidate)
    if row.submitted_at is not None:
        return row
    if row.started_at is None:
        raise Refused("您还没有开始答题。")
    late = row.is_over(site_moment(), row.sitting.grace)
    seal(row, Closing.TIME if late else Closing.SELF, site_moment())
    current().about(row, unit=row.sitting.unit, summary=f"{row.sitting.title}，封存{row.seal[:16]}")
    return row


def seal(row: Candidate, closing: str, at: datetime) -> None:
    """Close a paper: the hash over all its answers goes into the row, and with it into the entry."""
    answers = Answer.objects.filter(candidate=row).order_by("item").values_list("item", "given")
    text = json.dumps([list(pair) for pair in answers], ensure_ascii=False)
    row.seal = hashlib.sha256(text.encode()).hexdigest()
    row.submitted_at = (
        min(at, row.deadline_at) if closing == Closing.TIME and row.deadline_at else at
    )
    row.closing = closing
    row.save()


def _own(actor: Actor, candidate: Candidate) -> Candidate:
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("sitting__unit")
    row: Candidate = rows.get(pk=candidate.pk)
    if actor.person_id is None or row.person_id != actor.person_id:
        raise Refused("只能答自己的卷子。")
    return row
