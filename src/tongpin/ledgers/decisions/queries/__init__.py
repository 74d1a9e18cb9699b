"""Every read of 三重一大."""

from tongpin.ledgers.decisions.models import SEALED
from tongpin.ledgers.decisions.queries.following import (
    agenda,
    item,
    items,
    late,
    next_number,
    next_position,
    resolution,
    resolutions,
    task,
    tasks,
)
from tongpin.ledgers.decisions.queries.rules import (
    below_threshold,
    lacking_steps,
    required_steps,
    step_names,
    steps_article,
    threshold_fen,
)
from tongpin.ledgers.decisions.queries.topics import (
    CHIPS,
    Phase,
    bodies_of,
    in_phase,
    knowable,
    leader,
    may_know,
    meetings,
    phase,
    standing_items,
    step,
    team,
    title_for,
    topic,
    topics,
    unreported,
)
from tongpin.ledgers.decisions.queries.validity import Validity, meeting_kind, validity

__all__ = [
    "CHIPS", "SEALED", "Phase", "Validity", "agenda", "below_threshold", "bodies_of", "in_phase",
    "item", "items", "knowable", "lacking_steps", "late", "leader", "may_know", "meeting_kind",
    "meetings", "next_number", "next_position", "phase", "required_steps", "resolution",
    "resolutions", "standing_items", "step", "step_names", "steps_article", "task", "tasks", "team",
    "threshold_fen", "title_for", "topic", "topics", "unreported", "validity",
]  # fmt: skip
