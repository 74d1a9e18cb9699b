"""Filters of the study pages."""

from __future__ import annotations

from django import template

from tongpin.life.study import hours_of

register = template.Library()
register.filter("study_hours", hours_of)
