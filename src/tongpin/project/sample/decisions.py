"""The sample year's decisions: one carried out, one late, one put off, one being prepared."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.ledgers.decisions import actions, queries
from tongpin.ledgers.decisions.models import Item, Topic
from tongpin.life import actions as life
from tongpin.life.models import Gathering
from tongpin.org.models import Unit
from tongpin.org.scope import Scope

STEPS = {
    "policy": ("调研论证", "听取意见", "合法性审查"),
    "funds": ("听取意见", "财务审核"),
    "project": ("调研论证", "听取意见", "合法性审查", "财务审核"),
}
MEETINGS = ((date(2020, 4, 14), "第5次局党委会议"), (date(2020, 8, 27), "第11次局党委会议"))

OTHER_MEETINGS = (
    (date(2020, 1, 9), "第1次局党委会议：部署全年工作"),
    (date(2020, 3, 26), "第4次局党委会议：专题研究意识形态工作", "ideology"),
    (date(2020, 5, 12), "第6次局党委会议：研究汛前检查"),
    (date(2020, 6, 4), "第7次局党委会议：听取支部工作汇报"),
    (date(2020, 7, 7), "第9次局党委会议：研究防汛工作"),
    (date(2020, 9, 10), "第12次局党委会议：研究三季度重点工作"),
)


def fill(actor: Actor, unit: Unit) -> None:
    """Enter topics, the meetings of the leading body and what became of them; February had none."""
    for day, topic, *tags in OTHER_MEETINGS:
        meeting(actor, unit, day, topic, *tags)
    first, second = (meeting(actor, unit, *m) for m in MEETINGS)
    rule = _topic(
        actor, unit, "policy", "修订《水务局“三重一大”事项决策制度》", date(2020, 3, 30),
        summary="把大额资金标准明确为10万元，补充会前程序和回避规定。", department="办公室",
    )  # fmt: skip
    pumps = _topic(
        actor, unit, "funds", "购置防汛排涝设备", date(2020, 4, 2), amount_fen=38_600_000,
        summary="购置移动泵车2台、配套软管，资金从年初预算列支。", department="防汛办",
    )  # fmt: skip
    canal = _topic(
        actor, unit, "project", "清河灌区支渠改造", date(2020, 8, 10), amount_fen=260_000_000,
        summary="改造支渠11.6公里，拟分两年实施。", department="工程股",
    )  # fmt: skip
    with on_day(date(2020, 9, 16)):
        actions.propose(
            actor, unit=unit,
            proposal=actions.Proposal(
                "funds", "水质检测仪器更新", date(2020, 9, 16), amount_fen=12_800_000,
                summary="现有仪器超过使用年限。", department="供水公司",
            ),
        )  # fmt: skip
    passed = _discuss(actor, rule, first, "同意修订，自印发之日起执行。")
    _task(
        actor, passed, unit, "印发新制度并组织学习", "办公室", date(2020, 4, 30), date(2020, 4, 20)
    )
    passed = _discuss(actor, pumps, first, "同意购置，按政府采购程序办理。")
    _task(actor, passed, unit, "完成采购和验收", "防汛办", date(2020, 6, 30), date(2020, 6, 18))
    _task(actor, passed, unit, "制定设备管理办法", "防汛办", date(2020, 8, 31), None)
    _discuss(actor, canal, second, "资金来源还需落实，待县财政明确后再议。", outcome="postponed")


def meeting(actor: Actor, unit: Unit, day: date, topic: str, *tags: str) -> Gathering:
    """A meeting of the bureau's leading body with everybody present."""
    with on_day(day):
        members = queries.team(unit, day)
        minutes = life.Minutes(
            kinds=("leading_meeting",), tags=tags, topic=topic, held_on=day, place="三楼会议室",
            chair=queries.leader(unit, day), recorder=members[-1] if members else None,
            attendance={p.pk: ("present", "") for p in members},
        )  # fmt: skip
        return life.record_gathering(actor, unit=unit, minutes=minutes)


def _topic(actor: Actor, unit: Unit, category: str, title: str, on: date, **more: object) -> Topic:
    with on_day(on):
        proposal = actions.Proposal(category, title, on, **more)  # type: ignore[arg-type]
        row = actions.propose(actor, unit=unit, proposal=proposal)
        for name in STEPS[category]:
            actions.record_step(
                actor, unit=unit, topic=row, name=name, on=on, by=str(more["department"]),
                result="已办，没有不同意见。",
            )  # fmt: skip
        first = queries.leader(unit, on)
        return actions.accept(
            actor, unit=unit, topic=row, version=row.version, on=on, by=first.name if first else ""
        )


def _discuss(
    actor: Actor, topic: Topic, gathering: Gathering, conclusion: str, outcome: str = "passed"
) -> Item:
    unit, day = topic.unit, gathering.held_on
    with on_day(day):
        row = actions.put_on(
            actor, unit=unit, topic=topic, gathering=gathering, reporter=topic.department,
            materials_on=date.fromordinal(day.toordinal() - 3),
        )  # fmt: skip
        first = queries.leader(unit, day)
        members = [p for p in queries.team(unit, day) if p != first]
        for person in [*members, *([first] if first else [])]:
            actions.speak(
                actor, unit=unit, item=row, version=_now(row).version, person=person,
                stance="agree" if outcome == "passed" else "amend",
            )  # fmt: skip
        if outcome == "passed":
            keys = {p.pk for p in queries.team(unit, day)}
            actions.freeze(actor, unit=unit, item=row, version=_now(row).version, present=keys)
            actions.count(
                actor, unit=unit, item=row, version=_now(row).version,
                totals=life.Totals(yes=len(keys)), is_split=False,
            )  # fmt: skip
        return actions.close(
            actor, unit=unit, item=row, version=_now(row).version, outcome=outcome,
            conclusion=conclusion,
        )  # fmt: skip


def _task(
    actor: Actor, item: Item, unit: Unit, words: str, person: str, due: date, done: date | None
) -> None:
    with on_day(item.gathering.held_on):
        row = actions.assign(
            actor, unit=unit, resolution=item.resolution, words=words, to=unit, person=person,
            due_on=due,
        )  # fmt: skip
    if done is not None:
        with on_day(done):
            actions.note(
                actor, unit=unit, task=row, version=row.version, on=done, words="已完成。",
                is_done=True,
            )  # fmt: skip


def _now(item: Item) -> Item:
    found = queries.item(Scope.everything(), item.pk)
    assert found is not None
    return found
