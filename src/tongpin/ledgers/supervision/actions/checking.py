"""What happens at one unit: item by item, problems handed down, feedback, second look."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.documents.actions import attach
from tongpin.duties.judging import refresh
from tongpin.ledgers.supervision import queries
from tongpin.ledgers.supervision.models import (
    Check,
    CheckItem,
    Checklist,
    ChecklistItem,
    Purpose,
    Result,
)
from tongpin.org.models import Person, Unit
from tongpin.rectification.actions import open_problem
from tongpin.rectification.models import Problem, Source


def _open(check: Check) -> Check:
    row: Check = Check.objects.select_for_update().get(pk=check.pk)
    if row.finished_on is not None:
        raise Refused("已经反馈，检查记录不再改动；整改情况在“问题整改”里登记。")
    return row


def _allowed(actor: Actor, check: Check) -> None:
    """A visit belongs to the members of its team, never to the visited branch; a self-check to the unit.

    Who an account without a person is cannot be told, so it enters no visit.
    """
    needed = "supervision.self_check" if check.is_self else "supervision.check"
    if not actor.can(needed, check.unit.path):
        raise Forbidden
    if check.is_self:
        return
    if actor.person_id is None:
        raise Forbidden(
            "您的账号没有对应到人，不能确定是不是督查组成员，请安全管理员在账号里写明对应人员。",
            code="not_in_team",
        )
    if Person.objects.filter(pk=actor.person_id, home=check.unit_id).exists():
        raise Forbidden("督查组成员不查自己所在的支部，请由其他成员登记。", code="own_branch")
    if not queries.is_in_team(check, actor.person_id):
        raise Forbidden("您不是这次督查的督查组成员，请由督查组登记。", code="not_in_team")


@action("supervision.start_self_check", "开始作风自查", permission="supervision.self_check")
def start_self_check(actor: Actor, *, unit: Unit, checklist: Checklist, on: date) -> Check:
    """The unit goes through the requirements by itself."""
    if checklist not in queries.in_use(unit, Purpose.SELF):
        raise Refused("请选择已启用的自查清单。", field="checklist")
    if on > site_day():
        raise Refused("自查日期不能晚于今天。", field="on")
    if Check.objects.filter(unit=unit, round=None, finished_on=None).exists():
        raise Refused("还有一次自查没有完成，请先完成它。")
    row = Check(unit=unit, checklist=checklist, on=on)
    row.save()
    current().about(row, unit=unit)
    return row


@action("supervision.record_item", "登记检查记录", permission="supervision.view")
def record_item(
    actor: Actor,
    *,
    unit: Unit,
    check: Check,
    item: ChecklistItem,
    version: int,
    result: str,
    note: str = "",
    files: Iterable[tuple[str, bytes]] = (),
) -> CheckItem:
    """What was seen at one item; `version` is 0 for the first entry. Sent twice it stays once."""
    row = _open(check)
    _allowed(actor, check)
    if item.checklist_id != row.checklist_id:
        raise Refused("这一条不在本次的清单里。", field="item")
    if result not in Result.values:
        raise Refused("请选择检查结果。", field="result")
    words = note.strip()
    if result == Result.PROBLEM and not words:
        raise Refused("有问题的，请写明看到的情况。", field="note")
    kept = CheckItem.objects.select_for_update().filter(check_of=row, item=item).first()
    if kept is not None and (kept.result, kept.note) != (result, words) and kept.version != version:
        raise Conflict
    if kept is not None and kept.problem_id is not None and result != Result.PROBLEM:
        raise Refused(
            "这一条已转为问题，不能改成没有问题；登记错的，先撤销那个问题。", field="result"
        )
    record = kept or CheckItem(check_of=row, item=item, version=0)
    record.result, record.note, record.version = result, words, record.version + 1
    record.checked_on, record.checked_by = site_day(), actor.name[:100]
    record.save()
    if row.on is None:
        row.on = site_day()
        row.save()
    for name, data in files:
        attach(actor, unit=row.unit, owner=record.ref, name=name, data=data)
    current().about(row, unit=unit, summary=f"{item.number} {record.get_result_display()}")
    return record


@action("supervision.make_problem", "转为问题", permission="supervision.view")
def make_problem(
    actor: Actor, *, unit: Unit, check: Check, record: CheckItem, due_on: date | None = None
) -> Problem:
    """Hand a finding down to the problem loop: what the team found is verified by who sent the team,
    what a branch found in itself by the branch.
    """
    row = (
        Check.objects.select_for_update(of=("self",))
        .select_related("unit", "round__unit")
        .get(pk=check.pk)
    )
    _allowed(actor, row)
    entry = CheckItem.objects.select_for_update().select_related("item").get(pk=record.pk)
    if entry.check_of_id != row.pk or entry.result != Result.PROBLEM:
        raise Refused("检查结果为“有问题”的才能转为问题。")
    if entry.problem_id is not None:
        raise Refused("这一条已经转为问题。")
    owner = row.round.unit if row.round is not None else row.unit
    problem = open_problem(
        actor, unit=owner, source=Source.STYLE_CHECK if row.is_self else Source.SUPERVISION,
        ref=row.ref, title=entry.note.splitlines()[0][:200],
        description=f"检查内容：{entry.item.text}\n看到的情况：{entry.note}",
        category=entry.item.area, responsible_unit=row.unit, due_on=due_on,
    )  # fmt: skip
    entry.problem, entry.version = problem, entry.version + 1
    entry.save()
    current().about(row, unit=unit, summary=problem.title)
    return problem


@action("supervision.feed_back", "反馈检查情况", permission="supervision.view")
def feed_back(actor: Actor, *, unit: Unit, check: Check, version: int, words: str) -> Check:
    """End the check with words to the unit; every item looked at, every finding handed down."""
    row = _open(check)
    _allowed(actor, check)
    if row.version != version:
        raise Conflict
    if not words.strip():
        raise Refused("请写明反馈意见。", field="words")
    left = ChecklistItem.objects.filter(checklist=row.checklist_id).exclude(
        pk__in=CheckItem.objects.filter(check_of=row).values("item")
    )
    numbers = [str(n) for n in left.values_list("number", flat=True)[:10]]
    if numbers:
        raise Refused(f"第{'、'.join(numbers)}条还没有检查；不涉及的请选“不涉及”。")
    loose = CheckItem.objects.filter(check_of=row, result=Result.PROBLEM, problem=None)
    if loose.exists():
        raise Refused("还有发现的问题没有转为问题整改，请先转入。")
    row.finished_on, row.feedback, row.feedback_by = site_day(), words.strip(), actor.name[:100]
    row.version += 1
    row.save()
    current().about(row, unit=unit)
    _judge_afterwards(row)
    return row


@action("supervision.look_again", "登记回头看", permission="supervision.check")
def look_again(actor: Actor, *, unit: Unit, check: Check, version: int, words: str) -> Check:
    """The second look at a unit after its feedback."""
    row: Check = Check.objects.select_for_update().get(pk=check.pk)
    _allowed(actor, check)
    if row.version != version:
        raise Conflict
    if row.is_self or row.finished_on is None:
        raise Refused("督查反馈以后才能回头看。")
    if not words.strip():
        raise Refused("请写明回头看的情况。", field="words")
    row.second_look_on, row.second_look, row.version = site_day(), words.strip(), row.version + 1
    row.save()
    current().about(row, unit=unit)
    return row


def _judge_afterwards(row: Check) -> None:
    unit = row.unit if row.is_self or row.round is None else row.round.unit
    day = row.finished_on or site_day()
    transaction.on_commit(lambda: refresh(unit, day))
