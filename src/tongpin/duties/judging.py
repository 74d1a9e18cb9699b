"""The hub that calls the rule engine: book, subjects and facts in, findings out, and their cache.

The truth is the dated facts. `judge` computes; the rows of `Finding` keep the result as of the
site's day, and a rebuild gives the same rows as the incremental `refresh` (docs/adr/0003).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from tongpin.audit.clock import site_day
from tongpin.audit.models import Entry
from tongpin.capability import capabilities, load
from tongpin.duties.models import Finding, FindingRef, JudgedYear, Plan
from tongpin.duties.paper_rules import (
    adopted_plans,
    bound_subjects,
    local_rules,
    retagged,
    stands_for,
    waivers,
)
from tongpin.duties.rulebook import book_at, current_book, stamp_column
from tongpin.org.models import Person, Unit
from tongpin.org.queries import bodies, cadres, subjects
from tongpin.org.scope import Scope
from tongpin.rules.book import Book
from tongpin.rules.engine import evaluate
from tongpin.rules.finding import Finding as Judgement
from tongpin.rules.model import Fact, Rule, Subject

BATCH = 500
NEVER = date.min


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement with the unit it belongs to (a person's own branch for persons)."""

    judgement: Judgement
    unit_id: int
    duty_key: str = ""
    base: Rule | None = None

    @property
    def citation(self) -> str:
        """The paper's measure, and the article of the rule that its words name."""
        own = self.judgement.citation.label
        if self.base is None:
            return own
        edition = self.base.edition_on(self.judgement.window.middle)
        return own if edition is None else f"{own}、{edition.cite.label}"


def judge(
    units: Sequence[Unit],
    *,
    year: int,
    as_of: date,
    only: str = "",
    extra: Iterable[Fact] = (),
    trial: Plan | None = None,
    rulebook: Book | None = None,
) -> list[Judged]:
    """Judge the units and their leading cadres in memory; a constant number of statements.

    `only` narrows to one rule key. `extra` are facts that are not recorded yet, for a preview;
    `trial` is a paper and `rulebook` a book judged by as if they were in force.
    """
    units = list(units)
    adopted = rulebook or current_book()
    plans = adopted_plans(year)
    if trial is not None:
        plans = [*(p for p in plans if p.unit_id != trial.unit_id), trial]
    local, owners = local_rules(plans, units, adopted)
    book = adopted.with_rules(local.values())
    book = book.only([only]) if only else book
    people = cadres(units)
    homes = {subject.key: home for subject, home in people}
    facts = [*retagged(collect(units, year, as_of), local, adopted), *extra]
    own: list[Subject] = [*subjects(units), *(subject for subject, _ in people)]
    found = evaluate(
        book, own, facts, as_of=as_of, year=year, workdays=book.workdays,
        waivers=waivers(units, year, local, owners, adopted),
    )  # fmt: skip
    named = {
        (base, subject)
        for key, base in owners.items()
        if base and stands_for(local[key], adopted.rule(base))
        for subject in bound_subjects(local[key])
    }
    return [
        Judged(item, homes.get(item.subject.key) or int(item.subject.key.partition(":")[2]),
               item.rule.key.partition("/")[0] if item.rule.key in local else "",
               adopted.get(owners.get(item.rule.key, "")))
        for item in found
        if (item.rule.key, item.subject.key) not in named
    ]  # fmt: skip


def collect(units: Sequence[Unit], year: int, as_of: date) -> list[Fact]:
    """The facts of every capability that may count in the year; what made up for it later, too."""
    end = max(as_of, date(year, 12, 31))
    facts: list[Fact] = []
    for capability in capabilities():
        if capability.facts:
            facts.extend(load(capability.facts)(units, date(year, 1, 1), end))
    return facts


# ------------------------------------------------------------------------------------- cache

# Entries about these change who owes what; those about accounts and log-ins do not.
STRUCTURE = ("org.unit", "org.person", "org.membership", "org.affiliation", "org.post")
# Actions that touch the units at or below their own unit only; any other asks for a full rebuild.
WITHIN_UNIT = (
    "org.add_person org.change_person org.set_stage org.withdraw_person org.appoint org.end_post "
    "org.change_unit org.add_unit org.dissolve_unit"
).split()
NO_CHANGE = ("org.reveal_identity", "org.reveal_roster")


def rebuild(year: int) -> int:
    """Judge everything of a year as of the site's day and store it; the number of findings."""
    with transaction.atomic():
        return _rebuild(_locked(year))


def refresh(unit: Unit, around: date) -> None:
    """Judge one unit again in the years that a fact of this day may touch."""
    for year in (around.year, around.year - 1):
        with transaction.atomic():
            row = _locked(year)
            if _stands(row):
                _judge_units(row, [unit])
            elif year == site_day().year:
                _rebuild(row)


