"""Writes on units."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.capability import unit_ended
from tongpin.org.models import BELOW, EventKind, Unit, UnitEvent, UnitKind
from tongpin.org.search import search_text

MAX_DEPTH = 8
FIELDS = ("name", "short_name", "order", "founded_on", "approval_number", "theme_day", "is_village")


@action("org.found_bureau", "建立单位", permission=None)
def found_bureau(
    actor: Actor,
    *,
    code: str,
    name: str,
    kind: str,
    short_name: str = "",
    founded_on: date | None = None,
) -> Unit:
    """Make the topmost unit; only while there is none."""
    if Unit.objects.filter(parent=None).exists():
        raise Refused("单位已经建立，不能重复建立。")
    return _create(
        None, code=code, name=name, kind=kind, short_name=short_name, founded_on=founded_on
    )


@action("org.add_unit", "新增党组织", permission="org.units")
def add_unit(
    actor: Actor,
    *,
    unit: Unit,
    code: str,
    name: str,
    kind: str,
    short_name: str = "",
    founded_on: date | None = None,
    order: int = 0,
    approval_number: str = "",
    theme_day: str = "",
    is_village: bool = False,
    noted: bool = True,
) -> Unit:
    """Make a unit below `unit`; `noted` keeps its founding among the changes of units."""
    if UnitKind(kind) not in BELOW[UnitKind(unit.kind)]:
        raise Refused(
            f"{unit.get_kind_display()}下不能直接设{UnitKind(kind).label}。", field="kind"
        )
    if unit.path.count("/") > MAX_DEPTH:
        raise Refused(f"党组织层级不能超过 {MAX_DEPTH} 级。", field="parent")
    made = _create(
        unit,
        code=code,
        name=name,
        kind=kind,
        short_name=short_name,
        founded_on=founded_on,
        order=order,
        approval_number=approval_number,
        theme_day=theme_day,
        is_village=is_village,
    )
    if noted and founded_on is not None and made.kind != UnitKind.GROUP:
        note_event(
            actor, unit=made, kind=EventKind.FOUNDED, on=founded_on,
            approval_number=approval_number, words=f"成立{made.name}",
        )  # fmt: skip
    return made


@action("org.change_unit", "修改党组织", permission="org.units")
def change_unit(actor: Actor, *, unit: Unit, version: int, **values: Any) -> Unit:
    """Change names, order, founding date or theme day."""
    fresh = Unit.objects.select_for_update().get(pk=unit.pk)
    if fresh.version != version:
        raise Conflict
    if values.get("founded_on") != fresh.founded_on:
        _not_ahead(values.get("founded_on"), "founded_on")
    for name in FIELDS:
        if name in values:
            setattr(fresh, name, values[name])
    fresh.search_text = search_text(fresh.name, fresh.short_name)
    fresh.version += 1
    fresh.save()
    current().about(fresh, unit=fresh)
    return fresh


@action("org.dissolve_unit", "撤销党组织", permission="org.units")
def dissolve_unit(actor: Actor, *, unit: Unit, on: date, reason: str, approval_number: str) -> Unit:
    """Close a unit that has no living child and no member left after the day."""
    if unit.kind != UnitKind.GROUP and not approval_number.strip():
        raise Refused("撤销党组织须经上级批准，请填写批准文号。", field="approval_number")
    _not_ahead(on, "on")
    fresh = Unit.objects.select_for_update().get(pk=unit.pk)
    if fresh.founded_on and on < fresh.founded_on:
        raise Refused("撤销日期不能早于成立日期。", field="on")
    if fresh.dissolved_on is not None:
        raise Refused(f"已于 {fresh.dissolved_on} 撤销。", field="on")
    if fresh.children.filter(dissolved_on__isnull=True).exists():
        raise Refused("请先撤销或转移其下级党组织。")
    if fresh.affiliations.filter(ends_on__isnull=True).exists():
        raise Refused("该党组织还有党员，请先办理组织关系转接。")
    fresh.dissolved_on = on
    fresh.version += 1
    fresh.save()
    words = f"撤销{fresh.name}（{reason}）"
    note_event(
        actor, unit=fresh, kind=EventKind.DISSOLVED, on=on, approval_number=approval_number,
        words=words, done={"taken": unit_ended(actor, [fresh], on + timedelta(days=1), words)},
    )  # fmt: skip
    current().about(fresh, unit=fresh, summary=reason)
    return fresh


def alive_on(unit: Unit, on: date) -> None:
    """`Refused` where the unit does not exist on the day of a change, or the day is to come."""
    if unit.dissolved_on is not None:
        raise Refused(f"{unit}已于 {unit.dissolved_on} 撤销。", field="on")
    if unit.founded_on and on < unit.founded_on:
        raise Refused(f"日期不能早于{unit}的成立日期 {unit.founded_on}。", field="on")
    _not_ahead(on, "on")


def _not_ahead(on: date | None, field: str) -> None:
    if on is not None and on > site_day():
        raise Refused("批准生效以后再登记，日期不能晚于今天。", field=field)


def note_event(
    actor: Actor,
    *,
    unit: Unit,
    kind: EventKind,
    on: date,
    approval_number: str,
    words: str,
    other: Unit | None = None,
    done: dict[str, Any] | None = None,
) -> UnitEvent:
    """Keep a change of a unit with its approval; part of the action that makes the change."""
    row = UnitEvent(
        unit=unit, other=other, kind=kind, on=on, approval_number=approval_number,
        words=words[:300], done=done or {}, recorded_on=site_day(), recorded_by=actor.name[:100],
    )  # fmt: skip
    row.save()
    return row


def _create(parent: Unit | None, *, code: str, **values: Any) -> Unit:
    _not_ahead(values.get("founded_on"), "founded_on")
    if Unit.objects.filter(code=code).exists():
        raise Refused(f"党组织代码“{code}”已被使用。", field="code")
    unit = Unit(parent=parent, code=code, **values)
    unit.search_text = search_text(unit.name, unit.short_name)
    unit.save()
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    current().about(unit, unit=unit)
    return unit
