"""Filters of the examination pages."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def exam_clock(seconds: int) -> str:
    """3661 as 1:01:01, 65 as 1:05."""
    hours, rest = divmod(max(0, int(seconds)), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"
