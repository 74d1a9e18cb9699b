"""Loads the sample bureau: people, the year's records day by day, the paper read and adopted."""

from __future__ import annotations

import random
from datetime import date, time, timedelta
from importlib import resources

from django.conf import settings
from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day, site_day
from tongpin.duties.actions import adopt_plan, record_progress, upload_plan, waive
from tongpin.duties.judging import rebuild
from tongpin.duties.models import Duty, Plan
from tongpin.duties.reading import read
from tongpin.life.actions import Minutes, record_gathering
from tongpin.life.queries import asked_people, expected_people
from tongpin.org.models import Unit
from tongpin.org.queries import is_set_up, posts_on
from tongpin.project.sample import (
    assessment,
    cases,
    decisions,
    development,
    directives,
    dues,
    elections,
    examinations,
    files,
    honours,
    ideology,
    integration,
    meetings,
    problems,
    study,
    talks,
)
from tongpin.project.sample.bureau import PASSWORD, Sample, build
from tongpin.project.sample.relations import fill as fill_relations
from tongpin.project.sample.year import Held, held

PAPER = "2020年党建工作意见.txt"
REASONS = ("出差", "病假", "值班", "事假", "学习培训")
ADOPTED = date(2020, 1, 20)
STARTS, ENDS = time(15), (time(16), time(17, 30))
LOGINS = (
    ("dangban", "党办：导入工作意见、看全局进展、催办"),
    ("caiwu", "财务：党费出纳，办结党办填制的凭证"),
    ("shuji1", "机关一支部书记：登记组织生活、看本支部责任（shuji2…shuji6 为其他支部）"),
    ("banzi", "班子成员：看全局和本人双重组织生活"),
    ("jijian", "纪检人员：谈话提醒、函询、处分"),
    ("dangyuan", "党员：看本支部的活动"),
)  # fmt: skip

# Contents and forms that a topic speaks of.
TAGS = (
    ("学习 专题 讲话 条例 民法典 两会", "political_study"),
    ("党纪 纪律 廉", "discipline_education"),
    ("警示", "warning_education"),
    ("誓词 初心 先烈 烈士", "ideals_education"),
    ("防汛 抗旱 供水 水费 工程 管网 灌", "business_integration"),
    ("传达 精神", "directives"),
    ("党课", "talk_lecture"),
    ("交流 讨论 座谈", "exchange"),
    ("誓词", "oath"),
    ("英模 先进典型 先锋", "role_models"),
    ("慰问 帮扶 走访", "aid"),
    ("竞赛", "examination"),
    ("参观 祭扫", "visit"),
    ("志愿 清淤 值守", "volunteering"),
)


def load() -> int:
    """Fill an empty database; one that is set up already stays as it is. The exit code."""
    if is_set_up():
        print("数据库里已有单位，示例不再重复载入。")
    else:
        print("正在载入示例单位：青禾县水务局（虚构）……", flush=True)
        with transaction.atomic():
            sample = _fill()
        count = rebuild(site_day().year)
        print(
            f"已载入 {len(sample.branches)} 个支部、{sum(map(len, sample.members.values()))} 名虚构人员，判定 {count} 条责任。"
        )
    _print_logins()
    return 0


def _fill() -> Sample:
    actor = Actor.system("cli", "示例")
    with on_day(date(2020, 1, 2)):
        sample = build(actor)
    units = {sample.bureau.code: sample.bureau} | sample.branches
    with on_day(ADOPTED):
        plan = _paper(actor, sample.bureau)
    dice = random.Random(2020)  # noqa: S311 - invented attendance, not secrets
    for row in held():
        day = min(row.on + timedelta(days=row.delay), site_day())
        with on_day(day):
            record_gathering(
                actor, unit=units[row.unit], minutes=_minutes(units[row.unit], row, dice),
                draft=row.is_draft,
            )  # fmt: skip
    _work(actor, plan, sample)
    cases.fill(actor, units)
    meetings.fill(actor, sample)
    files.fill(actor, sample)
    fill_relations(actor, sample)
    dues.fill(actor, sample)
    elections.fill(actor, sample)
    decisions.fill(actor, sample.bureau)
    development.fill(actor, sample)
    problems.fill(actor, sample)
    directives.fill(actor, sample)
    talks.fill(actor, sample)
    ideology.fill(actor, sample.bureau)
    honours.fill(actor, sample)
    integration.fill(actor, sample)
    examinations.fill(actor, sample)
    study.fill(actor, sample)
    assessment.fill(actor, units)
    return sample


