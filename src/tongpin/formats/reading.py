"""From a file's bytes to its text, by what the file is and not by its name."""

from __future__ import annotations

from tongpin.formats.archive import OLE
from tongpin.formats.docx import docx_text
from tongpin.formats.errors import FormatError
from tongpin.formats.pdf import pdf_text
from tongpin.formats.text import MAX_BYTES, decode


def read_document(data: bytes, name: str = "文件") -> str:
    """The text of a txt, docx or PDF with text. Raises FormatError with the cure in Chinese."""
    if not data.strip():
        raise FormatError("empty", f"“{name}”是空文件，请检查后重新选择。")
    if len(data) > MAX_BYTES:
        raise FormatError("too_large", f"“{name}”超过 {MAX_BYTES >> 20} MB，请只上传工作意见正文。")
    if data.startswith(b"%PDF-"):
        return pdf_text(data, name)
    if data.startswith((b"PK\x03\x04", OLE)):
        return docx_text(data, name)
    return decode(data, name)
