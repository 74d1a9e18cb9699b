"""Scope: the part of the tree of units that an actor may read for one permission."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from django.db import models
from django.db.models import Q

from tongpin.audit.actor import Actor
from tongpin.audit.models import AuditedQuerySet


@dataclass(frozen=True, slots=True)
class Scope:
    """`(path, subtree)` pairs; none at all means that nothing is visible."""

    places: tuple[tuple[str, bool], ...]

    @classmethod
    def of(cls, actor: Actor, permission: str) -> Scope:
        """Where the actor holds the permission."""
        return cls(actor.reach(permission))

    @classmethod
    def everything(cls) -> Scope:
        """The whole tree: for judging and reports that run as the system."""
        return cls((("", True),))

    def __or__(self, other: Scope) -> Scope:
        """What lies in the one or in the other."""
        return Scope(self.places + other.places)

    def covers(self, path: str) -> bool:
        """Whether the unit with this path lies inside."""
        return any(path.startswith(p) if sub else path == p for p, sub in self.places)

    @property
    def above(self) -> frozenset[int]:
        """The keys of the units above its places: what a bureau sets is known in its branches."""
        paths = [[int(key) for key in path.split("/") if key] for path, _ in self.places]
        return frozenset(key for keys in paths for key in keys[:-1])

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole tree: everything below its only root, the bureau (`/1/`)."""
        return any(subtree and path.count("/") <= 2 for path, subtree in self.places)

    def condition(self, path_field: str) -> Q:
        """The condition on a path column; matches nothing when the scope is empty."""
        condition = Q(pk__in=[])
        for path, subtree in self.places:
            if subtree and not path:
                return Q()
            condition |= Q(**{f"{path_field}__startswith" if subtree else path_field: path})
        return condition


@cache
def has_always(model: Any, path: str) -> bool:
    """Whether every row has the column that a path of fields names: no step of it may be empty."""
    step, _, rest = path.partition("__")
    found = model._meta.get_field(step)
    if found.null or not found.concrete:
        return False
    return not rest or (found.related_model is not None and has_always(found.related_model, rest))


class WithinScope(models.QuerySet[Any]):
    """Rows that belong to a unit; the model names the way to its path in `scope_path`."""

    def within(self, scope: Scope) -> Self:
        """Only the rows inside the scope."""
        path_field: str = getattr(self.model, "scope_path", "unit__path")
        if scope.is_whole and has_always(self.model, path_field):  # type: ignore[arg-type]
            return self.all()  # no unit has to be read
        return self.filter(scope.condition(path_field))


class ScopedQuerySet(WithinScope, AuditedQuerySet):  # type: ignore[override]
    """Scoped rows whose bulk writes need an action."""
