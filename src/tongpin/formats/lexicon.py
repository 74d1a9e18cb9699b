"""The words of the genre, compiled once from `words`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from tongpin.formats import words


class Lexicon(NamedTuple):
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


def _any(parts: Iterable[str], *, literal: bool = True) -> re.Pattern[str]:
    ordered = sorted(parts, key=len, reverse=True)
    return re.compile("|".join(re.escape(w) if literal else f"(?:{w})" for w in ordered))


@cache
def lexicon() -> Lexicon:
    """The lexicon of the package."""
    cues = {
        word: (kind, weight)
        for kind, weights in words.KINDS.items()
        for weight, line in weights.items()
        for word in line.split()
    }
    columns = {role: tuple(line.split()) for role, line in words.COLUMNS.items()}
    return Lexicon(
        cues=cues,
        cue=_any(list(cues)),
        rules=tuple((_any(line.split()), tuple(keys.split())) for line, keys in words.RULES),
        bodies=_any(words.BODIES.split()),
        follow=_any(words.FOLLOW.split()),
        verbs={name: _any(line.split()) for name, line in words.VERBS.items()},
        flags={name: _any(patterns, literal=False) for name, patterns in words.FLAGS.items()},
        noise=_any(words.NOISE, literal=False),
        header_words=tuple(w for line in columns.values() for w in line),
        columns=columns,
        festivals=words.FESTIVALS,
        titles=_any(words.TITLES.split()),
    )
