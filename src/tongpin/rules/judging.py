"""Judge a check on its evidence: one pure function and one Chinese sentence for each check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from .checks import (
    AllOf,
    AnyOf,
    Check,
    CountAtLeast,
    CountAtMost,
    Covered,
    EachPersonAtLeast,
    RatioAtLeast,
    SumAtLeast,
    WithinDaysOf,
)
from .records import Fact, Subject
from .workdays import Workdays

_NAMED = 2
"""How many open anchors are named; of more the number is told."""


class Answer(StrEnum):
    """What a check says; `idle` when nothing happened that it would ask about."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a check may look at: counting facts in order of day, anchors, the subject that day.

    `late_counts` lets a fact after its own limit count, to tell 逾期完成 from 逾期.
    """

    subject: Subject
    facts: Sequence[Fact]
    anchors: Sequence[Fact]
    day: date
    workdays: Workdays
    late_counts: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """A check's answer with its numbers.

    `missing` says in Chinese what has to be filled in when the answer is unknown, or which anchors
    nothing follows; `deadline` is
    the first unanswered limit of an anchor; `parts` are the outcomes of all_of and any_of.
    """

    answer: Answer
    needed: int
    have: int
    missing: str = ""
    deadline: date | None = None
    provisional: bool = False
    parts: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """One node of the tree that explains a judgement: what was asked, found and answered."""

    asked: str
    found: str
    answer: str
    parts: tuple[Trace, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The tree as JSON-ready values."""
        return {
            "asked": self.asked,
            "found": self.found,
            "answer": self.answer,
            "parts": [part.as_dict() for part in self.parts],
        }


def _yes_if(condition: bool) -> Answer:
    return Answer.YES if condition else Answer.NO


@lru_cache(maxsize=4096)
def counted_outcome(times: int, have: int) -> Outcome:
    """The outcome of a plain count; one object for all that are alike."""
    return Outcome(_yes_if(have >= times), times, have)


def _count_at_least(check: CountAtLeast, evidence: Evidence) -> Outcome:
    return counted_outcome(check.times, len(evidence.facts))


def _count_at_most(check: CountAtMost, evidence: Evidence) -> Outcome:
    have = len(evidence.facts)
    return Outcome(_yes_if(have <= check.times), check.times, have)


def _each_person_at_least(check: EachPersonAtLeast, evidence: Evidence) -> Outcome:
    people = evidence.subject.value_on("people", evidence.day)
    if not isinstance(people, tuple):
        return Outcome(Answer.UNKNOWN, 0, 0, "该组织当日的人员名单未登记")
    done = sum(
        sum(person in fact.tags for fact in evidence.facts) >= check.times for person in people
    )
    return Outcome(_yes_if(done == len(people)), len(people), done)


def _ratio_at_least(check: RatioAtLeast, evidence: Evidence) -> Outcome:
    good = unclear = 0
    for fact in evidence.facts:
        part, whole = fact.values.get(check.part), fact.values.get(check.whole)
        if part is None or whole is None or whole <= 0:
            unclear += 1
            continue
        left, right = part * check.denominator, whole * check.numerator
        good += left > right if check.exclusive else left >= right
    if good >= check.times:
        return Outcome(Answer.YES, check.times, good)
    if good + unclear >= check.times:
        names = f"{_value_name(check.whole)}、{_value_name(check.part)}"
        return Outcome(Answer.UNKNOWN, check.times, good, f"{names}未登记齐全")
    return Outcome(Answer.NO, check.times, good)


def _sum_at_least(check: SumAtLeast, evidence: Evidence) -> Outcome:
    values = [fact.values.get(check.value) for fact in evidence.facts]
    # A negative number is a slip of the pen: it must not take away what others earned.
    total = sum(value for value in values if value is not None and value > 0)
    if total < check.total and any(value is None for value in values):
        missing = f"{_value_name(check.value)}未登记齐全"
        return Outcome(Answer.UNKNOWN, check.total, total, missing)
    return Outcome(_yes_if(total >= check.total), check.total, total)


def _covered(check: Covered, evidence: Evidence) -> Outcome:
    pairs = [(fact.values.get(check.part), fact.values.get(check.whole)) for fact in evidence.facts]
    parts = [part for part, whole in pairs if part is not None and whole is not None]
    wholes = [whole for part, whole in pairs if part is not None and whole is not None]
    needed, have = max(wholes, default=0), max(parts, default=0)
    if any(fact.values.get("done") == 1 for fact in evidence.facts):
        return Outcome(Answer.YES, needed, have)
    if wholes:
        return Outcome(_yes_if(have >= needed), needed, have)
    if evidence.facts:
        missing = f"{_value_name(check.whole)}未登记齐全"
        return Outcome(Answer.UNKNOWN, 0, 0, missing)
    return Outcome(Answer.NO, 0, 0)


def _within_days_of(check: WithinDaysOf, evidence: Evidence) -> Outcome:
    anchors = [fact for fact in evidence.anchors if fact.kind == check.anchor]
    if not anchors:
        return Outcome(Answer.IDLE, 0, 0)
    waiting = list(evidence.facts)
    have, open_limit, provisional = 0, None, False
    left: list[str] = []
    for anchor in anchors:
        limit = _limit(check, anchor.on, evidence.workdays)
        if check.workdays:
            provisional |= evidence.workdays.is_provisional(anchor.on, limit)
        last = date.max if evidence.late_counts else limit
        answer = next((fact for fact in waiting if anchor.on <= fact.on <= last), None)
        if answer is None:
            open_limit = open_limit or limit
            left += [anchor.label] if anchor.label else []
            continue
        waiting.remove(answer)
        have += 1
    answer_word = _yes_if(have == len(anchors))
    return Outcome(answer_word, len(anchors), have, _left_words(left), open_limit, provisional)


