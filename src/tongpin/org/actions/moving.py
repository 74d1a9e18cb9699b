"""Writes that move a unit with everything below it under another one (改隶), and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Forbidden, Refused
from tongpin.org.actions.units import MAX_DEPTH, alive_on, note_event
from tongpin.org.models import BELOW, EventKind, Unit, UnitEvent, UnitKind


@action("org.move_unit", "党组织改隶", permission="org.units")
def move_unit(
    actor: Actor, *, unit: Unit, to: Unit, on: date, approval_number: str, reason: str = ""
) -> UnitEvent:
    """A unit belongs under another one from a day on, with everything below it.

    The right is needed at both parents. The tree is the present one: what is counted by unit for
    earlier days is counted along the new lines.
    """
    locked = Unit.objects.select_for_update().select_related(None).in_bulk([unit.pk, to.pk])
    source, target = locked[unit.pk], locked[to.pk]
    above = source.parent
    if above is None:
        raise Refused("最上级党组织不能改隶。")
    if source.kind == UnitKind.GROUP:
        raise Refused("党小组不能改隶，请在新的支部另设党小组。")
    for path in (above.path, target.path):
        if not actor.can("org.units", path):
            raise Forbidden("改隶须有原上级和新上级党组织的权限。")
    alive_on(source, on)
    alive_on(target, on)
    _refuse_misfit(source, target)
    words = f"{source.name}由{above.name}改隶{target.name}"
    _put_under(source, target)
    event = note_event(
        actor, unit=source, other=target, kind=EventKind.MOVED, on=on,
        approval_number=approval_number, words=f"{words}（{reason}）" if reason else words,
        done={"parent": above.pk},
    )  # fmt: skip
    current().about(source, unit=source, summary=words)
    return event


def move_back(row: UnitEvent) -> None:
    """Undo a move: `Refused` where the unit above from before has ended."""
    unit = Unit.objects.select_for_update().get(pk=row.unit_id)
    above = Unit.objects.get(pk=row.done["parent"])
    if above.dissolved_on is not None:
        raise Refused(f"不能撤销：原上级{above}已经撤销。")
    _put_under(unit, above)


def _refuse_misfit(unit: Unit, to: Unit) -> None:
    if to.pk == unit.parent_id:
        raise Refused(f"{unit}现在就隶属{to}。", field="to")
    if to.path.startswith(unit.path):
        raise Refused("不能改隶到自己或者自己的下级。", field="to")
    if UnitKind(unit.kind) not in BELOW[UnitKind(to.kind)]:
        raise Refused(f"{to.get_kind_display()}下不能直接设{unit.get_kind_display()}。", field="to")
    deepest = max(u.path.count("/") for u in _below(unit)) - unit.path.count("/")
    if to.path.count("/") + deepest > MAX_DEPTH:
        raise Refused(f"党组织层级不能超过 {MAX_DEPTH} 级。", field="to")


def _below(unit: Unit) -> Any:
    return Unit.objects.select_for_update().filter(path__prefix=unit.path)


def _put_under(unit: Unit, above: Unit) -> None:
    old, new = unit.path, f"{above.path}{unit.pk}/"
    rows = list(_below(unit))
    for row in rows:
        row.path = new + row.path[len(old) :]
        row.version += 1
        if row.pk == unit.pk:
            row.parent = above
    Unit.objects.bulk_update(rows, ("path", "parent", "version"), batch_size=200)
    unit.path, unit.parent = new, above
