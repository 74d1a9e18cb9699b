"""Writes of papers: drawn by rule, put together by hand, fixed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.examinations.models import (
    Difficulty,
    Kind,
    Paper,
    PaperItem,
    PaperState,
    Question,
)
from tongpin.ledgers.examinations.ordering import shuffled
from tongpin.ledgers.examinations.queries import is_sat, items, total, usable
from tongpin.org.models import Unit

MOST_QUESTIONS, MOST_WORTH, MOST_SEED = 200, 1000, 2**31 - 1
ORDER = [kind.value for kind in Kind]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of a drawing: how many of what; empty topic and difficulty 0 mean any."""

    kind: str
    topic: str
    difficulty: int
    count: int
    worth: int

    @property
    def words(self) -> str:
        """单选题 党章 较易."""
        hard = Difficulty(self.difficulty).label if self.difficulty else ""
        return " ".join(filter(None, (Kind(self.kind).label, self.topic, hard)))


@action("examinations.create_paper", "新建试卷", permission="examinations.manage")
def create_paper(actor: Actor, *, unit: Unit, title: str, note: str = "") -> Paper:
    """An empty paper."""
    row = Paper(
        unit=unit, title=title.strip(), note=note.strip(), created_on=site_day(),
        created_by=actor.name[:100],
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit)
    return row


@action("examinations.draw_paper", "抽题组卷", permission="examinations.manage")
def draw_paper(
    actor: Actor, *, unit: Unit, paper: Paper, version: int, rules: Sequence[Rule],
    seed: int | None = None,
) -> Paper:  # fmt: skip
    """Replace what the paper has by what the rules draw; the same bank and seed draw the same.

    `Refused` names the line for which the bank has too few questions, and how many there are.
    """
    row = _open(paper, version)
    if not rules:
        raise Refused("请至少写一行抽题规则。", field="rules")
    row.seed = secrets.randbelow(MOST_SEED) if seed is None else seed
    bank = list(usable(row.unit).values_list("pk", "kind", "topic", "difficulty"))
    taken: list[tuple[int, int, str]] = []
    for number, rule in enumerate(rules, 1):
        used = {pk for pk, _, _ in taken}
        fitting = [
            pk for pk, kind, topic, hard in bank
            if kind == rule.kind and rule.topic in ("", topic)
            and rule.difficulty in (0, hard) and pk not in used
        ]  # fmt: skip
        if len(fitting) < rule.count:
            raise Refused(
                f"第{number}行“{rule.words}”要{rule.count}道，题库里可用的只有{len(fitting)}道。"
                "请减少题数，或者先往题库里加题。",
                field="rules",
            )
        drawn = shuffled(fitting, row.seed, number)[: rule.count]
        taken += [(pk, rule.worth, rule.kind) for pk in drawn]
    _at_most(len(taken))
    PaperItem.objects.filter(paper=row).delete()
    taken.sort(key=lambda entry: ORDER.index(entry[2]))
    PaperItem.objects.bulk_create(
        PaperItem(paper=row, question_id=pk, number=number, worth=worth)
        for number, (pk, worth, _) in enumerate(taken, 1)
    )
    row.rules = [asdict(rule) for rule in rules]
    row.save()
    current().about(row, unit=unit, summary=f"抽{len(taken)}题，种子{row.seed}")
    return row


@action("examinations.add_items", "试卷加题", permission="examinations.manage")
def add_items(
    actor: Actor, *, unit: Unit, paper: Paper, version: int, questions: Sequence[Question],
    worth: int,
) -> Paper:  # fmt: skip
    """Put chosen questions behind those that are there; what the paper has already stays as it is."""
    row = _open(paper, version)
    _check_worth(worth)
    there = items(row.pk)
    known = {item.question_id for item in there}
    allowed = set(usable(row.unit).values_list("pk", flat=True))
    fresh = [q for q in questions if q.pk not in known and q.pk in allowed]
    _at_most(len(there) + len(fresh))
    last = max((item.number for item in there), default=0)
    PaperItem.objects.bulk_create(
        PaperItem(paper=row, question=q, number=last + n, worth=worth)
        for n, q in enumerate(fresh, 1)
    )
    row.save()
    current().about(row, unit=unit, summary=f"加{len(fresh)}题")
    return row


