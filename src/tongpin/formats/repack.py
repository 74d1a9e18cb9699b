"""A zip file written again with some members changed: the others are copied as they lie, packed.

Only what an Office file needs (PKWARE APPNOTE 4.3): deflated or stored members below 4 GiB, no
encryption, no extra fields. Every time stamp is the earliest there is, so that equal content gives
equal bytes.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DAY = 0x21  # 1 January 1980, midnight
_UTF8 = 0x800
_STORED, _DEFLATED = 0, 8


class Repacker:
    """An archive whose members in `changing` are given anew each time."""

    def __init__(self, archive: zipfile.ZipFile, changing: Collection[str]) -> None:
        self._head = bytearray()
        self._index = bytearray()
        self._kept = 0
        for item in archive.infolist():
            if item.filename not in changing and not item.is_dir():
                data = archive.read(item)
                self._kept += 1
                _append(self._head, self._index, item.filename, data)

    def pack(self, members: Mapping[str, bytes]) -> bytes:
        """The archive with these members behind the kept ones."""
        body, index = bytearray(self._head), bytearray(self._index)
        for name, data in members.items():
            _append(body, index, name, data)
        count = self._kept + len(members)
        end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(index), len(body), 0)
        return bytes(body + index + end)


def stored(members: Mapping[str, bytes]) -> bytes:
    """A plain archive of files that are packed already."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()


def _append(body: bytearray, index: bytearray, name: str, data: bytes) -> None:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    method = _DEFLATED
    if len(packed) >= len(data):
        packed, method = data, _STORED
    title, crc, place = name.encode(), zlib.crc32(data), len(body)
    body += _LOCAL.pack(
        b"PK\x03\x04", 20, _UTF8, method, 0, _DAY, crc, len(packed), len(data), len(title), 0
    )
    body += title + packed
    index += _CENTRAL.pack(
        b"PK\x01\x02", 20, 20, _UTF8, method, 0, _DAY, crc, len(packed), len(data), len(title),
        0, 0, 0, 0, 0, place,
    )  # fmt: skip
    index += title
