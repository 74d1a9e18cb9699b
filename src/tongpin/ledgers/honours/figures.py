"""The numbers of 岗队 and 荣誉 in a period, for reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Sum
from django.urls import reverse

from tongpin.capability import Figure
from tongpin.ledgers.honours.models import Honour, HonourKind, Service, Station, StationKind
from tongpin.org.scope import Scope


def figures(scope: Scope, start: date, end: date) -> Iterator[Figure]:
    """Posts at work, hours of service that a branch confirmed, honours given; three statements."""
    stations = Station.objects.within(scope).filter(
        starts_on__lte=end, ends_on__gte=start, withdrawn_reason=""
    )
    counted = dict(stations.order_by().values_list("kind").annotate(n=Count("pk")))
    for kind in StationKind:
        if counted.get(kind.value):
            yield Figure(
                f"honours.{kind.value}", f"设立{kind.label}", counted[kind.value], "个",
                frozenset({"volunteer"} if "志愿" in kind.label else {"honour"}),
                reverse("honours:stations"),
            )  # fmt: skip
    served = Service.objects.within(scope).filter(
        on__range=(start, end), confirmed_on__isnull=False, withdrawn_reason=""
    )
    minutes = served.aggregate(n=Sum("minutes"))["n"]
    if minutes:
        yield Figure("honours.service", "志愿服务", minutes // 60, "小时", frozenset({"volunteer"}),
                     reverse("honours:stations"))  # fmt: skip
    given = Honour.objects.within(scope).filter(
        awarded_on__range=(start, end), revoked_on__isnull=True, withdrawn_reason=""
    )
    of_kind = dict(given.order_by().values_list("kind").annotate(n=Count("pk")))
    for item in HonourKind:
        if of_kind.get(item.value):
            yield Figure(
                f"honours.{item.value}", f"表彰{item.label}", of_kind[item.value], "项",
                frozenset({"honour"}), reverse("honours:list"),
            )  # fmt: skip