@action("examinations.arrange_paper", "调整试卷", permission="examinations.manage")
def arrange_paper(
    actor: Actor, *, unit: Unit, paper: Paper, version: int,
    places: Mapping[int, tuple[int, int] | None],
) -> Paper:  # fmt: skip
    """`{item: (number wanted, worth in tenths)}`, None for one to take out; numbered anew."""
    row = _open(paper, version)
    kept = []
    for item in items(row.pk):
        place = places.get(item.pk, (item.number, item.worth))
        if place is None:
            item.delete()
            continue
        _check_worth(place[1])
        kept.append((place[0], item.number, item, place[1]))
    kept.sort(key=lambda entry: entry[:2])
    for number, (_, _, item, worth) in enumerate(kept, 1):
        if (item.number, item.worth) != (number, worth):
            item.number, item.worth = number, worth
            item.save()
    row.save()
    current().about(row, unit=unit, summary=f"共{len(kept)}题")
    return row


@action("examinations.fix_paper", "试卷定稿", permission="examinations.manage")
def fix_paper(actor: Actor, *, unit: Unit, paper: Paper, version: int) -> Paper:
    """Close the paper: each item keeps its own copy of the question from now on."""
    row = _open(paper, version)
    there = items(row.pk)
    if not there:
        raise Refused("试卷里还没有题，不能定稿。")
    for item in there:
        item.content = item.question.content
    PaperItem.objects.bulk_update(there, ["content"])
    row.state, row.fixed_on, row.fixed_by = PaperState.FIXED, site_day(), actor.name[:100]
    row.save()
    current().about(row, unit=unit, summary=f"{len(there)}题，共{total(there) / 10:g}分")
    return row


@action("examinations.reopen_paper", "退回组卷", permission="examinations.manage")
def reopen_paper(actor: Actor, *, unit: Unit, paper: Paper, version: int) -> Paper:
    """Change a fixed paper after all, as long as no sitting uses it."""
    row = _locked(paper, version)
    if row.state != PaperState.FIXED or is_sat(row):
        raise Refused("只有定稿后还没有安排考试的试卷可以退回修改。")
    PaperItem.objects.filter(paper=row).update(content={})
    row.state, row.fixed_on, row.fixed_by = PaperState.DRAFT, None, ""
    row.save()
    current().about(row, unit=unit)
    return row


@action("examinations.withdraw_paper", "停用试卷", permission="examinations.manage")
def withdraw_paper(actor: Actor, *, unit: Unit, paper: Paper, version: int, reason: str) -> Paper:
    """Use the paper no more; sittings that were held keep it."""
    row = _locked(paper, version)
    if row.state == PaperState.WITHDRAWN:
        raise Refused("这份试卷已经停用。")
    if not reason.strip():
        raise Refused("请写明停用原因。", field="reason")
    row.state, row.withdrawn_reason = PaperState.WITHDRAWN, reason.strip()
    row.save()
    current().about(row, unit=unit, summary=reason)
    return row


def _locked(paper: Paper, version: int) -> Paper:
    row: Paper = (
        Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper.pk)
    )
    if row.version != version:
        raise Conflict
    row.version += 1
    return row


def _open(paper: Paper, version: int) -> Paper:
    row = _locked(paper, version)
    if row.state != PaperState.DRAFT:
        raise Refused("试卷已经定稿或者停用，不能再改。")
    return row


def _check_worth(worth: int) -> None:
    if not 1 <= worth <= MOST_WORTH:
        raise Refused("每题分值须在0.1至100分之间。", field="worth")


def _at_most(number: int) -> None:
    if number > MOST_QUESTIONS:
        raise Refused(f"一份试卷最多{MOST_QUESTIONS}题，现在有{number}题。", field="rules")
