"""Where a directive stands on a day, and why it is late: pure, from what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """阶段."""

    RECEIVED = "received"
    TRANSMITTED = "transmitted"
    DOING = "doing"
    DONE = "done"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The stage in Chinese."""
        return LABELS[self]


LABELS = {
    Stage.RECEIVED: "待传达",
    Stage.TRANSMITTED: "待分解",
    Stage.DOING: "落实中",
    Stage.DONE: "待反馈",
    Stage.ANSWERED: "已反馈",
    Stage.WITHDRAWN: "已撤销",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A stage; when it is late, since which day and for which reason."""

    stage: Stage
    late_since: date | None = None
    why: str = ""

    @property
    def is_late(self) -> bool:
        """Whether a day was missed."""
        return self.late_since is not None


def standing(
    *,
    day: date,
    due_on: date | None,
    replied_on: date | None,
    is_withdrawn: bool,
    is_transmitted: bool,
    measures: int,
    open_measures: int,
    first_late: date | None,
) -> Standing:
    """The stage on a day. `first_late` is the earliest passed deadline of a measure that is open.

    Late from the day after a deadline; a reply that came after its day is told as late for good.
    """
    if is_withdrawn:
        return Standing(Stage.WITHDRAWN)
    if replied_on is not None:
        if due_on is not None and replied_on > due_on:
            return Standing(Stage.ANSWERED, due_on, f"反馈晚了{(replied_on - due_on).days}天")
        return Standing(Stage.ANSWERED)
    stage, missing = _stage(is_transmitted, measures, open_measures)
    if due_on is not None and due_on < day:
        return Standing(stage, due_on, f"反馈期限已过{(day - due_on).days}天：{missing}")
    if first_late is not None and first_late < day:
        late = (day - first_late).days
        return Standing(stage, first_late, f"有措施过了时限{late}天没有完成")
    return Standing(stage)


def _stage(is_transmitted: bool, measures: int, open_measures: int) -> tuple[Stage, str]:
    if not is_transmitted:
        return Stage.RECEIVED, "还没有传达"
    if not measures:
        return Stage.TRANSMITTED, "还没有分解措施"
    if open_measures:
        return Stage.DOING, f"还有{open_measures}项措施没有完成"
    return Stage.DONE, "措施已经完成，还没有报送落实情况"
