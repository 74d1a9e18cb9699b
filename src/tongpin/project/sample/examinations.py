"""The sample year's examinations: a bank, one published before the first of July, one open now."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, time

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.ledgers.examinations import actions, queries
from tongpin.ledgers.examinations.actions import Rule, Terms, Write
from tongpin.ledgers.examinations.models import Candidate, Paper, PaperItem, Sitting
from tongpin.life.clock import at
from tongpin.project.sample.bureau import Sample
from tongpin.project.sample.questions import drafts

SAT, LAST, NOW = date(2020, 6, 24), date(2020, 6, 25), date(2020, 9, 18)
BRANCHES = ("SW01", "SW02", "SW06")
SHORT = (
    "个人自评、党员互评、民主测评，最后由支委会提出评定意见。",
    "先自己评，再互相评，然后测评，支部委员会根据平时表现提出等次。",
    "自评、互评、测评三步，结果报支部大会。",
)
JUNE = (Rule("single", "", 0, 8, 40), Rule("multiple", "", 0, 4, 70), Rule("judge", "", 0, 4, 50),
        Rule("blank", "", 0, 2, 50), Rule("short", "支部工作", 3, 1, 100))  # fmt: skip
AUTUMN = (Rule("single", "党员教育管理", 0, 5, 60), Rule("single", "支部工作", 0, 5, 50),
          Rule("multiple", "", 0, 3, 90), Rule("judge", "", 0, 2, 50), Rule("blank", "", 0, 1, 80))  # fmt: skip


def fill(actor: Actor, sample: Sample) -> None:
    """The bank in spring, the two sittings on their days."""
    bureau = sample.bureau
    with on_day(date(2020, 4, 7)):
        for draft in drafts():
            actions.add_question(actor, unit=bureau, draft=draft)
    with on_day(date(2020, 6, 15)):
        paper = _paper(actor, sample, "“七一”党的知识考试卷", JUNE, 20200701)
    _sat(actor, sample, paper)
    with on_day(NOW):
        paper = _paper(actor, sample, "三季度应知应会测试卷", AUTUMN, 20200918)
        terms = Terms(
            title="三季度党员应知应会测试", opens_at=at(NOW, time(8)),
            closes_at=at(date(2020, 9, 27), time(18)), minutes=30,
            instructions="闭卷，独立完成。手机、电脑都可以答题。",
        )  # fmt: skip
        people = queries.may_be_asked(bureau, list(sample.branches.values()), NOW)
        actions.plan_sitting(actor, unit=bureau, paper=paper, terms=terms, people=people)


def _paper(actor: Actor, sample: Sample, title: str, rules: tuple[Rule, ...], seed: int) -> Paper:
    unit = sample.bureau
    row = actions.create_paper(actor, unit=unit, title=title)
    row = actions.draw_paper(
        actor, unit=unit, paper=row, version=row.version, rules=rules, seed=seed
    )
    return actions.fix_paper(actor, unit=unit, paper=row, version=row.version)


def _sat(actor: Actor, sample: Sample, paper: Paper) -> None:
    """Three branches sat; short answers were marked by two, by a third where they differed."""
    bureau, dice = sample.bureau, random.Random(71)  # noqa: S311 - invented answers, not secrets
    with on_day(date(2020, 6, 20)):
        terms = Terms(
            title="庆“七一”党的知识考试", opens_at=at(SAT, time(0)), closes_at=at(LAST, time(23)),
            minutes=60, partial="each",
        )  # fmt: skip
        people = queries.may_be_asked(bureau, [sample.branches[code] for code in BRANCHES], SAT)
        row = actions.plan_sitting(actor, unit=bureau, paper=paper, terms=terms, people=people)
        markers = [sample.accounts[name] for name in ("dangban", "banzi", "jijian")]
        row = actions.set_markers(
            actor, unit=bureau, sitting=row, version=row.version, accounts=markers
        )
    items = queries.items(paper.pk)
    with on_day(SAT):
        entries = Candidate.objects.filter(sitting=row).select_related("sitting", "person", "unit")
        for entry in entries:
            if dice.random() < (0.4 if entry.unit.code == "SW06" else 0.92):
                _answers(actor, entry, items, dice)
    with on_day(date(2020, 6, 28)):
        row = actions.mark_sitting(actor, unit=bureau, sitting=row, version=row.version)
        _marks(actor, row, [m.pk for m in markers], dice)
        row.refresh_from_db()
    with on_day(date(2020, 6, 30)):
        actions.publish(actor, unit=bureau, sitting=row, version=row.version)


def _answers(actor: Actor, entry: Candidate, items: list[PaperItem], dice: random.Random) -> None:
    person = replace(actor, person_id=entry.person_id)
    actions.start(person, candidate=entry)
    skill = dice.uniform(0.45, 0.97)
    for item in items:
        given = _given(item, dice, dice.random() < skill)
        actions.save_answer(
            person_id=entry.person_id, sitting=entry.sitting_id,
            write=Write(item.pk, given, 0, f"sample{entry.pk}", 1),
        )  # fmt: skip
    actions.submit(person, candidate=entry)


def _given(item: PaperItem, dice: random.Random, knows: bool) -> list[str]:
    content = item.content
    if item.kind == "short":
        return [dice.choice(SHORT)]
    if item.kind == "blank":
        return [accepted[0] if knows else "不清楚" for accepted in content["key"]]
    if knows:
        return list(content["key"])
    if item.kind == "judge":
        return ["F" if content["key"] == ["T"] else "T"]
    if item.kind == "multiple":
        return list(content["key"][:-1])
    return [dice.choice([c for c in "ABCD" if [c] != content["key"]])]


def _marks(actor: Actor, row: Sitting, markers: list[int], dice: random.Random) -> None:
    for answer in queries.short_answers(row):
        points = {SHORT[0]: 90, SHORT[1]: 80, SHORT[2]: 50}[answer.given[0]]
        for number, marker in enumerate(markers):
            answer.refresh_from_db()
            if answer.tenths is not None:
                break
            given = points if number == 2 else max(0, points - dice.choice((0, 5, 10, 35)))
            actions.mark_answer(replace(actor, account_id=marker), answer=answer, tenths=given)
