"""`tongpin plan parse`: papers in, JSON out; the contract stands in docs/commands.md."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from tongpin.formats.errors import FormatError
from tongpin.unreadable import why

OK, SOME_WRONG, UNREADABLE = 0, 1, 2


def main(words: Sequence[str]) -> int:
    """Read every file named (`-` is standard input) and print one array in the same order."""
    files = [w for w in words if w == "-" or not w.startswith("-")]
    if not files or len(files) != len(words):
        print("用法：tongpin plan parse 文件…（- 表示标准输入）", file=sys.stderr)
        return UNREADABLE
    answers = [_answer(name) for name in files]
    if len(files) == 1 and answers[0].get("error", {}).get("code") == "unreadable":
        print(answers[0]["error"]["message"], file=sys.stderr)
        return UNREADABLE
    json.dump(answers, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
    return SOME_WRONG if any("error" in a for a in answers) else OK


def _answer(name: str) -> dict[str, Any]:
    from tongpin.formats.plan import read_plan

    try:
        data = sys.stdin.buffer.read() if name == "-" else _bytes(name)
    except OSError as error:
        message = f"读不到文件“{name}”：{why(error)}。"
        return {"file": name, "error": {"code": "unreadable", "message": message}}
    try:
        return read_plan(data, os.path.basename(name)).as_dict(name)
    except FormatError as error:
        return {"file": name, "error": {"code": error.code, "message": error.message}}


def _bytes(name: str) -> bytes:
    with open(name, "rb") as file:
        return file.read()
