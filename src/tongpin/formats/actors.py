"""Who acts in a clause: a body at its beginning, after 由, or in a bracket of responsibility."""

from __future__ import annotations

import re

from tongpin.formats.lexicon import lexicon

LONGEST = 22
_BY = re.compile(
    r"由(?P<body>[^，。；由]{2,20}?)(?:负责|牵头|组织|举办|收|汇总|审核|统一|进行|约谈|具体|按|承办|定期|每|统计|带队|会同|对|讲|制定|开展|召开)"
)
_LEADING_TIME = re.compile(
    r"^(?:(?:20\d\d年)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:份|底|末|上旬|中旬|下旬)?(?:\d{1,2}[日号])?(?:之?前|以前)?|每(?:个|一)?(?:月|季度?|半年|年)|"
    r"(?:上|下)半年|年底前?|年内|全年|[一二三四]季度末?前?|同时|并|还|另|要求|其中|同步|“?七一”?前夕?|换届后)+"
)
_NOT = re.compile(
    r"^(?:对|把|将|把|向|以|与|在|按|从|因|为|于|凡|加强|推进|落实|开展|召开|组织|建立|建强|做好|抓好|完善|严格|发展|培养|规范|指导|督促|监督|支持|关心|完成|制定|举办|提高|加大|深化|强化|加快|抓|实施|组建|清理|排查|摸排|整顿|核定|收缴|交纳|缴纳|教育|关爱|慰问|走访|帮扶|确定|吸收|选优|配强|充实|统一|引导|履行|通过|围绕|坚持|参加|发现|成立|表彰|评选)"
)


def actor(clause: str) -> tuple[int, int] | None:
    """Where the acting body of a clause (names masked) stands; None where there is none."""
    by = _BY.search(clause)
    if by is not None and lexicon().bodies.search(by["body"]):
        return by.span("body")
    lead = _LEADING_TIME.match(clause)
    start = lead.end() if lead else 0
    rest = clause[start:]
    if _NOT.match(rest) and not _begins_with_body(rest):
        return None
    length = _body(rest)
    return None if length is None else (start, start + length)


def _begins_with_body(rest: str) -> bool:
    """组织委员 begins with a verb and is a body all the same."""
    match = lexicon().bodies.match(rest)
    return match is not None and lexicon().follow.match(rest[match.end() :]) is not None


def _body(rest: str) -> int | None:
    """The length of the body at the beginning."""
    best: int | None = None
    for match in lexicon().bodies.finditer(rest[:LONGEST]):
        end = match.end()
        behind = rest[end:]
        if any(c in rest[:end] for c in "，。；："):
            break
        if behind and not lexicon().follow.match(behind) and behind[0] not in "，。；：（":
            continue
        best = end
        if lexicon().follow.match(behind):
            break
    if best is None or best < 2:
        return None
    if rest[:best].endswith(("支委会", "支部委员会")) and not lexicon().verbs["firm"].search(
        rest[best:]
    ):
        return None  # the meeting itself is what is asked for: 支委会每月1次
    return best
