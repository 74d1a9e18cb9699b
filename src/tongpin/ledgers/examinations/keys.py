"""Keys as people write them, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tongpin.ledgers.examinations.models import JUDGEMENTS, LETTERS, Kind

JUDGED = {"对": "T", "正确": "T", "√": "T", "是": "T", "T": "T", "错": "F", "错误": "F", "×": "F",
          "X": "F", "否": "F", "F": "F"}  # fmt: skip


def read_key(kind: str, text: str) -> list[Any]:
    """A key as people write it, in the shape of its kind; what cannot be read gives an empty one.

    AC, A、C or A,C · 正确 or √ · one blank a line (or ；), other wordings behind | · free text.
    """
    if kind in (Kind.SINGLE, Kind.MULTIPLE):
        letters = re.sub(r"[\s,，、;；.]", "", text).upper()
        return sorted(set(letters)) if re.fullmatch(f"[{LETTERS}]+", letters) else []
    if kind == Kind.JUDGE:
        found = JUDGED.get(text.strip().upper())
        return [found] if found else []
    if kind == Kind.BLANK:
        parts = [part.strip() for part in re.split(r"[\n;；]", text) if part.strip()]
        return [[w.strip() for w in re.split(r"[|｜]", part) if w.strip()] for part in parts]
    return [text.strip()] if text.strip() else []


def written_key(kind: str, key: Sequence[Any]) -> str:
    """A key as it is typed again."""
    if kind == Kind.JUDGE:
        return dict(JUDGEMENTS).get(key[0], "") if key else ""
    if kind == Kind.BLANK:
        return "\n".join("|".join(accepted) for accepted in key)
    return "".join(key)


def key_words(content: dict[str, Any]) -> str:
    """The key as readers understand it."""
    key = content["key"]
    if content["kind"] == Kind.JUDGE:
        return dict(JUDGEMENTS)[key[0]]
    if content["kind"] == Kind.BLANK:
        return "；".join(" 或 ".join(accepted) for accepted in key)
    return "".join(key)
