"""Whether a clause asks somebody for something: by number, by day, or by a firm verb."""

from __future__ import annotations

import re
from typing import NamedTuple

from tongpin.formats.clauses import Clause
from tongpin.formats.kinds import HEAVY, LEAST
from tongpin.formats.lexicon import lexicon

_OBJECT = re.compile(
    r"^(?:聚焦|围绕|对照|按照|结合|依托|立足|紧扣|针对|根据|以)[^，]*?(?:开展|召开|组织|举办|完成|落实|制定|进行)"
)
_GROUND = re.compile(
    r"^(?:按照|根据|依据|遵照|为|随着|针对|鉴于|结合)(?!.*(?:开展|召开|组织|完成|制定|做好|收缴|进行))"
)
_MUST = re.compile(r"应当|必须|务必|应及时")


class Claim(NamedTuple):
    """What is known of a clause when it is judged."""

    clause: Clause
    kind: str
    weight: int
    counted: bool
    limited: bool
    measured: bool
    frame_kind: str
    has_topic: bool
    lead: bool


def is_ground(plain: str) -> bool:
    """Whether a clause only names the ground: 按照县委统一部署."""
    return _GROUND.match(plain) is not None


def binds(claim: Claim) -> bool:
    """Whether a clause is a duty."""
    flags, verbs, plain = lexicon().flags, lexicon().verbs, claim.clause.plain
    if claim.lead and not claim.counted:
        return False
    if flags["aside"].search(plain) or (flags["detail"].search(plain) and claim.weight < HEAVY):
        return False
    if claim.counted:
        return True
    if claim.limited or claim.measured:
        aims = claim.measured and verbs["target"].search(plain) is not None
        return aims or claim.weight >= LEAST or verbs["firm"].search(plain) is not None
    return _is_firm(claim)


def _is_firm(claim: Claim) -> bool:
    flags, verbs, plain = lexicon().flags, lexicon().verbs, claim.clause.plain
    if any(flags[name].search(plain) for name in ("purpose", "appeal")) or is_ground(plain):
        return False
    if not (verbs["firm"].search(plain) or verbs["firm"].search(claim.clause.titled)):
        return False
    must = _MUST.search(plain) is not None
    if flags["system"].search(plain) and not must:
        return False
    if must and (claim.weight or claim.has_topic or "反映" in plain or "报告" in plain):
        return True
    if claim.weight >= LEAST and flags["directive"].search(plain):
        return True
    if LEAST <= claim.weight < 7:
        return claim.kind == claim.frame_kind and not flags["soft"].search(plain)
    if claim.weight < 7:
        return False
    if flags["soft"].search(plain):
        eager = claim.weight >= HEAVY and re.search(r"积极|经常", plain) is not None
        return eager or _OBJECT.match(plain) is not None or must
    return True
