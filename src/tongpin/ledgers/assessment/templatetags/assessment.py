"""Filters of 示范支部创建."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from tongpin.ledgers.assessment.models import State
from tongpin.ledgers.assessment.points import shown
from tongpin.ledgers.assessment.sheets import given
from tongpin.ui.templatetags.tongpin import chip

register = template.Library()


@register.filter
def points(value: Any) -> str:
    """25 tenths as 2.5; nothing for None."""
    return shown(value) if isinstance(value, int) else ""


@register.filter
def score(value: Any) -> str:
    """A mark or a score as it stands in a cell."""
    return given(value) if value is not None else "—"


@register.filter
def signed(value: Any) -> str:
    """A difference with its sign."""
    if not isinstance(value, int) or not value:
        return ""
    return f"{'+' if value > 0 else '−'}{shown(abs(value))}"


@register.simple_tag
def score_chip(value: Any) -> SafeString:
    """How a mark or a score stands: whole, short, failed, or left out."""
    if value is None:
        return chip("not_yet", "未评")
    if value.state == State.UNKNOWN:
        return chip("cannot_tell", "待现场核实" if value.item.by_hand else "不能判断")
    if value.state == State.EXCLUDED:
        return chip("not_applicable", "不涉及")
    if value.has_failed:
        return chip("overdue", "触及否决")
    if value.item.is_veto:
        return chip("met", "没有触及")
    label = f"{shown(value.points)} / {shown(value.item.weight)}"
    return chip("met" if value.points == value.item.weight else "due_soon", label)
