"""Lists: drafted, released, followed by a new edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.supervision.models import Checklist, ChecklistItem, Purpose
from tongpin.org.models import Unit

MOST_ITEMS = 200


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a list."""

    text: str
    area: str = ""
    basis: str = ""
    method: str = ""


@action("supervision.draft_checklist", "编写督查清单", permission="supervision.manage")
def draft_checklist(
    actor: Actor, *, unit: Unit, name: str, purpose: str, questions: Sequence[Question]
) -> Checklist:
    """A new edition under the name, not in use before it is released.

    An edition of the same name that was never released is replaced.
    """
    title = name.strip()
    if not title:
        raise Refused("请写明清单名称。", field="name")
    if purpose not in Purpose.values:
        raise Refused("请选择清单的用途。", field="purpose")
    kept = [q for q in questions if q.text.strip()]
    if not kept:
        raise Refused("清单里至少要有一条检查内容。", field="lines")
    if len(kept) > MOST_ITEMS:
        raise Refused(f"一份清单最多{MOST_ITEMS}条，请拆成几份。", field="lines")
    known = Checklist.objects.filter(unit=unit, name=title)
    known.filter(released_on=None).delete()
    last = known.aggregate(last=Max("edition"))["last"] or 0
    row = Checklist(unit=unit, name=title, purpose=purpose, edition=last + 1)
    row.save()
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=row, number=number, text=q.text.strip()[:300], area=q.area.strip()[:40],
            basis=q.basis.strip()[:200], method=q.method.strip()[:200],
        )
        for number, q in enumerate(kept, 1)
    )  # fmt: skip
    current().about(row, unit=unit, summary=f"{len(kept)}条")
    return row


def _locked(row: Checklist, version: int) -> Checklist:
    fresh: Checklist = Checklist.objects.select_for_update().get(pk=row.pk)
    if fresh.version != version:
        raise Conflict
    fresh.version += 1
    return fresh


@action("supervision.release_checklist", "启用督查清单", permission="supervision.manage")
def release_checklist(actor: Actor, *, unit: Unit, checklist: Checklist, version: int) -> Checklist:
    """Put an edition to use; the editions before it are retired, rounds under way keep theirs."""
    row = _locked(checklist, version)
    if row.released_on is not None:
        raise Refused("这一版已经启用。")
    day = site_day()
    earlier = Checklist.objects.filter(unit=row.unit, name=row.name, retired_on=None)
    earlier.exclude(pk=row.pk).update(retired_on=day)
    row.released_on = day
    row.save()
    current().about(row, unit=unit)
    return row


@action("supervision.retire_checklist", "停用督查清单", permission="supervision.manage")
def retire_checklist(actor: Actor, *, unit: Unit, checklist: Checklist, version: int) -> Checklist:
    """Take an edition out of use; what was checked by it stays."""
    row = _locked(checklist, version)
    if row.retired_on is not None:
        raise Refused("这一版已经停用。")
    row.retired_on = site_day()
    row.save()
    current().about(row, unit=unit)
    return row
