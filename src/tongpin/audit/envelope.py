"""The envelope of one action: its transaction, what it changed, and the entry it leaves.

`@action` is the only door to a write. The decorated function takes the actor first and keyword
arguments after it; the decorator checks the permission on the unit, opens the transaction, gathers
every audited change and appends one entry to the hash chain before the commit. A nested action
reports into the envelope of the outer one, so that one verb leaves one entry.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.errors import Forbidden

P = ParamSpec("P")
R = TypeVar("R")


class OutsideEnvelope(RuntimeError):
    """A write was tried outside of an action: a defect of the program, never of the input."""


class HasPath(Protocol):
    """Anything that lies at a place in the tree of units."""

    @property
    def path(self) -> str:
        """The materialised path."""


@dataclass
class Envelope:
    """What one outermost action has done so far."""

    actor: Actor
    action: str
    title: str
    unit_path: str = ""
    summary: str = ""
    target: tuple[str, str, str] | None = None
    changes: list[dict[str, Any]] = field(default_factory=list)

    def about(self, target: Any, *, summary: str = "", unit: HasPath | None = None) -> None:
        """Name the object the action is about, a one-line summary and its unit."""
        self.target = (target._meta.label_lower, str(target.pk), str(target)[:200])
        if summary:
            self.summary = summary[:300]
        if unit is not None:
            self.unit_path = unit.path


_current: ContextVar[Envelope | None] = ContextVar("tongpin_envelope", default=None)


def current() -> Envelope:
    """The open envelope; raises `OutsideEnvelope` where there is none."""
    envelope = _current.get()
    if envelope is None:
        raise OutsideEnvelope("a write needs an @action around it")
    return envelope


def is_open() -> bool:
    """Whether an action is under way in this context."""
    return _current.get() is not None


@contextmanager
def opened(
    actor: Actor, action: str, title: str, unit: HasPath | None = None
) -> Iterator[Envelope]:
    """Open an envelope (or join the outer one) around a piece of work in one transaction."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    from tongpin.audit.chain import append
    from tongpin.audit.submissions import claimed

    envelope = Envelope(actor, action, title, unit.path if unit is not None else "")
    token = _current.set(envelope)
    try:
        with transaction.atomic(), claimed(actor.account_id):
            yield envelope
            append(envelope)
    finally:
        _current.reset(token)


def action(
    key: str, title: str, *, permission: str | None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function, which takes its actor first, an audited action.

    With a permission, the keyword argument `unit` (an object with a `path`) is required and the actor
    must hold the permission there; `permission=None` is for actions that decide themselves (a person
    changing the own password) and says so at the definition.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            actor, unit = args[0], kwargs.get("unit")
            if not isinstance(actor, Actor):
                raise TypeError(f"{function.__name__} takes its actor first")
            place: Any = unit
            if permission is not None:
                if place is None:
                    raise TypeError(f"{function.__name__} needs unit=… for its permission check")
                if not actor.can(permission, place.path):
                    raise Forbidden
            with opened(actor, key, title, place):
                return function(*args, **kwargs)

        wrapper.action_key = key  # type: ignore[attr-defined]
        return wrapper

    return decorate