def is_current(year: int) -> bool:
    """Whether the cache of a year stands: same day, same rulebook, same organisation."""
    # The stamp of the rulebook comes along with the row, so that no statement is added.
    rows = JudgedYear.objects.annotate(stamp=stamp_column())
    row = rows.filter(year=year).first()
    if row is None or not _stands(row, book_at(row.stamp)):
        return False
    return not _changes(row.entry).exists()


def forget(year: int | None = None) -> None:
    """Drop the cache of a year (or all): the next reader rebuilds it. After changes of papers."""
    rows = JudgedYear.objects.all()
    (rows.filter(year=year) if year is not None else rows).update(as_of=NEVER)


def current(year: int) -> None:
    """Bring the cache of a year up to the site's day and to the present organisation."""
    if is_current(year):
        return
    with transaction.atomic():
        row = _locked(year)
        paths = reorganised(row.entry) if _stands(row) else None
        if paths is None:
            _rebuild(row)
        elif paths:
            units = [u for u in bodies(Scope.everything()) if _is_near(u.path, paths)]
            _judge_units(row, units, entry=last_entry())


def _locked(year: int) -> JudgedYear:
    """The year's row, held until the end of the transaction: one writer of findings at a time."""
    JudgedYear.objects.get_or_create(year=year, defaults={"as_of": NEVER})
    return JudgedYear.objects.select_for_update().get(year=year)


def _stands(row: JudgedYear, book: Book | None = None) -> bool:
    if row.as_of != site_day():
        return False
    return row.book == (book or current_book()).content_hash


def last_entry() -> int:
    """The number of the last audit entry."""
    return Entry.objects.aggregate(last=Max("number"))["last"] or 0


def _changes(since: int) -> QuerySet[Entry]:
    """What changed the organisation after an entry."""
    rows = Entry.objects.filter(number__gt=since)
    structural = Q(target_type__in=STRUCTURE) | Q(action__contains="roster")
    return rows.filter(structural).exclude(action__in=NO_CHANGE)


def reorganised(since: int) -> set[str] | None:
    """Paths of the units whose organisation changed after an entry; None where it may be anywhere."""
    paths = set()
    for key, path in _changes(since).values_list("action", "unit_path"):
        if key not in WITHIN_UNIT or not path:
            return None
        paths.add(path)
    return paths


def _is_near(path: str, changed: Iterable[str]) -> bool:
    """Whether the unit lies below a changed one, or above it (a group belongs to its branch)."""
    return any(path.startswith(other) or other.startswith(path) for other in changed)


def _rebuild(row: JudgedYear) -> int:
    entry, book = last_entry(), current_book()
    Finding.objects.filter(year=row.year).delete()
    units = list(bodies(Scope.everything()))
    row.as_of, row.book, row.entry = site_day(), book.content_hash, entry
    row.save()
    found = judge(units, year=row.year, as_of=row.as_of, rulebook=book)
    return _store(found, row.year, row.as_of)


def _judge_units(row: JudgedYear, units: Sequence[Unit], entry: int | None = None) -> None:
    Finding.objects.filter(year=row.year, unit__in=[u.pk for u in units]).delete()
    _store(judge(units, year=row.year, as_of=row.as_of), row.year, row.as_of)
    if entry is not None:
        row.entry = entry
        row.save()


def _store(items: Iterable[Judged], year: int, day: date) -> int:
    rows = [as_row(item, year, day) for item in items]
    saved = Finding.objects.bulk_create(rows, batch_size=BATCH)
    refs = [FindingRef(finding=row, ref=ref) for row in saved for ref in row.counted]
    FindingRef.objects.bulk_create(refs, batch_size=BATCH)
    return len(saved)


def as_row(item: Judged, year: int, day: date) -> Finding:
    """A judgement as a row, saved or not."""
    judged = item.judgement
    kind, _, key = judged.subject.key.partition(":")
    start = judged.window.start or date(year, 1, 1)
    return Finding(
        subject=judged.subject.key,
        unit_id=item.unit_id,
        person_id=int(key) if kind == "person" else None,
        year=year,
        as_of=day,
        rule_key=judged.rule.key,
        duty_key=item.duty_key,
        title=judged.rule.title[:120],
        window_label=judged.window_label,
        starts_on=start,
        ends_on=judged.window.end or date(year, 12, 31),
        deadline=judged.deadline,
        verdict=judged.verdict.value,
        needed=judged.needed,
        counted=list(dict.fromkeys(fact.ref for fact in judged.counted if fact.ref)),
        reason=judged.reason,
        citation=item.citation[:300],
    )


def people_of(rows: Iterable[Finding]) -> dict[int, str]:
    """Names of the persons in findings, in one statement."""
    wanted = {row.person_id for row in rows if row.person_id}
    if not wanted:
        return {}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name"))


def grouped(rows: Iterable[Finding]) -> dict[tuple[str, int], list[Finding]]:
    """Findings by rule key and unit."""
    result: dict[tuple[str, int], list[Finding]] = defaultdict(list)
    for row in rows:
        result[row.rule_key, row.unit_id].append(row)
    return result
