"""Lines and judged rows of an uploaded roster, and the places that its names mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongpin.org import queries
from tongpin.org.models import (
    BRANCH_KINDS,
    Unit,
    UnitKind,
)
from tongpin.org.search import normalised
from tongpin.org.vocabulary import (
    FRONT_LINES,
    OCCUPATIONS,
    STRATA,
)

DATES = ("born_on", "joined_on", "full_on", "since", "post_on", "work_started_on")
LENGTHS = {
    "nation": 20,
    "education": 20,
    "position": 60,
    "native_place": 40,
    "degree": 20,
    "introducers": 60,
    "joined_branch": 100,
    "home_address": 120,
}
CHOICES: Mapping[str, Mapping[str, Any]] = {
    "occupation": OCCUPATIONS,
    "front_line": FRONT_LINES,
    "new_stratum": STRATA,
}
UPDATED = (*LENGTHS, *CHOICES, "phone", "landline")


@dataclass(slots=True)
class Line:
    """A line of the sheet: its number there, and `{key: (cell name, value)}`."""

    number: int
    cells: dict[str, tuple[str, Any]]


@dataclass(slots=True)
class Row:
    """A judged line. `how` is new, update, same or error; dates are ISO texts, units their keys.

    `changes` are the particulars that an update would set; `version` is the person's at the judging;
    `owner` is to whom the number belongs on the roster where that is somebody else.
    """

    number: int
    name: str = ""
    values: dict[str, str] = field(default_factory=dict)
    unit: int | None = None
    group: int | None = None
    stage: str = ""
    posts: list[str] = field(default_factory=list)
    index: str = ""
    person: int | None = None
    version: int = 0
    changes: dict[str, Any] = field(default_factory=dict)
    how: str = "new"
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    owner: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON keeps it: what is empty is left out."""
        pairs = ((name, getattr(self, name)) for name in Row.__slots__)
        return {name: value for name, value in pairs if value}


class Places:
    """Branches and groups at and below the unit, by every way their names are written."""

    def __init__(self, unit: Unit, today: date) -> None:
        self.top = unit
        self.branches: dict[str, list[Unit]] = defaultdict(list)
        self.groups: dict[tuple[int, str], Unit] = {}
        self.by_key: dict[int, Unit] = {}
        for found in queries.below(unit, today):
            self.by_key[found.pk] = found
            for name in {normalised(n) for n in (found.name, found.short_name, found.code) if n}:
                if found.kind in BRANCH_KINDS:
                    self.branches[name].append(found)
                elif found.kind == UnitKind.GROUP and found.parent_id:
                    self.groups[found.parent_id, name] = found
