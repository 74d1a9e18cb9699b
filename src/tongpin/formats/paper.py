"""Word templates: `{{姓名}}` in a paper replaced by values, each template compiled once.

docxtpl turns a paper's XML into a Jinja template (it joins what word processors split); here the
compiled template is kept, and a rendering writes anew only the parts that hold placeholders.
Values are escaped text; a line break in a value begins a new paragraph of the same look.
"""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, unescape
from zipfile import ZipFile

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from tongpin.formats.archive import opened
from tongpin.formats.errors import FormatError
from tongpin.formats.repack import Repacker
from tongpin.formats.sandbox import run_limited
from tongpin.formats.titles import title_lines
from tongpin.formats.word import TITLE_SIZE

MAX_BYTES, MAX_PART, MAX_VALUE, MAX_PLACEHOLDERS = 3 * 1024 * 1024, 2_000_000, 20_000, 2_000
BODY = "word/document.xml"
_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_LINES = re.compile(r"\r\n|\r|\n")
_COLUMN_LOOP = re.compile(r"\{(?:<[^>]*>)*%(?:<[^>]*>)*\s*tc\b|\{%\s*(?:vm|hm|cellbg|colspan)\b")
_FIELD = re.compile(r"<w:instrText[^>]*>([^<]*)|<w:fldSimple[^>]*w:instr=\"([^\"]*)")
_TITLE = re.compile(
    r'(<w:jc w:val="center"/></w:pPr><w:r>(?:(?!</w:r>|<w:t[ >]).)*'
    rf'<w:sz w:val="{2 * TITLE_SIZE.pt:g}"/>'
    r"(?:(?!</w:r>|<w:t[ >]).)*<w:t[^>]*>)([^<]+)(?=</w:t></w:r></w:p>)"
)
"""The one run of a centred paragraph in 二号, as `typeset` writes a title (GB/T 9704—2012, 7.3.1)."""
_HARMLESS_FIELDS = (
    "PAGE",
    "NUMPAGES",
    "SECTIONPAGES",
    "DATE",
    "TIME",
    "TOC",
    "PAGEREF",
    "REF",
    "SEQ",
)
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For,
    nodes.If, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip

Columns = Mapping[str, Sequence[str]]
"""The placeholders of a paper: `{名称: the columns of a list, none for a single value}`."""


@dataclass(frozen=True, slots=True)
class CompiledPaper:
    """A template ready to be filled in."""

    parts: tuple[tuple[str, Any], ...]
    packer: Repacker
    resolve: Any

    def render(self, values: Mapping[str, Any]) -> bytes:
        """The paper; `values` by placeholder, each a text, a day, a number or a list of mappings."""
        return self.packer.pack({name: self._part(t, values) for name, t in self.parts})

    def _part(self, template: Any, values: Mapping[str, Any]) -> bytes:
        text: str = template.render(values)
        if "\a" in text or "\t" in text:
            text = self.resolve(text)
        return _TITLE.sub(_turned, text).encode()


def _turned(title: re.Match[str]) -> str:
    """A title of which the names are known, on lines of about the same length."""
    lines = title_lines(unescape(title[2]))
    return title[1] + "</w:t><w:br/><w:t>".join(escape(line) for line in lines)


def compiled(data: bytes) -> CompiledPaper:
    """Compile a template that `inspected` found in order (or that the program made itself)."""
    template = DocxTemplate(io.BytesIO(data))
    with ZipFile(io.BytesIO(data)) as archive:
        changing = {n: x for n, x in _texts(archive).items() if n == BODY or _has_tags(x)}
        parts = tuple(
            (name, _ENVIRONMENT.from_string(template.patch_xml(text)))
            for name, text in changing.items()
        )
        return CompiledPaper(parts, Repacker(archive, set(changing)), template.resolve_listing)


def checked(data: bytes, name: str, columns: Columns) -> None:
    """Refuse with FormatError what cannot serve as a template of a paper with these placeholders."""
    if len(data) > MAX_BYTES:
        raise FormatError(
            "too_large",
            f"“{name}”超过 {MAX_BYTES // 1024 // 1024} MB，请删去图片等无关内容后再上传。",
        )
    opened(data, name, wanted=BODY, kind="docx").close()
    plain = {key: tuple(value) for key, value in columns.items()}
    run_limited("tongpin.formats.paper:inspected", data, name, plain, seconds=20)


def inspected(data: bytes, name: str, columns: Columns) -> None:
    """In the child: members, links, fields and placeholders; FormatError names the first fault."""
    with opened(data, name, wanted=BODY, kind="docx") as archive:
        _refuse_active_content(archive, name)
        parts = _texts(archive)
    template = DocxTemplate(io.BytesIO(data))
    try:
        template.init_docx()
    except Exception as error:  # whatever the library stumbles over, the file cannot be opened
        raise FormatError("broken", f"“{name}”无法打开，请用 WPS 重新保存后再上传。") from error
    for text in parts.values():
        if not _has_tags(text):
            continue
        if _COLUMN_LOOP.search(text):
            raise FormatError("template", "模板里不能使用 tc、vm、hm 等按列的写法，请只按行重复。")
        _check_placeholders(template.patch_xml(text), columns)
    blank = {key: [] if names else "" for key, names in columns.items()}
    full = {key: [dict.fromkeys(names, "〇")] if names else "〇" for key, names in columns.items()}
    paper = compiled(data)
    for text in (t.render(values) for _, t in paper.parts for values in (blank, full)):
        try:
            etree.fromstring(text.encode(), _parser())
        except etree.XMLSyntaxError as error:
            raise FormatError(
                "template",
                "模板里重复段落或表格行的标记（for、endfor、if、endif）没有各占一段或一行，"
                "请把它们单独放在一段（{%p … %}）或一行（{%tr … %}）里。",
            ) from error


