"""From a file's bytes to its text, by what the file is and not by its name."""

from __future__ import annotations

from tongpin.formats.errors import FormatError
from tongpin.formats.text import MAX_BYTES, decode

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_document(data: bytes, name: str = "文件") -> str:
    """The text of a txt, docx or PDF with text. Raises FormatError with the cure in Chinese."""
    if not data.strip():
        raise FormatError("empty", f"“{name}”是空文件，请检查后重新选择。")
    if len(data) > MAX_BYTES:
        raise FormatError("too_large", f"“{name}”超过 {MAX_BYTES >> 20} MB，请只上传工作意见正文。")
    # The parsers are loaded only where they are needed: a text answers the sooner for it.
    if data.startswith(b"%PDF-"):
        from tongpin.formats.pdf import pdf_text

        return pdf_text(data, name)
    if data.startswith((b"PK\x03\x04", OLE)):
        from tongpin.formats.docx import docx_text

        return docx_text(data, name)
    return decode(data, name)
