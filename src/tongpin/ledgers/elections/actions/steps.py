"""What every verb of an election does: lock it, keep the days in order, record the step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.casework.actions import Happening, record_step
from tongpin.casework.models import StepRecord
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.elections import queries
from tongpin.ledgers.elections.models import Election
from tongpin.org.models import Unit
from tongpin.rules.regulation import Severity

WRITE, APPROVE = "elections.write", "elections.approve"
Files = Iterable[tuple[str, bytes]]


def locked(election: Election, version: int) -> Election:
    """The election, locked, while its case is open; what is saved with it is the next version."""
    rows = Election.objects.select_for_update(of=("self",)).select_related(
        "unit__parent", "case__unit"
    )
    row: Election = rows.get(pk=election.pk)
    if row.version != version:
        raise Conflict
    if row.case.closed_on is not None:
        raise Refused("这次换届已经办结，需要更改请先恢复办理。")
    row.version += 1
    return row


def title_of(key: str) -> str:
    """The title of a step."""
    return current_book().procedure(queries.PROCEDURE).title_of(key)


def in_order(row: Election, key: str, on: date, field: str = "on") -> None:
    """A day that has come, and not before the step before."""
    if on > site_day():
        raise Refused("日期不能晚于今天；还没有办的请办完再登记。", field=field)
    before = queries.last_day(row, key)
    if before is not None and on < before[1]:
        raise Refused(f"日期早于“{title_of(before[0])}”（{before[1]}），请核对。", field=field)


def once(row: Election, key: str) -> None:
    """A step is taken once; to take it again it is first taken back."""
    if queries.has_step(row, key):
        raise Refused(f"“{title_of(key)}”已经登记；有误的请先撤回这一步。")


def needs(row: Election, *keys: str) -> None:
    """The steps that have to stand first."""
    for key in keys:
        if not queries.has_step(row, key):
            raise Refused(f"还没有登记“{title_of(key)}”，请先办这一步。")


def step(
    actor: Actor, row: Election, key: str, on: date, *, files: Files = (), **more: Any
) -> StepRecord:
    """Record a step of the case; who has the right above needs it below as well."""
    return record_step(
        actor, unit=row.unit, case=row.case, happening=Happening(key, on, **more), files=files
    )


def by_the_upper(row: Election, unit: Unit) -> None:
    """Only the organisation above speaks for itself; a root writes down what came from outside."""
    upper = queries.above(row.unit)
    if upper is None:
        if unit.pk != row.unit_id:
            raise Forbidden
    elif unit.pk != upper.pk:
        raise Forbidden(f"由上级党组织（{upper}）的账号登记。")


def is_outside(row: Election) -> bool:
    """Whether the organisation above is not in the tree, so that its paper has to prove it."""
    return queries.above(row.unit) is None


def proven(row: Election, number: str, files: list[tuple[str, bytes]]) -> None:
    """Without an account above, number and paper are asked for."""
    if is_outside(row) and not (number.strip() and files):
        raise Refused(
            "上级党组织不在系统中，请填写批复文号并上传批复文件。",
            field="number" if not number.strip() else "papers",
        )


def enough(row: Election, names: int, on: date) -> None:
    """More candidates than seats of the committee, where the rulebook's article is hard; where it is
    not (its wording was not read), the page and the step tell that they are too few.
    """
    book = current_book()
    need = queries.needed_candidates(book, row.seats, on)
    article = book.article("elec-surplus-ratio", on)
    if need is None or article is None or names >= need or article.severity is not Severity.HARD:
        return
    raise Refused(
        f"{article.cite.label}：{article.text}。应选委员{row.seats}名，候选人至少{need}名，现有{names}名，"
        "请补足候选人。"
    )
