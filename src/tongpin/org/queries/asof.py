"""Everybody as of a day, from intervals, in a few statements whatever their number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from tongpin.org.models import MEMBER_STAGES, Affiliation, Membership, Person, Unit
from tongpin.org.scope import Scope


def holds_on(day: date) -> Q:
    """The condition on a dated relation that it holds on the day."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def snapshot(scope: Scope, unit: Unit, day: date) -> list[dict[str, Any]]:
    """Everybody placed in the unit (or below) on the day, with stage and day of joining.

    Three statements: places, stages, people. `joined_on` is the first day as a Party member.
    """
    places = Affiliation.objects.filter(
        holds_on(day), unit__path__startswith=unit.path, person__withdrawn_on__isnull=True
    )
    homes = {
        person: (unit, short or name)
        for person, unit, short, name in places.values_list(
            "person", "unit", "unit__short_name", "unit__name"
        ).order_by("starts_on")
    }
    stages: dict[int, str] = {}
    joined: dict[int, date] = {}
    spans = Membership.objects.filter(person__in=places.values("person"), starts_on__lte=day)
    for row in spans.order_by("starts_on").values("person", "stage", "starts_on", "ends_on"):
        if row["stage"] in MEMBER_STAGES:
            joined.setdefault(row["person"], row["starts_on"])
        if row["ends_on"] is None or row["ends_on"] >= day:
            stages[row["person"]] = row["stage"]
    people = Person.objects.within(scope).filter(pk__in=places.values("person"))
    columns = (
        "pk", "name", "sex", "nation", "education", "occupation", "front_line", "born_on",
    )  # fmt: skip
    nowhere = (0, "")
    return [
        {**row, "unit": homes.get(row["pk"], nowhere)[1],
         "unit_id": homes.get(row["pk"], nowhere)[0], "stage": stages.get(row["pk"], ""),
         "joined_on": joined.get(row["pk"])}
        for row in people.order_by("search_text", "pk").values(*columns)
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
