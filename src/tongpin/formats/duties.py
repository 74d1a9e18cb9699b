"""From clauses to duties: what binds somebody, how often, by when, how much, and who acts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from tongpin.formats import dates, frequency
from tongpin.formats.actors import actor
from tongpin.formats.binding import Claim, binds, is_ground
from tongpin.formats.clauses import Clause, clauses, without_brackets
from tongpin.formats.kinds import HEAVY, LEAST, cues, kind_of, rules_of
from tongpin.formats.lexicon import lexicon
from tongpin.formats.masking import names_masked, titles_masked
from tongpin.formats.quantities import Quantity, quantity_of
from tongpin.formats.stretches import Frame, stretches
from tongpin.formats.structure import Outline

_SAME_DATE = re.compile(r"一并|同步|届时|^并(?!列|联)")
_EXPIRES = re.compile(r"(?:任期|届)(?:已|将)?(?:届|期)?满|到届(?!的?\S{0,6}(?:换届|完成))")
_THEN = re.compile(r"^届时")
_RECIPIENT = re.compile(r"向[^，]{1,8}?(?=报告|汇报|述职|通报)")
_NOW = re.compile(r"今年|本年|明年|下一步|将(?:继续|进一步)")
_MEANS = re.compile(r"^(?:[^，]{0,12}?)(?:通过|采取|以|开展|利用|注重通过)(?=[^，]*、[^，]*等)")
_NEGLECTED = ("past", "total", "share", "forbidden", "option", "consequence", "condition")


class Found(NamedTuple):
    """A duty with the place of its words in the text."""

    measure: int | None
    start: int
    end: int
    kind: str
    times: int | None
    per: str | None
    bound: str | None
    deadline: date | None
    quantity: str | None
    responsible: str | None
    rules: tuple[str, ...]


class _Said:
    """What goes on from clause to clause: who acts within an item, the rest within a sentence."""

    def __init__(self, actor: str | None = None) -> None:
        self.actor = actor
        self.period: str | None = None
        self.deadline: date | None = None
        self.topic: Clause | None = None
        self.topic_kind = "other"
        self.ahead: dates.Deadline | None = None
        self.looks_back = False


def duties(found: Outline) -> list[Found]:
    """Every duty of a paper in the order of its words."""
    masked = without_brackets(names_masked(found.shadow))
    titled = titles_masked(found.shadow)
    result: list[Found] = []
    for frame, start, end in stretches(found):
        result += _Reader(found.text, masked, titled, frame).read(start, end)
    return result


class _Reader:
    """Reads one stretch, clause by clause."""

    def __init__(self, text: str, masked: str, titled: str, frame: Frame) -> None:
        self.text, self.masked, self.titled, self.frame = text, masked, titled, frame
        self.found: list[Found] = []
        self.said = _Said()

    def read(self, start: int, end: int) -> list[Found]:
        """The duties between two offsets."""
        sentence = -1
        for clause in clauses(self.masked, self.titled, start, end):
            if clause.sentence != sentence:
                sentence = clause.sentence
                keep = None if self.frame.lead else self.said.actor
                self.said = _Said(actor=keep)
                since = len(self.found)
            self._clause(clause, since)
        return [self._framed(duty) for duty in self.found]

    def _clause(self, clause: Clause, since: int) -> None:
        flags, plain = lexicon().flags, clause.plain
        place = actor(plain)
        own = self.text[clause.start + place[0] : clause.start + place[1]] if place else None
        if own is not None:
            self.said.actor = own
        if flags["lookback"].search(plain) or self._names_last_year(plain):
            self.said.looks_back = True
        elif _NOW.search(plain):
            self.said.looks_back = False
        if self.said.looks_back or any(flags[name].search(plain) for name in _NEGLECTED):
            return
        if _EXPIRES.search(plain) and not lexicon().verbs["firm"].search(plain):
            limit = dates.first(plain, self.frame.year)
            self.said.deadline = limit.on if limit is not None else None
            self.said.topic, self.said.topic_kind = clause, "election"
            return
        listed = self._means(clause)
        if listed:
            self.found += listed
            return
        duty = self._judged(clause, own, since)
        if duty is not None:
            self.found += self._split(duty, clause)

    def _names_last_year(self, plain: str) -> bool:
        year = self.frame.year
        return year is not None and plain.startswith(f"{year - 1}年") and "月" not in plain

    def _judged(self, clause: Clause, own: str | None, since: int) -> Found | None:
        plain, said, frame = clause.plain, self.said, self.frame
        limit = self._limit(plain)
        read = frequency.read(plain, None if limit is not None else said.period)
        strong = [p for p in frequency.periods(plain) if p.per is not None]
        said.period = strong[0].per if strong else said.period
        quantity = quantity_of(plain, read, limit)
        kind, weight = kind_of(clause.titled)
        counted = read is not None and (read.frequency is not None or read.unwritable)
        if not weight and own is None and self._adds(plain, read, limit, since):
            return None
        claim = Claim(
            clause, kind, weight, counted, limit is not None, quantity is not None,
            frame.kind, said.topic is not None, frame.lead,
        )  # fmt: skip
        if self._is_share(claim, quantity, since):
            return None
        if not binds(claim):
            if weight >= HEAVY and not is_ground(plain):
                said.topic, said.topic_kind = clause, kind
            return None
        start, kind = self._subject(claim, read, limit, since)
        said.topic = said.ahead = None
        times, per, bound = _numbers(read, plain, quantity)
        deadline = limit.on if limit is not None else _target_year(plain, quantity, frame.year)
        if limit is not None and _recurs(limit, per, plain):
            deadline = None
        return Found(
            frame.measure, start, clause.end, kind, times, per, bound, deadline,
            quantity.words if quantity else None, self._owner(own),
            rules_of(self.titled[start : clause.end], kind),
        )  # fmt: skip

    def _limit(self, plain: str) -> dates.Deadline | None:
        """The limit of a clause: its own, one that stands alone before it, or one carried on."""
        said = self.said
        limit = dates.first(plain, self.frame.year)
        if limit is None and said.ahead is not None:
            limit = said.ahead
        if limit is None and said.deadline is not None and _SAME_DATE.search(plain):
            limit = dates.Deadline(said.deadline, 0, 0, True)
        if limit is not None:
            said.deadline = limit.on
        return limit

    def _adds(
        self, plain: str, read: frequency.Reading | None, limit: dates.Deadline | None, since: int
    ) -> bool:
        """Whether a clause only tells how often or by when, of the duty before or the one behind."""
        spans = read.spans if read is not None else ()
        own = limit is not None and limit is not self.said.ahead and limit.end > 0
        if limit is not None and own:
            spans = (*spans, (limit.start, limit.end))
        if not spans or not _is_bare(plain, spans):
            return False
        before = self.found[-1] if len(self.found) > since else None
        if read is not None and read.frequency is not None:
            if before is not None:
                self.found[-1] = _refined(before, read)
            return before is not None
        if limit is None or not own:
            return False
        if before is not None and before.deadline is None and before.per in (None, "once"):
            self.found[-1] = before._replace(deadline=limit.on)
        else:
            self.said.ahead = limit
        return True

    def _is_share(self, claim: Claim, quantity: Quantity | None, since: int) -> bool:
        """Whether a clause breaks down a total already given: 发展党员11名，机关2名，农村9名."""
        before = self.found[-1] if len(self.found) > since else None
        if quantity is None or claim.counted or claim.limited or before is None:
            return False
        unit = quantity.words.lstrip("0123456789.")
        if before.quantity is None or not before.quantity.endswith(unit):
            return False
        return claim.weight < LEAST and not lexicon().verbs["target"].search(claim.clause.plain)

    def _subject(
        self, claim: Claim, read: frequency.Reading | None, limit: dates.Deadline | None, since: int
    ) -> tuple[int, str]:
        """Where a duty's words begin and its kind; a clause without a cue takes what was spoken of."""
        clause, kind, said = claim.clause, claim.kind, self.said
        before = self.found[-1] if len(self.found) > since else None
        start = clause.start
        spans = read.spans if read is not None else ()
        if limit is not None and limit.end > 0 and limit is not said.ahead:
            spans = (*spans, (limit.start, limit.end))
        if claim.weight < LEAST:
            if said.topic is not None:
                start, kind = said.topic.start, said.topic_kind
            elif _is_elliptic(clause.plain, spans) and before is not None:
                kind = before.kind
            elif self.frame.weight >= HEAVY or _is_elliptic(clause.plain, spans):
                kind = self.frame.kind
            elif before is not None and _is_plain(before) and claim.counted:
                kind = before.kind
        if said.topic is not None and _THEN.match(clause.plain):
            start = said.topic.start
        general = before is not None and _is_plain(before) and before.kind == kind
        if general and claim.counted and not self._insists(self.found[-1]):
            self.found.pop()  # 开展谈心谈话，书记与班子成员每半年不少于1次: the second says it all
        return start, kind

    def _insists(self, duty: Found) -> bool:
        """Whether 及时, 定期 or 必须 make a plain duty one of its own."""
        return bool(lexicon().flags["directive"].search(self.masked, duty.start, duty.end))

    def _owner(self, own: str | None) -> str | None:
        frame = self.frame
        if frame.decides:
            return frame.owner
        return own or (frame.owner if frame.owner is not None else self.said.actor)

    def _means(self, clause: Clause) -> list[Found]:
        """`通过A、B等形式` binds to each of A and B that is a thing of its own."""
        head = _MEANS.match(clause.plain)
        if head is None or self.frame.lead:
            return []
        result: list[Found] = []
        position = head.end()
        for part in re.split(r"、", clause.titled[head.end() :]):
            kind, weight = kind_of(part)
            if weight >= HEAVY and not frequency.read(part):
                start = (
                    clause.start
                    if not result and position == head.end()
                    else clause.start + position
                )
                end = clause.start + position + len(part)
                owner = self._owner(None)
                result.append(
                    Found(self.frame.measure, start, end, kind, None, None, None, None, None, owner,
                          rules_of(part, kind))
                )  # fmt: skip
            position += len(part) + 1
        return result

    def _split(self, duty: Found, clause: Clause) -> list[Found]:
        """`召开好民主生活会和组织生活会` is two duties of different kinds."""
        found = [c for c in cues(clause.titled) if c.weight >= HEAVY]
        for left, right in pairwise(found):
            between = clause.titled[left.start + len(left.word) : right.start]
            if (
                left.kind != right.kind
                and between in ("和", "、", "及", "与", "以及")
                and duty.per is None
            ):
                end = clause.start + left.start + len(left.word)
                first = duty._replace(
                    end=end,
                    kind=left.kind,
                    rules=rules_of(self.titled[duty.start : end], left.kind),
                )
                second = duty._replace(
                    kind=right.kind, rules=rules_of(clause.titled[right.start :], right.kind)
                )
                return [first, second]
        return [duty]

    def _framed(self, duty: Found) -> Found:
        """The measure's own frequency or limit where the clause has neither."""
        often = self.frame.often
        if duty.deadline is None and duty.per is None and often is not None:
            return duty._replace(times=often.times, per=often.per, bound=often.bound)
        if duty.deadline is None and duty.per in (None, "once") and self.frame.limit is not None:
            return duty._replace(deadline=self.frame.limit)
        return duty


