"""Tables of tasks: each row a measure, read by the roles of the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence as Many

from tongpin.formats.layout import Line
from tongpin.formats.lexicon import lexicon
from tongpin.formats.numbering import at_start
from tongpin.formats.structure import Measure, Outline, Section


def read_table(found: Outline, lines: Many[Line], offsets: Many[int], rows: list[int]) -> bool:
    """Rows as measures, by the roles of the columns; False where no head can be made out."""
    roles: dict[int, str] = {}
    section: int | None = None
    category = ""
    edged = lines[rows[0]].text.startswith(("|", "｜"))
    for n in rows:
        cells = _cells(lines[n].text, offsets[n], edged=edged)
        texts = [found.shadow[a:b] for a, b in cells]
        head = _roles(texts)
        if len(head) >= 2 and ("text" in head.values() or "title" in head.values()):
            roles = head
            continue
        if not roles:
            continue
        filled = [t for t in texts if t]
        if len(filled) == 1:
            section = _row_section(found, filled[0], offsets[n], lines[n])
            continue
        spans = {role: cells[c] for c, role in roles.items() if c < len(cells)}
        if "category" in spans and (name := found.shadow[slice(*spans["category"])]) not in (
            "",
            category,
        ):
            category = name
            section = _row_section(found, name, offsets[n], lines[n])
        _row_measure(found, spans, section, offsets[n] + len(lines[n].text))
    _close_sections(found)
    return bool(found.measures)


def _cells(line: str, offset: int, *, edged: bool) -> list[tuple[int, int]]:
    """The places of the cells; `edged` tables have a bar before the first one too."""
    cells, start = [], 0
    for part in re.split(r"[|｜]", line):
        left = len(part) - len(part.lstrip())
        cells.append((offset + start + left, offset + start + left + len(part.strip())))
        start += len(part) + 1
    return cells[1:] if edged else cells


def _roles(texts: Many[str]) -> dict[int, str]:
    columns = lexicon().columns
    result: dict[int, str] = {}
    for c, text in enumerate(texts):
        found = max(
            (
                (len(w), role)
                for role, words in columns.items()
                for w in words
                if w == text or (w in text and len(text) <= len(w) + 4)
            ),
            default=None,
        )
        if found is not None and found[1] not in result.values():
            result[c] = found[1]
        elif found is not None and found[1] == "title" and "text" not in result.values():
            result[c] = "text"
    return result


def _row_section(found: Outline, text: str, start: int, line: Line) -> int:
    marker = at_start(text, start, text.rjust(start + len(text)))
    number, title = ("", text)
    if marker is not None and marker.kind in ("cn", "part", "bcn"):
        number, title = marker.label, text[marker.end - start :]
    found.sections.append(
        Section(number, title.strip("。：:"), start, start + len(line.text), start + len(line.text))
    )
    return len(found.sections) - 1


def _row_measure(
    found: Outline, spans: dict[str, tuple[int, int]], section: int | None, end: int
) -> None:
    text = spans.get("text") or spans.get("title")
    if text is None or text[0] == text[1]:
        return
    number = found.text[slice(*spans["number"])].strip("、.") if "number" in spans else ""
    title = found.text[slice(*spans["title"])] if "title" in spans and "text" in spans else ""
    start = min(a for a, b in spans.values() if a < b)
    found.measures.append(
        Measure(number, title.strip("。") or None, start, end, text[0], section, (), spans)
    )


def _close_sections(found: Outline) -> None:
    closed = []
    for n, item in enumerate(found.sections):
        stop = found.sections[n + 1].start if n + 1 < len(found.sections) else len(found.text)
        closed.append(Section(item.number, item.title, item.start, stop, item.body))
    found.sections[:] = closed
