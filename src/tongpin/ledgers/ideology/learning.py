"""A sheet of 学习强国: which column is which, and whom each line means. Pure but for the file reader."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongpin.audit.errors import Refused
from tongpin.formats.errors import FormatError
from tongpin.formats.text import decode
from tongpin.formats.xlsx import read_sheet

MAX_ROWS, MAX_COLUMNS, HEAD_ROWS = 5_000, 60, 10
NAMES = ("姓名", "学员姓名", "用户姓名", "真实姓名", "昵称")
POINTS = ("周期积分", "本月积分", "月积分", "积分", "学习积分", "得分", "总积分")
BRANCHES = ("组织", "所在组织", "所属组织", "所在支部", "支部", "部门")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Heads and rows as they were read; `head` is the line of the heads."""

    head: int
    heads: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number, the name, the number of points (None: empty), whom it means, what is wrong."""

    number: int
    name: str
    points: int | None
    person: int | None
    fault: str = ""


def read(data: bytes, name: str) -> Sheet:
    """The sheet of an xlsx or csv; `Refused` says what is wrong with the file."""
    try:
        raw = (
            list(csv.reader(io.StringIO(decode(data, name[:60]), newline="")))
            if name.lower().endswith((".csv", ".txt"))
            else read_sheet(data, max_rows=MAX_ROWS, max_cols=MAX_COLUMNS, name=name[:60])
        )
    except FormatError as error:
        raise Refused(error.message, field="file", code=error.code) from error
    except csv.Error as error:
        raise Refused("引号或内容不完整，请另存为 xlsx 再上传。", field="file") from error
    if len(raw) > MAX_ROWS:
        raise Refused(f"表格超过{MAX_ROWS}行，请分几次导入。", field="file")
    rows = [[_text(cell) for cell in row[:MAX_COLUMNS]] for row in raw]
    known = {*NAMES, *POINTS, *BRANCHES}
    scores = [sum(cell in known for cell in row) for row in rows[:HEAD_ROWS]]
    best = max(range(len(scores)), key=lambda n: (scores[n], -n), default=None)
    if best is None or not scores[best]:
        raise Refused(f"前{HEAD_ROWS}行里没有找到表头，至少要有“姓名”和“积分”两列。", field="file")
    body = rows[best + 1 :]
    if not any(any(row) for row in body):
        raise Refused("表头下面没有内容。", field="file")
    return Sheet(best + 1, rows[best], body)


def guessed(heads: Sequence[str]) -> dict[str, int | None]:
    """`{name, points, branch: column}` by the usual heads."""
    found: dict[str, int | None] = {}
    for key, words in (("name", NAMES), ("points", POINTS), ("branch", BRANCHES)):
        found[key] = next((heads.index(word) for word in words if word in heads), None)
    return found


def judged(
    sheet: Sheet, columns: Mapping[str, int | None], people: Mapping[str, Sequence[tuple[int, str]]]
) -> list[Line]:
    """Each line with whom it means; `people` is `{name: [(person, branch)]}`."""
    seen: set[int] = set()
    lines = []
    for number, row in enumerate(sheet.rows, sheet.head + 1):
        cells = {
            key: row[c] if c is not None and c < len(row) else "" for key, c in columns.items()
        }
        if not any(row):
            continue
        name = cells["name"].replace(" ", "")
        points, fault = _points(cells["points"])
        found = list(people.get(name, ()))
        if len(found) > 1 and cells.get("branch"):
            found = [
                item for item in found if item[1] in cells["branch"] or cells["branch"] in item[1]
            ]
        person = found[0][0] if len(found) == 1 else None
        if not name:
            fault = "没有姓名。"
        elif not found:
            fault = "名册里没有这位党员。"
        elif person is None:
            fault = "名册里有同名的同志，表里写明所在支部才能分清。"
        elif person in seen:
            fault, person = "表里有两行是同一位同志。", None
        if fault:
            person = None
        else:
            assert person is not None
            seen.add(person)
        lines.append(Line(number, name[:20], points, person, fault))
    return lines  # fmt: skip


def _points(text: str) -> tuple[int | None, str]:
    if not text:
        return None, ""
    plain = text.replace(",", "").removesuffix(".0").removesuffix("分")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 8):
        return None, "积分应是整数。"
    return int(plain), ""


def _text(cell: Any) -> str:
    text = "" if cell is None else unicodedata.normalize("NFKC", str(cell)[:100])
    return "".join(ch for ch in text if ch.isprintable()).strip()
