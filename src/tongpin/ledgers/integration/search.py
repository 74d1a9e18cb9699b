"""Business work in the search at the top of every page."""

from __future__ import annotations

from django.urls import reverse

from tongpin.capability import Hit, Hits
from tongpin.ledgers.integration import queries
from tongpin.ledgers.integration.models import WorkItem
from tongpin.org.access import PageContext
from tongpin.org.finding import Shelf, found
from tongpin.org.scope import Scope


def search(place: PageContext, text: str) -> Hits | None:
    """Items of the reader's units and of the units above."""
    if not place.can("integration.view"):
        return None
    rows = WorkItem.objects.filter(queries.known(Scope.of(place.actor, "integration.view")))
    columns = ("name", "department", "owner_name")
    return found(
        "业务工作", text, Shelf(rows.select_related("unit"), columns, _item, "integration:list")
    )


def _item(row: WorkItem) -> Hit:
    note = f"{row.department}，时限{row.due_on}"
    return Hit(row.name, reverse("integration:detail", args=[row.pk]), note)
