"""Lists of the rulebook: rows in memory that the list page takes for a query set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.db.models import QuerySet


class Rows(list[Any]):
    """A list with the one method that a `Listing` calls on what it is given."""

    def order_by(self, *names: str) -> Rows:
        """Sorted by the first name; rows without a value come last."""
        name = names[0].lstrip("-")

        def place(row: Any) -> tuple[bool, Any]:
            value = getattr(row, name)
            return value is None, value if value is not None else 0

        return Rows(sorted(self, key=place, reverse=names[0].startswith("-")))


def listed(rows: Iterable[Any]) -> QuerySet[Any]:
    """Rows for a `Listing`."""
    return cast("QuerySet[Any]", Rows(rows))
