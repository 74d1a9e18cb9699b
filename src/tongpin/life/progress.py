"""Where a gathering stands on its way from plan to archive, and the one next step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.life.models import Gathering, State
from tongpin.life.queries import is_confirmed


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way: its name, whether it is done, now or to come."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class Next:
    """The one next step: its words and address; `is_post` for one that a button sends."""

    label: str
    url: str
    is_post: bool = False


LABELS = ("计划", "通知", "签到", "登记", "确认", "归档")


def stages(row: Gathering, arrived: int) -> list[Stage]:
    """The six steps; those that were left out (written down afterwards) count as passed over."""
    recorded = row.state == State.RECORDED
    done = [
        True,
        row.convened_at is not None,
        bool(arrived),
        recorded,
        recorded and is_confirmed(row),
        row.is_archived,
    ]
    last = max(i for i, is_done in enumerate(done) if is_done)
    result = []
    for index, label in enumerate(LABELS):
        state = "done" if done[index] else "skipped" if index < last else "todo"
        result.append(Stage(label, "now" if index == last + 1 else state))
    return result


def next_step(row: Gathering, can_write: bool) -> Next | None:
    """What the secretary does next; None where there is nothing left or no right to."""
    if not can_write or row.state == State.WITHDRAWN or row.is_archived:
        return None
    to: Callable[[str], str] = lambda name: reverse(f"life:{name}", args=[row.pk])  # noqa: E731
    if row.state == State.DRAFT:
        return Next("补全并登记", to("edit"))
    if row.state == State.PLANNED:
        return _before(row, to)
    if not is_confirmed(row):
        if row.chair_id is None or row.recorder_id is None:
            return Next("补填主持人、记录人", to("edit"))
        return Next("确认记录", f"{to('detail')}#confirm")
    return Next("归档", to("archive"), is_post=True)


def _before(row: Gathering, to: Callable[[str], str]) -> Next:
    today = site_day()
    if row.held_on > today:
        if row.convened_at is None:
            return Next("发通知", to("convene"))
        return Next("看回执", f"{to('detail')}#replies")
    record = Next("登记会议情况", f"{to('edit')}?record=1")
    if row.held_on < today:
        return record
    if row.convened_at is None:
        return Next("发通知", to("convene"))
    if getattr(row, "sign_in", None) is None:
        return Next("开放签到", to("sign-in-open"), is_post=True)
    return record
