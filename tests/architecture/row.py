"""One row of the access table. A ledger keeps its own rows as `ROWS` in `tests/.../access.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Row:
    """`outside` sees no such page (404), `without` is refused (403), `allowed` gets an answer.

    A row with `post` is an address for writes: the refusals are tried with POST, and a plain visit
    by who is allowed is answered 405.
    """

    name: str
    allowed: str
    without: str | None = None
    outside: str | None = None
    args: Callable | None = None
    query: Callable | str = ""
    post: bool = False
    answers: tuple[int, ...] = (200,)

    @property
    def method(self) -> str:
        """How the refusals are tried."""
        return "POST" if self.post else "GET"

    @property
    def expected(self) -> tuple[int, ...]:
        """The status of a plain visit by who is allowed."""
        return (405,) if self.post else self.answers

    def url(self, cast) -> str:
        """The address for the cast."""
        query = self.query(cast) if callable(self.query) else self.query
        return reverse(self.name, args=self.args(cast) if self.args else []) + query


def pk(make: Callable) -> Callable:
    """The key of what `make` makes, as the address wants it."""
    return lambda cast: [make(cast).pk]
