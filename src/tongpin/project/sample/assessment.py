"""Sample creations: 机关一支部 has scored itself, 灌区支部 holds an award, found in the sample's ledgers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day, site_day
from tongpin.casework.actions import Happening
from tongpin.casework.models import Case
from tongpin.ledgers.assessment import actions, queries
from tongpin.ledgers.assessment.models import Creation, Item, Scheme, Side
from tongpin.life.models import Gathering
from tongpin.org.models import Unit

PLAN = """一、目标：对照“五个标准化”，年底前达到示范线，为全局支部提供样板。
二、差距：党小组会不够经常，党员志愿服务次数偏少，活动室管理制度不全。
三、措施：党小组会每月固定到第二个星期三；与河长制巡河结合开展志愿服务；完善活动室管理制度并落实专人。"""
SEEN = {
    "活动场所": (30, "三楼党员活动室约60平方米，桌椅齐全"),
    "标识上墙": (20, "入党誓词、权利义务、组织架构上墙，内容规范"),
    "学习资料": (15, "读本齐全，借阅登记不全，扣0.5分"),
    "阵地利用": (15, "常态使用，管理制度正在完善，扣0.5分"),
    "公开栏": (10, "公开栏在一楼大厅，9月已更新"),
    "群众评价": (30, "窗口服务评价满意率98%"),
}


def fill(actor: Actor, units: Mapping[str, Unit]) -> None:
    """Publish the shipped scheme, then what two branches did by it."""
    with on_day(date(2020, 3, 2)):
        scheme = actions.take_shipped(actor, unit=units["SW"])
        actions.publish_scheme(actor, unit=units["SW"], scheme=scheme, version=scheme.version)
    case = Case.objects.get(unit=units["SW01"], procedure=queries.PROCEDURE)
    with on_day(date(2020, 4, 10)):
        first = actions.file_case(
            actor, unit=case.unit, case=case, year=2020, outline=_outline(scheme, PLAN)
        )
        second = actions.open_creation(
            actor, unit=units["SW04"], year=2020, opened_on=date(2020, 4, 10),
            outline=_outline(scheme, "巩固灌区支部“红色渠长”做法，补齐资料和制度。"),
        )  # fmt: skip
        _step(actor, second, "mobilised", "4月支部党员大会动员，明确任务分工")
    visit = Gathering.objects.filter(unit=case.unit, tags__tag="visit", held_on__year=2020).first()
    if visit is not None:
        with on_day(date(2020, 8, 21)):
            actions.cite_lesson(
                actor, unit=case.unit, creation=first, gathering=visit, host="县自然资源局机关党支部",
                learned="活动室实行轮值管理，党员每月一人负责；支部台账和业务台账同步检查。",
            )  # fmt: skip
    with on_day(date(2020, 8, 28)):
        _step(actor, second, "benchmarked", "逐项对标，整理差距清单")
        _scored(
            actor, second, Side.SELF, "对照细则逐项自评，总体较好，学习资料和阵地利用有待加强。"
        )
    with on_day(date(2020, 9, 10)):
        _scored(actor, first, Side.SELF, "组织生活正常，党小组会和志愿服务还有差距。")
        gaps = [x.item for x in queries.sheet(first) if x.lost][:3]
        actions.make_gaps(
            actor, unit=first.unit, creation=first, items=gaps, due_on=date(2020, 11, 30)
        )


def _outline(scheme: Scheme, plan: str) -> actions.Outline:
    return actions.Outline(
        Scheme.objects.get(pk=scheme.pk), date(2020, 4, 30), date(2020, 9, 30), date(2020, 12, 10),
        plan=plan,
    )  # fmt: skip


def _step(actor: Actor, row: Creation, step: str, note: str) -> None:
    happening = Happening(step, site_day(), note=note)
    actions.take_step(actor, unit=row.unit, creation=row, happening=happening)


def _scored(actor: Actor, row: Creation, side: Side, words: str) -> None:
    for item in Item.objects.filter(scheme=row.scheme_id, way="hand"):
        points, reason = SEEN.get(item.title, (0, "经核实没有发生"))
        actions.score_item(
            actor, unit=row.unit, creation=row, item=item, side=side.value, version=0,
            given=actions.Given(points=points, reason=reason),
        )  # fmt: skip
    version = Creation.objects.get(pk=row.pk).version
    actions.finish(
        actor, unit=row.unit, creation=row, side=side.value, version=version, words=words
    )
