"""The moment the site lives in, on the fixed day of a demonstration too."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from tongpin.audit.clock import site_day


def site_moment() -> datetime:
    """Now, with the site's day in place of the real one where a demonstration fixes it."""
    now = timezone.localtime()
    return datetime.combine(site_day(), now.timetz().replace(tzinfo=None), now.tzinfo)


def at(day: date, moment: time) -> datetime:
    """A day and a time in the site's zone."""
    return datetime.combine(day, moment, timezone.get_current_timezone())
