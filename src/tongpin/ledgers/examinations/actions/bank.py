"""Writes of the bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.examinations.models import CHOSEN, LETTERS, Kind, Question
from tongpin.ledgers.examinations.queries import fingerprint
from tongpin.org.models import Unit

MOST_BLANKS, GAP = 10, "____"


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as it is written: texts of the options in order, the key in the shape of its kind."""

    kind: str
    stem: str
    key: list[Any]
    topic: str
    options: Sequence[str] = ()
    difficulty: int = 2
    explanation: str = ""
    source: str = ""
    article: str = ""
    is_practice: bool = True


def faults(draft: Draft) -> list[tuple[str, str]]:
    """What is wrong with a question: `(field, sentence)`; empty where nothing is."""
    found = []
    if not draft.stem.strip():
        found.append(("stem", "请填写题干。"))
    if not draft.topic.strip():
        found.append(("topic", "请填写专题。"))
    if draft.kind in (Kind.SINGLE, Kind.MULTIPLE):
        found += _option_faults(draft)
    elif draft.kind == Kind.JUDGE and draft.key not in (["T"], ["F"]):
        found.append(("key", "判断题的答案只能是“正确”或者“错误”。"))
    elif draft.kind == Kind.BLANK:
        gaps = draft.stem.count(GAP)
        if not 1 <= gaps <= MOST_BLANKS:
            found.append(("stem", f"填空题的题干里用“{GAP}”标出空格，一至{MOST_BLANKS}个。"))
        elif len(draft.key) != gaps or not all(draft.key):
            found.append(("key", f"题干有{gaps}个空，请给出{gaps}个答案，每个空一行。"))
    elif draft.kind == Kind.SHORT and not any(draft.key):
        found.append(("key", "请填写参考答案，评卷人照此给分。"))
    return found


def _option_faults(draft: Draft) -> list[tuple[str, str]]:
    options, found = list(draft.options), []
    if not 2 <= len(options) <= len(LETTERS):
        found.append(("options", f"选项须有2至{len(LETTERS)}个，每行一个。"))
    elif len({text.strip() for text in options}) < len(options):
        found.append(("options", "有两个选项完全相同，请改写。"))
    letters = LETTERS[: len(options)]
    if not draft.key or any(letter not in letters for letter in draft.key):
        found.append(
            ("key", f"答案写选项的字母，例如{'B' if draft.kind == Kind.SINGLE else 'ACD'}。")
        )
    elif draft.kind == Kind.SINGLE and len(draft.key) != 1:
        found.append(("key", "单选题只能有一个答案。"))
    elif draft.kind == Kind.MULTIPLE and len(draft.key) < 2:
        found.append(("key", "多选题至少有两个答案；只有一个的请改为单选题。"))
    return found


@action("examinations.add_question", "录入试题", permission="examinations.manage")
def add_question(actor: Actor, *, unit: Unit, draft: Draft) -> Question:
    """Put a question into the unit's bank; the same words twice are refused."""
    row = Question(unit=unit, created_on=site_day(), created_by=actor.name[:100])
    _write(row, draft)
    current().about(row, unit=unit, summary=str(row))
    return row


@action("examinations.change_question", "修改试题", permission="examinations.manage")
def change_question(
    actor: Actor, *, unit: Unit, question: Question, version: int, draft: Draft
) -> Question:
    """Change a question; papers that are fixed keep the words they were fixed with."""
    row = _locked(question, version)
    if row.withdrawn_reason:
        raise Refused("停用的试题不能修改。")
    row.version += 1
    _write(row, draft)
    current().about(row, unit=unit, summary=str(row))
    return row


@action("examinations.withdraw_question", "停用试题", permission="examinations.manage")
def withdraw_question(
    actor: Actor, *, unit: Unit, question: Question, version: int, reason: str
) -> Question:
    """Use it no more; papers that have it keep it."""
    row = _locked(question, version)
    if row.withdrawn_reason:
        raise Refused("这道题已经停用。")
    if not reason.strip():
        raise Refused("请写明停用原因。", field="reason")
    row.withdrawn_reason, row.version = reason.strip(), row.version + 1
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row


@action("examinations.restore_question", "恢复试题", permission="examinations.manage")
def restore_question(actor: Actor, *, unit: Unit, question: Question, version: int) -> Question:
    """Use a withdrawn question again."""
    row = _locked(question, version)
    if not row.withdrawn_reason:
        raise Refused("这道题没有停用。")
    _only_once(row)
    row.withdrawn_reason, row.version = "", row.version + 1
    row.save()
    current().about(row, unit=unit)
    return row


def _locked(question: Question, version: int) -> Question:
    row: Question = (
        Question.objects.select_for_update(of=("self",)).select_related("unit").get(pk=question.pk)
    )
    if row.version != version:
        raise Conflict
    return row


def _write(row: Question, draft: Draft) -> None:
    for field, words in faults(draft):
        raise Refused(words, field=field)
    row.kind, row.stem, row.key = draft.kind, draft.stem.strip(), draft.key
    row.options = [text.strip() for text in draft.options]
    if draft.kind == Kind.MULTIPLE:
        row.key = sorted(set(draft.key))
    if draft.kind not in CHOSEN or draft.kind == Kind.JUDGE:
        row.options = []
    row.topic, row.difficulty = draft.topic.strip(), draft.difficulty
    row.explanation, row.source = draft.explanation.strip(), draft.source.strip()
    row.article, row.is_practice = draft.article.strip(), draft.is_practice
    row.fingerprint = fingerprint(row.kind, row.stem, row.options)
    _only_once(row)
    row.save()


def _only_once(row: Question) -> None:
    same = Question.objects.filter(
        unit=row.unit, fingerprint=row.fingerprint, withdrawn_reason=""
    ).exclude(pk=row.pk)
    if same.exists():
        raise Refused("题库里已经有同样的题。", field="stem")
