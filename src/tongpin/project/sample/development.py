"""The sample bureau's 发展党员: people at every stage, one talk that is late, one deviation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.casework.actions import Happening
from tongpin.ledgers.development.actions import record_step, register, set_target
from tongpin.org.models import Unit
from tongpin.org.queries import members_on
from tongpin.project.sample.bureau import Sample

Steps = tuple[tuple[str, str, dict[str, Any]], ...]
VOTE = {"entitled": 20, "present": 18, "yes": 18, "secret": True}
TO_OBJECT: Steps = (
    ("talk", "2018-11-20", {"who": "支部组织委员", "note": "入党动机端正，对党的认识比较清楚。"}),
    ("activist", "2019-03-15", {"note": "工作踏实，群众反映好，经党员推荐确定。"}),
    ("filed", "2019-03-22", {"number": "局党字〔2019〕8号"}),
    ("contacts", "2019-03-25", {"people": 2}),
    ("review", "2019-09-12", {"note": "参加主题党日积极，业务上能独当一面。"}),
    ("review", "2020-03-12", {"note": "防汛值守主动带班，理论学习还要加强。"}),
    ("object", "2020-03-20", {"note": "党小组、联系人和群众都同意。"}),
    ("object_consent", "2020-03-24", {"number": "局党字〔2020〕11号"}),
    ("introducers", "2020-03-26", {"people": 2}),
    ("political_review", "2020-03-30", {"note": "本人和直系亲属政治历史清楚，审查合格。"}),
    ("training", "2020-04-03", {"days": 3, "hours": 24, "who": "县委组织部"}),
)
TO_PROBATION: Steps = (
    ("committee_review", "2020-04-06", {"note": "具备党员条件，手续完备。"}),
    ("pre_review", "2020-04-08", {"number": "局党字〔2020〕14号", "note": "预审合格。"}),
    ("form", "2020-04-09", {}),
    ("branch_meeting", "2020-04-10", {"vote": VOTE, "note": "同意接收为中共预备党员。"}),
)

# (branch, name, sex, born, education, post, front line, applied, steps)
PEOPLE: tuple[tuple[str, str, str, str, str, str, bool, str, Steps], ...] = (
    ("SW01", "孟晓棠", "female", "1994-05-12", "大学本科", "水政科科员", False, "2018-11-02",
     (*TO_OBJECT,
      ("committee_review", "2020-08-17", {"note": "具备党员条件，手续完备。"}),
      ("pre_review", "2020-08-24", {"number": "局党字〔2020〕31号", "note": "预审合格。"}),
      ("form", "2020-08-25", {}),
      ("branch_meeting", "2020-08-28", {"vote": VOTE, "note": "同意接收为中共预备党员。"}))),
    ("SW02", "邵立群", "male", "1991-02-03", "大学本科", "水文站技术员", True, "2018-11-02",
     (*TO_OBJECT, *TO_PROBATION,
      ("approval_talk", "2020-04-20", {"who": "局党委组织委员", "note": "同意入党。"}),
      ("approval", "2020-05-08", {"number": "局党字〔2020〕19号"}),
      ("org_filing", "2020-05-12", {}), ("assigned", "2020-05-15", {}),
      ("oath", "2020-07-01", {"who": "局党委书记"}))),
    ("SW01", "潘若岚", "female", "1996-08-30", "研究生", "规划科科员", False, "2018-11-02",
     TO_OBJECT),
    ("SW03", "尹家骏", "male", "1989-12-17", "大学专科", "闸管所管理员", True, "2019-05-06",
     (("talk", "2019-05-20", {"who": "支部书记"}), ("activist", "2019-09-10", {}),
      ("filed", "2019-09-16", {}), ("contacts", "2019-09-18", {"people": 1}),
      ("review", "2020-03-09", {"note": "表现稳定。"}))),
    ("SW04", "夏知秋", "female", "1993-03-21", "大学本科", "质监站工程师", True, "2019-06-10",
     (("talk", "2019-08-02", {"who": "支部书记", "approver": "局党委",
       "approval_reason": "汛期全员在堤值守，谈话推迟，经局党委同意"}),
      ("activist", "2020-01-08", {}), ("filed", "2020-01-15", {}),
      ("contacts", "2020-01-16", {"people": 1}), ("review", "2020-07-06", {"note": "进步明显。"}))),
    ("SW02", "罗一平", "male", "1998-10-09", "大学本科", "巡查队队员", True, "2020-07-20", ()),
    ("SW01", "卜文澜", "female", "1997-01-28", "大学本科", "办公室科员", False, "2020-09-07", ()),
)  # fmt: skip


def fill(actor: Actor, sample: Sample) -> None:
    """Enter everybody step by step on the day, then the year's target."""
    for row in PEOPLE:
        _person(actor, sample.branches[row[0]], *row[1:])
    with on_day(date(2020, 1, 10)):
        set_target(
            actor, unit=sample.bureau, year=2020, total=4, women=1, under_35=2, front_line=2,
            document="县组发〔2020〕3号",
        )  # fmt: skip
        for code, total in (("SW01", 2), ("SW02", 1), ("SW03", 1)):
            set_target(actor, unit=sample.branches[code], year=2020, total=total)


def _person(
    actor: Actor, unit: Unit, name: str, sex: str, born: str, education: str, position: str,
    is_front_line: bool, applied: str, steps: Steps,
) -> None:  # fmt: skip
    on = date.fromisoformat(applied)
    with on_day(on):
        case = register(
            actor, unit=unit, name=name, sex=sex, born_on=date.fromisoformat(born), nation="汉族",
            education=education, position=position, applied_on=on, is_front_line=is_front_line,
        )  # fmt: skip
    for key, text, values in steps:
        day = date.fromisoformat(text)
        with on_day(day):
            record_step(actor, unit=unit, case=case, happening=_happening(unit, key, day, values))


def _happening(unit: Unit, key: str, day: date, values: Mapping[str, Any]) -> Happening:
    told = dict(values)
    wanted = told.pop("people", 0)
    if wanted:
        people = list(members_on(unit, day)[:wanted])
        told |= {"people": [{"id": p.pk, "name": p.name} for p in people], "count": len(people)}
    taken = {n: told.pop(n, "") for n in ("note", "approver", "approval_reason")}
    return Happening(key, day, told, **taken)
