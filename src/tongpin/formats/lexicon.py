"""The words of the genre, loaded once from `lexicon.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Lexicon:
    """Compiled words: `cues` maps a word to (kind, weight), longest words match first."""

    cues: dict[str, tuple[str, int]]
    cue: re.Pattern[str]
    rules: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    bodies: re.Pattern[str]
    follow: re.Pattern[str]
    verbs: dict[str, re.Pattern[str]]
    flags: dict[str, re.Pattern[str]]
    noise: re.Pattern[str]
    header_words: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    festivals: dict[str, tuple[int, int]]
    titles: re.Pattern[str]


def _any(words: list[str], *, literal: bool = True) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile("|".join(re.escape(w) if literal else f"(?:{w})" for w in ordered))


def _load() -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    path = Path(__file__).with_name("lexicon.yaml")
    data: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 (safe loader)
    return data


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package."""
    data = _load()
    cues = {
        word: (kind, weight)
        for kind, weights in data["kinds"].items()
        for weight, words in weights.items()
        for word in words.split()
    }
    columns = {role: tuple(words.split()) for role, words in data["columns"].items()}
    return Lexicon(
        cues=cues,
        cue=_any(list(cues)),
        rules=tuple((_any(r["words"].split()), tuple(r["keys"].split())) for r in data["rules"]),
        bodies=_any(data["bodies"].split()),
        follow=_any(data["follow"].split()),
        verbs={name: _any(words.split()) for name, words in data["verbs"].items()},
        flags={name: _any(patterns, literal=False) for name, patterns in data["flags"].items()},
        noise=_any(data["noise"], literal=False),
        header_words=tuple(w for words in columns.values() for w in words),
        columns=columns,
        festivals={k: (int(v[0]), int(v[1])) for k, v in data["festivals"].items()},
        titles=_any(data["titles"].split()),
    )
