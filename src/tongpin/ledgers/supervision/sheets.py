"""Lists from spreadsheets."""

from __future__ import annotations

from tongpin.audit.errors import Refused
from tongpin.formats.errors import FormatError
from tongpin.formats.xlsx import Cell, read_sheet, write_sheet
from tongpin.ledgers.supervision.actions.checklists import MOST_ITEMS, Question

HEADS = {"类别": "area", "检查内容": "text", "依据": "basis", "检查方法": "method"}
LIMITS = {"area": 40, "text": 300, "basis": 200, "method": 200}


def read_questions(data: bytes, name: str) -> list[Question]:
    """The lines of a list; `Refused` names the cell at fault."""
    try:
        rows = read_sheet(data, max_rows=MOST_ITEMS + 1, max_cols=20, name=name)
    except FormatError as error:
        raise Refused(error.message, field="file") from error
    heads = [HEADS.get(_text(cell)) for cell in (rows[0] if rows else [])]
    if "text" not in heads:
        raise Refused("第一行里没有“检查内容”这一列，请按模板填写。", field="file")
    found = []
    for number, row in enumerate(rows[1:], 2):
        values = {key: _text(cell) for key, cell in zip(heads, row, strict=False) if key}
        for key, text in values.items():
            if len(text) > LIMITS[key]:
                column = chr(ord("A") + heads.index(key))
                raise Refused(f"{column}{number}超过{LIMITS[key]}字，请缩短。", field="file")
        if values.get("text"):
            found.append(Question(**values))
        elif any(values.values()):
            raise Refused(f"第{number}行没有写检查内容。", field="file")
    return found


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell).strip()


def template() -> bytes:
    """The empty list."""
    rows = [["组织生活", "三会一课记录完整、签到齐全", "支部工作条例第十五条", "看记录本和签到表"]]
    return write_sheet([(head, "text") for head in HEADS], rows, title="督查清单")
