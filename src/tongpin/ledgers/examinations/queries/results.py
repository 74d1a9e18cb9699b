"""Results: a person's own, and the analysis of questions and branches."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from tongpin.ledgers.examinations.models import Answer, Candidate, PaperItem, Sitting
from tongpin.ledgers.examinations.queries.bank import items, total
from tongpin.ledgers.examinations.statistics import (
    FEWEST,
    ItemStatistics,
    UnitResult,
    item_statistics,
    told,
)
from tongpin.org.models import Unit
from tongpin.org.scope import Scope

BANDS = ((90, "90%以上"), (80, "80%—90%"), (60, "60%—80%"), (0, "60%以下"))


def passing(row: Sitting, worth: int) -> int:
    """The tenths from which the paper is passed."""
    return -(-worth * row.pass_percent // 100)


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch with its result."""

    unit: Unit
    result: UnitResult


@dataclass(frozen=True, slots=True)
class Analysis:
    """A published sitting: the whole, the branches, the questions, how the shares are spread."""

    whole: UnitResult
    branches: list[BranchLine]
    questions: list[tuple[PaperItem, ItemStatistics]]
    bands: list[tuple[str, int]]


def analysis(row: Sitting, scope: Scope) -> Analysis:
    """Aggregates only, in four statements; who organises sees all branches, a branch itself only."""
    paper = items(row.paper_id)
    worth = total(paper)
    roll = Candidate.objects.filter(sitting=row, excused_reason="")
    people = list(roll.values_list("pk", "unit", "started_at", "tenths"))
    everything = scope.covers(row.unit.path)
    by_unit: dict[int, list[int | None]] = defaultdict(list)
    for _, unit, started, tenths in people:
        by_unit[unit].append((tenths or 0) if started is not None else None)
    pass_at = passing(row, worth)
    results = told([_result(key, found, worth, pass_at) for key, found in by_unit.items()])
    units = {u.pk: u for u in Unit.objects.filter(pk__in=list(by_unit)).order_by("path")}
    by_key = {r.unit: r for r in results}
    lines = [
        BranchLine(unit, by_key[key])
        for key, unit in units.items()
        if everything or scope.covers(unit.path)
    ]
    scores = [(tenths or 0) for _, _, started, tenths in people if started is not None]
    whole = _result(0, [s for found in by_unit.values() for s in found], worth, pass_at)
    if whole.sat < FEWEST:
        whole = UnitResult(0, whole.asked, whole.sat, None, None)
    shown = _question_lines(row, paper, people, worth) if everything else []
    return Analysis(whole, lines, shown, _bands(scores, worth) if everything else [])


def _result(unit: int, found: list[int | None], worth: int, pass_at: int) -> UnitResult:
    scores = [s for s in found if s is not None]
    if not scores or not worth:
        return UnitResult(unit, len(found), len(scores), None, None)
    mean = sum(scores) / len(scores) / worth
    passed = sum(s >= pass_at for s in scores) / len(scores)
    return UnitResult(unit, len(found), len(scores), mean, passed)


def _question_lines(
    row: Sitting, paper: list[PaperItem], people: list[tuple[int, int, object, int | None]],
    worth: int,
) -> list[tuple[PaperItem, ItemStatistics]]:  # fmt: skip
    sat = {pk: (tenths or 0) / worth for pk, _, started, tenths in people if started is not None}
    given: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Answer.objects.filter(candidate__sitting=row)
    for candidate, item, tenths in rows.values_list("candidate", "item", "tenths"):
        given[item][candidate] = tenths or 0
    keys = sorted(sat)
    totals = [sat[key] for key in keys]
    return [
        (item, item_statistics([given[item.pk].get(k, 0) / item.worth for k in keys], totals))
        for item in paper
    ]


def _bands(scores: list[int], worth: int) -> list[tuple[str, int]]:
    """How many lie in which band, where enough sat."""
    if len(scores) < FEWEST:
        return []
    counts = dict.fromkeys((label for _, label in BANDS), 0)
    for score in scores:
        counts[next(label for least, label in BANDS if score * 100 >= worth * least)] += 1
    return list(counts.items())
