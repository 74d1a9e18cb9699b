"""The day the site lives in: the real one, or the fixed day of a demonstration."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.conf import settings
from django.utils import timezone

_lived: ContextVar[date | None] = ContextVar("tongpin_lived_day", default=None)


def site_day() -> date:
    """Today in the site's time zone, or `TONGPIN_TODAY` where a demonstration fixes the day."""
    fixed: date | None = _lived.get() or settings.TONGPIN_TODAY
    return fixed or timezone.localdate()


@contextmanager
def on_day(day: date) -> Iterator[None]:
    """Live through a past day: the sample year is entered day by day, as a bureau would have."""
    token = _lived.set(day)
    try:
        yield
    finally:
        _lived.reset(token)
