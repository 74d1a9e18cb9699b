"""Orders that anybody can work out again: drawing by a seed, shuffling by person.

An order is that of SHA-256 over the seed and the key, so it needs no storage and does not hang on
the random generator of a Python version.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T", int, str)


def shuffled(keys: Iterable[T], *seed: object) -> list[T]:
    """The keys in the order that belongs to the seed; the order in which they came does not matter."""
    mark = ":".join(map(str, seed))
    return sorted(keys, key=lambda key: hashlib.sha256(f"{mark}:{key}".encode()).digest())
