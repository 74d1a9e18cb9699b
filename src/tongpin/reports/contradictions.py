"""数据核对: what on the roster cannot be true together, as a list to mend.

Nothing is decided here: each line names the person, what contradicts what, and what to check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tongpin.org.models import MEMBER_STAGES, Membership, Person, Stage
from tongpin.rules.interval import add_months

ADULT_MONTHS = 18 * 12
YEAR = 12
OLDEST = 110
ORDER = {stage: number for number, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing to mend: whose, what is wrong in words, and where it comes from."""

    person: Person
    kind: str
    words: str


Check = Callable[[Person, date], Iterator[str]]


def _spans(person: Person) -> list[Membership]:
    return sorted(person.memberships.all(), key=lambda row: row.starts_on)


def _joined(person: Person) -> date | None:
    return next((row.starts_on for row in _spans(person) if row.stage in MEMBER_STAGES), None)


def _age(person: Person, today: date) -> Iterator[str]:
    born, joined = person.born_on, _joined(person)
    if born is None:
        if joined:
            yield "没有出生日期"
        return
    if born > today:
        yield f"出生日期{born}晚于今天"
    elif add_months(born, OLDEST * YEAR) < today:
        yield f"按出生日期{born}已超过{OLDEST}岁，请核对"
    if joined and joined < add_months(born, ADULT_MONTHS):
        yield f"{joined}入党时不满18周岁（{born}出生）"


def _probation(person: Person, today: date) -> Iterator[str]:
    spans = _spans(person)
    for row in spans:
        if row.stage != Stage.PROBATIONARY:
            continue
        due = add_months(row.starts_on, YEAR)
        full = next(
            (r for r in spans if r.stage == Stage.FULL and r.starts_on > row.starts_on), None
        )
        if full and full.starts_on < due:
            yield f"{row.starts_on}起为预备党员，{full.starts_on}转正，预备期不满1年"
        if full is None and row.ends_on is None and add_months(row.starts_on, 2 * YEAR) < today:
            yield f"{row.starts_on}起为预备党员，至今超过2年没有转正、延长或者取消资格的记录"


def _order(person: Person, today: date) -> Iterator[str]:
    spans = _spans(person)
    for before, after in pairwise(spans):
        if ORDER[Stage(after.stage)] < ORDER[Stage(before.stage)]:
            yield (
                f"{before.get_stage_display()}（{before.starts_on}）在前，"
                f"{after.get_stage_display()}（{after.starts_on}）在后，次序颠倒"
            )
        if before.ends_on is None or before.ends_on >= after.starts_on:
            yield (
                f"{before.get_stage_display()}和{after.get_stage_display()}的起止日期重叠"
                f"（{after.starts_on}起）"
            )


def _branch(person: Person, today: date) -> Iterator[str]:
    rows = sorted(person.affiliations.all(), key=lambda row: row.starts_on)
    for before, after in pairwise(rows):
        if before.ends_on is None or before.ends_on >= after.starts_on:
            yield f"{after.starts_on}起同时属于两个支部"
    is_member = any(
        row.stage in MEMBER_STAGES and (row.ends_on is None or row.ends_on >= today)
        for row in _spans(person)
    )
    if is_member and not any(row.ends_on is None or row.ends_on >= today for row in rows):
        yield "是党员，但现在不属于任何支部"


def _posts(person: Person, today: date) -> Iterator[str]:
    full = next((row.starts_on for row in _spans(person) if row.stage == Stage.FULL), None)
    for post in person.posts.all():
        if full is None or post.starts_on < full:
            yield f"{post.starts_on}任{post.get_title_display()}时还不是正式党员"
        if post.term_ends_on and post.ends_on is None and post.term_ends_on < today:
            yield f"{post.get_title_display()}任期已于{post.term_ends_on}届满，没有换届或者续任记录"


CHECKS: tuple[tuple[str, Check], ...] = (
    ("年龄", _age),
    ("预备期", _probation),
    ("党籍次序", _order),
    ("所在支部", _branch),
    ("任职", _posts),
)


def contradictions(people: list[Person], today: date) -> list[Contradiction]:
    """Everything found, person by person."""
    return [
        Contradiction(person, kind, words)
        for person in people
        for kind, check in CHECKS
        for words in check(person, today)
    ]
