"""Reads of what befell units, and of the terms of their committees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from tongpin.org.models import (
    COMMITTEE_TITLES,
    CommitteeTerm,
    EventKind,
    Person,
    Post,
    Unit,
    UnitEvent,
    UnitKind,
)
from tongpin.org.queries.asof import holds_on
from tongpin.org.scope import Scope
from tongpin.rules.terms import Body

_BODIES = {
    UnitKind.BRANCH: Body.BRANCH,
    UnitKind.JOINT_BRANCH: Body.BRANCH,
    UnitKind.GENERAL_BRANCH: Body.GENERAL_BRANCH,
    UnitKind.ORGAN_COMMITTEE: Body.GRASSROOTS_COMMITTEE,
    UnitKind.PARTY_COMMITTEE: Body.GRASSROOTS_COMMITTEE,
}


def term_body(unit: Unit) -> Body | None:
    """What body with a term the unit is, if any."""
    body = _BODIES.get(UnitKind(unit.kind))
    return Body.VILLAGE_BRANCH if body is Body.BRANCH and unit.is_village else body


def unit_events(unit: Unit) -> list[UnitEvent]:
    """What befell the unit, or another one with it, the latest first."""
    rows = UnitEvent.objects.filter(Q(unit=unit) | Q(other=unit))
    return list(rows.select_related("unit", "other"))


def unit_ending(unit: Unit) -> UnitEvent | None:
    """How a unit ended: by a merger, with the branch it went to, or dissolved."""
    rows = UnitEvent.objects.filter(
        unit=unit, kind__in=(EventKind.MERGED, EventKind.DISSOLVED), withdrawn_reason=""
    )
    return rows.select_related("other").order_by("-pk").first()


def unit_event(scope: Scope, pk: int) -> UnitEvent | None:
    """One change of a unit."""
    rows = UnitEvent.objects.within(scope).select_related("unit__parent", "other")
    return rows.filter(pk=pk).first()


def unit_terms(unit: Unit) -> list[CommitteeTerm]:
    """The terms of a unit's committee that were entered, the latest first."""
    return list(CommitteeTerm.objects.filter(unit=unit, withdrawn_reason=""))


def committee_term(scope: Scope, pk: int) -> CommitteeTerm | None:
    """One term."""
    rows = CommitteeTerm.objects.within(scope).select_related("unit")
    return rows.filter(pk=pk, withdrawn_reason="").first()


def terms_below(unit: Unit, day: date, *, subtree: bool) -> dict[int, CommitteeTerm]:
    """`{unit: the term that runs on the day}` of a unit and those below, entered after an election."""
    rows = CommitteeTerm.objects.within(Scope(((unit.path, subtree),))).filter(
        elected_on__lte=day, withdrawn_reason=""
    )
    return {row.unit_id: row for row in rows.select_related("unit").order_by("elected_on")}


def committees_below(unit: Unit, day: date, *, subtree: bool) -> list[Post]:
    """The posts of committees on the day, of a unit and those below it."""
    rows = Post.objects.within(Scope(((unit.path, subtree),)))
    rows = rows.filter(holds_on(day), title__in=COMMITTEE_TITLES)
    return list(rows.select_related("unit").order_by("unit", "starts_on", "pk"))


def committee_posts(keys: Sequence[int], day: date) -> list[Post]:
    """The posts of committees that are held on the day, by unit."""
    rows = Post.objects.filter(holds_on(day), unit__in=keys, title__in=COMMITTEE_TITLES)
    return list(rows.select_related("person").order_by("unit", "starts_on", "pk"))


def people_of(unit: Unit) -> list[Person]:
    """Everybody on the roster of a branch, by name."""
    return list(Person.objects.filter(home=unit, withdrawn_on=None))
