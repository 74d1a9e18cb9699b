"""Gatherings, who is expected and the year grid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from tongpin.life.models import (
    BRANCH_ONLY_KINDS,
    LEADING_TEAM_KINDS,
    Attendance,
    Draft,
    Gathering,
    JointUnit,
    Kind,
    Presence,
    State,
    TalkPair,
)
from tongpin.org.models import BRANCH_KINDS, COMMITTEE_TITLES, LEADING_KINDS, Person, Post, Unit
from tongpin.org.queries import member_branches, members_at, members_on, posts_held, posts_on
from tongpin.org.scope import Scope, ScopedQuerySet


def gatherings(scope: Scope) -> ScopedQuerySet:
    """Gatherings within the scope, or held together with a unit of it, with their kinds and the
    numbers of present and expected people.
    """
    counted = Q(attendances__presence=Presence.PRESENT)
    expected = ~Q(attendances__presence=Presence.OBSERVER) & Q(attendances__isnull=False)
    return (
        Gathering.objects.filter(visible_to(scope))
        .select_related("unit", "chair")
        .prefetch_related("kinds")
        .annotate(
            present=Count("attendances", filter=counted, distinct=True),
            entitled=Count("attendances", filter=expected, distinct=True),
        )
    )


def visible_to(scope: Scope) -> Q:
    """The condition on gatherings of units in the scope, or held together with one of them."""
    own = scope.condition("unit__path")
    if not own:  # the whole tree
        return own
    joint = JointUnit.objects.within(scope).filter(gathering=OuterRef("pk"))
    return own | Q(Exists(joint))


def gathering(scope: Scope, pk: int) -> Gathering | None:
    """One gathering with everything its page shows."""
    people = Attendance.objects.select_related("person", "unit").order_by(
        "person__search_text", "pk"
    )
    return (
        gatherings(scope)
        .select_related("recorder", "group", "series", "sign_in")
        .prefetch_related(
            Prefetch("attendances", people),
            Prefetch("joint_units", JointUnit.objects.select_related("unit")),
            Prefetch("talks", TalkPair.objects.select_related("first", "second")),
            "tags",
        )
        .filter(pk=pk)
        .first()
    )


def by_request(key: str) -> Gathering | None:
    """The gathering that a submission with this key has made already."""
    return Gathering.objects.filter(request_key=key).first() if key else None


def twins(
    unit: Unit, day: date, kinds: Collection[str], *, group: Unit | None = None, but: int = 0
) -> list[Gathering]:
    """Other records of the unit for the same day and kind, which may be the same meeting twice. Talks
    are held many a day, and each group holds its own meeting.
    """
    rows = Gathering.objects.filter(Q(unit=unit) | Q(joint_units__unit=unit), held_on=day)
    rows = rows.exclude(state=State.WITHDRAWN).exclude(pk=but).distinct().order_by("pk")
    mine = set(kinds) - {Kind.HEART_TALK.value}
    found = []
    for row in rows.prefetch_related("kinds"):
        both = mine & {k.kind for k in row.kinds.all()}
        if group is not None and row.group_id not in (None, group.pk):
            both -= {Kind.GROUP_MEETING.value}
        if both:
            found.append(row)
    return found


def with_tag(rows: Any, tag: str) -> Any:
    """The gatherings with a content or a form."""
    return rows.filter(tags__tag=tag)


def kinds_for(unit: Unit) -> list[Kind]:
    """The kinds that a unit of this type can hold."""
    if unit.kind in BRANCH_KINDS:
        return [k for k in Kind if k not in LEADING_TEAM_KINDS]
    if unit.kind in LEADING_KINDS:
        more = (Kind.HEART_TALK, Kind.LECTURE, Kind.STUDY, Kind.TRAINING, Kind.ACTIVITY)
        return [*LEADING_TEAM_KINDS, *more]
    return [k for k in Kind if k not in BRANCH_ONLY_KINDS and k != Kind.LEADING_MEETING]


def expected_people(unit: Unit, day: date) -> list[Person]:
    """Who is expected: the members of a branch, or the team of a committee, on the day."""
    if unit.kind in LEADING_KINDS:
        return list(dict.fromkeys(post.person for post in posts_on(unit, day)))
    return list(members_on(unit, day))


def asked_people(
    people: list[Person], unit: Unit, day: date, kinds: Iterable[str], group: Unit | None
) -> list[Person]:
    """Those of the people whom the kinds ask for: the committee, one group, or everybody."""
    if set(kinds) == {Kind.COMMITTEE_MEETING.value}:
        committee = {
            post.person_id for post in posts_on(unit, day) if post.title in COMMITTEE_TITLES
        }
        return [p for p in people if p.pk in committee] or people
    if set(kinds) == {Kind.GROUP_MEETING.value} and group is not None:
        return [p for p in people if p.group_id == group.pk] or people
    return people


def asked_of(rows: Sequence[Gathering], mine: Sequence[int], day: date) -> dict[int, set[int]]:
    """`{gathering: those of these people whom it asks for}` as `asked_people` says it of each; `rows`
    come with kinds and joint units. A constant number of statements.
    """
    if not rows or not mine:
        return {}
    homes = member_branches(mine, day)
    groups = dict(Person.objects.filter(pk__in=mine).values_list("pk", "group"))
    manned = set(
        members_at(day)
        .filter(group__in={r.group_id for r in rows if r.group_id})
        .values_list("group", flat=True)
    )
    places = {r.pk: [r.unit, *(j.unit for j in r.joint_units.all())] for r in rows}
    units = {unit.pk for held in places.values() for unit in held}
    posts: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for unit, person, title in posts_held(units, day).values_list("unit", "person", "title"):
        posts[unit].append((person, title in COMMITTEE_TITLES))
    found = {}
    for row in rows:
        people: set[int] = set()
        kinds = {k.kind for k in row.kinds.all()}
        for place in places[row.pk]:
            if place.kind in LEADING_KINDS:
                here = {person for person, _ in posts[place.pk]}
            else:
                here = {person for person, path in homes if path.startswith(place.path)}
            committee = {person for person, is_member in posts[place.pk] if is_member}
            if kinds == {Kind.COMMITTEE_MEETING.value} and committee:
                here &= committee
            elif kinds == {Kind.GROUP_MEETING.value} and row.group_id in manned:
                here = {p for p in here if groups.get(p) == row.group_id}
            people |= here
        found[row.pk] = people & set(mine)
    return found


def people_by_unit(units: Sequence[Unit], day: date) -> dict[int, list[Person]]:
    """`{unit: those expected}` of units that meet together."""
    return {unit.pk: expected_people(unit, day) for unit in units}


def everybody_expected(row: Gathering) -> list[tuple[Person, Unit | None]]:
    """`(person, joint unit or None for the host)` of all units that hold the gathering together."""
    own = expected_people(row.unit, row.held_on)
    places: dict[Person, Unit | None] = dict.fromkeys(own)
    for item in row.joint_units.select_related("unit"):
        for person in expected_people(item.unit, row.held_on):
            places.setdefault(person, item.unit)
    return list(places.items())


def leaders_above(unit: Unit, day: date) -> list[Person]:
    """The leading teams above a unit, who may be asked in as 列席; own people left out."""
    keys = [int(k) for k in unit.path.strip("/").split("/")[:-1]]
    posts = Post.objects.filter(unit__in=keys, unit__kind__in=LEADING_KINDS, starts_on__lte=day)
    posts = posts.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day)).select_related("person")
    own = {p.pk for p in expected_people(unit, day)}
    return [p for p in dict.fromkeys(post.person for post in posts) if p.pk not in own]


def partners(unit: Unit, day: date) -> list[Unit]:
    """The branches that a unit may hold a gathering together with: those of the same bureau."""
    root = unit.path.strip("/").split("/")[0]
    rows = Unit.objects.filter(path__startswith=f"/{root}/", kind__in=BRANCH_KINDS)
    rows = rows.filter(Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=day))
    return list(rows.exclude(pk=unit.pk))


def last_gathering(unit: Unit) -> Gathering | None:
    """The latest recorded gathering, from which place and people are carried over."""
    return (
        Gathering.objects.filter(unit=unit, state=State.RECORDED)
        .order_by("-held_on", "-pk")
        .first()
    )


def draft(account_id: int | None, unit: Unit, key: str) -> Draft | None:
    """What the account typed and did not save."""
    if account_id is None:
        return None
    return Draft.objects.filter(account_id=account_id, unit=unit, key=key).first()


def year_grid(unit: Unit, year: int) -> dict[str, list[list[Gathering]]]:
    """`{kind: [records of January, …, of December]}` of one unit, in order of days."""
    grid: dict[str, list[list[Gathering]]] = {
        k.value: [[] for _ in range(12)] for k in kinds_for(unit)
    }
    rows = (
        gatherings(Scope(((unit.path, False),)))
        .filter(held_on__year=year)
        .exclude(state__in=(State.WITHDRAWN, State.PLANNED))
        .order_by("held_on", "pk")
    )
    for row in rows:
        for item in row.kinds.all():
            if item.kind in grid:
                grid[item.kind][row.held_on.month - 1].append(row)
    return grid


def attendance_of(person_id: int, year: int) -> dict[str, int]:
    """How often a person was there in a year: `{present, leave, absent, observer}`."""
    result: dict[str, int] = defaultdict(int)
    rows = (
        Attendance.objects.filter(
            person=person_id, gathering__held_on__year=year, gathering__state=State.RECORDED
        )
        .values("presence")
        .annotate(n=Count("pk"))
    )
    for row in rows:
        result[row["presence"]] = row["n"]
    return dict(result)


def attendance(row: Gathering, pk: int) -> Attendance | None:
    """One line of a gathering's attendance."""
    return row.attendances.select_related("person").filter(pk=pk).first()


