"""What a clause is about: the heaviest cue names the kind, the later one among equals."""

from __future__ import annotations

import re
from typing import NamedTuple

from tongpin.formats.lexicon import lexicon

# 检查“三会一课”是 supervision: what is done *to* something outweighs the thing itself.
_OVER = re.compile(r"(?:对|就|围绕)[^，。]{0,30}(?:检查|核查|督查|抽查|督导|考核|通报|暗访)")
_COMMITTEE_MEETING = re.compile(r"支部委员会(?!会议)")
_DEVELOPS = re.compile(r"(?:发展|接收|吸收)[^，。、党]{1,8}党员")
LEAST, HEAVY = 4, 9


class Cue(NamedTuple):
    """A word of the lexicon found in a clause."""

    kind: str
    weight: int
    start: int
    word: str


def cues(clause: str) -> list[Cue]:
    """The cues of a clause (titles masked) in order."""
    book = lexicon()
    found = []
    for match in book.cue.finditer(clause):
        kind, weight = book.cues[match.group()]
        found.append(Cue(kind, weight, match.start(), match.group()))
    found += [
        Cue("member_development", HEAVY, m.start(), m.group()) for m in _DEVELOPS.finditer(clause)
    ]
    return sorted(found, key=lambda c: c.start)


def kind_of(clause: str) -> tuple[str, int]:
    """`(kind, weight)` of a clause; `("other", 0)` where no cue stands in it."""
    found = [c for c in cues(clause) if not _is_addressed(clause, c)]
    if not found:
        return "other", 0
    best = max(found, key=lambda c: (c.weight, c.start))
    if best.kind == "xuexi_qiangguo":
        return best.kind, best.weight
    if _OVER.search(clause) and any(c.kind == "supervision" for c in found):
        return "supervision", 10
    return best.kind, best.weight


_ADDRESSED = re.compile(
    r"(?:会|委员会|大会|支部|党委)?(?:报告|汇报|通报|研究|审议|审批|讨论|述职|反映)"
)


def _is_addressed(clause: str, cue: Cue) -> bool:
    """Whether a body or meeting is only reported to: 每半年向党员大会报告收缴情况."""
    before = clause[max(0, cue.start - 1) : cue.start]
    behind = clause[cue.start + len(cue.word) :]
    return before in ("向", "经", "由", "请", "报") and _ADDRESSED.match(behind) is not None


def rules_of(clause: str, kind: str) -> tuple[str, ...]:
    """The rulebook keys that the words of a clause match, for kinds that have rules."""
    if kind in {"supervision", "exam", "publicity", "training", "xuexi_qiangguo"}:
        return ()
    for pattern, keys in lexicon().rules:
        if pattern.search(clause):
            return keys
    return ()
