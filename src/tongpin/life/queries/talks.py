"""谈心谈话覆盖: who has talked with whom, and which talks the regulations still want.

A leading team (《县以上党和国家机关党员领导干部民主生活会若干规定》, 会前谈心谈话): the main leader with
each member, members with each other, and each head of a unit with one of the team. A branch
(《中国共产党支部工作条例（试行）》第十九条): committee members with each other, each ordinary member with one
of the committee and with one other ordinary member; every pair of a large branch is not asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Q

from tongpin.audit.clock import site_day
from tongpin.life.models import Gathering, Kind, State, TalkPair
from tongpin.org.models import BRANCH_KINDS, COMMITTEE_TITLES, LEADING_KINDS, Person, Post, Unit
from tongpin.org.models import PostTitle as Title
from tongpin.org.queries import members_by_branch
from tongpin.org.queries.asof import holds_on

Pair = frozenset[int]
Cell = tuple[date, int] | str | None
Numbers = dict[str, int]
MATRIX = 100


@dataclass(frozen=True, slots=True)
class Circle:
    """Who is to talk: the core (team or committee, the main leader first) and the others around it."""

    core: tuple[Person, ...]
    others: tuple[Person, ...]
    leader: int | None
    is_team: bool

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody, the core first."""
        return self.core + self.others

    @property
    def core_word(self) -> str:
        """What the core is called."""
        return "班子成员" if self.is_team else "委员"


