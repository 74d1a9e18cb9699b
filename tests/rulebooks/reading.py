"""Read the scenarios that a Party-affairs worker writes, and judge them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tongpin.rules.engine import evaluate
from tongpin.rules.loader import load_builtin
from tongpin.rules.local import local_duty
from tongpin.rules.model import ALWAYS, Dated, Fact, Finding, Interval, Subject, Waiver

FOLDER = Path(__file__).parent / "scenarios"
UNIT_TYPES = {
    "党委": "party_committee",
    "党组": "party_group",
    "机关党委": "organ_committee",
    "党总支": "general_branch",
    "党支部": "branch",
    "联合党支部": "joint_branch",
    "党小组": "group",
}
STATES = {"草稿": "draft", "撤销": "withdrawn"}
SIZES = {"正式党员": "full_members", "党员": "members", "党小组": "groups", "积极分子": "activists"}
KEYS = {
    "场景", "组织", "人员", "年度", "判定日", "记录", "意见", "免除", "结果", "无结果",
}  # fmt: skip


def scenarios() -> list[tuple[str, dict[str, Any]]]:
    """Every scenario of every file, with a name for the test report."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for scenario in yaml.safe_load(path.read_text(encoding="utf-8")):
            assert set(scenario) <= KEYS, f"{path.name}：不认识的键 {set(scenario) - KEYS}"
            found.append((f"{path.stem}：{scenario['场景']}", scenario))
    return found


def subject_of(scenario: dict[str, Any]) -> Subject:
    """The organisation or person of a scenario."""
    if "人员" in scenario:
        person = scenario["人员"]
        attributes = {}
        if "领导干部" in person:
            attributes["cadre"] = (Dated(ALWAYS, person["领导干部"] == "是"),)
        return Subject("person:9", "person", person["姓名"], attributes=attributes)
    unit = scenario["组织"]
    known: dict[str, Any] = {
        name: (Dated(ALWAYS, unit[word]),) for word, name in SIZES.items() if word in unit
    }
    if "支委会" in unit:
        known["committee"] = (Dated(ALWAYS, unit["支委会"] == "是"),)
    if "支委会自" in unit:
        day = unit["支委会自"]
        before = Interval(None, date.fromordinal(day.toordinal() - 1))
        known["committee"] = (Dated(before, False), Dated(Interval(day), True))
    exists = Interval(unit.get("成立"), unit.get("撤销"))
    name, unit_type = unit.get("名称", "第二党支部"), UNIT_TYPES[unit["类型"]]
    return Subject("unit:1", "unit", name, unit_type, exists, known)


def findings_of(scenario: dict[str, Any]) -> list[Finding]:
    """The findings of one scenario."""
    book = load_builtin()
    subject = subject_of(scenario)
    as_of = scenario["判定日"]
    year = scenario.get("年度", as_of.year)
    if "意见" in scenario:
        book = book.with_rules([_duty(scenario, subject, year)])
    kinds = {label: key for key, label in book.labels.items()}
    facts = [
        Fact(
            kind=kinds[record["种类"]],
            subject=subject.key,
            on=record["日期"],
            recorded_on=record.get("登记日"),
            ref=record.get("编号", f"life:{number}"),
            label=record.get("内容", ""),
            tags=frozenset(record.get("标记", ())),
            values={
                key: record[word]
                for word, key in (("应到", "entitled"), ("实到", "present"), ("办结", "done"))
                if word in record
            }
            | {
                f"{key}_{what}": number
                for word, key in (
                    ("委员之间", "core"),
                    ("委员与党员", "rank"),
                    ("党员与党员", "peer"),
                )
                for what, number in zip(("talked", "wanted"), record.get(word, ()), strict=False)
            },
            state=STATES.get(record.get("状态"), "recorded"),
        )
        for number, record in enumerate(scenario.get("记录", ()), start=100)
    ]
    titles = {rule.title: rule.key for rule in book.rules}
    waivers = [
        Waiver(
            titles[waiver["事项"]],
            subject.key,
            Interval(waiver["起"], waiver["止"]),
            waiver["原因"],
            waiver["决定"],
            waiver["日期"],
        )
        for waiver in scenario.get("免除", ())
    ]
    return evaluate(
        book,
        [subject],
        facts,
        as_of=as_of,
        year=year,
        workdays=book.workdays,
        waivers=waivers,
    )


def _duty(scenario: dict[str, Any], subject: Subject, year: int) -> Any:
    plan = scenario["意见"]
    frequency = plan.get("频次")
    return local_duty(
        key="plan.d1",
        title=plan["标题"],
        kind=plan["种类"],
        frequency=None if frequency is None else (frequency[0], frequency[1]),
        bound=plan.get("界限"),
        deadline=plan.get("期限"),
        year=year,
        quote=plan["原文"],
        plan_title=f"{year}年党建工作意见",
        place="（二）",
        rule=load_builtin().get(plan["对应"]) if "对应" in plan else None,
        fact_kinds=tuple(plan.get("事实", ())),
        subjects=[subject.key] if "指定" in scenario["组织"] else None,
    )
