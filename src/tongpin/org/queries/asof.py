"""Everybody as of a day, from intervals, in a few statements whatever their number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tongpin.org.models import MEMBER_STAGES, Affiliation, Membership, Person, Unit
from tongpin.org.scope import Scope

COLUMNS = (
    "pk", "name", "sex", "nation", "education", "occupation", "front_line", "born_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RosterRow:
    """Somebody on the roster as they stood on a day; `stage` is empty where none held."""

    pk: int
    name: str
    unit: str
    unit_id: int
    stage: str
    sex: str
    nation: str
    education: str
    occupation: str
    front_line: str
    born_on: date | None
    joined_on: date | None

    @property
    def is_member(self) -> bool:
        """Whether a full or probationary member."""
        return self.stage in MEMBER_STAGES


def holds_on(day: date) -> Q:
    """The condition on a dated relation that it holds on the day."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def snapshot(scope: Scope, unit: Unit, day: date) -> list[RosterRow]:
    """Everybody placed in the unit (or below) on the day, with stage and day of joining.

    Four statements, each table read once: units, places, stages, people; of the whole tree nothing is
    joined. `joined_on` is the first day as a Party member.
    """
    is_whole = scope.is_whole and unit.parent_id is None
    units = Unit.objects.all() if is_whole else Unit.objects.filter(path__prefix=unit.path)
    names = {pk: short or name for pk, short, name in units.values_list("pk", "short_name", "name")}
    places = Affiliation.objects.filter(holds_on(day))
    spans = Membership.objects.filter(starts_on__lte=day)
    people = Person.objects.within(scope).filter(withdrawn_on__isnull=True)
    if not is_whole:
        places = places.filter(unit__in=units)
        spans = spans.filter(person__in=places.values("person"))
        people = people.filter(pk__in=places.values("person"))
    homes = dict(places.order_by("starts_on").values_list("person", "unit"))
    stages: dict[int, str] = {}
    joined: dict[int, date] = {}
    for person, stage, since, until in spans.order_by("starts_on").values_list(
        "person", "stage", "starts_on", "ends_on"
    ):
        if stage in MEMBER_STAGES:
            joined.setdefault(person, since)
        if until is None or until >= day:
            stages[person] = stage
    found = people.order_by("search_text", "pk").values_list(*COLUMNS)
    return [
        RosterRow(
            pk, name, names[homes[pk]], homes[pk], stages.get(pk, ""), sex, nation, education, work,
            line, born, joined.get(pk),
        )
        for pk, name, sex, nation, education, work, line, born in found
        if pk in homes
    ]  # fmt: skip


def dated_people(scope: Scope, unit: Unit) -> list[Person]:
    """People at and below the unit with all their intervals, for checking them against each other."""
    return list(
        Person.objects.within(scope)
        .filter(home__path__startswith=unit.path, withdrawn_on__isnull=True)
        .select_related("home")
        .defer("identity_number", "phone", "landline", "home_address")
        .prefetch_related("memberships", "affiliations", "posts", "roster_notes")
        .order_by("home__order", "search_text", "pk")
    )
