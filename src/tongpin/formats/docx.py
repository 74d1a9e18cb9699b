"""The text of a Word paper: paragraphs with their automatic numbers, tables as rows of pipes."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from tongpin.formats.archive import opened
from tongpin.formats.errors import FormatError
from tongpin.formats.numerals import to_chinese
from tongpin.formats.sandbox import run_limited

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_CHARACTERS = 2_000_000
SKIPPED = {f"{W}del", f"{W}instrText", f"{W}delText", f"{W}fldData"}
CIRCLED = 0x245F


def docx_text(data: bytes, name: str = "文件") -> str:
    """The text of a docx file, read in a child process. Raises FormatError."""
    opened(data, name, wanted="word/document.xml", kind="docx").close()
    text: str = run_limited("tongpin.formats.docx:extract", data, name)
    if not text.strip():
        raise FormatError("empty", f"“{name}”里没有文字，请检查是否选错文件。")
    return text


def extract(data: bytes, name: str = "文件") -> str:
    """In the child: one line a paragraph, table rows as `a | b | c`."""
    archive = opened(data, name, wanted="word/document.xml", kind="docx")
    try:
        body = _parsed(archive, "word/document.xml").find(f"{W}body")
        numbering = _Numbering(archive)
    except (etree.XMLSyntaxError, BadZipFile, OSError, RuntimeError) as error:
        raise FormatError("broken", f"“{name}”已损坏，无法读取，请重新保存后再上传。") from error
    lines: list[str] = []
    if body is not None:
        _blocks(body, numbering, lines)
    return "\n".join(lines)[:MAX_CHARACTERS]


def _parsed(archive: ZipFile, member: str) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    return etree.fromstring(archive.read(member), parser)


def _blocks(parent: Any, numbering: _Numbering, lines: list[str]) -> None:
    for node in parent:
        if node.tag == f"{W}p":
            lines.append(numbering.label(node) + _paragraph(node))
        elif node.tag == f"{W}tbl":
            _table(node, numbering, lines)
        elif node.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag"}:
            _blocks(node, numbering, lines)


def _paragraph(node: Any) -> str:
    parts: list[str] = []
    _runs(node, parts)
    return "".join(parts)


def _runs(node: Any, parts: list[str]) -> None:
    for child in node:
        if child.tag in SKIPPED:
            continue
        if child.tag == f"{W}t":
            parts.append(child.text or "")
        elif child.tag in {f"{W}tab"} and node.tag == f"{W}r":
            parts.append("\t")
        elif child.tag in {f"{W}br", f"{W}cr"}:
            parts.append("\n")
        elif isinstance(child.tag, str):
            _runs(child, parts)


def _table(table: Any, numbering: _Numbering, lines: list[str]) -> None:
    above: list[str] = []
    for row in table.iterchildren(f"{W}tr"):
        cells: list[str] = []
        for cell in row.iterchildren(f"{W}tc"):
            inner: list[str] = []
            _blocks(cell, numbering, inner)
            text = re.sub(r"\s*\n\s*", "", "\n".join(inner)).replace("|", "｜")
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            if (
                merged is not None
                and merged.get(f"{W}val") != "restart"
                and len(cells) < len(above)
            ):
                text = above[len(cells)]
            cells.append(text)
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width = span.get(f"{W}val") if span is not None else None
            cells.extend([""] * (min(int(width), 50) - 1 if width and width.isdigit() else 0))
        above = cells
        filled = [c for c in cells if c]
        lines.append(filled[0] if len(filled) == 1 and len(cells) < 3 else " | ".join(cells))


class _Numbering:
    """Automatic numbers as the reader sees them; what cannot be resolved gives none."""

    def __init__(self, archive: ZipFile) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.styles: dict[str, tuple[str, int]] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        if "word/numbering.xml" in archive.namelist():
            self._read(_parsed(archive, "word/numbering.xml"))
        if "word/styles.xml" in archive.namelist():
            self._read_styles(_parsed(archive, "word/styles.xml"))

    def _read(self, root: Any) -> None:
        abstract = {}
        for item in root.iterchildren(f"{W}abstractNum"):
            levels = {}
            for level in item.iterchildren(f"{W}lvl"):
                form, text, start = (_value(level, n) for n in ("numFmt", "lvlText", "start"))
                levels[int(level.get(f"{W}ilvl", "0"))] = (
                    form or "decimal", text or "", int(start) if start and start.isdigit() else 1,
                )  # fmt: skip
            abstract[item.get(f"{W}abstractNumId")] = levels
        for item in root.iterchildren(f"{W}num"):
            self.levels[item.get(f"{W}numId")] = abstract.get(_value(item, "abstractNumId"), {})

    def _read_styles(self, root: Any) -> None:
        for style in root.iterchildren(f"{W}style"):
            found = _num_pr(style.find(f"{W}pPr"))
            if found is not None:
                self.styles[style.get(f"{W}styleId")] = found

    def label(self, paragraph: Any) -> str:
        """The number in front of a paragraph, with what stands around it."""
        properties = paragraph.find(f"{W}pPr")
        found = _num_pr(properties)
        if found is None and properties is not None:
            found = self.styles.get(_value(properties, "pStyle") or "")
        if found is None or found[0] == "0" or found[0] not in self.levels:
            return ""
        key, depth = found
        levels = self.levels[key]
        if depth not in levels:
            return ""
        counts = self.counts[key]
        counts[depth] = counts.get(depth, levels[depth][2] - 1) + 1
        for inner in [d for d in counts if d > depth]:
            del counts[inner]
        return re.sub(
            r"%(\d)", lambda m: self._written(levels, counts, int(m[1]) - 1), levels[depth][1]
        )

    @staticmethod
    def _written(
        levels: dict[int, tuple[str, str, int]], counts: dict[int, int], depth: int
    ) -> str:
        form = levels.get(depth, ("decimal", "", 1))[0]
        number = counts.get(depth, levels.get(depth, ("", "", 1))[2])
        if (
            form.startswith(("chinese", "japaneseCounting", "ideograph", "taiwanese"))
            and 0 < number < 100
        ):
            return to_chinese(number)
        if form.startswith("decimalEnclosedCircle") and 0 < number <= 20:
            return chr(CIRCLED + number)
        return "" if form in {"bullet", "none"} else str(number)


def _num_pr(properties: Any) -> tuple[str, int] | None:
    node = properties.find(f"{W}numPr") if properties is not None else None
    if node is None:
        return None
    key, depth = _value(node, "numId"), _value(node, "ilvl")
    return (key, int(depth) if depth and depth.isdigit() else 0) if key else None


def _value(node: Any, name: str) -> str | None:
    child = node.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val")
