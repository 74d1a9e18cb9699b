"""Where a business item stands on a day: pure, from its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongpin.capability import SOON


class Stage(StrEnum):
    """情况; the value is the key of its chip."""

    STOPPED = "not_applicable"
    DONE = "met"
    DONE_LATE = "met_late"
    OVERDUE = "overdue"
    SOON = "due_soon"
    DOING = "due"
    AHEAD = "not_yet"

    @property
    def label(self) -> str:
        """The stage in Chinese."""
        return LABELS[self]


LABELS = {
    Stage.STOPPED: "已终止",
    Stage.DONE: "已完成",
    Stage.DONE_LATE: "逾期完成",
    Stage.OVERDUE: "逾期",
    Stage.SOON: "临期",
    Stage.DOING: "推进中",
    Stage.AHEAD: "未开始",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A stage and, where a day was missed, by how much."""

    stage: Stage
    why: str = ""

    @property
    def words(self) -> str:
        """The stage with its reason."""
        return f"{self.stage.label}（{self.why}）" if self.why else self.stage.label


def standing(
    *, day: date, starts_on: date, due_on: date, done_on: date | None, is_stopped: bool
) -> Standing:
    """The stage on a day; late from the day after the deadline."""
    if is_stopped:
        return Standing(Stage.STOPPED)
    if done_on is not None:
        late = (done_on - due_on).days
        return Standing(Stage.DONE_LATE, f"晚了{late}天") if late > 0 else Standing(Stage.DONE)
    if due_on < day:
        return Standing(Stage.OVERDUE, f"已过时限{(day - due_on).days}天")
    if starts_on > day:
        return Standing(Stage.AHEAD)
    return Standing(Stage.SOON if due_on <= day + SOON else Stage.DOING)
