"""The limit on floods: how often one address came, counted in memory and nowhere else.

One piece of memory, made before the workers are forked and so shared by all of them, holds nothing but
counts: an address is turned into places of that memory under a random word that never leaves it. Two
addresses may share a place; of three places the least counts, so that they do not share all. Nothing is
written to a disk, because a count by the minute there would keep the moment of a letter (docs/adr/0026).
A count lost when two workers write at once lets one more in, which is no harm.
"""

from __future__ import annotations

import hashlib
import mmap
import secrets
import struct
import time

PLACES, ROWS = 1 << 15, 3
CELL = struct.Struct("<II")  # the second in which the counting began, and how many came since
_WORD = secrets.token_bytes(32)
_memory = mmap.mmap(-1, PLACES * CELL.size)


def came(what: str, address: str, seconds: int) -> int:
    """One more from the address; how many since the first of them, forgotten after so many seconds."""
    now = int(time.monotonic()) & 0xFFFFFFFF
    name = f"{what}:{seconds}:{address}".encode()
    digest = hashlib.blake2b(name, key=_WORD, digest_size=4 * ROWS).digest()
    return min(_one_more(at % PLACES, now, seconds) for at in struct.unpack(f"<{ROWS}I", digest))


def _one_more(place: int, now: int, seconds: int) -> int:
    begun, count = CELL.unpack_from(_memory, place * CELL.size)
    if not count or not 0 <= now - begun < seconds:
        begun, count = now, 0
    count = min(count + 1, 2**32 - 1)
    CELL.pack_into(_memory, place * CELL.size, begun, count)
    return int(count)


def forget() -> None:
    """Begin anew."""
    _memory[:] = bytes(len(_memory))
