"""Dues, votes, terms, sanctions and procedures on the tables written for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.rulebooks import calculation_reading as reading
from tongpin.rules import dues, sanctions, terms, voting
from tongpin.rules.following import follow
from tongpin.rules.loader import load_builtin
from tongpin.rules.money import percent, yuan
from tongpin.rules.refusal import Refusal

BOOK = load_builtin()
RULES = reading.rule_keys()


def table(*names: str) -> Any:
    return pytest.mark.parametrize(
        "row",
        [pytest.param(row, id=str(row["场景"])) for name in names for row in reading.rows(name)],
    )


def _assessed(row: dict[str, Any]) -> dues.Assessment:
    month = date.fromisoformat(f"{row['月份']}-01")
    category = reading.CATEGORIES[row["类别"]]
    base = None
    if "基数" in row:
        base = dues.base_given(category, Decimal(str(row["基数"])))
    elif "工资" in row:
        withheld = reading.pay(row.get("扣除", {}), withheld=True)
        base = dues.base_of_pay(BOOK, month, category, dues.Pay(reading.pay(row["工资"]), withheld))
    elif "上季度纯收入" in row:
        base = dues.base_of_quarter(BOOK, month, Decimal(str(row["上季度纯收入"])))
    return dues.assess(BOOK, month, category, base)


@table("党费")
def test_dues(row: dict[str, Any]) -> None:
    if "不能核定" in row:
        with pytest.raises(Refusal, match=row["不能核定"]):
            _assessed(row)
        return
    found = _assessed(row)
    assert yuan(found.amount_fen) == f"{Decimal(str(row['应交'])):.2f}", found.explanation
    if "计入基数" in row:
        assert yuan(found.base_fen) == f"{Decimal(str(row['计入基数'])):.2f}"
    if "比例" in row:
        assert percent(found.rate) == row["比例"]
    assert row.get("说明含", "") in found.explanation


@table("表决")
def test_votes(row: dict[str, Any]) -> None:
    count = voting.Count(
        **{
            reading.VOTES[word]: row[word]
            for word in reading.VOTES
            if word in row and word != "无记名"
        }
    )
    kind = voting.Meeting(reading.MEETINGS[row["会议"]])
    if "不能判断" in row:
        with pytest.raises(Refusal, match=row["不能判断"]):
            voting.judge_vote(BOOK, kind, count)
        return
    found = voting.judge_vote(BOOK, kind, count)
    assert found.quorum is reading.told(row["开会"]), found.message
    if "通过" in row:
        assert found.passed is reading.told({"未表决": None}.get(row["通过"], row["通过"]))
    assert found.needed_present == row.get("至少到会", found.needed_present)
    assert found.needed_yes == row.get("至少赞成", found.needed_yes)
    assert set(row.get("提示", ())) <= set(found.flags)
    assert not set(row.get("没有提示", ())) & set(found.flags)


@table("任期")
def test_terms(row: dict[str, Any]) -> None:
    found = terms.term(BOOK, terms.Body(reading.BODIES[row["组织"]]), row["当选"])
    assert (found.expires_on, found.remind_on, found.postpone_limit) == (
        row["届满"], row["提醒"], row["最迟延期"],
    )  # fmt: skip


@table("处分")
def test_sanctions(row: dict[str, Any]) -> None:
    def given() -> sanctions.Effect:
        return sanctions.effect(
            BOOK,
            sanctions.Sanction(reading.SANCTIONS[row["处分"]]),
            row["决定日"],
            years=row.get("年限", 1),
            extended_years=row.get("延长", 0),
            held_post="没有职务" not in row,
        )

    if "不能判断" in row:
        with pytest.raises(Refusal, match=row["不能判断"]):
            given()
        return
    found = given()
    assert found.effect_ends_on == row["期满"], found.words
    assert found.rights_restored_on == row.get("恢复权利")
    assert row.get("说明含", "") in found.words
    assert found.is_in_effect(row["决定日"])
    assert not found.is_in_effect(row["期满"])
    if "恢复权利" in row:
        assert not found.may_vote(row["决定日"])
        assert found.may_vote(row["恢复权利"])


def _progress(row: dict[str, Any]):
    born = row.get("出生", reading.base_course(row["沿用"]).get("出生"))
    born = None if born == "无" else born
    procedure = BOOK.procedure(reading.PROCEDURES[row["沿用"]])
    return follow(BOOK, procedure, reading.events(row), as_of=row["判定日"], born=born)


@table("发展党员", "其他程序")
def test_procedures(row: dict[str, Any]) -> None:
    progress = _progress(row)
    found = {item.rule: item for item in progress.judgements}
    for title, word in row.get("结果", {}).items():
        rule = RULES[title]
        item = found.get(rule)
        message = "" if item is None else item.message
        assert (item and item.verdict.value) == reading.VERDICTS[word], (rule, message)
    if "下一步" in row:
        keys = reading.step_keys(row["沿用"])
        assert {keys[title] for title in row["下一步"]} <= {item.step for item in progress.next}
    if "依据含" in row:
        assert any(row["依据含"] in item.message for item in progress.judgements)


def test_there_are_many_and_each_has_its_own_name() -> None:
    names = [
        (name, row["场景"], str(row.get("月份")), str(row.get("沿用")), str(row.get("判定日")))
        for name in ("党费", "表决", "任期", "处分", "发展党员", "其他程序")
        for row in reading.rows(name)
    ]
    assert len(names) >= 300
    repeated = sorted({name for name in names if names.count(name) > 1})
    assert repeated == []


def test_every_rule_of_every_gate_is_judged_on_both_sides() -> None:
    """Each parameter that a gate names is seen kept and broken (or warned of) in some scenario."""
    seen: dict[str, set[str]] = {}
    for name in ("发展党员", "其他程序"):
        for row in reading.rows(name):
            for item in _progress(row).judgements:
                seen.setdefault(item.rule, set()).add(item.verdict.value)
    rules = {
        gate.rule
        for procedure in BOOK.procedures.values()
        for step in procedure.steps
        for gate in step.gates
        if gate.rule and gate.kind.value != "never"
    }
    one_sided = {
        rule: kinds
        for rule in sorted(rules)
        if not ("ok" in (kinds := seen.get(rule, set())) and kinds & {"breach", "warn"})
    }
    assert one_sided == {}


def _words() -> str:
    """What is said in each scenario, one a line: read aloud before it is approved."""
    lines: list[str] = []
    for row in reading.rows("党费"):
        if "应交" in row:
            lines.append(f"[党费 {row['场景']}] {_assessed(row).explanation}")
    for row in reading.rows("处分"):
        if "不能判断" not in row:
            found = sanctions.effect(
                BOOK, sanctions.Sanction(reading.SANCTIONS[row["处分"]]), row["决定日"],
                years=row.get("年限", 1), extended_years=row.get("延长", 0),
                held_post="没有职务" not in row,
            )  # fmt: skip
            lines.append(f"[处分 {row['场景']}] {found.words}")
    for name in ("发展党员", "其他程序"):
        for row in reading.rows(name):
            lines += [
                f"[{row['沿用']} {row['场景']} {item.verdict.label}] {item.message}"
                for item in _progress(row).judgements
                if BOOK.parameters[item.rule].title in row.get("结果", {})
            ]
    return "\n".join(lines) + "\n"


def test_words_are_as_approved() -> None:
    approved = reading.FOLDER.parent / "calculation_words.txt"
    assert _words() == approved.read_text(encoding="utf-8"), (
        "说明文字有变，请审读后更新 calculation_words.txt"
    )
