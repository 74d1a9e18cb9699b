"""Reads of schemes."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from tongpin.ledgers.assessment.models import Creation, Dimension, Item, Scheme
from tongpin.ledgers.assessment.queries.evidence import duty_sources, evidence_sources
from tongpin.ledgers.assessment.scheme_text import ItemText, SchemeText, Sources, scheme_faults
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet


def sources() -> Sources:
    """What an item may name."""
    return Sources(duty_sources(), evidence_sources())


def schemes(scope: Scope) -> ScopedQuerySet:
    """Every edition within the scope with the number of its items and whether it was used."""
    used = Creation.objects.filter(scheme=OuterRef("pk"))
    rows = Scheme.objects.within(scope).select_related("unit")
    return rows.annotate(size=Count("items"), is_used=Exists(used))


def scheme(scope: Scope, pk: int) -> Scheme | None:
    """One edition with its parts."""
    items = Prefetch("items", Item.objects.select_related("dimension"))
    return schemes(scope).prefetch_related("dimensions", items).filter(pk=pk).first()


def in_use(unit: Unit) -> QuerySet[Scheme]:
    """Published editions that a unit may be measured by: its own and those of the units above."""
    above = [int(part) for part in unit.path.split("/") if part]
    rows = Scheme.objects.filter(unit__in=above, published_on__isnull=False, retired_on=None)
    return rows.select_related("unit").order_by("-unit__path", "-published_on", "-pk")


def measuring(scope: Scope) -> list[Scheme]:
    """Editions in use that measure units of the scope: made in it or above it, the latest first."""
    rows = Scheme.objects.filter(published_on__isnull=False, retired_on=None)
    return [
        r for r in rows.select_related("unit").order_by("-published_on", "-pk") if _near(r, scope)
    ]


def published(scope: Scope, pk: int) -> Scheme | None:
    """A published edition, retired or not, that measures units of the scope."""
    row = Scheme.objects.filter(pk=pk, published_on__isnull=False).select_related("unit").first()
    return row if row is not None and _near(row, scope) else None


def _near(row: Scheme, scope: Scope) -> bool:
    path = row.unit.path
    return scope.covers(path) or any(place.startswith(path) for place, _ in scope.places)


def item(row: Scheme, pk: int) -> Item | None:
    """One item of a scheme."""
    return row.items.select_related("dimension", "scheme").filter(pk=pk).first()


def as_text(row: Scheme) -> SchemeText:
    """The scheme as data: to be copied, checked or written to a spreadsheet."""
    items = Item.objects.filter(scheme=row).select_related("dimension")
    dimensions = Dimension.objects.filter(scheme=row).values_list("title", "weight")
    return SchemeText(
        name=row.name, basis=row.basis, full=row.full, pass_line=row.pass_line,
        model_line=row.model_line, judged_percent=row.judged_percent,
        dimensions=tuple(dimensions), items=tuple(item_texts(items)),
    )  # fmt: skip


def item_texts(items: Iterable[Item]) -> list[ItemText]:
    """Items as data."""
    return [
        ItemText(
            title=i.title, standard=i.standard, way=i.way, basis=i.basis, weight=i.weight,
            dimension=i.dimension.title if i.dimension else "", keys=tuple(i.keys),
            needed=i.needed, deduct=i.deduct, late=i.late, note=i.note,
        )
        for i in items
    ]  # fmt: skip


def faults(row: Scheme) -> list[str]:
    """What keeps the scheme from being published, each with its place."""
    return scheme_faults(as_text(row), sources())
