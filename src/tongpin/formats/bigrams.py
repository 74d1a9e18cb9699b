"""One tokenizer for searching: pairs of neighbouring Chinese signs, and whole words of other scripts.

An index of pairs finds a word of two signs exactly, where indexes of three signs find nothing and a
word segmenter may cut the word in two. What a longer word's pairs find has to be looked at again for
the word itself (`Wanted.phrases`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MOST_TOKENS = 40_000  # of one document; 16 bytes each stay below a tsvector's megabyte
MOST_SIGNS = 200_000  # of one document
LONGEST = 40  # signs of a word in letters or digits
SIGN = "\u3400-\u9fff\uf900-\ufaff\u3007\U00020000-\U0003ffff"
RUN = re.compile(rf"([{SIGN}]+)|((?:(?![{SIGN}_])\w)+)")
ODD = re.compile(r"[^\x00-\x7f\u3400-\u9fff\u3007，。、；：！？（）《》“”]")
SPACE = re.compile(r"[^\S\n]+")
BETWEEN = re.compile(rf"(?<=[{SIGN}，。、；：！？（）《》“”]) (?=[{SIGN}，。、；：！？（）《》“”])")
BROKEN = re.compile(rf"(?<=[{SIGN}，、])\n(?=[{SIGN}])")


def folded(text: str) -> str:
    """The text as it is searched and shown: letters and digits in one form, no blanks in Chinese.

    Lines stay apart: a word does not reach from one paragraph into the next.
    """
    text = unicodedata.normalize("NFC", text[:MOST_SIGNS].replace("\x00", ""))
    text = unicodedata.normalize("NFC", ODD.sub(_plain, text))
    lines = (BETWEEN.sub("", SPACE.sub(" ", line).strip()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:MOST_SIGNS]


def _plain(match: re.Match[str]) -> str:
    """Ａ as A, ① as 1; punctuation stays as it was written."""
    plain = unicodedata.normalize("NFKC", match.group())
    return plain if plain.isalnum() else match.group()


def unbroken(text: str) -> str:
    """Lines that were only broken by the width of a page joined again, as the text of a PDF needs."""
    return BROKEN.sub("", folded(text))


def tokens(text: str) -> list[str]:
    """The different tokens of a folded text in the order of their first occurrence."""
    found: dict[str, None] = {}
    for chinese, other in RUN.findall(text):
        for token in _pairs(chinese) if chinese else (other.lower()[:LONGEST],):
            found[token] = None
        if len(found) >= MOST_TOKENS:
            break
    return list(found)[:MOST_TOKENS]


def _pairs(run: str) -> Iterable[str]:
    """Every pair, and the last sign alone, so that a single sign is found by its beginning."""
    for i in range(len(run) - 1):
        yield run[i : i + 2]
    yield run[-1]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search: tokens that must all be there, tokens of which one must begin so, longer words that
    the text itself must hold, and the words to mark.
    """

    exact: tuple[str, ...]
    beginning: tuple[str, ...]
    phrases: tuple[str, ...]
    words: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything is searched for at all."""
        return bool(self.exact or self.beginning)


def wanted(text: str) -> Wanted:
    """What a typed search asks for; words parted by blanks must all occur."""
    exact: dict[str, None] = {}
    beginning: dict[str, None] = {}
    phrases: dict[str, None] = {}
    words: dict[str, None] = {}
    parts = (pair for part in text.split() for pair in RUN.findall(folded(part)))
    for chinese, other in parts:
        words[chinese or other] = None
        if other or len(chinese) == 1:
            beginning[(chinese or other).lower()[:LONGEST]] = None
            continue
        exact |= dict.fromkeys(chinese[i : i + 2] for i in range(len(chinese) - 1))
        if len(chinese) > 2:
            phrases[chinese] = None
    return Wanted(tuple(exact), tuple(beginning), tuple(phrases), tuple(words))


def excerpt(text: str, words: Iterable[str], *, around: int = 36) -> list[tuple[str, bool]]:
    """A piece of the text around the first word found: `(piece, whether it is one of the words)`."""
    marks = [re.escape(w) for w in sorted(words, key=len, reverse=True)]
    if not marks:
        return []
    pattern = re.compile("|".join(marks), re.IGNORECASE)
    first = pattern.search(text)
    if first is None:
        return [(text[: 2 * around], False)] if text else []
    start = max(0, first.start() - around)
    piece = text[start : first.end() + 2 * around].replace("\n", " ")
    parts: list[tuple[str, bool]] = [("……", False)] if start else []
    last = 0
    for match in pattern.finditer(piece):
        if match.start() > last:
            parts.append((piece[last : match.start()], False))
        parts.append((match.group(), True))
        last = match.end()
    if last < len(piece):
        parts.append((piece[last:], False))
    return [*parts, ("……", False)] if start + len(piece) < len(text) else parts
