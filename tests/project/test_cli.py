"""The commands: what they print, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rulebook_text import LECTURES
from tongpin.project.cli import main

ROOT = Path(__file__).parents[2]


def test_unknown_command_says_so_in_chinese(capsys) -> None:
    assert main(["plans"]) == 2
    assert "没有“plans”这个命令" in capsys.readouterr().err


def test_help_lists_the_commands(capsys) -> None:
    assert main(["--help"]) == 0
    assert "tongpin plan parse" in capsys.readouterr().out


def test_plan_reading_answers_without_django() -> None:
    code = (
        "import sys; from tongpin.project.cli import main; "
        "code = main(['plan', 'parse', sys.argv[1]]); "
        "assert 'django' not in sys.modules, 'Django was imported'; sys.exit(code)"
    )
    paper = ROOT / "src/tongpin/project/sample/2020年党建工作意见.txt"
    result = subprocess.run(
        [sys.executable, "-c", code, str(paper)], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    (answer,) = json.loads(result.stdout)
    assert [s["number"] for s in answer["sections"]] == list("一二三四五六")
    assert len(answer["measures"]) == 10


@pytest.fixture
def demo(empty_site, capsys):
    """The sample bureau in the database."""
    assert main(["demo", "load"]) == 0
    return capsys.readouterr().out


@pytest.mark.slow
def test_demo_is_loaded_once_and_prints_its_log_ins(demo, capsys) -> None:
    from tongpin.audit.chain import verify
    from tongpin.org.models import Person, Unit

    assert "dangban" in demo
    people, units = Person.objects.count(), Unit.objects.count()
    assert 115 <= people <= 130
    assert main(["demo", "load"]) == 0
    assert (Person.objects.count(), Unit.objects.count()) == (people, units)
    assert verify()[1] == []
    assert main(["audit", "verify"]) == 0
    capsys.readouterr()
    assert main(["status", "--as-of", "2020-09-20", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"met", "overdue", "due_soon", "not_applicable", "cannot_tell", "waived"} <= {
        r["verdict"] for r in rows
    }
    assert all(r["reason"] and r["citation"] for r in rows)
    assert len({r["unit"] for r in rows}) >= 7
    assert main(["status", "--as-of", "2020-09-20", "--unit", "SW06"]) == 0
    table = capsys.readouterr().out
    assert "灌区支部" in table
    assert "供水公司支部" not in table


def test_status_of_an_unknown_unit_is_an_error(cast, capsys) -> None:
    assert main(["status", "--unit", "NONE"]) == 2
    assert "没有代码为“NONE”的党组织" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["status", "--as-of", "2020-13-40"], ["judge", "--year", "x"]])
def test_bad_arguments_end_with_two(words) -> None:
    with pytest.raises(SystemExit) as error:
        main(words)
    assert error.value.code == 2


def test_serve_check_names_what_is_unsafe(tmp_path) -> None:
    environment = os.environ | {
        "TONGPIN_DATA_DIR": str(tmp_path), "TONGPIN_DEBUG": "1", "TONGPIN_ALLOWED_HOSTS": "*",
    }  # fmt: skip
    result = subprocess.run(
        [sys.executable, "-m", "tongpin", "serve", "--check"],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert result.returncode == 1, result.stderr
    for name in ("TONGPIN_DEBUG", "TONGPIN_HTTPS", "TONGPIN_ALLOWED_HOSTS", "TONGPIN_TODAY"):
        assert name in result.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TONGPIN_TODAY", "昨天"),
        ("TONGPIN_FIELD_KEYS", "{}"),
        ("TONGPIN_DATABASE_URL", "mysql://x"),
        ("TONGPIN_FIELD_CIPHER", "des"),
        ("TONGPIN_MAX_UPLOAD_MB", "-1"),
    ],
)
def test_a_bad_setting_is_named_without_a_traceback(tmp_path, name, value) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tongpin", "serve", "--check"],
        capture_output=True, text=True, check=False,
        env=os.environ | {"TONGPIN_DATA_DIR": str(tmp_path), name: value},
    )  # fmt: skip
    assert result.returncode == 2
    assert f"设置 {name} 有误" in result.stderr
    assert "Traceback" not in result.stderr


def test_what_a_local_rulebook_would_change_is_told_before_it_is_adopted(
    cast, tmp_path, capsys
) -> None:
    own = tmp_path / "党课.yaml"
    own.write_text(LECTURES, encoding="utf-8")
    assert main(["rules", "diff", str(own), "--from", "2020-01-01", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"新增"} <= {row["what"] for row in rows}
    assert main(["rules", "diff", str(own), "--from", "2020-01-01"]) == 0
    assert f"共有 {len(rows)} 处会变。" in capsys.readouterr().out
    own.write_text("rules: [", encoding="utf-8")
    assert main(["rules", "diff", str(own)]) == 2
    assert "格式有误" in capsys.readouterr().err
    assert main(["rules", "diff", str(tmp_path / "没有.yaml")]) == 2
    assert "打不开" in capsys.readouterr().err
