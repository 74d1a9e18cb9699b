"""A paper of its own and Word files, good and hostile, for the tests of templates."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tongpin.formats.paper_text import typeset

TEXT = (Path(__file__).parent / "talk.txt").read_text("utf-8")
FIELDS = (
    ("to", "上级党组织"), ("name", "姓名"), ("sex", "性别"), ("on", "谈话日期"), ("note", "备注"),
    ("branch", "党支部"),
)  # fmt: skip
ROWS = ("rows", "记录", (("on", "日期"), ("words", "内容")))


def declared():
    """A paper with these fields, built in as the text above."""
    from tongpin.capability import Paper, PaperField

    fields = (*(PaperField(*pair) for pair in FIELDS), PaperField(*ROWS))
    return Paper("sample.talk", "谈话记录", fields, "tests.documents:talk.txt")


def word(body: str) -> bytes:
    """A template of these lines."""
    return typeset("# 自己的样式\n" + body)


def changed(data: bytes, **members: bytes | None) -> bytes:
    """The same archive with members added or replaced (`a__b_xml` is `a/b.xml`)."""
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    for key, value in members.items():
        name = key.replace("__", "/").replace("_", ".")
        found[name] = value if value is not None else found[name]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in found.items():
            archive.writestr(name, value)
    return stream.getvalue()


def body_of(data: bytes) -> bytes:
    """The XML of the paper's text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("word/document.xml")
