"""The text of a PDF that holds text; a scanned one is told from it."""

from __future__ import annotations

from tongpin.formats.errors import FormatError
from tongpin.formats.sandbox import run_limited

MAX_PAGES = 200
MAX_CHARACTERS = 2_000_000


def pdf_text(data: bytes, name: str = "文件") -> str:
    """The text, page after page, read in a child process. Raises FormatError."""
    text: str = run_limited("tongpin.formats.pdf:extract", data, name)
    return text


def extract(data: bytes, name: str = "文件") -> str:
    """In the child: lines as printed, pages parted by a line end."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise FormatError(
                "encrypted", f"“{name}”设有打开密码，请去掉密码后重新保存再上传。"
            ) from error
        raise FormatError(
            "broken", f"“{name}”不是有效的 PDF，或已损坏，请重新导出后再上传。"
        ) from error
    if len(document) > MAX_PAGES:
        raise FormatError("too_large", f"“{name}”超过 {MAX_PAGES} 页，请只上传工作意见正文。")
    pages = []
    try:
        for page in document:
            pages.append(page.get_textpage().get_text_bounded())
            if sum(map(len, pages)) > MAX_CHARACTERS:
                raise FormatError("too_large", f"“{name}”文字过多，请只上传工作意见正文。")
    except pypdfium2.PdfiumError as error:
        raise FormatError("broken", f"“{name}”已损坏，无法读取，请重新导出后再上传。") from error
    text = "\n".join(pages).replace("\r\n", "\n").replace("\r", "\n")
    if len("".join(text.split())) < 20:
        raise FormatError(
            "scanned", f"“{name}”里没有文字，像是扫描件。请先识别成文字，或粘贴正文。"
        )
    return text