@dataclass(frozen=True, slots=True)
class Gap:
    """A talk that is still wanted: between whom, and by which relation."""

    relation: str
    who: Person
    with_whom: str
    is_pair: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation in numbers; `key` is what the rulebook calls it."""

    key: str
    title: str
    wanted: int
    done: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix between two days: `{pair: last day}`, the relations and the gaps."""

    circle: Circle
    talks: dict[Pair, tuple[date, int]]
    relations: tuple[Relation, ...]
    gaps: tuple[Gap, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is wanted any more."""
        return not self.gaps

    def between(self, first: Person, second: Person) -> tuple[date, int] | None:
        """`(day, gathering)` of the latest talk of two people."""
        return self.talks.get(frozenset((first.pk, second.pk)))

    def matrix(self) -> list[tuple[Person, list[Cell]]]:
        """A row for each person: `self` on the diagonal, the talk or None elsewhere; a hundred at most."""
        people = self.circle.people[:MATRIX]
        return [
            (one, ["self" if one == other else self.between(one, other) for other in people])
            for one in people
        ]

    def of(self, person: Person) -> int:
        """With how many of the circle a person has talked."""
        return sum(person.pk in pair for pair in self.talks)


def circle_of(unit: Unit, day: date) -> Circle:
    """Who has to talk in a unit on the day; two statements."""
    if unit.kind in BRANCH_KINDS:
        return branch_circles([unit], day)[unit.pk]
    posts = Post.objects.filter(holds_on(day), unit=unit).select_related("person")
    return _circle(list(posts), heads_below(unit, day), is_team=True)


def branch_circles(branches: Sequence[Unit], day: date) -> dict[int, Circle]:
    """`{branch: who has to talk in it on the day}`; two statements for any number of branches."""
    posts: dict[int, list[Post]] = {unit.pk: [] for unit in branches}
    held = Post.objects.filter(holds_on(day), unit__in=list(posts)).select_related("person")
    for post in held:
        posts[post.unit_id].append(post)
    members = members_by_branch(branches, day)
    return {key: _circle(found, members[key], is_team=False) for key, found in posts.items()}


def _circle(posts: Sequence[Post], others: Sequence[Person], *, is_team: bool) -> Circle:
    leader = next((p.person_id for p in posts if p.title == Title.SECRETARY), None)
    core = list(dict.fromkeys(p.person for p in posts if p.title in COMMITTEE_TITLES))
    core.sort(key=lambda p: (p.pk != leader, p.search_text, p.pk))
    known = {p.pk for p in core}
    return Circle(tuple(core), tuple(p for p in others if p.pk not in known), leader, is_team)


def heads_below(unit: Unit, day: date) -> list[Person]:
    """The secretaries of the branches and committees below: 所属单位负责人; one statement."""
    rows = Post.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        unit__path__startswith=unit.path, title=Title.SECRETARY, starts_on__lte=day,
    ).exclude(unit=unit)  # fmt: skip
    rows = rows.exclude(unit__kind__in=LEADING_KINDS).select_related("person")
    return list(dict.fromkeys(post.person for post in rows.order_by("person__search_text")))


def pairs(
    people: Sequence[Person], start: date, end: date
) -> dict[Pair, tuple[date, int]]:  # fmt: skip
    """`{pair: (latest day, gathering)}` of recorded heart talks between the people; one statement."""
    keys = [p.pk for p in people]
    wanted = set(keys)
    rows = TalkPair.objects.filter(
        gathering__held_on__range=(start, end),
        gathering__state=State.RECORDED,
        gathering__kinds__kind=Kind.HEART_TALK,
    ).order_by("gathering__held_on", "pk")
    found: dict[Pair, tuple[date, int]] = {}
    for first, second, day, gathering in rows.filter(first__in=keys).values_list(
        "first", "second", "gathering__held_on", "gathering"
    ):
        if second in wanted:
            found[frozenset((first, second))] = (day, gathering)
    return found


def judged(circle: Circle, talks: dict[Pair, tuple[date, int]]) -> Coverage:
    """Which relations are met and which talks are wanted; pure."""
    parts = [
        *_core(circle, talks),
        *(_heads(circle, talks) if circle.is_team else _rank(circle, talks)),
    ]
    relations = tuple(
        Relation(key, title, wanted, wanted - len(gaps))
        for key, title, wanted, gaps in parts
        if wanted
    )
    return Coverage(circle, talks, relations, tuple(g for *_, gaps in parts for g in gaps))


def coverage(unit: Unit, start: date, end: date) -> Coverage:
    """The coverage of a unit between two days, the people as of the last; a constant number of
    statements.
    """
    circle = circle_of(unit, end)
    return judged(circle, pairs(circle.people, start, end))


Part = tuple[str, str, int, list[Gap]]


def _core(circle: Circle, talks: dict[Pair, tuple[date, int]]) -> Iterable[Part]:
    with_leader: list[tuple[Person, Person]] = []
    among: list[tuple[Person, Person]] = []
    for first, second in combinations(circle.core, 2):
        (with_leader if circle.is_team and first.pk == circle.leader else among).append(
            (first, second)
        )
    if circle.is_team:
        yield _every("lead", "主要负责人与班子成员", with_leader, talks)
    title = "班子成员相互" if circle.is_team else "委员之间"
    yield _every("core", title, among, talks)


def _every(
    key: str, title: str, asked: Sequence[tuple[Person, Person]],
    talks: dict[Pair, tuple[date, int]],
) -> Part:  # fmt: skip
    gaps = [Gap(title, a, b.name, True) for a, b in asked if frozenset((a.pk, b.pk)) not in talks]
    return key, title, len(asked), gaps


def _heads(circle: Circle, talks: dict[Pair, tuple[date, int]]) -> Iterable[Part]:
    """Who is in charge of which unit is not known here: any of the team will do."""
    yield _some(
        "heads", "班子成员与所属单位负责人", circle.others, circle.core, "任一班子成员", talks
    )


def _rank(circle: Circle, talks: dict[Pair, tuple[date, int]]) -> Iterable[Part]:
    if circle.core:
        yield _some("rank", "委员与党员", circle.others, circle.core, "任一委员", talks)
    if len(circle.others) > 1:
        yield _some("peer", "党员与党员", circle.others, circle.others, "任一党员", talks)


def _some(
    key: str, title: str, asked: Sequence[Person], partners: Sequence[Person], words: str,
    talks: dict[Pair, tuple[date, int]],
) -> Part:  # fmt: skip
    keys = {p.pk for p in partners}
    met = {one for pair in talks for one in pair if pair - {one} <= keys}
    gaps = [Gap(title, p, words) for p in asked if p.pk not in met]
    return key, title, len(asked), gaps


# ------------------------------------------------------------------------ for the rule engine

Place = tuple[Gathering, int]
RELATIONS = ("core", "rank", "peer")


def talk_numbers(places: Iterable[Place], units: Sequence[Unit]) -> dict[tuple[int, int], Numbers]:
    """`{(gathering, branch): core_wanted, core_talked, rank_…, peer_…}`: how far each branch had come
    in the year of the talk when it had been held, measured by the people of the year's last day or
    of today; a constant number of statements for each year.
    """
    branches = {unit.pk: unit for unit in units if unit.kind in BRANCH_KINDS}
    by_year: dict[int, list[Place]] = defaultdict(list)
    for row, unit in places:
        if unit in branches and any(k.kind == Kind.HEART_TALK for k in row.kinds.all()):
            by_year[year_of(row.held_on, row.makes_up)].append((row, unit))
    numbers: dict[tuple[int, int], Numbers] = {}
    for year, found in by_year.items():
        held_in = [branches[unit] for unit in dict.fromkeys(unit for _, unit in found)]
        circles = branch_circles(held_in, min(site_day(), date(year, 12, 31)))
        talks = _talks_of(year, circles.values())
        for row, unit in found:
            until = [
                talk for talk, gone in talks
                if talk[:2] <= (row.held_on, row.pk) and _stood_beside(row, gone)
            ]  # fmt: skip
            numbers[row.pk, unit] = relation_numbers(circles[unit], until)
    return numbers


def year_of(held_on: date, makes_up: str) -> int:
    """The year that a talk counts for: the one it makes up, or the one it was held in."""
    return int(makes_up[:4]) if makes_up else held_on.year


Talk = tuple[date, int, int, int]


def _stood_beside(row: Gathering, gone: date | None) -> bool:
    """Whether a talk, withdrawn on `gone` or not at all, was good as long as the row was."""
    return gone is None or (row.withdrawn_on is not None and row.withdrawn_on <= gone)


def _talks_of(year: int, circles: Iterable[Circle]) -> list[tuple[Talk, date | None]]:
    """`((day, gathering, first, second), day of withdrawal)` of the year's talks of the people, in
    order; one statement.
    """
    keys = {p.pk for circle in circles for p in circle.people}
    rows = TalkPair.objects.filter(
        Q(gathering__held_on__year=year, gathering__makes_up="")
        | Q(gathering__makes_up__startswith=str(year)),
        Q(gathering__state=State.RECORDED)
        | Q(gathering__withdrawn_from=State.RECORDED, gathering__withdrawn_on__isnull=False),
        gathering__kinds__kind=Kind.HEART_TALK,
        first__in=keys,
    )
    found = rows.values_list(
        "gathering__held_on", "gathering", "first", "second", "gathering__withdrawn_on"
    )
    return sorted(((row[:4], row[4]) for row in found), key=lambda item: item[0])


def relation_numbers(circle: Circle, talks: Iterable[Talk]) -> Numbers:
    """Wanted and held talks of each relation of a branch; 0 of 0 where a relation asks for none."""
    people = {p.pk for p in circle.people}
    held = {frozenset(t[2:]): (t[0], t[1]) for t in talks if people >= set(t[2:])}
    numbers = dict.fromkeys(
        (f"{key}_{what}" for key in RELATIONS for what in ("wanted", "talked")), 0
    )
    for relation in judged(circle, held).relations:
        numbers |= {
            f"{relation.key}_wanted": relation.wanted,
            f"{relation.key}_talked": relation.done,
        }
    return numbers


def numbers_with(
    unit: Unit, day: date, makes_up: str, pairs: Iterable[tuple[Person, Person]]
) -> Numbers:
    """How far the branch would have come if these talks were recorded now."""
    year = year_of(day, makes_up)
    circle = branch_circles([unit], min(site_day(), date(year, 12, 31)))[unit.pk]
    talks = [t for t, gone in _talks_of(year, [circle]) if gone is None and t[0] <= day]
    return relation_numbers(circle, [*talks, *((day, 0, a.pk, b.pk) for a, b in pairs)])
