"""Examinations in the search at the top of every page: when and where they are, never a result."""

from __future__ import annotations

from django.urls import reverse

from tongpin.capability import Hit, Hits
from tongpin.ledgers.examinations import queries
from tongpin.ledgers.examinations.models import Sitting
from tongpin.ledgers.examinations.wording import phase
from tongpin.life.clock import site_moment
from tongpin.org.access import PageContext
from tongpin.org.finding import Shelf, found
from tongpin.org.scope import Scope


def search(place: PageContext, text: str) -> Hits | None:
    """Sittings that the reader's units organise or are asked to."""
    if not place.can("examinations.view"):
        return None
    rows = queries.known_sittings(Scope.of(place.actor, "examinations.view"))
    return found("知识考试", text, Shelf(rows, ("title",), _sitting))


def _sitting(row: Sitting) -> Hit:
    now = site_moment()
    note = f"{row.opens_at.astimezone(now.tzinfo):%Y-%m-%d} {row.unit} {phase(row, now)}"
    return Hit(row.title, reverse("examinations:sitting", args=[row.pk]), note)
