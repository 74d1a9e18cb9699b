"""The built-in templates as text: one line a paragraph, a sign in front says what it is.

# 谈话记录                     title
@ {{上级党组织}}                addressee
## 一、基本情况                 heading in 黑体; ### a second level in 楷体
{{姓名}}同志……                body, indented by two characters
. 附件：……                     flush left
= 决议                         in the middle
% if 备注 / % endif            a paragraph that is there on a condition; for … in … repeats
|= 30 60 30 36                a form begins: the widths of its columns in millimetres
| *姓名 | {{姓名}} | *性别 | {{性别}}     a row; * marks a label, an empty `<` joins to the left
|40| *意见 | {{意见}} | < | <   a row at least 40 mm high
|% for 行 in 名单             the rows up to |% endfor are repeated
> {{党支部}} / {{日期}}         signature: who, and when
"""

from __future__ import annotations

import io
from functools import cache
from importlib.resources import files
from zipfile import ZipFile

from tongpin.formats.repack import Repacker
from tongpin.formats.word import FormRow, OfficialDocument

RESOURCE_SEPARATOR = ":"


@cache
def built_in(resource: str) -> bytes:
    """The docx of a text in the package, such as `tongpin.ledgers.development:papers/talk.txt`."""
    package, _, place = resource.partition(RESOURCE_SEPARATOR)
    return typeset(files(package).joinpath(place).read_text("utf-8"))


def typeset(text: str) -> bytes:
    """The Word template of a text; equal texts give equal bytes. `ValueError` names a bad line."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if not lines or not lines[0].startswith("# "):
        raise ValueError("the first line is the title: # …")
    paper = OfficialDocument(lines[0][2:])
    widths: list[float] = []
    rows: list[FormRow] = []
    for line in lines[1:]:
        if not line.startswith("|") and rows:
            paper.form(widths, rows)
            rows = []
        if line.startswith("|= "):
            if rows:
                paper.form(widths, rows)
                rows = []
            widths = [float(part) for part in line[3:].split()]
        elif line.startswith("|"):
            rows.append(_row(line, len(widths)))
        else:
            _paragraph(paper, line)
    if rows:
        paper.form(widths, rows)
    with ZipFile(io.BytesIO(paper.save())) as archive:
        return Repacker(archive, ()).pack({})


def _paragraph(paper: OfficialDocument, line: str) -> None:
    mark, _, rest = line.partition(" ")
    match mark:
        case "@":
            paper.addressee(rest)
        case "##" | "###":
            paper.heading(rest, level=len(mark) - 1)
        case ".":
            paper.line(rest)
        case "=":
            paper.line(rest, centered=True)
        case "%":
            paper.line(f"{{%p {rest} %}}")
        case ">":
            organ, _, day = rest.partition(" / ")
            paper.signature(organ, day)
        case _:
            paper.paragraph(line)


def _row(line: str, width: int) -> FormRow:
    if line.startswith("|% "):
        return FormRow(((f"{{%tr {line[3:]} %}}", width, False),))
    height, _, rest = line[1:].partition("|") if line[1].isdigit() else ("", "", line[1:])
    cells: list[tuple[str, int, bool]] = []
    for part in (piece.strip() for piece in rest.split("|")):
        if part == "<" and cells:
            text, span, is_label = cells[-1]
            cells[-1] = (text, span + 1, is_label)
        else:
            cells.append((part.removeprefix("*"), 1, part.startswith("*")))
    if sum(span for _, span, _ in cells) != width:
        raise ValueError(f"the row has not {width} columns: {line}")
    return FormRow(tuple(cells), float(height or 0))
