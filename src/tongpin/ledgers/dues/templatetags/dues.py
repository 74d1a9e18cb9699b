"""Filters that only pages of dues use."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from tongpin.ledgers.dues.amounts import month_words, ranges_words
from tongpin.ledgers.dues.words import category_label, rate_words
from tongpin.ui.templatetags.tongpin import fen

register = template.Library()


@register.filter
def yuan(value: Any) -> str:
    """Fen as yuan with separators; 待核 where nothing can be told."""
    return fen(value) or "待核"


@register.filter
def month(value: Any) -> str:
    """2020年9月."""
    return month_words(value) if isinstance(value, date) else ""


@register.filter
def months(value: Any) -> str:
    """2020年2月至8月."""
    return ranges_words(value)


@register.filter
def rate(value: Any) -> str:
    """Ten-thousandths as a percentage."""
    return rate_words(value)


@register.filter
def category(value: Any) -> str:
    """The category's name."""
    return category_label(value)