def _left_words(labels: Sequence[str]) -> str:
    """甲、乙等3件: which anchors nothing follows yet, the first two by name."""
    more = f"等{len(labels)}件" if len(labels) > _NAMED else ""
    return "、".join(labels[:_NAMED]) + more


def _limit(check: WithinDaysOf, start: date, workdays: Workdays) -> date:
    if check.workdays:
        return workdays.add(start, check.days)
    return start + timedelta(days=check.days)


def _all_of(check: AllOf, evidence: Evidence) -> Outcome:
    return _combined(check.parts, evidence, decisive=Answer.NO, otherwise=Answer.YES)


def _any_of(check: AnyOf, evidence: Evidence) -> Outcome:
    return _combined(check.parts, evidence, decisive=Answer.YES, otherwise=Answer.NO)


def _combined(
    checks: Sequence[Check], evidence: Evidence, *, decisive: Answer, otherwise: Answer
) -> Outcome:
    """Three-valued and/or: one decisive part settles it, then one unknown part; idle is silent."""
    parts = tuple(judge(check, evidence) for check in checks)
    answers = {part.answer for part in parts}
    if answers == {Answer.IDLE}:
        answer = Answer.IDLE
    elif decisive in answers:
        answer = decisive
    else:
        answer = Answer.UNKNOWN if Answer.UNKNOWN in answers else otherwise
    return Outcome(
        answer,
        parts[0].needed,
        parts[0].have,
        "、".join(part.missing for part in parts if part.missing),
        min((part.deadline for part in parts if part.deadline), default=None),
        any(part.provisional for part in parts),
        parts,
    )


_JUDGES: Mapping[type[Any], Callable[[Any, Evidence], Outcome]] = {
    CountAtLeast: _count_at_least,
    CountAtMost: _count_at_most,
    EachPersonAtLeast: _each_person_at_least,
    RatioAtLeast: _ratio_at_least,
    SumAtLeast: _sum_at_least,
    Covered: _covered,
    WithinDaysOf: _within_days_of,
    AllOf: _all_of,
    AnyOf: _any_of,
}


def judge(check: Check, evidence: Evidence) -> Outcome:
    """The answer of any check; the same evidence always gives the same answer."""
    return _JUDGES[type(check)](check, evidence)


def asked(check: Check) -> str:
    """What a check asks, as one Chinese clause."""
    match check:
        case CountAtLeast(times):
            return f"不少于{times}次"
        case CountAtMost(times):
            return f"不超过{times}次"
        case EachPersonAtLeast(times):
            return f"每人不少于{times}次"
        case RatioAtLeast(part, whole, numerator, denominator, times, exclusive):
            bound = "超过" if exclusive else "不低于"
            share = f"{_value_name(part)}占{_value_name(whole)}{bound}"
            return f"{share}{_share(numerator, denominator)}的不少于{times}次"
        case SumAtLeast(value, total, unit):
            return f"{_value_name(value)}合计不少于{total}{unit}"
        case Covered(_, whole):
            return f"{_value_name(whole)}的都做到"
        case WithinDaysOf(_, days, workdays):
            return f"每次之后{days}{'个工作日' if workdays else '日'}内完成"
        case AllOf(parts):
            return "同时做到：" + "，".join(asked(part) for part in parts)
        case _:
            return "做到其一：" + "，".join(asked(part) for part in check.parts)


def found(check: Check, outcome: Outcome) -> str:
    """What was found, as one Chinese clause."""
    match check:
        case SumAtLeast(_, _, unit):
            clause = f"合计{outcome.have}{unit}"
        case EachPersonAtLeast():
            clause = f"应有{outcome.needed}人，已有{outcome.have}人做到"
        case Covered(part, whole, unit):
            clause = f"{_value_name(whole)}{outcome.needed}{unit}"
            clause += f"、{_value_name(part)}{outcome.have}{unit}"
        case WithinDaysOf():
            left = f"，未办：{outcome.missing}" if outcome.missing else ""
            return f"应办{outcome.needed}件，已办{outcome.have}件{left}"
        case RatioAtLeast():
            clause = f"比例达到要求的有{outcome.have}次"
        case AllOf(parts) | AnyOf(parts):
            pairs = zip(parts, outcome.parts, strict=True)
            clause = "，".join(found(part, result) for part, result in pairs)
        case _:
            clause = f"已有{outcome.have}次"
    return f"{clause}，{outcome.missing}" if outcome.missing else clause


def trace(check: Check, outcome: Outcome) -> Trace:
    """The explanation tree of an outcome."""
    parts: Iterable[tuple[Check, Outcome]] = ()
    if isinstance(check, AllOf | AnyOf):
        parts = zip(check.parts, outcome.parts, strict=True)
    return Trace(
        asked(check),
        found(check, outcome),
        outcome.answer.value,
        tuple(trace(part, result) for part, result in parts),
    )


VALUE_NAMES: Mapping[str, str] = {
    "entitled": "应到人数",
    "present": "实到人数",
    "hours": "学时",
    "minutes": "时长",
    "done": "完成情况",
    "core_wanted": "委员之间应谈",
    "core_talked": "已谈",
    "rank_wanted": "委员与党员应谈",
    "rank_talked": "已谈",
    "peer_wanted": "党员与党员应谈",
    "peer_talked": "已谈",
}
"""Chinese names of the numbers a fact may carry; another key is shown as it is."""


def _value_name(key: str) -> str:
    return VALUE_NAMES.get(key, key)


def _share(numerator: int, denominator: int) -> str:
    digits = "零一二三四五六七八九十"
    if numerator < len(digits) and denominator < len(digits):
        return f"{digits[denominator]}分之{digits[numerator]}"
    return f"{numerator}/{denominator}"
