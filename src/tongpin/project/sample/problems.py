"""The sample year's problems: an inspection with its rectification, a round on site, duties of leaders."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.ledgers.supervision import actions as supervision
from tongpin.ledgers.supervision.actions.checklists import Question
from tongpin.org.access import actor_of
from tongpin.org.queries import posts_on
from tongpin.project.sample.bureau import Sample
from tongpin.rectification import actions
from tongpin.rectification.models import Problem

PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

# (number, category, problem, branch, measure, deadline, how far it came)
INSPECTION = (
    ("1", "党的建设", "个别支部党小组会记录不完整，缺少讨论内容", "SW01",
     "逐次补充记录，党小组组长签字，支委每季度检查一次", (8, 31), "closed"),
    ("2", "党的建设", "组织关系转接台账不全，转出人员没有回执", "SW02",
     "补齐近三年台账，逐人核对回执，落实专人负责", (8, 31), "submitted"),
    ("3", "作风建设", "下基层调研少，群众反映的灌溉用水问题解决不及时", "SW04",
     "班子成员每月到灌区一次，建立用水问题登记簿", (10, 31), "doing"),
    ("4", "财务管理", "差旅费报销附件不全", "SW03",
     "对照制度清理2019年以来报销凭证，补充附件", (8, 15), "late"),
    ("5", "意识形态", "门户网站政务信息更新不及时", "SW01",
     "落实信息员，每周更新，党办每月通报", (9, 30), "long_term"),
    ("6", "选人用人", "关键岗位轮岗没有按期开展", "SW02", "", None, "found"),
)  # fmt: skip
QUESTIONS = (
    Question("三会一课按期召开，记录完整", "组织生活", "支部工作条例第十五条", "看记录本和签到表"),
    Question("主题党日每月固定一天开展", "组织生活", "支部工作条例第十六条", "看会议记录"),
    Question("党员领导干部参加双重组织生活", "组织生活", "支部工作条例第十八条", "看签到表"),
    Question("党费按月足额交纳并公示", "党费", "中组发〔2008〕3号", "看收缴记录和公示"),
    Question("意见建议有登记、有答复", "群众工作", "", "看登记簿，问党员群众"),
)
STYLE = (
    Question("是否存在推诿扯皮、办事拖拉", "工作作风"),
    Question("是否存在上班迟到早退、工作时间做与工作无关的事", "工作纪律"),
    Question("是否存在会议多、材料多、基层负担重", "形式主义"),
    Question("是否存在联系群众少、对群众诉求不回应", "群众工作"),
)


def fill(actor: Actor, sample: Sample) -> None:
    """Enter the inspection of June, the round of September, the leaders' duties."""
    _inspection(actor, sample)
    _round(actor, sample)
    _duties(actor, sample)


def _inspection(actor: Actor, sample: Sample) -> None:
    bureau = sample.bureau
    with on_day(date(2020, 6, 5)):
        row = actions.open_round(
            actor, unit=bureau, source="inspection", name="县委第七轮巡察", level="county",
            feedback_on=date(2020, 6, 5), team="县委第三巡察组", responsible="局党委书记",
        )  # fmt: skip
        problems = [
            (actions.open_problem(
                actor, unit=bureau, source="inspection", ref=row.ref, round=row, number=number,
                category=category, title=title, responsible_unit=sample.branches[code],
                measure=measure, lead="分管副局长" if measure else "",
                responsible_name=_secretary(sample, code) if measure else "",
                due_on=date(2020, *due) if due else None,
            ), code, goal)
            for number, category, title, code, measure, due, goal in INSPECTION
        ]  # fmt: skip
    with on_day(date(2020, 6, 30)):
        row = actions.revise_round(
            actor, unit=bureau, round=row, version=row.version, plan_sent_on=date(2020, 6, 30)
        )
    for problem, code, goal in problems:
        if goal != "found":
            _rectify(sample, problem, code, goal)
    with on_day(date(2020, 9, 3)):
        actions.revise_round(
            actor, unit=bureau, round=row, version=row.version,
            report_sent_on=date(2020, 9, 3), report_number="青水党〔2020〕21号",
        )  # fmt: skip


def _secretary(sample: Sample, code: str) -> str:
    posts = posts_on(sample.branches[code], date(2020, 6, 20))
    found = next((p.person.name for p in posts if p.title == "secretary"), "")
    return found or sample.members[code][0].name


