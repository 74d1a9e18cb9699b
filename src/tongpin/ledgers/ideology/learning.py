"""A sheet of 学习强国: which column is which, and whom each line means. Pure but for the file reader."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tongpin.audit.errors import Refused
from tongpin.formats.errors import FormatError
from tongpin.formats.mapping import Columns, Table, is_empty, read_table

MAX_ROWS, MAX_COLUMNS = 5_000, 60
HEADS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "学员姓名", "用户姓名", "真实姓名", "昵称"),
    "points": ("周期积分", "本月积分", "月积分", "积分", "学习积分", "得分", "总积分"),
    "branch": ("组织", "所在组织", "所属组织", "所在支部", "支部", "部门"),
}
"""What the platform's sheets call a column; of several the first counts: the month before the total."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number, the name, the number of points (None: empty), whom it means, what is wrong."""

    number: int
    name: str
    points: int | None
    person: int | None
    fault: str = ""


def read(data: bytes, name: str, remembered: Columns) -> Table:
    """The sheet of an xlsx or csv; `Refused` says what is wrong with the file."""
    known = {word: key for key, words in HEADS.items() for word in words} | {
        head: key for head, key in remembered.items() if key
    }
    try:
        table = read_table(data, name, known, max_rows=MAX_ROWS, max_columns=MAX_COLUMNS)
    except FormatError as error:
        raise Refused(error.message, field="file", code=error.code) from error
    if all(is_empty(cell) for row in table.rows for cell in row):
        raise Refused("表头下面没有内容。", field="file")
    table.rows = [[_text(cell) for cell in row] for row in table.rows]
    return table


def guessed(heads: Sequence[str], remembered: Columns) -> dict[str, int | None]:
    """`{name, points, branch: column}`: as the office set it last time, else by the usual heads."""
    found: dict[str, int | None] = {}
    for key, words in HEADS.items():
        kept = [n for n, head in enumerate(heads) if remembered.get(head) == key]
        usual = [heads.index(word) for word in words if word in heads]
        found[key] = next(iter(kept + usual), None)
    return found


def judged(
    sheet: Table, columns: Mapping[str, int | None], people: Mapping[str, Sequence[tuple[int, str]]]
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
