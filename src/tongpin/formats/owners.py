"""Owner and limit that a measure names for all its duties: in a bracket, behind ——, in columns."""

from __future__ import annotations

import re
from datetime import date

from tongpin.formats import dates, frequency
from tongpin.formats.clauses import OWNER_BRACKET
from tongpin.formats.lexicon import lexicon
from tongpin.formats.structure import Outline
from tongpin.formats.text import shadow

_OWNER = re.compile(
    r"(?:责任|牵头|承办|落实|主办)(?:单位|部门|科室|股室|处室|领导|支部|主体)?[：:](?P<who>[^；;。]{2,50}?)(?=[；;。]|[，、]?(?:配合|完成|时限|协办|责任人)|$)"
)
_LIMIT = re.compile(r"(?:完成|办结)?(?:时限|时间|期限)(?:要求)?[：:](?P<when>[^；;。）)]{2,30})")
_UNBRACKETED = re.compile(
    r"(?<=[。\n；])(?:责任|牵头|承办|落实)(?:单位|部门|科室|股室|处室|领导)[：:](?P<who>[^；;。\n]{2,40})"
)
_DASHED = re.compile(r"——(?P<who>[^—，。；]{2,30})$")


def bracket(found: Outline, start: int, end: int) -> tuple[str | None, date | None]:
    """Owner and limit of （责任单位：…；完成时限：…）, or the owner behind a closing ——."""
    owner: str | None = None
    limit: date | None = None
    for match in OWNER_BRACKET.finditer(found.shadow, start, end):
        who, when = _OWNER.search(match["body"]), _LIMIT.search(match["body"])
        if who is not None and owner is None:
            at = match.start("body") + who.start("who")
            owner = found.text[at : at + len(who["who"])]
        if when is not None and limit is None:
            read = dates.first(when["when"], found.year)
            limit = read.on if read is not None else None
    if owner is None and (plain := _UNBRACKETED.search(found.shadow, start, end)) is not None:
        owner = found.text[plain.start("who") : plain.end("who")]
    dashed = _DASHED.search(found.shadow[start:end])
    if owner is None and dashed is not None and lexicon().bodies.search(dashed["who"]):
        owner = found.text[start + dashed.start("who") : start + dashed.end("who")]
    return owner, limit


def columns(
    found: Outline, spans: dict[str, tuple[int, int]]
) -> tuple[str | None, date | None, frequency.Reading | None]:
    """Owner, limit and frequency of a table row; a limit of several dates (6月、12月) is none."""

    def cell(role: str) -> str:
        return found.text[slice(*spans[role])] if role in spans else ""

    owner = cell("responsible") or cell("person") or None
    read = dates.find(shadow(cell("deadline")), found.year)
    limit = read[0].on if len(read) == 1 else None
    often = None
    for role in ("frequency", "deadline"):
        words = shadow(cell(role))
        seen = frequency.read(words) if often is None else None
        if seen is not None and seen.frequency is not None and (seen.counted or "每" in words):
            often = seen
    return owner, limit, often