def _texts(archive: ZipFile) -> dict[str, str]:
    """The parts of a paper that may hold placeholders, as docxtpl wants them: without line breaks."""
    found = {}
    for item in archive.infolist():
        if _PARTS.fullmatch(item.filename):
            if item.file_size > MAX_PART:
                raise FormatError("too_large", "模板正文过长，请删去无关内容后再上传。")
            try:
                root = etree.fromstring(archive.read(item), _parser())
            except (etree.XMLSyntaxError, OSError, RuntimeError, ValueError) as error:
                raise FormatError("broken", "模板已损坏，请用 WPS 重新保存后再上传。") from error
            found[item.filename] = etree.tostring(root, encoding="unicode")
    return found


def _has_tags(text: str) -> bool:
    return "{" in text


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _refuse_active_content(archive: ZipFile, name: str) -> None:
    """No macros, no embedded programs, nothing that is fetched from elsewhere when it is opened."""
    for item in archive.infolist():
        low = item.filename.lower()
        if "vba" in low or "/activex/" in low or "macrosheets" in low:
            raise FormatError("macros", f"“{name}”含有宏，请另存为不含宏的 docx 后再上传。")
        if "/embeddings/" in low or low.endswith((".bin", ".exe", ".mht", ".html", ".rtf")):
            raise FormatError("embedded", f"“{name}”嵌入了其他文件，请删去嵌入的对象后再上传。")
        if low.endswith((".xml", ".rels")):
            data = archive.read(item)
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                raise FormatError("broken", f"“{name}”的格式异常，请用 WPS 重新保存后再上传。")
            if low.endswith(".rels") and re.search(rb"TargetMode\s*=\s*[\"']External", data):
                raise FormatError(
                    "linked", f"“{name}”链接了外部文件或网址，请取消超链接和链接的图片后再上传。"
                )
            for match in _FIELD.finditer(data.decode("utf-8", "replace")):
                word = (match[1] or match[2] or "").split()
                if word and word[0].upper() not in _HARMLESS_FIELDS:
                    raise FormatError(
                        "field", f"“{name}”含有域代码“{word[0][:20]}”，请删去后再上传。"
                    )


def _check_placeholders(patched: str, columns: Columns) -> None:
    try:
        tree = _ENVIRONMENT.parse(patched)
    except TemplateSyntaxError as error:
        raise FormatError(
            "template",
            f"模板里的花括号标记不完整：{_near(patched, error.lineno)}。"
            "请检查双花括号是否成对，每个 for 有 endfor，每个 if 有 endif。",
        ) from error
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Output | nodes.Template):
            continue
        if not isinstance(node, _ALLOWED):
            raise FormatError(
                "template", "模板里只能写双花括号加名称，以及 for、if；不能写运算、函数和其他语句。"
            )
    if sum(1 for _ in tree.find_all(nodes.Name)) > MAX_PLACEHOLDERS:
        raise FormatError("template", f"模板里的标记超过 {MAX_PLACEHOLDERS} 个，请精简。")
    _check_names(tree, columns, {})


def _check_names(node: nodes.Node, columns: Columns, rows: Mapping[str, Sequence[str]]) -> None:
    """Every name is a placeholder of the paper, or a row of a list that is being gone through."""
    if isinstance(node, nodes.For):
        if rows:
            raise FormatError("template", "模板里的 for 不能套在另一个 for 里。")
        over, row = node.iter, node.target
        if not (isinstance(over, nodes.Name) and isinstance(row, nodes.Name)) or node.test:
            raise FormatError("template", "模板里的 for 要写成：for 行 in 名称。")
        if not columns.get(over.name):
            lists = [name for name, inner in columns.items() if inner]
            raise FormatError("template", _unknown(over.name, lists))
        inner = {row.name: columns[over.name]}
        for child in (*node.body, *node.else_):
            _check_names(child, columns, inner)
        return
    if isinstance(node, nodes.Getattr):
        if not (isinstance(node.node, nodes.Name) and node.node.name in rows):
            raise FormatError(
                "template", f"模板里的“{node.attr}”不在重复的行里，请检查 for 的写法。"
            )
        if node.attr not in rows[node.node.name]:
            raise FormatError("template", _unknown(node.attr, rows[node.node.name]))
        return
    if isinstance(node, nodes.Name) and node.name not in columns:
        raise FormatError("template", _unknown(node.name, list(columns)))
    for child in node.iter_child_nodes():
        _check_names(child, columns, rows)


def _unknown(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, 1, 0.5)
    hint = f"是不是“{close[0]}”？" if close else f"可用的有：{'、'.join(known[:30])}。"
    return f"模板里的“{name[:20]}”不是这份文书可以填的内容。{hint}"


def _near(text: str, line: int) -> str:
    found = re.findall(r"\{[{%][^<]{0,20}", text.split("\n")[max(0, line - 1)])
    return f"“{found[-1]}”附近" if found else "有一处没有写完"


def plain(value: Any) -> str:
    """A value as a paper says it: days in Chinese, nothing for None, no control characters."""
    if value is None or isinstance(value, bool | list | tuple | dict):
        return ""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    lines = _LINES.split(str(value)[:MAX_VALUE])
    return "\a".join(_CONTROL.sub("", line) for line in lines)


_ENVIRONMENT = ImmutableSandboxedEnvironment(autoescape=True, finalize=plain)
