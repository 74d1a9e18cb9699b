"""Vendored files are the ones that the table names."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("folder", ["src/tongpin/ui/static/ui/vendor", "tests/e2e/vendor"])
def test_vendored_files_match_their_hashes(folder: str) -> None:
    place = ROOT / folder
    table = dict(
        re.findall(
            r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", (place / "VENDOR.md").read_text("utf8"), re.M
        )
    )
    files = {p.name for p in place.iterdir() if p.name != "VENDOR.md"}
    assert set(table) == files
    for name, digest in table.items():
        assert hashlib.sha256((place / name).read_bytes()).hexdigest() == digest, name
