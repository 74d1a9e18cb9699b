"""Bytes to text, and the shadow of a text in which every grammar of this package is written."""

from __future__ import annotations

import re
import unicodedata

from tongpin.formats.errors import FormatError
from tongpin.formats.variants import TRADITIONAL

MAX_BYTES = 8 * 1024 * 1024
MAX_CHARACTERS = 3_000_000

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

# Half-width punctuation has the meaning of its full-width twin in a Chinese paper.
_WIDTH: dict[int, int | str] = {0xFF01 + i: 0x21 + i for i in range(94)}
_WIDTH |= {ord(a): b for a, b in zip(",;:()!?％．﹒﹪", "，；：（）！？%..%", strict=True)}
for _mark in "，；：（）！？":
    _WIDTH.pop(ord(_mark), None)
_WIDTH |= {ord(a): b for a, b in zip("﹙﹚〝〞＂「」『』", '（）“”"“”“”', strict=True)}
_WIDTH |= {ord(a): ord(b) for a, b in zip("―─━﹣–−", "———--", strict=False)}
_SHADOW = str.maketrans(TRADITIONAL | {chr(k): v for k, v in _WIDTH.items()})

_TAGS = re.compile(r"<(?:script|style)\b[^<]{0,20000}</(?:script|style)>|<[^<>]{0,500}>", re.I)
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/h\d|/tr)\b[^<>]{0,100}>", re.I)
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ufffd\u00ad\ue000-\uf8ff]"
)
_RADICALS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")


def decode(data: bytes, name: str = "文件") -> str:
    """The text of `data`: UTF-8, UTF-16 or GB18030, by mark or by trial.

    Raises FormatError `too_large`, `binary` or `encoding`.
    """
    if len(data) > MAX_BYTES:
        raise FormatError("too_large", f"“{name}”超过 {MAX_BYTES >> 20} MB，请只上传工作意见正文。")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                break
    if b"\0" in data:
        return _without_mark(data, name)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _looks_binary(text):
            return text
    raise FormatError("encoding", f"“{name}”不是文字文件，请另存为 docx、PDF 或 UTF-8 编码的 txt。")


def _without_mark(data: bytes, name: str) -> str:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not _looks_binary(text) and _is_chinese(text):
            return text
    raise FormatError("binary", f"“{name}”不是文字文件（含有空字符），请另存为 docx、PDF 或 txt。")


def _is_chinese(text: str) -> bool:
    """Whether a text guessed without a mark is one: a fifth of it at least is common Chinese."""
    sample = text[:4000]
    return sum("\u4e00" <= c <= "\u9fff" for c in sample) * 5 >= len(sample)


def _looks_binary(text: str) -> bool:
    sample = text[:4000]
    strange = sum(
        1
        for c in sample
        if unicodedata.category(c) in {"Cc", "Cn", "Co", "Cs"} and c not in "\r\n\t\f\v"
    )
    return strange * 10 > len(sample)


def tidy(text: str) -> str:
    """Undo what copying, the web and PDF printers do to characters; words stay as they are."""
    text = text[:MAX_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    text = text.replace("\x0b", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if "<" in text:
        text = _TAGS.sub("", _BREAKS.sub("\n", text))
    if "&" in text:
        import html

        text = html.unescape(html.unescape(text))
    text = _INVISIBLE.sub("", text)
    return _RADICALS.sub(lambda m: _one(m.group()), text)


def _one(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def shadow(text: str) -> str:
    """The same text, character by character, in simplified characters and one width.

    The length never changes, so that a position found here is a position in `text`.
    """
    return text.translate(_SHADOW)
