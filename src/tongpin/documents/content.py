"""What a file is, told from its content and not from its name; names made harmless."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile

from tongpin.audit.errors import Refused

OFFICE_MARKS = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
OOXML = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OOXML}wordprocessingml.document",
    "xlsx": f"{OOXML}spreadsheetml.sheet",
    "pptx": f"{OOXML}presentationml.presentation",
    "ole": "application/x-ole-storage",
    "jpg": "image/jpeg",
    "png": "image/png",
    "txt": "text/plain",
}
EXTENSIONS = {
    "pdf": {"pdf"}, "docx": {"docx"}, "xlsx": {"xlsx"}, "pptx": {"pptx"}, "jpg": {"jpg", "jpeg"},
    "png": {"png"}, "txt": {"txt"}, "ole": {"doc", "xls", "ppt", "wps", "et", "dps"},
}  # fmt: skip
ALLOWED = "PDF、Word、Excel、PowerPoint、WPS、图片（jpg、png）和纯文本"
MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO = 5_000, 500 * 1024 * 1024, 200
HIDDEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def kind_of(data: bytes) -> str | None:
    """The key of `TYPES` that the content is, or None for anything not allowed."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    if data.startswith(b"PK\x03\x04"):
        return _office(data)
    return "txt" if _is_text(data) else None


def checked(data: bytes, name: str, *, limit: int) -> tuple[str, str]:
    """`(clean name, media type)`; `Refused` says what is wrong with the file and the cure."""
    clean = clean_name(name)
    if not data:
        raise Refused(f"“{clean}”是空文件，请检查后重新选择。", field="attachments")
    if len(data) > limit:
        raise Refused(
            f"“{clean}”超过 {limit // 1024 // 1024} MB，请压缩或分成几个文件。",
            field="attachments",
            code="too_large",
        )
    kind = kind_of(data)
    extension = clean.rpartition(".")[2].lower()
    if kind is None:
        raise Refused(f"“{clean}”的格式不能上传。可以上传{ALLOWED}。", field="attachments")
    if extension not in EXTENSIONS[kind]:
        raise Refused(
            f"“{clean}”的扩展名与内容不符，请用原来的格式保存后再上传。", field="attachments"
        )
    return clean, TYPES[kind]


def clean_name(name: str) -> str:
    """The last part of a path without invisible characters, at most 160 characters."""
    base = HIDDEN.sub("", unicodedata.normalize("NFC", name)).replace("\\", "/").rpartition("/")[2]
    base = re.sub(r'[<>:"|?*]', "_", base).strip(" .") or "未命名"
    stem, dot, extension = base.rpartition(".")
    if not dot:
        return base[:160]
    return f"{stem[: 159 - len(extension[:10])]}.{extension[:10]}"


def _office(data: bytes) -> str | None:
    """An Office file by its members; a zip that would unpack to too much is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return None
    unpacked = sum(m.file_size for m in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * len(data):
        raise Refused("文件解压后过大，疑似异常文件，未接收。", field="attachments")
    names = [m.filename for m in members]
    if "[Content_Types].xml" not in names:
        return None
    return next(
        (k for mark, k in OFFICE_MARKS.items() if any(n.startswith(mark) for n in names)), None
    )


def _is_text(data: bytes) -> bool:
    if b"\x00" in data or re.search(rb"<\s*(html|script|svg|!doctype)", data[:4096], re.IGNORECASE):
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
