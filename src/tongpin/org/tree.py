"""Units in the order of their tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongpin.org.models import Unit


@dataclass(frozen=True, slots=True)
class Node:
    """A unit with its depth below the topmost one shown, and the members at and below it."""

    unit: Unit
    depth: int
    members: int


def tree(units: Sequence[Unit], counts: Mapping[int, int]) -> list[Node]:
    """Depth first, siblings by `order` and age; a unit whose parent is not shown begins a tree."""
    shown = {unit.pk for unit in units}
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in sorted(units, key=lambda u: (u.order, u.pk)):
        below[unit.parent_id if unit.parent_id in shown else None].append(unit)
    nodes: list[Node] = []

    def walk(unit: Unit, depth: int) -> int:
        place = len(nodes)
        nodes.append(Node(unit, depth, 0))
        members = counts.get(unit.pk, 0) + sum(walk(child, depth + 1) for child in below[unit.pk])
        nodes[place] = Node(unit, depth, members)
        return members

    for top in below[None]:
        walk(top, 0)
    return nodes
