"""docs/coverage.md tells the truth: each page it names opens, each command and address exists."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tongpin.project.cli import DESCRIPTION

ROOT = Path(__file__).resolve().parents[2]
WHO = {
    "党办": "office", "支部书记": "secretary1", "党员": "member1", "班子成员": "leader",
    "督查组": "supervisor", "审计管理员": "auditor",
}  # fmt: skip


def rows() -> list[tuple[str, str, str, str]]:
    """`(measure, who, pages, commands)` of every line of both tables."""
    found = []
    for line in (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 5 and cells[2] in WHO:
            found.append((cells[0], cells[2], cells[3], cells[4]))
    return found


PAGES = sorted(
    {(who, url) for _, who, pages, _ in rows() for url in re.findall(r"`([^`]+)`", pages)}
)
COMMANDS = sorted({c for *_, words in rows() for c in re.findall(r"`([^`]+)`", words)})


def test_every_measure_of_the_founding_document_has_a_row() -> None:
    named = {measure[:3] for measure, *_ in rows()}
    assert named >= {f"（{n}）" for n in "一二三四五六七八九十"}
    assert len(rows()) > 25


@pytest.mark.parametrize(("who", "url"), PAGES, ids=lambda v: v)
def test_every_page_opens(who, url, cast) -> None:
    response = cast.client(WHO[who]).get(url)
    assert response.status_code == 200, url
    assert "<h1" in response.content.decode(), url


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_address_exists(command) -> None:
    if command.startswith("/api/v1"):
        paths = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))["paths"]
        assert command in paths
    elif command.startswith("tongpin "):
        words = " ".join(command.split()[:3])
        assert words in DESCRIPTION or " ".join(command.split()[:2]) in DESCRIPTION
    elif command.startswith("make "):
        assert f"\n{command.split()[1]}:" in (ROOT / "Makefile").read_text(encoding="utf-8")
    else:
        assert (ROOT / command).is_file()
