"""Read the tables of calculations and procedures that a Party-affairs worker writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tongpin.rules.dues import PAY_ITEMS, WITHHELD_ITEMS, Category
from tongpin.rules.loader import load_builtin
from tongpin.rules.procedure import Event, StepVerdict

FOLDER = Path(__file__).parent / "calculations"
CATEGORIES = {
    "在职": Category.EMPLOYED, "离退休": Category.RETIRED, "农民": Category.FARMER,
    "学生": Category.STUDENT, "下岗失业": Category.UNEMPLOYED, "抚恤救济": Category.RELIEF,
    "不按月取得收入": Category.SELF_EMPLOYED, "年薪制": Category.ANNUAL_SALARY,
}  # fmt: skip
MEETINGS = {
    "党员大会决议": "branch_resolution", "接收预备党员": "accept_member",
    "预备党员转正": "convert_member", "支委会": "branch_committee", "选举": "election",
    "党组会议": "party_group", "党组讨论干部任免": "party_group_personnel",
    "民主生活会": "democratic_life_meeting",
}  # fmt: skip
BODIES = {
    "党支部": "branch", "村、社区党支部": "village_branch", "党总支": "general_branch",
    "基层党委": "grassroots_committee",
}  # fmt: skip
SANCTIONS = {
    "警告": "warning", "严重警告": "serious_warning", "撤销党内职务": "removal",
    "留党察看": "probation", "开除党籍": "expulsion",
}  # fmt: skip
PROCEDURES = {
    "发展党员": "development", "发展党员（2014版）": "development", "民主生活会": "democratic_life",
    "组织生活会": "organizational_life", "民主评议": "member_appraisal", "转出": "transfer_out", "转入": "transfer_in",
    "失联": "lost_contact", "流动": "floating", "换届": "term_election",
    "三重一大": "major_decision", "紧急处置": "emergency_decision", "党务公开": "openness",
    "示范支部": "demonstration", "巡察整改": "inspection_rectification", "巡视整改": "central_inspection_rectification",
    "提醒谈话": "reminder_talk", "诫勉谈话": "admonition_talk", "函询": "inquiry",
    "处分执行": "sanction", "表彰": "commendation",
}  # fmt: skip
VERDICTS = {verdict.label: verdict.value for verdict in StepVerdict} | {"没有": None}
DECISIONS = {"按期转正": "on_time", "延长预备期": "extend", "取消资格": "disqualify"}
VALUES = {
    "截止": "to", "人数": "count", "天数": "days", "学时": "hours", "月数": "months", "理由": "reason",
    "优秀": "excellent", "党员": "members", "通报上年整改": "last_year_reported",
    "主要负责人带头": "leader_first", "批评和自我批评": "criticism", "预备党员评等次": "probationary_graded",
    "无故拒收": "refused_without_reason", "监票人合规": "tellers_independent", "委托投票": "proxy",
    "末位表态": "leader_last", "记录完整": "each_view_recorded", "传阅代替": "by_circulation",
    "没有回避": "not_recused", "干部任免或处分议题": "personnel", "主要负责人签字": "signed_by_leader",
}  # fmt: skip
VOTES = {
    "应到": "entitled", "实到": "present", "赞成": "yes", "书面赞成": "written_yes",
    "无记名": "secret", "应选": "seats", "候选": "candidates", "发出": "issued", "收回": "returned",
    "不计入": "excluded", "不计入已获同意": "exclusion_approved", "回避": "recused",
}  # fmt: skip


def _key(table: dict[str, str], label: str) -> str:
    return next(key for key, word in table.items() if word == label)


@cache
def _table(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def rows(name: str) -> Iterator[dict[str, Any]]:
    """The scenarios of one table."""
    yield from _table(name)


def base_course(name: str) -> dict[str, Any]:
    """A whole course by its name."""
    return _table("程序底本")[name]


def told(value: Any) -> Any:
    """是 and 否 as truth; everything else as it stands."""
    return {"是": True, "否": False}.get(value, value) if isinstance(value, str) else value


def pay(items: dict[str, Any], *, withheld: bool = False) -> dict[str, Decimal]:
    """Items by their Chinese names as the calculation knows them."""
    table = dict(WITHHELD_ITEMS if withheld else PAY_ITEMS)
    return {_key(table, label): Decimal(str(amount)) for label, amount in items.items()}


def events(scenario: dict[str, Any]) -> list[Event]:
    """The base course with the changes of the scenario, up to the step named by 办到.

    Steps are named by their titles, as on the page.
    """
    steps = dict(base_course(scenario["沿用"])["步骤"]) | scenario.get("改动", {})
    keys = step_keys(scenario["沿用"])
    found: list[Event] = []
    for title, said in steps.items():
        if said != "无":
            entries = said if isinstance(said, list) else [said]
            found += [_event(keys[title], item) for item in entries]
        if title == scenario.get("办到"):
            break
    return found


def step_keys(name: str) -> dict[str, str]:
    """`{title: key}` of the steps of a base course's procedure."""
    procedure = load_builtin().procedure(PROCEDURES[name])
    return {step.title: step.key for step in procedure.steps}


def rule_keys() -> dict[str, str]:
    """`{title: key}` of the parameters, by which the results are named."""
    return {item.title: item.key for item in load_builtin().parameters.values()}


def _event(step: str, said: Any) -> Event:
    if isinstance(said, date):
        return Event(step, said)
    values: dict[str, Any] = {}
    for word, value in said.items():
        if word == "表决":
            values["vote"] = {VOTES[name]: told(number) for name, number in value.items()}
        elif word == "决定":
            values["decision"] = DECISIONS[value]
        elif word != "日期":
            values[VALUES[word]] = told(value)
    return Event(step, said["日期"], values)
