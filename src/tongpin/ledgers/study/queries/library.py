"""Reads of the library."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from tongpin.ledgers.study.models import Material, ReadingList
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet


def _above(unit: Unit | None, scope: Scope) -> Q:
    """What the scope holds, and what the units above the chosen one keep for everybody below."""
    keys = [int(part) for part in unit.path.split("/") if part] if unit is not None else []
    return scope.condition("unit__path") | Q(unit__in=keys)


def materials(scope: Scope, unit: Unit | None) -> ScopedQuerySet:
    """Materials in use that the reader may read."""
    rows = Material.objects.filter(_above(unit, scope), withdrawn_reason="")
    return rows.select_related("unit")


def material(scope: Scope, unit: Unit | None, pk: int) -> Material | None:
    """One material that the reader may read, withdrawn or not."""
    rows = Material.objects.filter(_above(unit, scope), pk=pk)
    return rows.select_related("unit").first()


def categories(rows: ScopedQuerySet) -> list[str]:
    """The topics of materials, in order."""
    named = rows.exclude(category="").order_by("category")
    return list(named.values_list("category", flat=True).distinct())


def searched(rows: Any, text: str) -> Any:
    """Materials whose title, author or note says the words."""
    return rows.filter(
        Q(title__icontains=text) | Q(author__icontains=text) | Q(note__icontains=text)
    )


def reading_lists(scope: Scope, unit: Unit | None, year: int) -> list[ReadingList]:
    """The lists of a year that the reader may read, with their materials and `number` of them."""
    rows = ReadingList.objects.filter(_above(unit, scope), year=year, withdrawn_reason="")
    rows = rows.select_related("unit").annotate(number=Count("items"))
    return list(rows.prefetch_related("items__material"))


def reading_list(scope: Scope, unit: Unit | None, pk: int) -> ReadingList | None:
    """One list that the reader may read."""
    rows = ReadingList.objects.filter(_above(unit, scope), pk=pk).select_related("unit")
    return rows.prefetch_related("items__material").first()
