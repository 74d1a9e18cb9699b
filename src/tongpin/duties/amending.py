"""What goes on from a paper to its amendment: measures by their words, duties by their words and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from tongpin.duties.models import Duty, Measure, Plan
from tongpin.duties.reading import Paper

SAME_MEASURE, SAME_DUTY = 0.5, 0.55
SAME_PLACE = 0.1  # a little more for the same number or the same measure
MOST_PAIRS = 250_000  # beyond it only equal words and equal places are looked at

Pair = tuple[float, int, int]


def identities(paper: Paper, present: Plan | None) -> list[str]:
    """For each measure of the paper the identity of the present measure that it continues, or "".

    The likest pair first: title and text, a little more for an equal number.
    """
    if present is None:
        return [""] * len(paper.measures)
    before = list(present.measures.all())
    new = [_Words(f"{m.title or ''}{m.text}") for m in paper.measures]
    old = [_Words(f"{m.title}{m.text}") for m in before]
    many = len(new) * len(old) > MOST_PAIRS
    pairs: list[Pair] = []
    for n, measure in enumerate(paper.measures):
        for o, row in enumerate(before):
            same_number = measure.number == row.number
            if many and not same_number and new[n].text != old[o].text:
                continue
            score = new[n].likeness(old[o]) + SAME_PLACE * same_number
            if score >= SAME_MEASURE:
                pairs.append((score, n, o))
    found = _best(pairs)
    return [before[found[n]].identity if n in found else "" for n in range(len(new))]


def continued(paper: Paper, kept: Sequence[str], present: Plan | None) -> list[Duty | None]:
    """For each duty of the paper the present one that it continues.

    Equal words first, whatever the office corrected; else like words of the same kind, those of
    the same measure preferred. `kept` is what `identities` says.
    """
    if present is None:
        return [None] * len(paper.duties)
    before = list(present.duties.select_related("measure").prefetch_related("units"))
    new = [_Words(d.quote) for d in paper.duties]
    old = [_Words(d.quote) for d in before]
    many = len(new) * len(old) > MOST_PAIRS
    pairs: list[Pair] = []
    for n, duty in enumerate(paper.duties):
        identity = "" if duty.measure_index is None else kept[duty.measure_index]
        for o, row in enumerate(before):
            same_place = row.measure is not None and row.measure.identity == identity
            equal = new[n].text == old[o].text
            if not equal and (row.kind != duty.kind or (many and not same_place)):
                continue
            likeness = 2.0 if equal else new[n].likeness(old[o])
            score = likeness + SAME_PLACE * same_place + SAME_PLACE / 2 * (row.kind == duty.kind)
            if score > SAME_DUTY:
                pairs.append((score, n, o))
    found = _best(pairs)
    return [before[found[n]] if n in found else None for n in range(len(new))]


def added_by_hand(paper: Paper, present: Plan | None, taken: Set[str]) -> list[Duty]:
    """Duties that the office had added and that still stand: their words in the paper, or in none."""
    if present is None:
        return []
    rows = present.duties.filter(is_added=True, is_dropped=False).select_related("measure")
    return [
        row
        for row in rows.prefetch_related("units")
        if row.key not in taken and (row.start is None or row.quote in paper.text)
    ]


class _Words:
    """A text and its pairs of neighbouring characters, for likeness in linear time."""

    __slots__ = ("pairs", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.pairs = Counter(text[i : i + 2] for i in range(min(len(text), 3000) - 1))

    def likeness(self, other: _Words) -> float:
        """Dice's coefficient of the pairs: 1 for equal texts, 0 for nothing in common."""
        if self.text == other.text:
            return 1.0
        total = self.pairs.total() + other.pairs.total()
        return 2 * (self.pairs & other.pairs).total() / total if total else 0.0


def _best(pairs: list[Pair]) -> dict[int, int]:
    """`{new: old}`, the likest pairs first, each side once."""
    result: dict[int, int] = {}
    taken: set[int] = set()
    for _, n, o in sorted(pairs, key=lambda p: (-p[0], p[1], p[2])):
        if n not in result and o not in taken:
            result[n] = o
            taken.add(o)
    return result


@dataclass(frozen=True, slots=True)
class Change:
    """A duty before and after; either side may be missing."""

    before: Duty | None
    after: Duty | None
    fields: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """新增, 取消, 改动 or 不变."""
        if self.before is None:
            return "新增"
        if self.after is None:
            return "取消"
        return "改动" if self.fields else "不变"


LABELS = {str(f.name): str(f.verbose_name) for f in Duty._meta.concrete_fields}
COMPARED = (
    "quote",
    "kind",
    "times",
    "per",
    "bound",
    "deadline",
    "quantity",
    "responsible",
    "binds",
)


def compare(present: Plan, amended: Plan) -> list[Change]:
    """What the amendment does to the duties in force, in the order of the new paper, losses last."""
    old = {d.key: d for d in present.duties.all() if not d.is_dropped}
    changes = []
    for duty in amended.duties.all():
        if duty.is_dropped:
            continue
        before = old.pop(duty.key, None)
        changed = tuple(f for f in COMPARED if before and getattr(before, f) != getattr(duty, f))
        labels = tuple(LABELS[f] for f in changed)
        changes.append(Change(before, duty, labels))
    return changes + [Change(row, None) for row in old.values()]


def lost_measures(present: Plan, amended: Plan) -> list[Measure]:
    """Measures that the amendment no longer has."""
    kept = {m.identity for m in amended.measures.all()}
    return [m for m in present.measures.all() if m.identity not in kept]


def new_measures(present: Plan, measures: Iterable[Measure]) -> list[Measure]:
    """Measures that the paper in force did not have."""
    known = {m.identity for m in present.measures.all()}
    return [m for m in measures if m.identity not in known]
