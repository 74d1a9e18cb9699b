from __future__ import annotations

from tests.rules.cast import MINIMAL
from tongpin.rules import command
from tongpin.rules.command import lint
from tongpin.rules.strict_yaml import RulebookError


def test_lint_of_the_builtin_rulebooks(capsys):
    assert lint([]) == 0
    assert "共18条规则" in capsys.readouterr().out


def test_lint_tells_good_from_bad(tmp_path, capsys):
    good, bad = tmp_path / "好.yaml", tmp_path / "坏.yaml"
    good.write_text(MINIMAL, encoding="utf-8")
    bad.write_text(MINIMAL.replace("our-rule, place", "nowhere, place"), encoding="utf-8")
    assert lint([str(good)]) == 0
    assert lint([str(good), str(bad)]) == 1
    out = capsys.readouterr().out
    assert "没有问题，共1条规则" in out
    assert "坏.yaml第14行：来源“nowhere”没有在 sources 中登记" in out


def test_lint_of_what_cannot_be_read(tmp_path, capsys):
    binary, large = tmp_path / "图.yaml", tmp_path / "大.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    large.write_bytes(b"a" * 4_000_001)
    for path in (binary, large, tmp_path / "无.yaml", tmp_path, "坏\x00名.yaml"):
        assert lint([str(path)]) == 2
    errors = capsys.readouterr().err
    assert "UTF-8" in errors
    assert "过大" in errors
    assert "打不开" in errors


def test_lint_tells_of_a_fault_in_the_builtin_rulebooks(monkeypatch, capsys):
    def broken():
        raise RulebookError("党费.yaml", 7, "“title”重复")

    monkeypatch.setattr(command, "load_builtin", broken)
    assert lint([]) == 1
    assert "党费.yaml第7行" in capsys.readouterr().out
