"""Reads of imports: remembered columns, content seen before, whom a line can mean."""

from __future__ import annotations

from datetime import date

from tongpin.ledgers.dues.models import ColumnMap, Payment, Upload, UploadState
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope, ScopedQuerySet


def column_map(unit: Unit, kind: str) -> dict[str, str]:
    """`{head: key}` as a person set it last time."""
    row = ColumnMap.objects.filter(unit=unit, kind=kind).first()
    return dict(row.columns) if row is not None else {}


def same_content(unit: Unit, kind: str, file_hash: str) -> Upload | None:
    """The adopted upload of the very same content."""
    rows = Upload.objects.filter(unit=unit, kind=kind, file_hash=file_hash, state=UploadState.DONE)
    return rows.defer("rows").first()


def candidates(unit: Unit) -> list[tuple[int, str, str, int]]:
    """`(person, name, identity index, branch)` of everybody at and below the unit."""
    rows = Person.objects.filter(home__path__startswith=unit.path, withdrawn_on__isnull=True)
    return list(rows.order_by("pk").values_list("pk", "name", "identity_index", "home"))


def adopted_keys(unit: Unit) -> set[str]:
    """The serial numbers of transfers that were entered already at and below the unit."""
    rows = Payment.objects.filter(unit__path__startswith=unit.path, reversed_by__isnull=True)
    return set(rows.exclude(reference="").values_list("reference", flat=True))


def entered_payments(unit: Unit, first: date, last: date) -> set[tuple[int, date, int]]:
    """`(person, day, fen)` of what was entered for the days at and below the unit."""
    rows = Payment.objects.filter(
        unit__path__startswith=unit.path, paid_on__range=(first, last), reversed_by__isnull=True,
        reverses__isnull=True,
    )  # fmt: skip
    return set(rows.values_list("person", "paid_on", "amount_fen"))


def uploads(scope: Scope) -> ScopedQuerySet:
    """Imports within the scope."""
    return Upload.objects.within(scope).select_related("unit")


def upload(scope: Scope, pk: int) -> Upload | None:
    """One import with its sealed rows."""
    return uploads(scope).filter(pk=pk).first()


def recent_uploads(scope: Scope, kind: str, *, limit: int = 8) -> list[Upload]:
    """The latest imports of a kind, without their rows."""
    return list(uploads(scope).filter(kind=kind).defer("rows")[:limit])
