"""Several desks at once, and one that dies: nothing counted twice, nothing lost. Real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.slow


@pytest.fixture
def desk(tmp_path):
    """`desk("pay", "郑文")` starts a process on a database of its own file."""
    env = {k: v for k, v in os.environ.items() if k != "TONGPIN_DATABASE_URL"}
    env |= {"TONGPIN_DATA_DIR": str(tmp_path), "TONGPIN_TODAY": "2020-09-20",
            "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}  # fmt: skip

    def start(*words: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.ledgers.dues.desk", *words],
            cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    start.folder = tmp_path
    return start


def said(process: subprocess.Popen) -> list[str]:
    """What a desk printed; it must have ended well."""
    out, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return out.split("\n")[:-1]


def test_several_desks_never_count_the_same_money_twice(desk) -> None:
    names = ["郑文", "张守正", "李组织", "王宣传"]
    said(desk("build", *names))
    desks = [desk("pay", *names) for _ in range(3)]
    (desk.folder / "go").touch()
    answers = [line for process in desks for line in said(process)]
    numbers = sorted(a for a in answers if a.startswith("ZB1-"))
    assert numbers == [f"ZB1-2020-{n:05d}" for n in range(1, 5)]
    assert len(answers) == 12
    assert all("多77.93元" in a for a in answers if a not in numbers)
    assert "problems=()" in said(desk("check", "-"))[0]


def test_a_death_in_mid_import_leaves_nothing(desk) -> None:
    said(desk("build", "郑文"))
    dying = desk("die", "郑文")
    dying.communicate(timeout=120)
    assert dying.returncode == -signal.SIGKILL
    assert "payments=0" in said(desk("check", "-"))[0]
    assert said(desk("adopt", "-")) == ["adopted 1"]
    found = said(desk("check", "-"))[0]
    assert "payments=1" in found
    assert "problems=()" in found
