"""What 发展党员 tells of branches: whether the steps kept the rules, whether activists were reviewed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from tongpin.capability.evidence import Evidence, EvidenceKind
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development.models import Case, Column
from tongpin.ledgers.development.queries import cases, course
from tongpin.org.models import Unit
from tongpin.org.scope import Scope
from tongpin.rules.procedure import StepVerdict

KINDS = (
    EvidenceKind("development.in_order", "发展党员程序规范", True, "development:board"),
    EvidenceKind("development.reviewed", "积极分子按期考察", True, "development:board"),
)
CORPS = (Column.ACTIVIST, Column.OBJECT)


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Evidence]:
    """Of the cases with a step between two days, those whose steps of that time break nothing; of the
    activists of the day, those whose half-yearly review is not late. Two statements. A unit with no
    such case was asked for nothing.
    """
    ids = [unit.pk for unit in units]
    rows = cases(Scope.everything()).filter(person__home__in=ids, opened_on__lte=end)
    moved: dict[int, list[tuple[Case, bool]]] = defaultdict(list)
    corps: dict[int, list[tuple[Case, bool]]] = defaultdict(list)
    book = current_book()
    for row in rows.order_by("pk"):
        recent = {r.step for r in row.records.all() if start <= r.on <= end and not r.is_withdrawn}
        is_open = row.closed_on is None or row.closed_on > end
        if not recent and not is_open:
            continue
        found, home = course(book, row, end), row.person.home_id
        judged = found.progress.judgements
        broken = {j.step for j in judged if j.verdict is StepVerdict.BREACH}
        if recent:
            moved[home].append((row, not recent & broken))
        if is_open and found.column in CORPS:
            corps[home].append((row, "review" not in found.overdue))
    for unit in sorted(ids):
        yield _evidence(
            "development.in_order", unit, moved[unit], "本年有步骤的{}人中{}人程序、时限都符合规定",
            "本年没有发展党员的步骤",
        )  # fmt: skip
        yield _evidence(
            "development.reviewed", unit, corps[unit], "{}名入党积极分子中{}名按期考察",
            "没有入党积极分子",
        )  # fmt: skip


def _evidence(
    key: str, unit: int, own: Sequence[tuple[Case, bool]], words: str, none: str
) -> Evidence:
    refs = tuple(row.ref for row, is_kept in own if is_kept)
    said = words.format(len(own), len(refs)) if own else none
    return Evidence(key, unit, len(refs), len(own), said, refs)
