"""A small bank, a paper and a sitting for the tests; the clock is set by the test."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine

from tongpin.ledgers.examinations import actions, queries
from tongpin.ledgers.examinations.actions import Draft, Terms, Write
from tongpin.ledgers.examinations.models import Answer, Candidate

ZONE = ZoneInfo("Asia/Shanghai")
NINE = datetime(2020, 9, 20, 9, 0, tzinfo=ZONE)

DRAFTS = (
    Draft("single", "党员每年集中学习培训时间一般不少于多少学时？", ["B"], "教育管理",
          ("24", "32", "40", "56"), 1, "书记和班子成员不少于56学时。", "党员教育管理工作条例", "第二十条"),
    Draft("multiple", "下列属于“三会一课”的有哪些？", ["A", "B", "C"], "支部工作",
          ("支部党员大会", "支部委员会会议", "党小组会", "职工大会")),
    Draft("judge", "主题党日每月相对固定1天。", ["T"], "支部工作"),
    Draft("blank", "支部委员会会议一般每____召开1次，党员大会一般每____召开1次。",
          [["月", "个月"], ["季度", "三个月"]], "支部工作"),
    Draft("short", "简述组织生活会的主要步骤。", ["会前学习谈话，会上批评，会后整改。"], "支部工作", (), 3),
)  # fmt: skip
RIGHT = (["B"], ["A", "B", "C"], ["T"], ["月", "季度"], ["学习谈话，查摆问题，整改"])


@contextmanager
def at(minutes: float = 0):
    """The moment so many minutes behind nine o'clock of the day."""
    with time_machine.travel(NINE + timedelta(minutes=minutes), tick=False):
        yield


def question(cast, number: int = 0, who: str = "office", code: str = "JU"):
    """One question of the bank."""
    return actions.add_question(cast.actor(who), unit=cast.unit(code), draft=DRAFTS[number])


def bank(cast, code: str = "JU"):
    """All questions of the bank."""
    return [question(cast, n, code=code) for n in range(len(DRAFTS))]


def draft_paper(cast, *, kinds: int = 5):
    """A paper with the first questions in order: 2, 2, 2, 2 and 10 points."""
    office, unit = cast.actor("office"), cast.unit("JU")
    row = actions.create_paper(office, unit=unit, title="党的知识考试卷")
    for n, one in enumerate(bank(cast)[:kinds]):
        row = actions.add_items(
            office, unit=unit, paper=row, version=row.version, questions=[one],
            worth=100 if n == 4 else 20,
        )  # fmt: skip
    return row


def paper(cast, *, kinds: int = 5):
    """The same, fixed."""
    row = draft_paper(cast, kinds=kinds)
    return actions.fix_paper(
        cast.actor("office"), unit=cast.unit("JU"), paper=row, version=row.version
    )


def sitting(cast, *, kinds: int = 4, codes=("ZB1", "ZB2"), **terms):
    """From nine to six, half an hour each; asked is everybody of the branches."""
    values = {"title": "知识考试", "opens_at": NINE, "closes_at": NINE + timedelta(hours=9),
              "minutes": 30, **terms}  # fmt: skip
    with at(-60):
        row = paper(cast, kinds=kinds)
        unit = cast.unit("JU")
        people = queries.may_be_asked(unit, [cast.unit(c) for c in codes], NINE.date())
        return actions.plan_sitting(
            cast.actor("office"), unit=unit, paper=row, terms=Terms(**values), people=people
        )


def place(cast, row, name: str = "郑文") -> Candidate:
    """A person's place in the sitting."""
    return Candidate.objects.select_related("sitting").get(sitting=row, person=cast.person(name))


def begun(cast, row, name: str = "郑文", who: str = "member1") -> Candidate:
    """The same, begun."""
    return actions.start(cast.actor(who), candidate=place(cast, row, name))


def say(entry: Candidate, number: int, given, *, version=0, writer="a", sequence=1) -> Answer:
    """One answer to the question with this number."""
    item = queries.items(entry.sitting.paper_id)[number - 1]
    return actions.save_answer(
        person_id=entry.person_id, sitting=entry.sitting_id,
        write=Write(item.pk, given, version, writer, sequence),
    )  # fmt: skip


def sit(cast, row, name: str, right: int) -> Candidate:
    """Somebody sits and has the first answers right."""
    from dataclasses import replace

    person = cast.person(name)
    actor = replace(cast.actor("office"), person_id=person.pk)
    entry = actions.start(actor, candidate=place(cast, row, name))
    for number in range(1, right + 1):
        say(entry, number, RIGHT[number - 1])
    return actions.submit(actor, candidate=entry)


def marked(cast, row):
    """Collected behind the end and marked by rule."""
    with at(600):
        row.refresh_from_db()
        return actions.mark_sitting(
            cast.actor("office"), unit=cast.unit("JU"), sitting=row, version=row.version
        )


def published(cast, **more):
    """Everybody of the first branch sat: the more, the further down the roll."""
    row = sitting(cast, **more)
    names = "张守正 李组织 王宣传 赵纪检 钱大海 孙玉梅 周建国 吴晓东 郑文 冯丽 陈刚".split()
    with at(5):
        for n, name in enumerate(names):
            sit(cast, row, name, n % 5)
    row = marked(cast, row)
    with at(601):
        return actions.publish(
            cast.actor("office"), unit=cast.unit("JU"), sitting=row, version=row.version
        )
