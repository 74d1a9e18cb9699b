"""Names of people: the one way they are written, how they are compared, and how lists are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tongpin.org.search import bare_name

if TYPE_CHECKING:
    from tongpin.org.models import Person

DOT = "·"
# What keyboards and registers write between the parts of a name; a full stop only next to Han signs.
_DOTS = "·•・･‧∙⋅﹒"
_STOPS = ".．"
_HAN = (
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007"
    "\U00020000-\U0002fa1f\U00030000-\U000323af"
)  # fmt: skip
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
_DOTTED = re.compile(rf"\s*[{_DOTS}]+\s*")
_STOPPED = re.compile(rf"(?<=[{_HAN}])\s*[{_STOPS}]\s*|\s*[{_STOPS}]\s*(?=[{_HAN}])")
# The number before a name in a list: 1. 2、 3） （4） ⑤
_NUMBERED = re.compile(r"\s*[(（]?(?:\d{1,4}|[①-⑳])\s*[)）.．、:：]?\s*")
_PARTED = re.compile(r"[\n\r\t、，,;；/|]+")
_DASHES = re.compile(r"\s*[-—－–―─~～、]+\s*")
_AND = re.compile(r"\s*[和与跟同及]\s*|\s*[-—－–―─~～、，,;；]+\s*|\s+")


def tidy_name(text: str) -> str:
    """A name as it is kept: no blanks between Han signs, one kind of dot, single blanks elsewhere.

    张　三 and 张 三 are 张三; 阿不都 • 买买提 is 阿不都·买买提.
    """
    name = " ".join(text.split())
    name = _DOTTED.sub(DOT, name)
    name = _STOPPED.sub(DOT, name)
    return _BETWEEN_HAN.sub("", name)


def is_same_name(one: str, other: str) -> bool:
    """Whether two ways of writing mean one name, blanks and dots apart."""
    return bare_name(one) == bare_name(other)


class NameBook:
    """People by name, however it is written."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._known: dict[str, list[Person]] = {}
        for person in dict.fromkeys(people):
            self._known.setdefault(bare_name(person.name), []).append(person)

    def __contains__(self, name: str) -> bool:
        return bare_name(name) in self._known

    def called(self, name: str) -> list[Person]:
        """Everybody of this name."""
        return self._known.get(bare_name(name), [])

    def listed(self, text: str) -> list[str]:
        """The names of a pasted list, each once: numbers before them dropped, blanks inside them kept.

        What is on no roster comes as it stands between blanks and marks.
        """
        found: dict[str, str] = {}
        for item in _PARTED.split(text):
            for name in self._names_of(_unnumbered(item)):
                found.setdefault(bare_name(name), name)
        return list(found.values())

    def pair(self, line: str) -> list[str]:
        """The two names of a line such as 张三—李四; whatever else it holds otherwise.

        Names of the book are looked for first: 田和平 is one name although it holds 和.
        """
        line = _unnumbered(line)
        for mark in _AND.finditer(line):
            names = [line[: mark.start()], line[mark.end() :]]
            if all(name in self for name in names):
                return names
        return [name for name in _DASHES.split(line) if name.strip()]

    def _names_of(self, item: str) -> Iterator[str]:
        """The names in a run of words: the longest known run of words first."""
        words = [word for word in (_unnumbered(w) for w in item.split()) if word]
        while words:
            length = next((n for n in range(len(words), 0, -1) if "".join(words[:n]) in self), 1)
            yield " ".join(words[:length])
            words = words[length:]


def _unnumbered(text: str) -> str:
    """A line without the number in front of it; a number alone is nothing."""
    match = _NUMBERED.match(text)
    return (text[match.end() :] if match else text).strip()
