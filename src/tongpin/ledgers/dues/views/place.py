"""What every page of dues finds first: the unit, the month, a row within the reader's units."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from django.http import Http404

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.ledgers.dues.amounts import month_of, parse_month
from tongpin.org import queries as org
from tongpin.org.access import PageRequest
from tongpin.org.editing import BIGGEST_KEY
from tongpin.org.models import Person

R = TypeVar("R")


def month_asked(request: PageRequest) -> date:
    """`?month=2020-09`, else the present month in the chosen year."""
    text = request.GET.get("month", "")
    if text:
        try:
            return parse_month(text)
        except ValueError as error:
            raise Refused(str(error), field="month") from error
    today = month_of(site_day())
    year = request.page.year
    return today if today.year == year else date(year, 12 if year < today.year else 1, 1)


def member(request: PageRequest, pk: int) -> Person:
    """A person on the roster of the reader's units."""
    person = org.person(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if person is None:
        raise Http404
    request.page.require(person.home)
    return person
