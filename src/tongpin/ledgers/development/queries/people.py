"""Who may apply, and who may stand by them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tongpin.capability import standings
from tongpin.ledgers.development.models import Case
from tongpin.org.models import MEMBER_STAGES, Affiliation, Membership, Person, Stage, Unit
from tongpin.org.names import is_same_name
from tongpin.org.queries import called, in_stage, members_on
from tongpin.org.scope import Scope, ScopedQuerySet


def applicants(unit: Unit, day: date) -> ScopedQuerySet:
    """People of the unit's roster who are no members and have no case under way."""
    holding = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), stage__in=MEMBER_STAGES, starts_on__lte=day
    )
    opened = Case.objects.filter(closed_on__isnull=True).values("person")
    rows = Person.objects.filter(home__path__startswith=unit.path, withdrawn_on__isnull=True)
    return rows.exclude(pk__in=holding.values("person")).exclude(pk__in=opened)


def sponsors(unit: Unit, day: date) -> ScopedQuerySet:
    """Full members of the branch on the day: contacts and introducers come from them.

    Who may not vote under a sanction may not introduce anybody either (处分条例 art. 12).
    """
    rows = in_stage(members_on(unit, day), "full", day)
    barred = standings(list(rows.order_by().values_list("pk", flat=True)), day)
    return rows.exclude(pk__in=barred) if barred else rows


def sponsors_since(person: Person, since: date, until: date) -> ScopedQuerySet:
    """Full members at some time between the days of the branches that the person was in."""

    def held() -> Q:
        return Q(starts_on__lte=until) & (Q(ends_on__isnull=True) | Q(ends_on__gte=since))

    homes = Affiliation.objects.filter(held(), person=person).values("unit")
    there = Affiliation.objects.filter(held(), unit__in=homes).exclude(person=person)
    full = Membership.objects.filter(held(), stage=Stage.FULL)
    return (
        Person.objects.filter(pk__in=there.values("person"), withdrawn_on__isnull=True)
        .filter(pk__in=full.values("person"))
        .order_by("search_text", "pk")
    )


def candidates(scope: Scope, pk: int) -> Person | None:
    """One person within the scope with the branch."""
    return Person.objects.within(scope).select_related("home").filter(pk=pk).first()


def is_namesake(unit: Unit, name: str, born_on: object) -> bool:
    """Whether somebody of this name (and birth date, where both have one) is on the roster."""
    rows = called(
        Person.objects.filter(home__path__startswith=unit.path, withdrawn_on__isnull=True), name
    )
    if born_on:
        rows = rows.filter(Q(born_on=born_on) | Q(born_on__isnull=True))
    return any(is_same_name(known, name) for known in rows.values_list("name", flat=True))