def _paper(actor: Actor, bureau: Unit) -> Plan:
    data = (resources.files("tongpin.project.sample") / PAPER).read_bytes()
    paper = read(data, PAPER)
    plan = upload_plan(actor, unit=bureau, paper=paper, year=2020, data=data, name=PAPER)
    reason = "经1月20日局党委会研究同意，印发执行"
    return adopt_plan(actor, unit=bureau, plan=plan, version=plan.version, reason=reason)


def _minutes(unit: Unit, row: Held, dice: random.Random) -> Minutes:
    people = asked_people(expected_people(unit, row.on), unit, row.on, row.kinds, None)
    officers = {post.title: post.person for post in posts_on(unit, row.on)}
    away = set(dice.sample(range(len(people)), min(row.absent, len(people))))
    grid = {
        person.pk: ("leave" if dice.random() < 0.85 else "absent", dice.choice(REASONS))
        if index in away
        else ("present", "")
        for index, person in enumerate(people)
    }
    return Minutes(
        kinds=row.kinds,
        topic=row.topic,
        held_on=row.on,
        starts_at=STARTS,
        ends_at=ENDS[0] if row.kinds == ("committee_meeting",) else ENDS[1],
        place="三楼会议室" if unit.code in {"SW", "SW01", "SW02"} else "支部活动室",
        chair=officers.get("secretary"),
        recorder=officers.get("organization") or officers.get("deputy_secretary"),
        tags=tuple(tag for words, tag in TAGS if any(w in row.topic for w in words.split())),
        makes_up="2019" if "2019年度" in row.topic else "",
        content=f"围绕“{row.topic}”开展，与会同志作了交流发言。",
        attendance={} if row.is_draft else grid,
    )


# (words in the duty, branch or bureau, day, what was done, done)
WORK = (
    ("三重一大", "SW", (4, 15), "修订《水务局“三重一大”事项决策制度》并印发执行", True),
    ("台账管理制度", "SW01", (5, 20), "建立组织关系转进转出台账，补录近三年转接记录", True),
    ("台账管理制度", "SW02", (6, 12), "已建立台账，正在补录往年记录", False),
    ("统一缴费基数", "SW01", (3, 25), "按县委组织部口径核定全年缴费基数并公示", True),
    ("统一缴费基数", "SW03", (4, 2), "已核定缴费基数，离岗人员2名待核", False),
    ("监督党员参加组织生活", "SW", (7, 8), "督查组抽查5个支部上半年组织生活记录，反馈问题4条", True),
    ("查摆自身工作作风", "SW01", (9, 3), "查摆作风问题11条，形成整改清单", True),
    ("至少创建1个党支部", "SW", (8, 20), "确定机关一支部为创建对象，已完成动员部署", False),
)  # fmt: skip


def _work(actor: Actor, plan: Plan, sample: Sample) -> None:
    duties = list(Duty.objects.filter(plan=plan))
    units = {sample.bureau.code: sample.bureau} | sample.branches
    for words, code, (month, day), content, done in WORK:
        for duty in (d for d in duties if words in d.quote and len(d.rules) <= 1):
            on = date(2020, month, day)
            with on_day(on):
                record_progress(
                    actor, unit=units[code], rule=duty.key, title=duty.title, on=on,
                    content=content, is_done=done,
                )  # fmt: skip
            break
    with on_day(date(2020, 3, 20)):
        waive(
            actor, unit=sample.branches["SW05"], rule="branch.theme_day", title="主题党日",
            starts_on=date(2020, 2, 1), ends_on=date(2020, 3, 31),
            reason="疫情防控期间离退休党员不集中，改为个人自学", decided_by="局党委会",
            decided_on=date(2020, 3, 20),
        )  # fmt: skip


def _print_logins() -> None:
    fixed = settings.TONGPIN_TODAY
    if fixed:
        print(f"示例的“今天”固定为 {fixed}。")
    print(f"登录名（密码都是 {PASSWORD}）：")
    for name, what in LOGINS:
        print(f"  {name:<10}{what}")
