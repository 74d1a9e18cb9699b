"""Two whole sites, each with its own database and key, exchange a letter and its receipt by file."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
HERE, THERE = "中共青禾县水务局委员会", "中共白石县农业局委员会"
pytestmark = pytest.mark.slow


class Site:
    """A Tongpin in its own folder; each call is a process."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        folder.mkdir()
        self.key = self("build", name)

    def start(self, what: str, *words: str) -> subprocess.Popen:
        """Begin a process."""
        env = {k: v for k, v in os.environ.items() if k != "TONGPIN_DATABASE_URL"}
        env |= {"TONGPIN_DATA_DIR": str(self.folder), "TONGPIN_TODAY": "2020-09-20",
                "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-m", "tests.ledgers.transfers.site", what, *words],
            cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __call__(self, what: str, *words: str) -> Any:
        return said(self.start(what, *words))

    def trusts(self, other: Site) -> None:
        """Compare the other's key."""
        self("trust", other.name, other.key["key"], other.key["fingerprint"])

    def takes(self, *files: bytes) -> list[dict]:
        """Import files."""
        places = []
        for number, data in enumerate(files):
            places.append(self.folder / f"{number}.json")
            places[-1].write_bytes(data)
        return self("take", *map(str, places))


def said(process: subprocess.Popen) -> Any:
    """What a process printed; it must have ended well."""
    out, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors[-3000:]
    return json.loads(out.strip().split("\n")[-1])


@pytest.fixture
def sites(tmp_path) -> tuple[Site, Site]:
    """Two sites that trust each other."""
    here, there = Site(tmp_path / "here", HERE), Site(tmp_path / "there", THERE)
    here.trusts(there)
    there.trusts(here)
    return here, there


def file_of(answer: dict) -> bytes:
    """The bytes of a file that a site wrote."""
    return base64.b64decode(answer["file"])


def test_both_ends_agree(sites) -> None:
    here, there = sites
    sent = file_of(here("send", THERE))
    first, again = there.takes(sent, sent)
    assert first == {"kind": "letter", "is_new": True, "state": "issued", "rows": [1, 1, 1]}
    assert (again["is_new"], again["rows"]) == (False, [1, 1, 1])
    assert here("where")["spans"] == [["ZB1", "2018-11-01", ""]]  # responsible until accepted

    desks = [there.start("race") for _ in range(3)]
    (there.folder / "go").touch()
    answers = sorted(map(said, desks))
    assert answers.count("received") == 1
    assert set(answers) <= {"received", "conflict", "step"}  # beaten to it, or already too late

    receipt = file_of(there("accept"))
    first, again = here.takes(receipt, receipt)
    assert (first["state"], first["is_new"], again["is_new"]) == ("receipt_returned", True, False)
    assert here("where")["spans"] == [["ZB1", "2018-11-01", "2020-09-19"]]
    own = [["ZB1", "2018-11-01", ""]]  # somebody else of the same name
    assert there("where")["spans"] == [*own, ["ZB2", "2020-09-20", ""]]
    replayed, astray = there.takes(sent, receipt)
    assert replayed["is_new"] is False
    assert astray["refused"] == "untrusted"
    assert set(json.loads(sent)["person"]) == {
        "name", "sex", "born_on", "nation", "stage", "identity_number", "phone", "stages",
    }  # fmt: skip


def test_hostile_files_leave_nothing_and_a_refusal_comes_back(sites, tmp_path) -> None:
    here, there = sites
    sent = file_of(here("send", THERE))
    whole = json.loads(sent)

    def changed(**changes) -> bytes:
        return json.dumps(whole | changes, ensure_ascii=False).encode()

    stranger = Site(tmp_path / "stranger", "中共黑石县某局委员会")
    stranger.trusts(here)
    astray = stranger.takes(sent)[0]
    assert astray["refused"] == "addressee"
    assert THERE in astray["words"]
    unsigned = {k: v for k, v in whole.items() if k != "signature"}
    hostile = [
        (changed(person=whole["person"] | {"name": "郑武"}), "签名不对"),
        (changed(letter=whole["letter"] | {"paid_until": "2020-12"}), "签名不对"),
        (changed(signature="AAAA"), "签名不对"),
        (json.dumps(unsigned).encode(), "缺少必要的内容"),
        (sent[: len(sent) // 2], "不完整或者已损坏"),
        (b"", "不完整或者已损坏"),
        (b"\xff\xfe\x00" * 50, "不完整或者已损坏"),
        (b" " * 300_000, "太大"),
        (b"[" * 100_000, "不完整或者已损坏"),
        (sent.replace(b'"version": 1', b'"version": 1,\n "version": 1'), "不完整或者已损坏"),
        (changed(version=2), "版本本系统还不认识"),
        (changed(person=whole["person"] | {"opinion": "x"}), "内容不合规定（person.opinion）"),
        (b'{"format": "something"}', "不是同频的转接文件"),
        (b"[]", "不是同频的转接文件"),
    ]  # fmt: skip
    for answer, (_, words) in zip(there.takes(*(d for d, _ in hostile)), hostile, strict=True):
        assert words in answer["words"]
        assert answer["rows"] == [0, 0, 0]
    indented = b"\xef\xbb\xbf" + json.dumps(whole, ensure_ascii=False, indent=4).encode()
    assert there.takes(indented)[0]["is_new"] is True  # another way of writing the same
    assert here.takes(file_of(there("refuse")))[0]["state"] == "returned"
    assert here("where") == {"spans": [["ZB1", "2018-11-01", ""]], "states": ["returned"]}
