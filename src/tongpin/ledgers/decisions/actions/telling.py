"""What the operations log says of an action: of a personnel topic its kind alone."""

from __future__ import annotations

from typing import Any

from tongpin.audit.envelope import current
from tongpin.ledgers.decisions.models import Topic
from tongpin.org.models import Unit


def tell(target: Any, topic: Topic, unit: Unit, words: str = "") -> None:
    """Name the object of the action; its words only where everybody may know the topic."""
    current().about(target, unit=unit, summary="" if topic.is_sealed else words[:300])
