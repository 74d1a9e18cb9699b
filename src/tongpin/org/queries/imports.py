"""Reads of roster imports."""

from __future__ import annotations

from tongpin.org.models import (
    RosterColumns,
    RosterImport,
    Unit,
)
from tongpin.org.scope import Scope, ScopedQuerySet


def imports(scope: Scope) -> ScopedQuerySet:
    """Roster imports into units of the scope."""
    return RosterImport.objects.within(scope).select_related("unit")


def roster_import(scope: Scope, pk: int) -> RosterImport | None:
    """One upload with its sealed rows."""
    return imports(scope).filter(pk=pk).first()


def roster_columns() -> dict[str, str]:
    """`{head: key}` as somebody set it for the bureau's rosters."""
    found = RosterColumns.objects.filter(unit__parent=None).order_by("unit").first()
    return dict(found.columns) if found is not None else {}


def same_file(unit: Unit, file_hash: str) -> RosterImport | None:
    """The import of the very same content into the unit, unless it was undone."""
    rows = RosterImport.objects.filter(unit=unit, file_hash=file_hash, state="done")
    return rows.defer("rows", "table").first()


def recent_imports(scope: Scope, *, limit: int = 10) -> list[RosterImport]:
    """The latest uploads, without their sealed rows."""
    return list(imports(scope).defer("rows", "table")[:limit])
