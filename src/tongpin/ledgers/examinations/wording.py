"""How states and answers are said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tongpin.ledgers.examinations.models import JUDGEMENTS, Kind, Sitting, SittingState


def phase(row: Sitting, now: datetime) -> str:
    """未开考, 进行中, 待评卷, and the states behind."""
    if row.state != SittingState.PLANNED:
        return row.get_state_display()
    if now < row.opens_at:
        return "未开考"
    return "进行中" if now < row.closes_at else "待评卷"


def said(kind: str, given: Sequence[str]) -> str:
    """An answer as readers understand it."""
    if not any(given):
        return "没有作答"
    if kind == Kind.JUDGE:
        return dict(JUDGEMENTS)[given[0]]
    return "；".join(given) if kind == Kind.BLANK else "".join(given)
