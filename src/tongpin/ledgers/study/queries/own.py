"""Reads of self-study, and hours joined with those from gatherings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from tongpin.ledgers.study.models import SelfState, SelfStudy
from tongpin.life.queries import study_people
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet

COUNTS = (SelfState.SUBMITTED, SelfState.CONFIRMED)


def self_entries(scope: Scope, year: int) -> ScopedQuerySet:
    """Entries of a year within the scope."""
    rows = SelfStudy.objects.within(scope).filter(on__year=year)
    return rows.select_related("person", "unit", "material")


def self_entry(scope: Scope, pk: int) -> SelfStudy | None:
    """One entry within the scope."""
    rows = SelfStudy.objects.within(scope).select_related("person", "unit")
    return rows.filter(pk=pk).first()


def to_confirm(scope: Scope) -> ScopedQuerySet:
    """Entries within the scope that wait for the branch."""
    rows = SelfStudy.objects.within(scope).filter(state=SelfState.SUBMITTED)
    return rows.select_related("person", "unit").order_by("on", "pk")


def daily_minutes(person_id: int, on: date, without: int | None = None) -> int:
    """What somebody entered for a day so far."""
    rows = SelfStudy.objects.filter(person=person_id, on=on, state__in=COUNTS).exclude(pk=without)
    return rows.aggregate(n=Sum("minutes"))["n"] or 0


def self_minutes(person_id: int, year: int) -> int:
    """Confirmed minutes of a person's year."""
    rows = SelfStudy.objects.filter(person=person_id, on__year=year, state=SelfState.CONFIRMED)
    return rows.aggregate(n=Sum("minutes"))["n"] or 0


def joined_people(scope: Scope, unit: Unit, year: int, day: date) -> Any:
    """`life.queries.study_people` with `alone` (confirmed self-study), `waiting` minutes and
    `joined`: hours of gatherings, made-up ones and self-study together.
    """

    def minutes(state: str) -> Coalesce:
        rows = SelfStudy.objects.filter(person=OuterRef("pk"), on__year=year, state=state)
        summed = rows.order_by().values("person").annotate(n=Sum("minutes")).values("n")
        return Coalesce(Subquery(summed, output_field=IntegerField()), 0)

    rows = study_people(scope, unit, year, day)
    rows = rows.annotate(alone=minutes(SelfState.CONFIRMED), waiting=minutes(SelfState.SUBMITTED))
    return rows.annotate(joined=F("minutes") + F("made_up") + F("alone"))


def reached(rows: Any, member: int, officer: int, value: str) -> Any:
    """Those who reach what is asked by gatherings (`yes`), with self-study only (`joined`), or not."""
    asked = Case(When(is_officer=True, then=Value(officer)), default=Value(member))

    def enough(name: str) -> Case:
        return Case(When(Q(**{f"{name}__gte": asked}), then=True), default=False,
                    output_field=BooleanField())  # fmt: skip

    rows = rows.annotate(is_enough=enough("minutes"), is_joined=enough("joined"))
    if value == "yes":
        return rows.filter(is_enough=True)
    if value == "joined":
        return rows.filter(is_enough=False, is_joined=True)
    return rows.filter(is_joined=False)