def counts_by_unit(keys: Iterable[int]) -> dict[tuple[int, int | None], tuple[int, int]]:
    """`{(gathering, joint unit or None for the host): (entitled, present)}`, in one statement."""
    present = Count("pk", filter=Q(presence=Presence.PRESENT))
    rows = (
        Attendance.objects.filter(gathering__in=list(keys))
        .exclude(presence=Presence.OBSERVER)
        .values_list("gathering", "unit")
        .annotate(entitled=Count("pk"), present=present)
    )
    return {(row, unit): (entitled, here) for row, unit, entitled, here in rows}


def joint_units(keys: Iterable[int]) -> dict[int, list[int]]:
    """`{gathering: [joint units]}`."""
    found: dict[int, list[int]] = defaultdict(list)
    rows = JointUnit.objects.filter(gathering__in=list(keys))
    for gathering_id, unit_id in rows.values_list("gathering", "unit"):
        found[gathering_id].append(unit_id)
    return found


def recorded(keys: Iterable[int]) -> Any:
    """The recorded gatherings among these keys, with their units."""
    return Gathering.objects.filter(pk__in=set(keys), state=State.RECORDED).select_related("unit")


def latest_recorded(scope: Scope, number: int) -> list[Gathering]:
    """The latest recorded gatherings of the units in the scope; who talked with whom is left out."""
    rows = Gathering.objects.within(scope).filter(state=State.RECORDED).select_related("unit")
    rows = rows.exclude(kinds__kind=Kind.HEART_TALK)
    return list(rows.order_by("-held_on", "-pk")[:number])
