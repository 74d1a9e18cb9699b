"""The actor of a read or a write: who, by which way in, with which rights on which units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Via = Literal["web", "api", "import", "cli", "system"]


@dataclass(frozen=True, slots=True)
class Right:
    """Permissions held on a unit (by its materialised path), with or without its subtree."""

    permissions: frozenset[str]
    path: str
    subtree: bool

    def covers(self, path: str) -> bool:
        """Whether the unit with this path lies within the right."""
        return path.startswith(self.path) if self.subtree else path == self.path


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `everywhere` is the operating system's operator (command line, schedule)."""

    name: str
    account_id: int | None = None
    person_id: int | None = None
    via: Via = "web"
    address: str = ""
    rights: tuple[Right, ...] = ()
    everywhere: bool = False

    @classmethod
    def system(cls, via: Via = "system", name: str = "系统") -> Actor:
        """The operator at the machine itself: allowed everything, and named as such in the audit."""
        return cls(name=name, via=via, everywhere=True)

    def can(self, permission: str, path: str | None = None) -> bool:
        """Whether the permission is held on the unit with this path; anywhere when no path is given."""
        if self.everywhere:
            return True
        return any(
            permission in right.permissions and (path is None or right.covers(path))
            for right in self.rights
        )

    def sees(self, path: str) -> bool:
        """Whether any right at all covers the unit: outside of it a page does not exist (404)."""
        return self.everywhere or any(right.covers(path) for right in self.rights)

    def reach(self, permission: str) -> tuple[tuple[str, bool], ...]:
        """The `(path, subtree)` pairs on which the permission is held."""
        if self.everywhere:
            return (("", True),)
        return tuple((r.path, r.subtree) for r in self.rights if permission in r.permissions)
