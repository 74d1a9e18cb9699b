"""The shape of the tree: layers, envelopes, and no word of English where a user reads."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "tongpin"


def test_layers_hold() -> None:
    result = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_files_stay_small() -> None:
    large = {
        str(p.relative_to(SOURCE)): n
        for p in SOURCE.rglob("*.py")
        if "migrations" not in p.parts and (n := len(p.read_text("utf8").splitlines())) > 420
    }
    assert not large


def test_templates_obey_the_content_security_policy() -> None:
    found = [
        f"{p.relative_to(SOURCE)}: {m.group(0)}"
        for p in SOURCE.rglob("*.html")
        for m in re.finditer(
            r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son\w+=\"|javascript:", p.read_text("utf8")
        )
    ]
    assert not found


@pytest.mark.parametrize("name", ["requirements/main.lock", "requirements/dev.lock"])
def test_locks_name_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text("utf8")
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_a_write_outside_an_action_raises(cast) -> None:
    from tongpin.audit.envelope import OutsideEnvelope

    unit = cast.unit("ZB1")
    unit.name = "改名"
    with pytest.raises(OutsideEnvelope):
        unit.save()
    with pytest.raises(OutsideEnvelope):
        type(unit).objects.filter(pk=unit.pk).update(name="改名")
    assert cast.unit("ZB1").name == "第一党支部"
