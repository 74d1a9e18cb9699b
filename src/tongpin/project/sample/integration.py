"""The sample year's business work: what the branches carry, what nobody supports, what is overdue."""

from __future__ import annotations

from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.ledgers.honours.models import Station
from tongpin.ledgers.integration import actions, queries
from tongpin.ledgers.integration.models import MarkKind, WorkItem
from tongpin.life.actions import Minutes, record_gathering
from tongpin.life.models import Gathering
from tongpin.org.models import Unit
from tongpin.project.sample.bureau import Sample

# (name, category, department, owner, goal, from, until, branches, measures, gatherings, posts, steps)
WORK: tuple[tuple[Any, ...], ...] = (
    ("城区老旧供水管网改造", "供水保障", "县供水公司", "供水公司经理",
     "改造老旧管网12公里，漏损率降到10%以下。", (3, 1), (11, 30), ("SW03",), ("（六）", "（十）"),
     ("管网巡查",), ("管网抢修先锋队",),
     (((5, 20), 35, "完成4.2公里，春季巡查漏点全部修复。"), ((8, 31), 70, "完成8.4公里，城东片区通水。"))),
    ("农村饮水安全巩固提升", "农村水利", "农村水利科", "农水科科长",
     "巩固提升87个村饮水安全，水质检测达标。", (2, 10), (9, 30), ("SW01",), ("（六）",), (), (),
     (((6, 30), 60, "完成52个村。"), ((9, 10), 85, "完成74个村，余13个村施工。"))),
    ("2020年主汛期防汛值守", "防汛抗旱", "防汛抗旱办公室", "防办主任",
     "不死人、少损失，险情早发现早处置。", (5, 1), (9, 15), ("SW02",), ("（六）",),
     ("防汛值守",), ("防汛值守青年志愿岗",),
     (((7, 31), 60, "处置小险情3处。"), ((9, 15), 100, "主汛期结束，安全度汛。"))),
    ("清河灌区节水改造", "灌区管理", "清河灌区管理所", "灌区管理所所长",
     "衬砌渠道6公里，灌溉水利用系数提高到0.58。", (6, 20), (10, 31), ("SW06",), (), ("秋灌服务",), (),
     (((9, 12), 45, "衬砌渠道2.7公里。"),)),
    ("水费收缴和水价调整", "水资源管理", "水政水资源科", "水政科科长",
     "年内水费收缴率95%以上。", (4, 1), (12, 20), (), (), (), (), (((8, 20), 55, "收缴率78%。"),)),
    ("用水报装“一窗通办”", "政务服务", "行政审批科", "审批科科长",
     "报装时限压缩到3个工作日。", (3, 20), (8, 31), (), (), (), (), (((7, 10), 60, "流程已梳理，系统未上线。"),)),
)  # fmt: skip
SHARED = ("城区老旧供水管网改造", "2020年主汛期防汛值守")


def fill(actor: Actor, sample: Sample) -> None:
    """Enter the items on their days, link them, mark those that were planned together."""
    for row in WORK:
        _item(actor, sample, *row)
    _together(actor, sample)


def _item(
    actor: Actor, sample: Sample, name: str, category: str, department: str, owner: str, goal: str,
    start: tuple[int, int], due: tuple[int, int], codes: tuple[str, ...], measures: tuple[str, ...],
    words: tuple[str, ...], posts: tuple[str, ...],
    steps: tuple[tuple[tuple[int, int], int, str], ...],
) -> None:  # fmt: skip
    bureau, starts_on = sample.bureau, date(2020, *start)
    with on_day(starts_on):
        row = actions.add_item(
            actor, unit=bureau, name=name, category=category, department=department,
            owner_name=owner, goal=goal, starts_on=starts_on, due_on=date(2020, *due),
        )  # fmt: skip
        known = {
            label.split("）")[0] + "）": ref for ref, label in queries.measure_options(bureau, 2020)
        }
        for number in measures:
            actions.link_item(actor, unit=bureau, item=row, ref=known[number])
        for code in codes:
            branch = sample.branches[code]
            actions.link_item(actor, unit=branch, item=row, ref=f"unit:{branch.pk}")
    for code in codes:
        _records(actor, sample.branches[code], row, words, posts)
    for (month, day), percent, note in steps:
        with on_day(date(2020, month, day)):
            now = _now(row)
            actions.record_step(
                actor, unit=bureau, item=now, version=now.version, on=date(2020, month, day),
                percent=percent, note=note,
            )  # fmt: skip


def _records(
    actor: Actor, branch: Unit, row: WorkItem, words: tuple[str, ...], posts: tuple[str, ...]
) -> None:
    held = Gathering.objects.filter(unit=branch, state="recorded", held_on__gte=row.starts_on)
    for meeting in held.order_by("held_on"):
        if any(word in meeting.topic for word in words):
            with on_day(meeting.held_on):
                actions.link_item(actor, unit=branch, item=row, ref=meeting.ref)
    for post in Station.objects.filter(unit=branch, name__in=posts):
        with on_day(max(row.starts_on, post.starts_on)):
            actions.link_item(actor, unit=branch, item=row, ref=post.ref)


def _together(actor: Actor, sample: Sample) -> None:
    """Two items were planned and deployed together at a meeting of the bureau; one went all the way."""
    bureau, day = sample.bureau, date(2020, 5, 6)
    with on_day(day):
        meeting = record_gathering(
            actor, unit=bureau,
            minutes=Minutes(
                kinds=("leading_meeting",), topic="研究汛期工作和党建重点任务", held_on=day,
                place="三楼会议室", content="防汛值守、管网改造和支部攻坚任务一并研究、一并部署。",
            ),
        )  # fmt: skip
        for name in SHARED:
            row = WorkItem.objects.get(name=name)
            link = actions.link_item(actor, unit=bureau, item=row, ref=meeting.ref)
            for kind, note in (
                (MarkKind.PLANNED, "局党委会把这项工作和支部攻坚任务一并研究。"),
                (MarkKind.DEPLOYED, "任务分工和党员责任区一并部署。"),
            ):
                actions.record_mark(
                    actor, unit=bureau, item=row, kind=kind, on=day, note=note, link=link
                )
    row = WorkItem.objects.get(name=SHARED[1])
    duty = row.links.filter(kind="life").exclude(unit=bureau).first()
    if duty is None or duty.gathering is None:
        return
    for kind, on, note in (
        (MarkKind.CHECKED, duty.gathering.held_on, "检查值守情况，同时检查党员责任区。"),
        (MarkKind.ASSESSED, date(2020, 9, 16), "防汛总结和支部半年考核一并评定。"),
    ):
        with on_day(on):
            actions.record_mark(
                actor, unit=bureau, item=row, kind=kind, on=on, note=note, link=duty
            )


def _now(row: WorkItem) -> WorkItem:
    return WorkItem.objects.get(pk=row.pk)
