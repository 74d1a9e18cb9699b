"""The command-line contract on input as it comes from strangers' computers, through the real command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tongpin.project.cli import main

GOOD = '{"id": "甲", "month": "2026-03", "category": "employed", "base": "3000"}'


def told(data: bytes, tmp_path: Path, capsysbinary) -> tuple[int, list, str]:
    file = tmp_path / "in.json"
    file.write_bytes(data)
    code = main(["rules", "dues", str(file)])
    said = capsysbinary.readouterr()
    return code, json.loads(said.out) if said.out else [], said.err.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_encodings_of_office_computers_are_read(encoding, tmp_path, capsysbinary):
    code, (answer,), _ = told(f"[{GOOD}]".encode(encoding), tmp_path, capsysbinary)
    assert (code, answer["id"], answer["amount"]) == (0, "甲", "15.00")


@pytest.mark.parametrize(
    "data", [b"\xff\xfe\x00", b'[{"id": "\xff\xff"}]', b"PK\x03\x04", b"[1,", b"[" * 9999]
)
def test_what_is_no_json_is_refused_whole(data, tmp_path, capsysbinary):
    code, answers, said = told(data, tmp_path, capsysbinary)
    assert (code, answers) == (2, [])
    assert "JSON" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("element", "key"),
    [
        (GOOD.replace('"3000"', "1" * 5000), "甲"),
        (GOOD.replace('"3000"', "NaN"), "甲"),
        (GOOD.replace('"3000"', "-Infinity"), "甲"),
        (GOOD.replace('"3000"', "1e400"), "甲"),
        (GOOD.replace('"甲"', "NaN"), None),
        (GOOD.replace('"甲"', "[Infinity]"), None),
        (GOOD.replace('"甲"', '"\\ud800"').replace("3000", "-1"), "\ud800"),
        (GOOD.replace("2026-03", "\\u0000"), "甲"),
        ("[" * 90 + "]" * 90, None),
    ],
)
def test_one_hostile_element_leaves_the_others_answered(element, key, tmp_path, capsysbinary):
    data = f"[{GOOD}, {element}, {GOOD}]".encode()
    code, (before, found, after), _ = told(data, tmp_path, capsysbinary)
    assert code == 1
    assert before == after
    assert before["amount"] == "15.00"
    assert found["id"] == key
    assert found["error"]["code"]
    assert found["error"]["message"].endswith("。")


def test_ids_of_any_shape_are_repeated_in_order(tmp_path, capsysbinary):
    keys = ["甲", "甲", 7, 10**40, None, True, {"a": [1]}, "", "\U0001f600"]
    rows = [json.loads(GOOD) | {"id": key} for key in keys]
    code, answers, _ = told(json.dumps(rows).encode(), tmp_path, capsysbinary)
    assert code == 0
    assert [str(item["id"]) for item in answers] == [str(key) for key in keys]


def test_nothing_asked_nothing_answered(tmp_path, capsysbinary):
    assert told(b"[]", tmp_path, capsysbinary) == (0, [], "")


@pytest.mark.slow
def test_twenty_thousand_elements_are_answered_in_order(tmp_path, capsysbinary):
    rows = [json.loads(GOOD) | {"id": n, "base": str(n)} for n in range(20_000)]
    code, answers, _ = told(json.dumps(rows).encode(), tmp_path, capsysbinary)
    assert code == 0
    assert [item["id"] for item in answers] == list(range(20_000))
