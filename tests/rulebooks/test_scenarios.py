"""Each rule judged on the scenarios written for it, and its words compared with the approved ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.rulebooks.reading import findings_of, scenarios
from tongpin.rules.loader import load_builtin

ALL = scenarios()
APPROVED = Path(__file__).parent / "explanations.txt"


@pytest.mark.parametrize("scenario", [item for _, item in ALL], ids=[name for name, _ in ALL])
def test_scenario_gives_the_expected_verdicts(scenario: dict[str, Any]):
    findings = {(f.rule.title, f.window_label): f for f in findings_of(scenario)}
    for expected in scenario.get("结果", ()):
        finding = findings[expected["事项"], expected["时段"]]
        assert finding.verdict.label == expected["判定"], finding.explanation
        assert expected.get("含", "") in finding.reason
        assert expected.get("说明含", "") in finding.explanation
        if "说明不含" in expected:
            assert expected["说明不含"] not in finding.explanation
    titles = {title for title, _ in findings}
    assert not titles & set(scenario.get("无结果", ()))


def test_every_rule_has_a_scenario_met_and_one_unmet():
    seen: dict[str, set[str]] = {}
    for _, scenario in ALL:
        for expected in scenario.get("结果", ()):
            seen.setdefault(expected["事项"], set()).add(expected["判定"])
    for rule in load_builtin().rules:
        assert "已完成" in seen[rule.title], rule.title
        assert seen[rule.title] & {"逾期", "待办", "临期"}, rule.title


def test_explanations_read_as_approved():
    lines = []
    for name, scenario in ALL:
        wanted = {(e["事项"], e["时段"]) for e in scenario.get("结果", ())}
        lines.append(f"# {name}")
        lines += [
            f"[{f.rule.title} {f.window_label} {f.verdict.label}] {f.explanation}"
            for f in findings_of(scenario)
            if (f.rule.title, f.window_label) in wanted
        ]
    text = "\n".join(lines) + "\n"
    assert text == APPROVED.read_text(encoding="utf-8"), (
        "说明文字有变，请审读后更新 explanations.txt"
    )
