"""Every read of 学习."""

from tongpin.ledgers.study.queries.library import (
    categories,
    material,
    materials,
    reading_list,
    reading_lists,
    searched,
)
from tongpin.ledgers.study.queries.own import (
    daily_minutes,
    joined_people,
    reached,
    self_entries,
    self_entry,
    self_minutes,
    to_confirm,
)
from tongpin.ledgers.study.queries.plans import (
    Progress,
    adopted_between,
    due_topics,
    forms_used,
    gatherings_for,
    living_plan,
    plan,
    plans,
    progress,
    topic,
    topics,
)

__all__ = [
    "Progress",
    "adopted_between",
    "categories",
    "daily_minutes",
    "due_topics",
    "forms_used",
    "gatherings_for",
    "joined_people",
    "living_plan",
    "material",
    "materials",
    "plan",
    "plans",
    "progress",
    "reached",
    "reading_list",
    "reading_lists",
    "searched",
    "self_entries",
    "self_entry",
    "self_minutes",
    "to_confirm",
    "topic",
    "topics",
]
