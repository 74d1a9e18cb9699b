"""The handbook page on rulebooks tells the truth."""

from __future__ import annotations

import re
from pathlib import Path

from tongpin.rules.loader import load_builtin, load_text

PAGE = (Path(__file__).parents[2] / "docs" / "rulebooks.md").read_text(encoding="utf-8")


def test_sample_rulebook_of_the_handbook_loads():
    sample = re.search(r"```yaml\n(title.*?)```", PAGE, re.DOTALL)
    assert sample is not None
    assert load_text(sample[1], "手册").rule("local.lecture").editions[0].times == 6


def test_every_builtin_rule_is_listed_with_its_confidence():
    for rule in load_builtin().rules:
        [row] = [line for line in PAGE.splitlines() if line.startswith(f"| `{rule.key}`")]
        assert f"| {rule.editions[0].cite.confidence} |" in row
        assert row.endswith(f"| {rule.severity.label} |")
