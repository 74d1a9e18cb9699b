"""Decide whether a duty is owed at all: who, since when, under which conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .explain import full_day
from .interval import Interval, Period, closed
from .records import Subject
from .regulation import Applicability, Condition, DutyEdition


@dataclass(frozen=True, slots=True)
class Owing:
    """Whether the duty is owed: True, False, or None when it cannot be told; and why."""

    owed: bool | None
    because: str = ""


OWED = Owing(True)


def concerns(applies: Applicability, subject: Subject) -> bool:
    """Whether a subject is of the sort the duty speaks of; if not there is no finding at all."""
    return (
        applies.kind == subject.kind
        and (not applies.unit_types or subject.unit_type in applies.unit_types)
        and (applies.subjects is None or subject.key in applies.subjects)
    )


def existence(edition: DutyEdition, subject: Subject, window: Interval) -> Owing:
    """Whether the subject existed for enough of the window.

    Half of it is asked. A yearly duty is owed by whoever was founded in its first three quarters
    of a year, and by nobody dissolved before its end: it is generally done late in the year.
    """
    start, end = closed(window)
    founded, dissolved = subject.exists.start, subject.exists.end
    if (founded is None or founded <= start) and (dissolved is None or end <= dissolved):
        return OWED
    lived = window.intersect(subject.exists)
    if founded is not None and founded > end:
        return Owing(False, f"该组织{full_day(founded)}成立，此前不作要求")
    if lived is None and dissolved is not None:
        return Owing(False, f"该组织已于{full_day(dissolved)}撤销")
    if dissolved is not None and dissolved < end and _is_yearly(edition):
        return Owing(False, f"该组织{full_day(dissolved)}撤销，年度事项不再要求")
    share = Fraction(lived.days if lived else 0, window.days)
    if share >= (Fraction(1, 4) if _is_yearly(edition) else Fraction(1, 2)):
        return OWED
    if founded is not None and founded > start:
        return Owing(False, f"该组织{full_day(founded)}成立，本期剩余时间较短，不作要求")
    ended = dissolved or end
    return Owing(False, f"该组织{full_day(ended)}撤销，本期存续时间较短，不作要求")


def conditions(applies: Applicability, subject: Subject, window: Interval) -> Owing:
    """Whether every condition holds, asked on the window's middle day (what held for most of it).

    A condition that fails settles the matter even when another one is unknown.
    """
    doubt: Owing | None = None
    lived = window.intersect(subject.exists) or window
    for condition in applies.conditions:
        owing = _condition(condition, subject, lived)
        if owing.owed is False:
            return owing
        if owing.owed is None and doubt is None:
            doubt = owing
    return doubt or OWED


def _condition(condition: Condition, subject: Subject, window: Interval) -> Owing:
    value = _value(condition.attribute, subject, window)
    if value is None:
        if condition.if_unknown is not None:
            owing = _condition(condition.if_unknown, subject, window)
            return Owing(None, condition.ask) if owing.owed is None else owing
        return Owing(None, condition.ask)
    return OWED if condition.holds(value) else Owing(False, condition.because)


def _value(attribute: str, subject: Subject, window: Interval) -> object | None:
    value = subject.value_on(attribute, window.middle)
    # Records may begin late in the window: what they then say is better than nothing.
    return subject.value_on(attribute, _last(window)) if value is None else value


def _last(window: Interval) -> date:
    return closed(window)[1]


def _is_yearly(edition: DutyEdition) -> bool:
    return edition.every is None or edition.every in (Period.YEAR, Period.ONCE)
