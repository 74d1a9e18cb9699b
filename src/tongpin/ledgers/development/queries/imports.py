"""Uploads of dates."""

from __future__ import annotations

from tongpin.ledgers.development.models import DateImport, ImportState
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet


def date_imports(scope: Scope) -> ScopedQuerySet:
    """Uploads within the scope, without their sealed rows."""
    return DateImport.objects.within(scope).select_related("unit").defer("rows")


def date_import(scope: Scope, pk: int) -> DateImport | None:
    """One upload with its rows."""
    return DateImport.objects.within(scope).select_related("unit").filter(pk=pk).first()


def same_file(unit: Unit, file_hash: str) -> DateImport | None:
    """The very same content, where it came in before and was not undone."""
    rows = DateImport.objects.filter(unit=unit, file_hash=file_hash, state=ImportState.DONE)
    return rows.defer("rows").first()