def _rectify(sample: Sample, problem: Problem, code: str, goal: str) -> None:
    """As far as the goal; the branch's own secretary does it, the office verifies."""
    secretary = actor_of(sample.accounts[f"shuji{code[-1]}"], via="cli")
    office = actor_of(sample.accounts["dangban"], via="cli")
    unit = sample.branches[code]
    with on_day(date(2020, 7, 6)):
        problem = actions.start(secretary, unit=unit, problem=problem, version=problem.version)
    with on_day(date(2020, 8, 10)):
        actions.record_progress(
            secretary, unit=unit, problem=problem, version=problem.version,
            note="对照措施完成第一阶段整改，已形成台账。",
            files=[("整改台账.png", PHOTO)] if goal != "late" else [],
        )  # fmt: skip
    if goal in ("doing", "late"):
        return
    with on_day(date(2020, 8, 28)):
        problem = _now(problem)
        problem = actions.submit(
            secretary,
            unit=unit,
            problem=problem,
            version=problem.version,
            note="已按措施整改到位。",
        )
    if goal == "submitted":
        return
    verify = actions.close if goal == "closed" else actions.keep_long_term
    with on_day(date(2020, 9, 1)):
        verify(
            office, unit=problem.unit, problem=problem, version=problem.version,
            note="查阅台账和记录，现场抽看两次，整改到位。",
        )  # fmt: skip


def _now(problem: Problem) -> Problem:
    return Problem.objects.select_related("unit", "responsible_unit").get(pk=problem.pk)


def _round(actor: Actor, sample: Sample) -> None:
    bureau = sample.bureau
    with on_day(date(2020, 9, 7)):
        lists = {}
        for purpose, name, questions in (
            ("visit", "组织生活督查清单", QUESTIONS), ("self", "作风整顿自查清单", STYLE),
        ):  # fmt: skip
            draft = supervision.draft_checklist(
                actor, unit=bureau, name=name, purpose=purpose, questions=questions
            )
            lists[purpose] = supervision.release_checklist(
                actor, unit=bureau, checklist=draft, version=draft.version
            )
        team = supervision.form_team(
            actor, unit=bureau, name="党风廉政建设督查组", leader=sample.members["SW05"][0],
            members=sample.members["SW05"][1:3], covers=[bureau],
        )  # fmt: skip
        row = supervision.open_round(
            actor, unit=bureau, team=team, checklist=lists["visit"], title="三季度组织生活督查",
            starts_on=date(2020, 9, 8), ends_on=date(2020, 9, 30),
            units=[sample.branches["SW02"], sample.branches["SW03"]],
        )  # fmt: skip
        own = supervision.start_self_check(
            actor, unit=sample.branches["SW01"], checklist=lists["self"], on=date(2020, 9, 7)
        )
    leader = replace(actor, person_id=sample.members["SW05"][0].pk)
    with on_day(date(2020, 9, 9)):
        first, second = row.checks.select_related("unit", "round__unit").order_by("unit__order")
        for item in lists["visit"].items.all():
            bad = item.number == 2
            record = supervision.record_item(
                leader, unit=first.unit, check=first, item=item, version=0,
                result="problem" if bad else "ok", note="8月主题党日没有出席登记" if bad else "",
            )  # fmt: skip
            if bad:
                supervision.make_problem(leader, unit=first.unit, check=first, record=record)
        supervision.feed_back(
            leader, unit=first.unit, check=first, version=first.version,
            words="组织生活总体规范，主题党日要留好痕迹。",
        )  # fmt: skip
        for item in lists["visit"].items.all()[:2]:
            supervision.record_item(
                leader, unit=second.unit, check=second, item=item, version=0, result="ok"
            )
        for item in lists["self"].items.all()[:2]:
            supervision.record_item(
                actor, unit=own.unit, check=own, item=item, version=0, result="ok"
            )


def _duties(actor: Actor, sample: Sample) -> None:
    duties = (
        "每半年专题研究一次党风廉政建设\n对分管科室负责人每年开展一次廉政谈话\n"
        "督促分管领域落实中央八项规定精神\n发现苗头及时提醒"
    )
    leaders = {p.person_id: p for p in posts_on(sample.bureau, date(2020, 1, 10))}
    for order, post in enumerate(leaders.values()):
        with on_day(date(2020, 1, 15)):
            row = supervision.set_charge(
                actor, unit=sample.bureau, person=post.person, year=2020, duties=duties,
                post=post.get_title_display(),
            )  # fmt: skip
        if order < 2:
            with on_day(date(2020, 6, 28)):
                supervision.report_half(
                    actor, unit=sample.bureau, charge=row, half=1, on=date(2020, 6, 28),
                    content="上半年研究党风廉政建设1次，谈话4人次，分管科室没有违纪问题。",
                )  # fmt: skip
