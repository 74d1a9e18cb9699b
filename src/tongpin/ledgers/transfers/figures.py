"""The numbers of 组织关系转接 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.transfers.models import Transfer
from tongpin.ledgers.transfers.states import Route
from tongpin.org.scope import Scope


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """People received by route; one statement."""
    rows = Transfer.objects.within(scope).filter(received_on__range=(start, end)).order_by()
    counted = dict(rows.values_list("route").annotate(n=Count("pk")))
    for route in Route:
        if counted.get(route.value):
            yield Figure(
                f"transfers.{route.value}", f"组织关系{route.label}", counted[route.value], "人",
                frozenset({"transfer"}), reverse("transfers:list"),
            )  # fmt: skip
