"""What the problem loop tells of units: whether what was due has been put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.capability.evidence import Evidence, EvidenceKind
from tongpin.org.models import Unit
from tongpin.rectification.models import PROVEN, Problem, State

KINDS = (
    EvidenceKind("rectification.settled", "到期问题整改销号", True, "rectification:list"),
)  # fmt: skip


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Evidence]:
    """Of the problems that a unit had to put right between two days, those proven; one statement.

    A unit with no problem that fell due was asked for nothing.
    """
    due: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Problem.objects.filter(
        responsible_unit__in=[u.pk for u in units], due_on__range=(start, end)
    ).exclude(state=State.CANCELLED)
    for unit, pk, state in rows.order_by("pk").values_list("responsible_unit", "pk", "state"):
        due[unit].append((pk, state))
    for unit in sorted(u.pk for u in units):
        own = due[unit]
        refs = tuple(f"rectification:{pk}" for pk, state in own if state in PROVEN)
        words = (
            f"到期的{len(own)}个问题中{len(refs)}个已销号或者转为长期坚持"
            if own else "没有到期的整改问题"
        )  # fmt: skip
        yield Evidence("rectification.settled", unit, len(refs), len(own), words, refs)
