"""A look into an Office file before anything parses it: members, sizes, ratios, encryption."""

from __future__ import annotations

import io
import zipfile

from tongpin.formats.errors import FormatError

MAX_MEMBERS = 2_000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 150
SMALL = 5 * 1024 * 1024  # below this much unpacked no ratio is suspicious
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def opened(data: bytes, name: str, *, wanted: str, kind: str) -> zipfile.ZipFile:
    """The archive of an Office file that holds the member `wanted`.

    Raises FormatError `encrypted`, `old_format`, `broken`, `too_large` or `wrong_kind`.
    """
    if data.startswith(OLE):
        if (
            "EncryptedPackage".encode("utf-16-le") in data[:200_000]
            or "EncryptedPackage".encode("utf-16-le") in data[-200_000:]
        ):
            raise FormatError("encrypted", f"“{name}”设有打开密码，请去掉密码后重新保存再上传。")
        raise FormatError(
            "old_format", f"“{name}”是旧格式文件，请用 WPS 或 Office 另存为 {kind} 后再上传。"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FormatError(
            "broken", f"“{name}”不是有效的 {kind} 文件，或已损坏，请重新保存后再上传。"
        ) from error
    unpacked = sum(m.file_size for m in members)
    suspicious = unpacked > SMALL and unpacked > MAX_RATIO * max(1, len(data))
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or suspicious:
        raise FormatError("too_large", f"“{name}”解压后过大，疑似异常文件，未予读取。")
    if any(m.flag_bits & 1 for m in members):
        raise FormatError("encrypted", f"“{name}”设有密码，请去掉密码后重新保存再上传。")
    if wanted not in archive.namelist():
        raise FormatError("wrong_kind", f"“{name}”不是 {kind} 文件，请核对后重新选择。")
    return archive
