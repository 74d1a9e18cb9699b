"""Search text of names: the characters, their pinyin and its initials, every reading of a surname."""

from __future__ import annotations

import itertools
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pypinyin import Style, pinyin

# Surnames that pypinyin reads as the common word (GB/T 28039-2011 readings).
SURNAMES = {
    "单": "shan",
    "仇": "qiu",
    "解": "xie",
    "朴": "piao",
    "查": "zha",
    "盖": "ge",
    "曾": "zeng",
    "区": "ou",
    "任": "ren",
    "缪": "miao",
    "尉": "wei",
    "乐": "yue",
    "员": "yun",
    "宁": "ning",
    "纪": "ji",
    "燕": "yan",
    "华": "hua",
    "覃": "qin",
    "翟": "zhai",
    "种": "chong",
    "逄": "pang",
    "黑": "he",
    "秘": "bi",
    "洗": "xian",
    "折": "she",
    "万俟": "moqi",
    "尉迟": "yuchi",
}
READINGS = 8
MOST_SIGNS, LONGEST_WORD = 12, 60
# The marks that part the names of minorities, as keyboards write them.
DOTS = frozenset("·•．.・‧∙﹒'’")


def normalised(text: str) -> str:
    """The text as it is compared: compatibility forms folded, lower case, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def search_text(*names: str, person: bool = False) -> str:
    """Everything a name may be found by, parted by blanks, at most 300 characters."""
    words: list[str] = []
    for name in (normalised(n) for n in names if n):
        # The sound comes first: ordered by this text, names stand as in a telephone book.
        spoken: list[str] = []
        for syllables in itertools.islice(_readings(name, person), READINGS):
            spoken.append("".join(syllables))
            spoken.append("".join(s[:1] for s in syllables))
        words += [*spoken[:1], name, *spoken[1:]]
    return " ".join(dict.fromkeys(words))[:300]


def words_of(name: str) -> list[str]:
    """Every beginning by which a person is looked for: `name__prefix` of one of them finds it.

    The name from each of its signs on (张守正, 守正, 正), and from the first and the second sign on its
    sound and initials; dots between the parts of a name are left out.
    """
    bare = bare_name(name)[:MOST_SIGNS]
    words = [bare[at:] for at in range(len(bare))]
    readings = [r[:2] for r in _of_person(bare)]
    for syllables in itertools.islice(itertools.product(*readings), READINGS):
        for at in range(min(2, len(syllables))):
            words.append("".join(syllables[at:]))
            words.append("".join(s[:1] for s in syllables[at:]))
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in words if word))


def bare_name(text: str) -> str:
    """A name as it is looked for: folded, without blanks and without the dots between its parts."""
    return "".join(sign for sign in normalised(text) if sign not in DOTS)


def _pinyin(text: str) -> list[list[str]]:
    """Every reading of every sign; signs without one (letters, digits) stand for themselves."""
    as_is: Any = lambda rest: [[c] for c in rest]  # noqa: E731 - the package types it as text
    return pinyin(text, style=Style.NORMAL, heteronym=True, errors=as_is)


def _readings(name: str, person: bool) -> itertools.product[tuple[str, ...]]:
    readings = _of_person(name) if person else _pinyin(name)
    return itertools.product(*(r[:2] for r in readings[:12]))


def _of_person(name: str) -> list[Sequence[str]]:
    """Given names are read sign by sign: no phrase of the dictionary is meant. 20 times faster."""
    readings: list[Sequence[str]] = [_of_sign(sign) for sign in name]
    for length in (2, 1):
        if name[:length] in SURNAMES:
            readings[:length] = [(SURNAMES[name[:length]],)]
            break
    return readings


@lru_cache(maxsize=20_000)
def _of_sign(sign: str) -> tuple[str, ...]:
    found = _pinyin(sign)
    return tuple(found[0]) if found else (sign,)
