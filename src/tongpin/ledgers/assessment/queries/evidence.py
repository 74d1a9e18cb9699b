"""Evidence for items: the judgements of duties, and what each ledger tells of a unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongpin.audit.clock import site_day
from tongpin.capability import capabilities, load
from tongpin.capability.evidence import Evidence, EvidenceKind
from tongpin.duties.judging import as_row, current, judge
from tongpin.duties.models import Duty, Finding, PlanState
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.assessment.marking import Mark, Window, by_duties, by_evidence, by_hand
from tongpin.ledgers.assessment.models import Item, Way
from tongpin.life.models import Gathering, State
from tongpin.org.models import BRANCH_KINDS, Unit

Place = tuple[str, int]


def duty_sources() -> dict[str, str]:
    """`{rule: title}` of the duties that branches owe."""
    kinds = {str(kind) for kind in BRANCH_KINDS}
    return {
        rule.key: rule.title
        for rule in current_book().rules
        if any(
            e.applies.kind == "unit" and kinds & set(e.applies.unit_types) for e in rule.editions
        )
    }


def evidence_sources() -> dict[str, EvidenceKind]:
    """What the ledgers can tell: what they declare, and the number of each kind of fact."""
    found = {kind.key: kind for c in capabilities() for kind in c.evidence_kinds}
    owners = {c.key for c in capabilities() if c.facts}
    for kind in current_book().kinds.values():
        if kind.key.partition(".")[0] in owners:
            found.setdefault(kind.key, EvidenceKind(kind.key, f"{kind.label}次数"))
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of units: windows by rule, evidence by kind; `kinds` is what the ledgers can tell."""

    windows: dict[Place, list[Window]]
    evidence: dict[Place, Evidence]
    kinds: dict[str, EvidenceKind]

    def mark(self, item: Item, unit: int) -> Mark:
        """How the item stands for the unit."""
        if item.way == Way.HAND:
            return by_hand(item)
        if item.way == Way.DUTIES:
            return by_duties(item, [w for k in item.keys for w in self.windows.get((k, unit), ())])
        found = [self.evidence[k, unit] for k in item.keys if (k, unit) in self.evidence]
        absent = [] if len(found) == len(item.keys) else self._absent(item, unit)
        return by_evidence(item, found, absent)

    def _absent(self, item: Item, unit: int) -> list[str]:
        missing = [k for k in item.keys if (k, unit) not in self.evidence]
        return [self.kinds[k].label if k in self.kinds else k for k in missing]


def assess(units: Sequence[Unit], items: Sequence[Item], year: int) -> dict[int, list[Mark]]:
    """The marks of every unit for every item as of the site's day; a constant number of statements."""
    found = known(units, items, year)
    return {unit.pk: [found.mark(item, unit.pk) for item in items] for unit in units}


def known(units: Sequence[Unit], items: Iterable[Item], year: int) -> Known:
    """What the items ask for of the units."""
    asked: dict[str, set[str]] = defaultdict(set)
    for item in items:
        asked[item.way] |= set(item.keys)
    windows = _windows(units, asked[Way.DUTIES], year) if asked[Way.DUTIES] else {}
    evidence = _evidence(units, asked[Way.EVIDENCE], year)
    return Known(windows, evidence, evidence_sources())


def _windows(units: Sequence[Unit], rules: set[str], year: int) -> dict[Place, list[Window]]:
    """The windows of each rule, in order. Where a sentence of the year's paper stands for a rule of the
    rulebook, its windows are taken.
    """
    named = dict(
        Duty.objects.filter(plan__year=year, plan__state=PlanState.ADOPTED, is_dropped=False)
        .values_list("key", "rules")
    )  # fmt: skip
    own: dict[Place, list[Window]] = defaultdict(list)
    stood: dict[Place, list[Window]] = defaultdict(list)
    for row in _findings(units, year):
        key = row[1]
        base = key.partition("/")[2] or next(iter(named.get(key.partition("/")[0], ())), "")
        rule = base or key
        if rule not in rules:
            continue
        unit, _, subject, title, label, verdict, reason, refs, starts = row
        window = Window(rule, title, label, verdict, reason, tuple(refs), key, subject, starts)
        (stood if base else own)[rule, unit].append(window)
    return stood | own


COLUMNS = (
    "unit", "rule_key", "subject", "title", "window_label", "verdict", "reason", "counted",
    "starts_on",
)  # fmt: skip


def _findings(units: Sequence[Unit], year: int) -> Iterator[tuple[Any, ...]]:
    day = site_day()
    if year in (day.year, day.year - 1):
        current(year)
        rows = Finding.objects.filter(year=year, person=None, unit__in=[u.pk for u in units])
        yield from rows.order_by("rule_key", "starts_on").values_list(*COLUMNS)
        return
    made = [as_row(item, year, day) for item in judge(units, year=year, as_of=day)]
    for row in sorted(made, key=lambda r: (r.rule_key, r.starts_on)):
        if row.person_id is None:
            yield (row.unit_id, *(getattr(row, name) for name in COLUMNS[1:]))


def span(year: int) -> tuple[date, date]:
    """From the first day of the year to its last or to the site's day."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return first, max(first, min(last, site_day()))


def _evidence(units: Sequence[Unit], keys: set[str], year: int) -> dict[Place, Evidence]:
    start, end = span(year)
    found: dict[Place, Evidence] = {}
    counted: set[str] = set(keys)
    for capability in capabilities():
        own = {kind.key for kind in capability.evidence_kinds} & keys
        counted -= own
        if own and capability.evidence is not None:
            for item in load(capability.evidence)(units, start, end):
                if item.key in own:
                    found[item.key, item.unit] = item
    return found | _counted(units, counted, start, end) if counted else found


def _counted(
    units: Sequence[Unit], keys: set[str], start: date, end: date
) -> dict[Place, Evidence]:
    """Records counted by their kind. None of a kind is 0 for a unit that keeps its life here, and
    unknown for one that recorded no gathering at all.
    """
    labels = {kind.key: kind.label for kind in current_book().kinds.values()}
    wanted = {key.partition(".")[0] for key in keys}
    refs: dict[Place, dict[str, None]] = defaultdict(dict)
    for capability in capabilities():
        if capability.key in wanted and capability.facts:
            for fact in load(capability.facts)(units, start, end):
                subject, _, unit = fact.subject.partition(":")
                if fact.kind in keys and subject == "unit" and fact.state == "recorded":
                    refs[fact.kind, int(unit)].setdefault(fact.ref)
    lived = set(
        Gathering.objects.filter(
            unit__in=[u.pk for u in units], state=State.RECORDED, held_on__range=(start, end)
        ).order_by().values_list("unit", flat=True).distinct()
    )  # fmt: skip
    places = set(refs) | {(key, unit) for key in keys for unit in lived}
    return {
        (key, unit): Evidence(
            key, unit, len(refs[key, unit]), None,
            f"登记的{labels.get(key, key)}{len(refs[key, unit])}次", tuple(refs[key, unit]),
        )
        for key, unit in places
    }  # fmt: skip
