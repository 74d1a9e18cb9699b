"""数据核对: what on the roster cannot be true together, as a list to mend.

Nothing is decided here: each line names the person, what contradicts what, and what to check.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from tongpin.life.models import Gathering, Kind, State
from tongpin.org.models import MEMBER_STAGES, Membership, Person, RosterNote, Stage
from tongpin.rules.interval import add_months
from tongpin.rules.loader import load_builtin

YEAR = 12
OLDEST = 110
YOUNGEST_AT_WORK = 16 * 12  # 劳动法 art 15
ORDER = {stage: number for number, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing to mend: whose, what is wrong in words, and where it comes from."""

    person: Person
    kind: str
    words: str

    @property
    def mark(self) -> str:
        """The fingerprint of what was found: other facts, another mark."""
        return hashlib.sha256(f"{self.kind}|{self.words}".encode()).hexdigest()

    @property
    def note(self) -> RosterNote | None:
        """What somebody noted who looked at it, from the prefetched notes."""
        return next((n for n in self.person.roster_notes.all() if n.mark == self.mark), None)


Check = Callable[[Person, date], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Meetings:
    """Members' meetings by branch and day: how many votes each holds; and each branch's first record."""

    votes: Mapping[tuple[int, date], int] = field(default_factory=dict)
    first: Mapping[int, date] = field(default_factory=dict)


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
    adult = load_builtin().nearest("data-date-order", today).integer("years")
    if joined and joined < add_months(born, adult * YEAR):
        yield f"{joined}入党时不满{adult}周岁（{born}出生）"


def _probation(person: Person, today: date) -> Iterator[str]:
    spans, book = _spans(person), load_builtin()
    years = book.nearest("data-date-order", today).integer("probation")
    longest = years * YEAR + book.nearest("dev-conversion-options", today).integer("most")
    for row in spans:
        if row.stage != Stage.PROBATIONARY:
            continue
        due = add_months(row.starts_on, years * YEAR)
        full = next(
            (r for r in spans if r.stage == Stage.FULL and r.starts_on > row.starts_on), None
        )
        if full and full.starts_on < due:
            yield f"{row.starts_on}起为预备党员，{full.starts_on}转正，预备期不满{years}年"
        if full is None and row.ends_on is None and add_months(row.starts_on, longest) < today:
            yield f"{row.starts_on}起为预备党员，至今超过{longest // YEAR}年没有转正、延长或者取消资格的记录"


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


def _dates(person: Person, today: date) -> Iterator[str]:
    """Birth < work, birth < every stage, no stage in the future (数据次序)."""
    work, born = person.work_started_on, person.born_on
    if work and born and work < add_months(born, YOUNGEST_AT_WORK):
        yield f"参加工作日期{work}时不满16周岁（{born}出生），请核对"
    for row in _spans(person):
        if born and row.starts_on <= born:
            yield f"{row.get_stage_display()}起始日期{row.starts_on}早于出生日期{born}"
        if row.starts_on > today:
            yield f"{row.get_stage_display()}起始日期{row.starts_on}晚于今天"


CHECKS: tuple[tuple[str, Check], ...] = (
    ("日期次序", _dates),
    ("年龄", _age),
    ("预备期", _probation),
    ("党籍次序", _order),
    ("所在支部", _branch),
    ("任职", _posts),
)


KINDS = (*(kind for kind, _ in CHECKS), "重复登记", "缺少表决")


def meetings(branches: Sequence[int]) -> Meetings:
    """What the branches' members' meetings decided on which day; one statement."""
    votes: dict[tuple[int, date], int] = defaultdict(int)
    first: dict[int, date] = {}
    rows = Gathering.objects.filter(
        unit__in=branches, state=State.RECORDED, kinds__kind=Kind.GENERAL_MEETING
    ).order_by("held_on")
    for unit, day, vote in rows.values_list("unit", "held_on", "votes"):
        votes[unit, day] += vote is not None
        first.setdefault(unit, day)
    return Meetings(votes, first)


def _undecided(person: Person, held: Meetings) -> Iterator[str]:
    """A stage that only the members' meeting can give, on a day without such a meeting or vote.

    Looked at since the branch's first meeting on record; what is older lies in paper files.
    """
    for row in _spans(person):
        if row.stage not in MEMBER_STAGES:
            continue
        place = next(
            (
                a
                for a in person.affiliations.all()
                if a.starts_on <= row.starts_on
                and (a.ends_on is None or a.ends_on >= row.starts_on)
            ),
            None,
        )
        first = held.first.get(place.unit_id) if place else None
        if place is None or first is None or row.starts_on < first:
            continue
        votes = held.votes.get((place.unit_id, row.starts_on))
        what = f"{row.starts_on}成为{row.get_stage_display()}"
        if votes is None:
            yield f"{what}，当天所在支部没有支部党员大会的记录"
        elif not votes:
            yield f"{what}，当天的支部党员大会没有登记表决"


def _twice(people: Sequence[Person]) -> Iterator[Contradiction]:
    """Two records of one name and birth date: the identity number keeps others apart."""
    known = Counter((p.name, p.born_on) for p in people if p.born_on)
    homes: dict[tuple[str, date | None], list[str]] = defaultdict(list)
    for person in people:
        homes[person.name, person.born_on].append(str(person.home))
    for person in people:
        if person.born_on and known[person.name, person.born_on] > 1:
            where = "、".join(dict.fromkeys(homes[person.name, person.born_on]))
            yield Contradiction(
                person,
                "重复登记",
                f"有{known[person.name, person.born_on]}条同名、同出生日期的记录（{where}）",
            )


def contradictions(
    people: Sequence[Person], today: date, held: Meetings | None = None
) -> list[Contradiction]:
    """Everything found, person by person."""
    found = [
        Contradiction(person, kind, words)
        for person in people
        for kind, check in CHECKS
        for words in check(person, today)
    ]
    if held is not None:
        found += [Contradiction(p, "缺少表决", w) for p in people for w in _undecided(p, held)]
    return [*found, *_twice(people)]
