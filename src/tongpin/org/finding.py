"""A ledger's part of the search at the top of every page: its titles and names that say the words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from tongpin.capability import Hit, Hits

FIRST = 10  # records of a kind shown beside people and units


@dataclass(frozen=True, slots=True)
class Shelf:
    """Records of one kind within the reader's scope: the columns that are looked into, and how one is
    shown. `listed` names the list that shows all of them.
    """

    rows: Any
    columns: tuple[str, ...]
    shown: Callable[[Any], Hit]
    listed: str = ""


def containing(rows: Any, text: str, columns: tuple[str, ...]) -> Any:
    """The rows of which some column holds each of the words."""
    for word in text.split():
        says = Q()
        for column in columns:
            says |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(says)
    return rows


def found(title: str, text: str, *shelves: Shelf) -> Hits | None:
    """What the shelves hold of the words, one statement each; None where they hold nothing."""
    hits: list[Hit] = []
    more = ""
    for shelf in shelves:
        rows = list(containing(shelf.rows, text, shelf.columns)[: FIRST + 1])
        hits += [shelf.shown(row) for row in rows[:FIRST]]
        if len(rows) > FIRST and shelf.listed and not more:
            more = f"{reverse(shelf.listed)}?{urlencode({'q': text})}"
    return Hits(title, tuple(hits), more) if hits else None
