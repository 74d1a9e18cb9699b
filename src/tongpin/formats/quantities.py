"""How much: a number of people or things that is neither a count nor part of a date."""

from __future__ import annotations

import re
from typing import NamedTuple

from tongpin.formats import dates, frequency
from tongpin.formats.numerals import NUMBER, to_int

_QUANTITY = re.compile(
    rf"(?<!\d)(?P<n>{NUMBER}|\d{{1,6}}(?:\.\d{{1,3}})?)"
    r"(?P<u>名|个(?!月|季|百分|环节|维护|确保|意识|自信|标准化|带头|统一|阶段|方面|必谈|一)|人(?!次)|位|篇|条(?!例|件|规)|家(?!庭|访|风)|户|项(?!规定|纪律|制度|目|工作制度)|学时|课时|小时|分钟"
    r"|天(?!使)|%|份|部(?!署|门|分|委|室|队)|件|处(?!理|分|于|室|置|级)|所(?!属|在|有)|对(?!象|照|接|标|党|新|各)"
    r"|支(?!部|委|持)|块|幅|本(?!级|局|县|着)|套|间|组(?!织|成|长))"
)
_NO_NUMBER_BEFORE = (
    "第",
    "每",
    "这",
    "另",
    "设",
    "现有",
    "本",
    "一",
    "统",
    "唯",
    "万",
    "逐",
    "专",
    "之",
)


class Quantity(NamedTuple):
    """`words` are number and unit in digits; `start`..`end` is its place in the clause."""

    words: str
    start: int
    end: int


def quantity_of(
    plain: str, read: frequency.Reading | None, limit: dates.Deadline | None
) -> Quantity | None:
    """The first quantity of a clause."""
    taken = list(read.spans) if read is not None else []
    if limit is not None:
        taken.append((limit.start, limit.end))
    for match in _QUANTITY.finditer(plain):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        if plain[: match.start()].endswith(_NO_NUMBER_BEFORE):
            continue
        number = match["n"]
        value = number if re.fullmatch(r"[\d.]+", number) else to_int(number)
        if value is not None:
            return Quantity(f"{value}{match['u']}", match.start(), match.end())
    return None