def _numbers(
    read: frequency.Reading | None, plain: str, quantity: Quantity | None
) -> tuple[int | None, str | None, str | None]:
    if read is not None and read.frequency is not None:
        return read.times, read.per, read.bound
    bound = frequency.bound_at(plain, quantity.start, quantity.end) if quantity else None
    return None, None, bound


def _rest(plain: str, spans: Iterable[tuple[int, int]]) -> str:
    """What a clause says beside its frequency and its limit."""
    for a, b in sorted(spans, reverse=True):
        plain = plain[:a] + plain[b:]
    return lexicon().verbs["generic"].sub("", plain).strip("、的 ")


def _is_bare(plain: str, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a clause says how often or by when and nothing else: 全年不少于4次, 6月底前完成."""
    return not _rest(plain, spans).replace("完成", "").replace("到位", "")


def _is_elliptic(plain: str, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether a clause has no object of its own: 年底统一公示, 舆情每月会商一次 has one."""
    rest = _RECIPIENT.sub("", _rest(plain, spans))
    return len(lexicon().verbs["firm"].sub("", rest)) <= 2


def _is_plain(duty: Found) -> bool:
    """Whether a duty has neither number nor date."""
    return duty.per is None and duty.deadline is None and duty.quantity is None


def _recurs(limit: dates.Deadline, per: str | None, plain: str) -> bool:
    """Whether a day belongs to the period: 每季度末月25日前 is no date of the year."""
    if not limit.limited and per not in ("once", None):
        return True
    return per in ("month", "quarter", "half-year") and "每" in plain[: limit.end]


def _target_year(plain: str, quantity: Quantity | None, year: int | None) -> date | None:
    """A bare year with a target ends on its last day: 2020年至少建成1个."""
    bare = dates.bare_year(plain, year) if quantity is not None else None
    return bare.on if bare is not None else None


def _refined(duty: Found, read: frequency.Reading) -> Found:
    """A count given twice is one duty; the finer period wins."""
    if read.frequency is None:
        return duty
    if duty.per is not None:
        own = frequency.Reading(duty.times, duty.per, duty.bound, True, False, ())
        read = frequency.finer(own, read)
    return duty._replace(times=read.times, per=read.per, bound=read.bound)
