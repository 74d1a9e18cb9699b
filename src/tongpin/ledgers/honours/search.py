"""Honours, posts and commendations in the search at the top of every page."""

from __future__ import annotations

from django.urls import reverse

from tongpin.capability import Hit, Hits
from tongpin.ledgers.honours import queries
from tongpin.ledgers.honours.models import Honour, Round, Station
from tongpin.org.access import PageContext
from tongpin.org.finding import Shelf, found
from tongpin.org.scope import Scope


def search(place: PageContext, text: str) -> Hits | None:
    """What was awarded and the posts; commendations for who may see their register."""
    if not place.can("honours.view"):
        return None
    scope = Scope.of(place.actor, "honours.view")
    shelves = [
        Shelf(
            queries.honours(scope).filter(withdrawn_reason=""),
            ("title", "person__name", "organisation__name", "number"),
            _honour,
            "honours:list",
        ),
        Shelf(
            Station.objects.within(scope).filter(withdrawn_reason="").select_related("unit"),
            ("name", "place"),
            _station,
            "honours:stations",
        ),
    ]
    if place.can("honours.ledger"):
        known = queries.known(Scope.of(place.actor, "honours.ledger"))
        rounds = Round.objects.filter(known).select_related("unit")
        shelves.append(Shelf(rounds, ("title",), _round, "honours:rounds"))
    return found("荣誉和岗位", text, *shelves)


def _honour(row: Honour) -> Hit:
    state = f"，{row.revoked_on}撤销" if row.revoked_on else ""
    note = f"{row.awarded_on} {row.awarded_by}{state}"
    return Hit(str(row), reverse("honours:honour", args=[row.pk]), note)


def _station(row: Station) -> Hit:
    return Hit(str(row), reverse("honours:station", args=[row.pk]), f"{row.unit} {row.place}")


def _round(row: Round) -> Hit:
    return Hit(row.title, reverse("honours:round", args=[row.pk]), f"{row.year}年表彰 {row.unit}")
