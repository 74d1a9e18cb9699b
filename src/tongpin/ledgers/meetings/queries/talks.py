"""谈心谈话覆盖: who has talked with whom, and which talks the regulations still want.

A leading team (《县以上党和国家机关党员领导干部民主生活会若干规定》, 会前谈心谈话): the main leader with
each member, members with each other, and each head of a unit with one of the team. A branch
(《中国共产党支部工作条例（试行）》第十九条): committee members with each other, each ordinary member with one
of the committee and with one other ordinary member; every pair of a large branch is not asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.db.models import Q

from tongpin.life.models import Kind, State, TalkPair
from tongpin.life.queries import expected_people
from tongpin.org.models import BRANCH_KINDS, COMMITTEE_TITLES, LEADING_KINDS, Person, Post, Unit
from tongpin.org.models import PostTitle as Title
from tongpin.org.queries import posts_on

Pair = frozenset[int]
Cell = tuple[date, int] | str | None
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
    """One relation in numbers."""

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
    """Who has to talk in a unit on the day; three statements at most."""
    posts = list(posts_on(unit, day))
    is_team = unit.kind not in BRANCH_KINDS
    leader = next((p.person_id for p in posts if p.title == Title.SECRETARY), None)
    core = list(dict.fromkeys(p.person for p in posts if p.title in COMMITTEE_TITLES))
    core.sort(key=lambda p: (p.pk != leader, p.search_text, p.pk))
    others = heads_below(unit, day) if is_team else expected_people(unit, day)
    known = {p.pk for p in core}
    around = tuple(p for p in others if p.pk not in known)
    return Circle(tuple(core), around, leader, is_team)


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
        Relation(t, wanted, wanted - len(gaps)) for t, wanted, gaps in parts if wanted
    )
    return Coverage(circle, talks, relations, tuple(g for _, _, gaps in parts for g in gaps))  # fmt: skip


def coverage(unit: Unit, start: date, end: date) -> Coverage:
    """The coverage of a unit between two days, the people as of the last; a constant number of
    statements.
    """
    circle = circle_of(unit, end)
    return judged(circle, pairs(circle.people, start, end))


Part = tuple[str, int, list[Gap]]


def _core(circle: Circle, talks: dict[Pair, tuple[date, int]]) -> Iterable[Part]:
    with_leader: list[tuple[Person, Person]] = []
    among: list[tuple[Person, Person]] = []
    for first, second in combinations(circle.core, 2):
        (with_leader if circle.is_team and first.pk == circle.leader else among).append(
            (first, second)
        )
    if circle.is_team:
        yield _every("主要负责人与班子成员", with_leader, talks)
    yield _every("班子成员相互" if circle.is_team else "委员之间", among, talks)


def _every(
    title: str, asked: Sequence[tuple[Person, Person]], talks: dict[Pair, tuple[date, int]]
) -> Part:
    gaps = [Gap(title, a, b.name, True) for a, b in asked if frozenset((a.pk, b.pk)) not in talks]
    return title, len(asked), gaps


def _heads(circle: Circle, talks: dict[Pair, tuple[date, int]]) -> Iterable[Part]:
    """Who is in charge of which unit is not known here: any of the team will do."""
    yield _some("班子成员与所属单位负责人", circle.others, circle.core, "任一班子成员", talks)


def _rank(circle: Circle, talks: dict[Pair, tuple[date, int]]) -> Iterable[Part]:
    if circle.core:
        yield _some("委员与党员", circle.others, circle.core, "任一委员", talks)
    if len(circle.others) > 1:
        yield _some("党员与党员", circle.others, circle.others, "任一党员", talks)


def _some(
    title: str, asked: Sequence[Person], partners: Sequence[Person], words: str,
    talks: dict[Pair, tuple[date, int]],
) -> Part:  # fmt: skip
    keys = {p.pk for p in partners}
    met = {one for pair in talks for one in pair if pair - {one} <= keys}
    return title, len(asked), [Gap(title, p, words) for p in asked if p.pk not in met]
