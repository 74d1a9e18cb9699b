"""Every write behind a resolution: tasks, how far they are, and the look back."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.decisions.actions.telling import tell
from tongpin.ledgers.decisions.models import Evaluation, Resolution, Task, TaskNote
from tongpin.org.models import Unit


@action("decisions.assign", "分解落实任务", permission="decisions.write")
def assign(
    actor: Actor, *, unit: Unit, resolution: Resolution, words: str, to: Unit, person: str,
    due_on: date,
) -> Task:  # fmt: skip
    """Give a part of a resolution to who answers for it, by a day."""
    _standing(resolution)
    if due_on < resolution.adopted_on:
        raise Refused("完成时限不能早于决议日期。", field="due_on")
    row = Task(resolution=resolution, words=words, unit=to, person=person, due_on=due_on)
    row.save()
    tell(resolution, resolution.item.topic, unit, f"{person}：{words}")
    return row


@action("decisions.note", "登记落实情况", permission="decisions.write")
def note(
    actor: Actor, *, unit: Unit, task: Task, version: int, on: date, words: str, is_done: bool
) -> TaskNote:
    """How far a task is; with `is_done` it is ended on that day."""
    row: Task = Task.objects.select_for_update().select_related("resolution").get(pk=task.pk)
    if row.version != version:
        raise Conflict
    _standing(row.resolution)
    if row.done_on is not None:
        raise Refused("任务已经完成。")
    if not row.resolution.adopted_on <= on <= site_day():
        raise Refused("日期应在决议当天和今天之间。", field="on")
    found = TaskNote(task=row, on=on, words=words, by=actor.name, is_done=is_done)
    found.save()
    row.version += 1
    row.done_on = on if is_done else None
    row.save()
    tell(row.resolution, row.topic_of(), unit, f"{row.words}：{words}")
    return found


@action("decisions.reopen", "恢复落实任务", permission="decisions.write")
def reopen(actor: Actor, *, unit: Unit, task: Task, version: int, reason: str) -> Task:
    """A task that was not done after all."""
    row: Task = Task.objects.select_for_update().select_related("resolution").get(pk=task.pk)
    if row.version != version:
        raise Conflict
    if row.done_on is None:
        raise Refused("任务还没有完成，不需要恢复。")
    if not reason.strip():
        raise Refused("请写明理由。", field="reason")
    TaskNote(task=row, on=site_day(), words=f"恢复办理：{reason.strip()}", by=actor.name).save()
    row.done_on, row.version = None, row.version + 1
    row.save()
    tell(row.resolution, row.topic_of(), unit, reason.strip())
    return row


@action("decisions.evaluate", "登记后评价", permission="decisions.write")
def evaluate(
    actor: Actor, *, unit: Unit, resolution: Resolution, on: date, effect: str, words: str
) -> Evaluation:
    """How a decision turned out."""
    if not resolution.adopted_on <= on <= site_day():
        raise Refused("评价日期应在决议当天和今天之间。", field="on")
    row = Evaluation(resolution=resolution, on=on, effect=effect, words=words, by=actor.name)
    row.save()
    tell(resolution, resolution.item.topic, unit, row.get_effect_display())
    return row


def _standing(resolution: Resolution) -> None:
    if resolution.replaced_by_id is not None:
        raise Refused("决议已经变更，请在新的决议上办理。")
