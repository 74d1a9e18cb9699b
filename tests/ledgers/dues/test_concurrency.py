"""Several desks at once, and one that dies: nothing counted twice, nothing lost. Real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.ledgers.dues.books import AUGUST, assess, balanced, declare, pay
from tests.ledgers.dues.desk import at_once
from tests.ledgers.dues.test_imports import HEAD, adopt, upload
from tongpin.audit.errors import Refused
from tongpin.ledgers.dues import actions

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
    out, errors = process.communicate(timeout=300)
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


def test_threads_of_one_server_never_count_the_same_money_twice(desk) -> None:
    names = ["郑文", "张守正"]
    said(desk("build", *names))
    answers = said(desk("threads", *names * 4))
    assert sorted(a for a in answers if a.startswith("ZB1-")) == [
        "ZB1-2020-00001",
        "ZB1-2020-00002",
    ]
    assert "problems=()" in said(desk("check", "-"))[0]


@pytest.fixture
def shared(stage):
    """The cast on a database that threads share, with two members' pay and one month assessed."""
    declare(stage)
    declare(stage, "张守正", 400_000)
    assess(stage, AUGUST)
    return stage


def tried(deed) -> str:
    """What a deed gave, or why it was refused; anything else is a failure of the test."""
    try:
        return str(deed() or "ok")
    except Refused as refusal:
        return f"refused: {refusal.message}"


def test_threads_pay_one_month_once(shared) -> None:
    answers = at_once([lambda: tried(lambda: pay(shared).number) for _ in range(6)])
    assert [a for a in answers if a.startswith("ZB1-")] == ["ZB1-2020-00001"]
    assert sum(a.startswith("refused: 比应交的多") for a in answers) == 5
    balanced()


def test_threads_assess_close_and_adopt_once(shared) -> None:
    unit = shared.unit("ZB1")
    fresh = at_once([lambda: tried(lambda: assess(shared)) for _ in range(4)])
    assert sum(a.isdigit() and a != "0" for a in fresh) == 1
    deeds = [lambda: tried(lambda: pay(shared, on=date(2020, 8, 20)).number)] * 2
    deeds += [lambda: tried(lambda: actions.close_month(
        shared.actor("office"), unit=unit, month=AUGUST))] * 2  # fmt: skip
    at_once(deeds)
    balanced()
    row = upload(shared, f"{HEAD}2020-09-03,张守正,40.00,A1,\n")
    adopted = at_once([lambda: tried(lambda: adopt(shared, row).adopted) for _ in range(4)])
    assert sorted(adopted)[0] == "1"
    assert sum(a == "1" for a in adopted) == 1
    balanced()


def test_a_death_in_mid_import_leaves_nothing(desk) -> None:
    said(desk("build", "郑文"))
    dying = desk("die", "郑文")
    dying.communicate(timeout=300)
    assert dying.returncode == -signal.SIGKILL
    assert "payments=0" in said(desk("check", "-"))[0]
    assert said(desk("adopt", "-")) == ["adopted 1"]
    found = said(desk("check", "-"))[0]
    assert "payments=1" in found
    assert "problems=()" in found
