"""Uploaded tables: where their heads stand, and which column means what: guessed, remembered, corrected.

Heads may stand below titles and notes, in two lines with merged cells above (入党 over 日期), in any
order, with columns that nobody asked for.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from tongpin.formats.errors import FormatError
from tongpin.formats.text import decode
from tongpin.formats.xlsx import read_sheet

HEAD_ROWS = 20  # a title and notes may stand above the heads
LONGEST_HEAD = 40
SECOND = "［"  # sets the letters of a second column with the same head apart from the head
NOTES = re.compile(r"[（(\[【].*?[)）\]】]|[*＊:：￥¥]")
Columns = Mapping[str, str]
"""`{head: key}`; an empty key leaves the column out."""


@dataclass(slots=True)
class Table:
    """A sheet: the line of its heads (from 1), the heads (each once), the rows below as plain values."""

    head: int
    heads: list[str]
    rows: list[list[Any]]

    def columns(self, chosen: Columns) -> dict[str, int]:
        """`{key: column}`; the first of two heads with one key counts."""
        found: dict[str, int] = {}
        for column, head in enumerate(self.heads):
            key = chosen.get(head, "")
            if key and key not in found:
                found[key] = column
        return found

    def lines(self, columns: Mapping[str, int]) -> list[tuple[int, dict[str, Any]]]:
        """`(line in the sheet, {key: value})` of each row that says anything in these columns."""
        result = []
        for number, row in enumerate(self.rows, self.head + 1):
            cells = {
                key: row[c] for key, c in columns.items() if c < len(row) and not is_empty(row[c])
            }
            if cells:
                result.append((number, cells))
        return result

    @property
    def digest(self) -> str:
        """A hash of what the sheet says, whatever the file's format: the same content, the same hash."""
        rows = [[_said(cell) for cell in row] for row in [self.heads, *self.rows]]
        kept = [cells for row in rows if any(cells := _trimmed(row))]
        return hashlib.sha256(json.dumps(kept, ensure_ascii=False).encode()).hexdigest()

    def samples(self, column: int, *, most: int = 3) -> list[str]:
        """The first values of a column, for showing what it holds."""
        values = (row[column] for row in self.rows[:200] if column < len(row))
        shown = [str(value)[:20] for value in values if not is_empty(value)]
        return list(dict.fromkeys(shown))[:most]


def read_table(
    data: bytes, name: str, known: Mapping[str, str], *, max_rows: int, max_columns: int
) -> Table:
    """The table of an xlsx or csv by the heads that are `known` (`{head: key}`); FormatError else.

    Where hardly a head is known, the first line of three or more words above data is taken, so that
    a person can say what its columns mean.
    """
    if name.lower().endswith((".csv", ".txt")):
        raw = _csv(data, name, max_rows, max_columns)
    else:
        raw = read_sheet(data, max_rows=max_rows, max_cols=max_columns, name=name[:60])
    at, heads = _heads(raw, known)
    rows = [[_plain(cell) for cell in row] for row in raw[at + 1 :]]
    return Table(at + 1, _each_once(heads), rows)


def _heads(raw: Sequence[Sequence[Any]], known: Mapping[str, str]) -> tuple[int, list[str]]:
    """`(row of the lowest head, heads)`: one line, or two where together they say more."""
    best: tuple[int, int, list[str]] = (0, -1, [])
    for at in range(min(HEAD_ROWS, len(raw))):
        single = [folded(cell) for cell in raw[at]]
        choices = [(at, single)]
        if at:
            choices.append((at, _two_lines(raw[at - 1], raw[at], known)))
        for row, heads in choices:
            score = len({known[h] for h in heads if h in known})
            if score > best[0]:
                best = (score, row, heads)
    if best[0] >= 2:
        return best[1], best[2]
    for at, cells in enumerate(raw[:HEAD_ROWS]):
        words = [folded(cell) for cell in cells]
        if sum(map(bool, words)) >= 3 and at + 1 < len(raw):
            return at, words
    raise FormatError(
        "no_head",
        f"前 {HEAD_ROWS} 行里没有找到表头。须有一行写明“姓名”等列名，请下载模板对照。",
    )


def _two_lines(above: Sequence[Any], below: Sequence[Any], known: Mapping[str, str]) -> list[str]:
    """The heads of two lines: the lower word, the upper one where it is alone, both where that is known."""
    heads: list[str] = []
    upper = ""
    for column in range(max(len(above), len(below))):
        top = folded(above[column]) if column < len(above) else ""
        low = folded(below[column]) if column < len(below) else ""
        upper = top or (upper if low else "")
        joined = f"{upper}{low}"
        heads.append(joined if joined in known else low if low in known else low or top)
    return heads


def _each_once(heads: Sequence[str]) -> list[str]:
    """The same word over two columns stays apart by the letters of the second column."""
    seen: set[str] = set()
    result = []
    for column, head in enumerate(heads):
        named = head[:LONGEST_HEAD]
        if named in seen:
            named = f"{named}{SECOND}{letters(column)}列］"
        seen.add(named)
        result.append(named)
    return result


def guessed(heads: Sequence[str], known: Mapping[str, str], remembered: Columns) -> dict[str, str]:
    """`{head: key}`: as a person set it last time, else by the usual names; each key once."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for head in heads:
        key = remembered.get(head, known.get(head, "")) if head else ""
        found[head] = "" if key in used else key
        used.add(key)
    return found


def folded(cell: Any) -> str:
    """A head without spaces, notes in brackets and marks; what is no text is no head."""
    if not isinstance(cell, str) or len(cell) > 60:
        return ""
    return NOTES.sub("", "".join(unicodedata.normalize("NFKC", cell).split()))


def letters(column: int) -> str:
    """Column 0 is A, 26 is AA."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def is_empty(cell: Any) -> bool:
    """Nothing, or blanks alone."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _said(cell: Any) -> str:
    """A cell as plain text: 77.930, "７７.９３" and 77.93 say the same."""
    text = "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip()
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return text
    return f"{number.normalize():f}" if number.is_finite() and abs(number) < 10**15 else text


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row = row[:-1]
    return row


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return (
            cell.isoformat(sep=" ") if cell.time() != datetime.min.time() else _plain(cell.date())
        )
    return cell.isoformat() if isinstance(cell, date) else cell


def _csv(data: bytes, name: str, max_rows: int, max_columns: int) -> list[list[Any]]:
    text = decode(data, name[:60])
    separator = max(",\t;，", key=text[:4000].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    table: list[list[Any]] = []
    try:
        for cells in reader:
            table.append([cell.strip().lstrip("`") for cell in cells[:max_columns]])
            if len(table) > max_rows:
                raise FormatError("too_many_rows", f"表格超过 {max_rows} 行，请分几次导入。")
    except csv.Error as error:
        raise FormatError(
            "csv", f"第 {reader.line_num} 行附近的引号或内容不完整，请另存为 xlsx 再上传。"
        ) from error
    return table
