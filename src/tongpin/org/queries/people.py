"""Reads of people and their dated relations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Prefetch, Q

from tongpin.audit.clock import site_day
from tongpin.org.models import (
    MEMBER_STAGES,
    Affiliation,
    Membership,
    Person,
    Post,
    PostTitle,
    SearchName,
    Stage,
    Unit,
)
from tongpin.org.names import is_same_name
from tongpin.org.queries.asof import holds_on
from tongpin.org.queries.units import at_or_below
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.org.search import LONGEST_WORD, bare_name, normalised


def people(scope: Scope) -> ScopedQuerySet:
    """People within the scope who belong to a branch now, with it; who left is in the history."""
    return (
        Person.objects.within(scope)
        .filter(Q(left_on__isnull=True) | Q(left_on__gte=site_day()), withdrawn_on__isnull=True)
        .select_related("home", "group")
        .prefetch_related(Prefetch("memberships", Membership.objects.order_by("-starts_on")))
    )


def person(scope: Scope, pk: int) -> Person | None:
    """One person with everything the file page shows."""
    return (
        Person.objects.within(scope)
        .select_related("home", "group")
        .prefetch_related(
            "memberships",
            Prefetch("affiliations", Affiliation.objects.select_related("unit")),
            Prefetch("posts", Post.objects.select_related("unit")),
        )
        .filter(pk=pk)
        .first()
    )


def members_at(day: date) -> ScopedQuerySet:
    """Everybody who was a full or probationary member on the day, wherever."""
    held = Membership.objects.filter(holds_on(day), stage__in=MEMBER_STAGES)
    return Person.objects.filter(pk__in=held.values("person"))


def member_branches(people: Sequence[int], day: date) -> list[tuple[int, str]]:
    """`(person, path of the branch)` of those of the people who were members on the day; one statement."""
    rows = Affiliation.objects.filter(
        holds_on(day), person__in=members_at(day).filter(pk__in=people)
    )
    return list(rows.values_list("person", "unit__path"))


def members_on(unit: Unit, day: date) -> ScopedQuerySet:
    """Full and probationary members whose branch this unit (or a branch below it) was on the day."""
    return (
        Person.objects.filter(
            pk__in=Affiliation.objects.filter(
                holds_on(day), unit__path__startswith=unit.path
            ).values("person")
        )
        .filter(
            pk__in=Membership.objects.filter(holds_on(day), stage__in=MEMBER_STAGES).values(
                "person"
            )
        )
        .select_related("home", "group")
        .order_by("search_text", "pk")
    )


def member_called(unit: Unit, name: str, day: date) -> Person | None:
    """The one member of the unit and below who bears the name on the day; None where none or several do."""
    found = list(members_on(unit, day).filter(name=name)[:2]) if name else []
    return found[0] if len(found) == 1 else None


def members_by_branch(branches: Sequence[Unit], day: date) -> dict[int, list[Person]]:
    """`{branch: its members on the day}` of branches, which have nothing below them; one statement.

    Who changed branches on the day itself is found in both.
    """
    found: dict[int, list[Person]] = {unit.pk: [] for unit in branches}
    members = Membership.objects.filter(holds_on(day), stage__in=MEMBER_STAGES).values("person")
    rows = Affiliation.objects.filter(holds_on(day), unit__in=list(found), person__in=members)
    rows = rows.select_related("person__home", "person__group")
    for row in rows.order_by("person__search_text", "person"):
        found[row.unit_id].append(row.person)
    return found


def stage_on(person: Person, day: date) -> Stage | None:
    """The stage of a person on a day, from the prefetched memberships where they are loaded."""
    for item in person.memberships.all():
        if item.starts_on <= day and (item.ends_on is None or item.ends_on >= day):
            return Stage(item.stage)
    return None


def branch_on(person: Person, day: date) -> Unit | None:
    """The branch that a person belonged to on a day."""
    rows = Affiliation.objects.filter(holds_on(day), person=person).select_related("unit")
    place = rows.order_by("-starts_on").first()
    return place.unit if place is not None else None


def posts_on(unit: Unit, day: date) -> ScopedQuerySet:
    """The posts held in the unit on the day."""
    return Post.objects.filter(holds_on(day), unit=unit).select_related("person")


def secretaries_of(units: Collection[int], day: date) -> dict[int, str]:
    """`{unit: name of its secretary on the day}`; no statement for no units."""
    if not units:
        return {}
    held = Post.objects.filter(holds_on(day), unit__in=units, title=PostTitle.SECRETARY)
    return dict(held.values_list("unit", "person__name"))


def posts_held(units: Collection[int], day: date) -> ScopedQuerySet:
    """The posts held in any of the units on the day."""
    return Post.objects.filter(holds_on(day), unit__in=units)


def search(scope: Scope, text: str, *, limit: int = 20) -> tuple[list[Unit], list[Person]]:
    """Units and people whose name, pinyin or initials contain the text."""
    needle = normalised(text)[:50]
    if not needle:
        return [], []
    found_units = Unit.objects.within(scope).filter(
        Q(search_text__contains=needle) | Q(code__iexact=needle)
    )
    return (
        list(found_units[:limit]),
        list(called(people(scope), text)[:limit]),
    )


def people_by_identity(indexes: Iterable[str]) -> dict[str, Person]:
    """Present people by the blind index of their identity number."""
    wanted = [i for i in indexes if i]
    found: dict[str, Person] = {}
    for start in range(0, len(wanted), 500):
        rows = Person.objects.filter(
            identity_index__in=wanted[start : start + 500], withdrawn_on__isnull=True
        ).select_related("home")
        found.update({p.identity_index: p for p in rows})
    return found


def has_people() -> bool:
    """Whether anybody is on the roster yet."""
    return Person.objects.exists()


def names_below(unit: Unit) -> set[tuple[str, str, int]]:
    """`(bare name, birth date or "", branch)` of everybody present at and below the unit."""
    rows = Person.objects.filter(withdrawn_on__isnull=True, home__path__startswith=unit.path)
    return {
        (bare_name(name), born.isoformat() if born else "", home)
        for name, born, home in rows.values_list("name", "born_on", "home_id")
    }


def stages_of(keys: Sequence[int], day: date) -> dict[int, str]:
    """`{person: stage on the day}`."""
    found: dict[int, str] = {}
    for start in range(0, len(keys), 500):
        rows = Membership.objects.filter(holds_on(day), person__in=keys[start : start + 500])
        found.update(rows.values_list("person", "stage"))
    return found


def left_as(keys: Sequence[int]) -> dict[int, str]:
    """`{person: how they left their last branch}`; no statement for nobody."""
    if not keys:
        return {}
    rows = Affiliation.objects.filter(person__in=keys).exclude(ends_on=None)
    return dict(rows.order_by("starts_on").values_list("person", "left_as"))


def in_stage(rows: ScopedQuerySet, stage: str, day: date) -> ScopedQuerySet:
    """The people who are in the stage on the day."""
    holding = Membership.objects.filter(holds_on(day), stage=stage)
    return rows.filter(pk__in=holding.values("person"))


def born_between(
    rows: ScopedQuerySet, youngest: date | None, oldest: date | None
) -> ScopedQuerySet:
    """People born on or before `youngest` and after `oldest`."""
    if youngest is not None:
        rows = rows.filter(born_on__lte=youngest)
    return rows.filter(born_on__gt=oldest) if oldest is not None else rows


def placed(rows: ScopedQuerySet, unit: Unit, day: date) -> ScopedQuerySet:
    """The people whose branch was the unit, or one below it, on the day."""
    there = at_or_below(Affiliation.objects.filter(holds_on(day)), unit, "unit")
    return rows.filter(pk__in=there.values("person"))


def of_branches_named(rows: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """The people of the branches that have the text as code, or in name, pinyin or initials."""
    branches = Unit.objects.filter(Q(code=text) | Q(search_text__contains=normalised(text)))
    return rows.filter(home__in=branches)


def called(rows: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """People whose name, given name, pinyin or initials begin with the text; read from an index."""
    needle = bare_name(text)[:LONGEST_WORD]
    found = SearchName.objects.filter(word__prefix=needle).values("person")
    return rows.filter(pk__in=found) if needle else rows.none()


def people_named(unit: Unit, name: str, born_on: date | None) -> list[Person]:
    """People at and below the unit of this name, however it is written."""
    rows = called(people(Scope(((unit.path, True),))), name)
    rows = rows.filter(born_on=born_on) if born_on else rows
    return [person for person in rows if is_same_name(person.name, name)][:5]


def post(scope: Scope, pk: int) -> Post | None:
    """One post."""
    return Post.objects.within(scope).select_related("person", "unit").filter(pk=pk).first()
