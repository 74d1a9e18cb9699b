"""The worked examples of the fact table, through the real command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tongpin.project.cli import main

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
CASES = [
    pytest.param(command, vector["in"], vector["expect"], id=f"{command}-{vector['in']['id']}")
    for command, vectors in VECTORS.items()
    for vector in vectors
]


def answers(command: str, elements: list, tmp_path: Path, capsys) -> tuple[int, list]:
    file = tmp_path / "in.json"
    file.write_text(json.dumps(elements, ensure_ascii=False), encoding="utf-8")
    code = main(["rules", command, str(file)])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(("command", "given", "expected"), CASES)
def test_vector_holds(command, given, expected, tmp_path, capsys):
    code, (answer,) = answers(command, [given], tmp_path, capsys)
    assert answer["id"] == given["id"]
    assert code == (1 if expected.get("error") else 0)
    found = {item["rule"]: item["verdict"] for item in answer.get("verdicts", [])}
    for name, value in expected.items():
        match name:
            case "error":
                assert answer["error"]["code"]
                assert answer["error"]["message"].endswith("。")
            case "verdicts":
                assert {rule: found.get(rule) for rule in value} == value
            case "verdicts_in":
                assert all(found.get(rule) in allowed for rule, allowed in value.items())
            case "dates":
                assert {key: answer["dates"][key] for key in value} == value
            case _:
                assert answer[name] == value


@pytest.mark.parametrize("command", VECTORS)
def test_a_wrong_element_does_not_spoil_its_neighbours(command, tmp_path, capsys):
    good = VECTORS[command][0]["in"]
    hostile = [None, 7, [], {}, {"id": "x", "kind": "\x00" * 9}, {"id": "y", "month": 10**40}]
    code, found = answers(command, [*hostile, good], tmp_path, capsys)
    assert code == 1
    assert all(item["error"]["message"] for item in found[:-1])
    assert "error" not in found[-1]


@pytest.mark.parametrize("text", ["", "{}", "[", "\xff", "[" * 100_000])
def test_unreadable_input_is_refused_in_words(text, tmp_path, capsys):
    file = tmp_path / "in.json"
    file.write_bytes(text.encode("latin-1"))
    assert main(["rules", "dues", str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "JSON" in said.err


def test_a_missing_file_is_told(capsys):
    assert main(["rules", "vote", "no-such-file.json"]) == 2
    assert "读不到文件" in capsys.readouterr().err
