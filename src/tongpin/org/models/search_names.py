"""What names are found by: derived from `Person.name`, one short indexed row for each way in."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import lookups

from tongpin.org.models.organisation import Person


@models.CharField.register_lookup
class Prefix(lookups.StartsWith):
    """`column__prefix`: begins with the text, by the column's own index on either database.

    SQLite reads no index for LIKE with ESCAPE, so there it is a range; PostgreSQL has the pattern
    index that Django makes beside each indexed text column.
    """

    lookup_name = "prefix"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """What `startswith` asks, under its own name: databases keep their patterns by name."""
        return lookups.StartsWith(self.lhs, self.rhs).as_sql(compiler, connection)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Two comparisons of the column."""
        left, parameters = self.process_lhs(compiler, connection)
        text = str(self.rhs)
        return f"({left} >= %s AND {left} < %s)", [
            *parameters, text, *parameters, text + "\U0010ffff",
        ]  # fmt: skip


class SearchName(models.Model):
    """检索词: one way in which a person is looked for; a cache like an index, made from the name."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="search_names")
    word = models.CharField(max_length=60, db_index=True)

    class Meta:
        verbose_name = "检索词"

    def __str__(self) -> str:
        return self.word
