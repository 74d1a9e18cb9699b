"""Writes on the yearly target."""

from __future__ import annotations

from django.db.models import Sum

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.development.models import Target
from tongpin.org.models import Unit


@action("development.set_target", "下达发展计划", permission="development.target")
def set_target(
    actor: Actor, *, unit: Unit, year: int, total: int, women: int = 0, under_35: int = 0,
    front_line: int = 0, document: str = "", version: int | None = None,
) -> Target:  # fmt: skip
    """Set a unit's number for a year; branches together stay within the number of what is above."""
    for name, number in (("women", women), ("under_35", under_35), ("front_line", front_line)):
        if number > total:
            raise Refused("不能多于计划发展人数。", field=name)
    row = Target.objects.select_for_update().filter(unit=unit, year=year).first()
    if row is None:
        row = Target(unit=unit, year=year)
    elif version is not None and row.version != version:
        raise Conflict
    else:
        row.version += 1
    row.total, row.women, row.under_35, row.front_line = total, women, under_35, front_line
    row.document = document
    _within_upper(row)
    row.save()
    current().about(row, unit=unit, summary=f"{year}年 {total}名")
    return row


@action("development.remove_target", "取消发展计划", permission="development.target")
def remove_target(actor: Actor, *, unit: Unit, target: Target, reason: str) -> None:
    """Take a target away with a reason."""
    if Target.objects.filter(
        year=target.year, unit__path__startswith=target.unit.path
    ).exclude(pk=target.pk).exists():  # fmt: skip
        raise Refused("下级党组织还有计划，请先取消下级的计划。")
    current().about(target, unit=unit, summary=reason)
    target.delete()


def _within_upper(row: Target) -> None:
    """The sum of the targets below a unit never exceeds its own (总量控制)."""
    above = [int(part) for part in row.unit.path.strip("/").split("/")[:-1]]
    others = Target.objects.filter(year=row.year).exclude(pk=row.pk)
    for upper in others.filter(unit__in=above).select_related("unit"):
        siblings = others.filter(unit__parent=upper.unit).aggregate(n=Sum("total"))["n"] or 0
        if row.unit.parent_id == upper.unit_id and siblings + row.total > upper.total:
            raise Refused(
                f"{upper.unit}{row.year}年计划发展{upper.total}名，其他党组织已安排{siblings}名，"
                f"这里最多{max(0, upper.total - siblings)}名。",
                field="total",
            )
    below = others.filter(unit__parent=row.unit).aggregate(n=Sum("total"))["n"] or 0
    if below > row.total:
        raise Refused(f"下级党组织已安排{below}名，不能少于这个数。", field="total")
