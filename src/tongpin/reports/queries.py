"""Every read of the reports: judgements of a scope, the plan's places, the next weeks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count as CountOf
from django.db.models import Prefetch, Q
from django.db.models.functions import Coalesce, ExtractMonth

from tongpin.audit.clock import site_day
from tongpin.duties.judging import current, people_of
from tongpin.duties.models import (
    Duty,
    Finding,
    FindingRef,
    Measure,
    Plan,
    PlanState,
    Progress,
    Section,
)
from tongpin.duties.queries import OPEN, STANDING, findings
from tongpin.life.models import Attendance, Gathering, State
from tongpin.life.queries import gatherings
from tongpin.org.models import Unit
from tongpin.org.queries import bodies, people
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.reports.models import SavedQuery, YearReport
from tongpin.reports.shaping import GENERAL, GENERAL_TITLE, Count, Place, limit, standing_place
from tongpin.rules.model import Verdict

_LIMIT = Coalesce("deadline", "ends_on")
ORDER = ("unit__order", "unit__path", "starts_on", "rule_key", "subject")


@dataclass
class Judgements:
    """The judgements of a year within a scope, as of a day.

    On the site's own day they are read from the cache, counted and narrowed in the database, so
    that a page of five hundred units makes as many statements as one of five. For any other day
    everything is judged in memory once and narrowed there.
    """

    scope: Scope
    year: int
    as_of: date
    _rows: list[Finding] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Judge now where the cache does not stand as of the day; it keeps this year and the last."""
        if self.as_of == site_day() and self.as_of.year - 1 <= self.year <= self.as_of.year:
            current(self.year)
        else:
            self._rows = findings(self.scope, year=self.year, as_of=self.as_of)

    def counts(self) -> list[Count]:
        """How many windows of each duty of the plan (`""`: standing rules) have which verdict, by unit."""
        if self._rows is None:
            rows = (
                self._cached()
                .values_list("duty_key", "unit_id", "verdict")
                .annotate(n=CountOf("pk"))
                .order_by()
            )
            return [Count(*row) for row in rows]
        counted = Counter((r.duty_key, r.unit_id, r.verdict) for r in self._rows)
        return [Count(*key, n) for key, n in counted.items()]

    def rows(
        self,
        *,
        duty_keys: Iterable[str] | None = None,
        unit_ids: Iterable[int] | None = None,
        verdicts: Iterable[str] | None = None,
        person_id: int | None = None,
    ) -> list[Finding]:
        """The judgements in order of unit, window and rule; narrowed by what is given."""
        wanted: dict[str, set[Any]] = {
            name: set(values)
            for name, values in (
                ("duty_key", duty_keys),
                ("unit_id", unit_ids),
                ("verdict", verdicts),
                ("person_id", None if person_id is None else [person_id]),
            )
            if values is not None
        }
        if self._rows is None:
            narrowed = self._cached().filter(**{f"{k}__in": v for k, v in wanted.items()})
            return list(narrowed.order_by(*ORDER))
        return [r for r in self._rows if all(getattr(r, k) in v for k, v in wanted.items())]

    def oldest_overdue(self, number: int = 300) -> list[Finding]:
        """The overdue judgements whose limit passed first, at most so many."""
        overdue = Verdict.OVERDUE.value
        if self._rows is None:
            rows = self._cached().filter(verdict=overdue).annotate(last_on=_LIMIT)
            return list(rows.order_by("last_on", "unit_id", "title")[:number])
        rows = [r for r in self._rows if r.verdict == overdue]
        return sorted(rows, key=lambda r: (limit(r), r.unit_id, r.title))[:number]

    def by_month(self) -> list[tuple[int, str, int]]:
        """`(month of the limit, verdict, windows)` of the windows whose limit lies in the year."""
        if self._rows is None:
            rows = (
                self._cached()
                .annotate(last_on=_LIMIT)
                .filter(last_on__year=self.year)
                .annotate(month=ExtractMonth("last_on"))
                .values_list("month", "verdict")
                .annotate(n=CountOf("pk"))
                .order_by()
            )
            return list(rows)
        counted = Counter(
            (limit(r).month, r.verdict) for r in self._rows if limit(r).year == self.year
        )
        return [(month, verdict, n) for (month, verdict), n in counted.items()]

    def uses(self) -> dict[int, tuple[int, int]]:
        """`{unit: (records that counted, places where they counted)}`: one record, many ledgers."""
        if self._rows is None:
            rows = (
                FindingRef.objects.filter(finding__in=self._cached().order_by())
                .order_by()
                .values_list("finding__unit")
                .annotate(records=CountOf("ref", distinct=True), places=CountOf("pk"))
            )
            return {unit: (records, places) for unit, records, places in rows}
        found: dict[int, list[str]] = defaultdict(list)
        for row in self._rows:
            found[row.unit_id] += row.counted
        return {unit: (len(set(refs)), len(refs)) for unit, refs in found.items()}

    def ahead(self, last: date) -> list[tuple[date, str]]:
        """`(limit, what falls on it)` of the open windows from the day of judgement to a last day."""
        verdicts = [*OPEN, Verdict.NOT_YET.value]
        if self._rows is None:
            found = (
                self._cached()
                .annotate(last_on=_LIMIT)
                .filter(verdict__in=verdicts, last_on__range=(self.as_of, last))
                .order_by()
                .values_list("last_on", "window_label", "title")
                .distinct()
            )
            return sorted((on, f"{label}{title}") for on, label, title in found)
        words = {
            (limit(r), f"{r.window_label}{r.title}")
            for r in self._rows
            if r.verdict in verdicts and self.as_of <= limit(r) <= last
        }
        return sorted(words)

    def _cached(self) -> Any:
        return Finding.objects.within(self.scope).filter(year=self.year)


def narrowed(scope: Scope, unit: Unit | None) -> Scope:
    """The part of the scope that lies in the unit and below it; all of it without a unit."""
    if unit is None:
        return scope
    places = []
    for path, subtree in scope.places:
        if subtree and unit.path.startswith(path):
            return Scope(((unit.path, True),))
        if path.startswith(unit.path):
            places.append((path, subtree))
    return Scope(tuple(places))


def owing_units(scope: Scope, year: int) -> list[Unit]:
    """Units of the scope that owe duties and existed at some time in the year, in their order."""
    lived = (Q(founded_on__isnull=True) | Q(founded_on__lte=date(year, 12, 31))) & (
        Q(dissolved_on__isnull=True) | Q(dissolved_on__gte=date(year, 1, 1))
    )
    return list(bodies(scope).filter(lived).order_by("order", "path"))


def plan_of(unit: Unit | None, year: int) -> Plan | None:
    """The paper in force for a unit in a year: its own or that of a unit above.

    With sections, measures and live duties, each read once and none joined: every page needs it.
    """
    if unit is None:
        return None
    steps = unit.path.strip("/").split("/")
    above = [f"/{'/'.join(steps[:n])}/" for n in range(1, len(steps) + 1)]
    return (
        Plan.objects.filter(year=year, state=PlanState.ADOPTED, unit__path__in=above)
        .order_by("-unit__path")
        .defer("warnings")
        .prefetch_related(
            Prefetch("sections", Section.objects.order_by("order")),
            Prefetch("measures", Measure.objects.order_by("order")),
            Prefetch("duties", Duty.objects.filter(is_dropped=False)),
        )
        .first()
    )


def duties_of(unit: Unit, year: int) -> dict[str, Duty]:
    """The duties of the paper in force by their key, measure by measure in its order."""
    plan = plan_of(unit, year)
    if plan is None:
        return {}
    order = {measure.pk: measure.order for measure in plan.measures.all()}
    found = sorted(
        plan.duties.all(), key=lambda d: (order.get(d.measure_id or 0, -1), d.order, d.pk)
    )
    return {d.key: d for d in found}


def places(plan: Plan | None) -> list[Place]:
    """Where judgements stand: each measure of the paper, the general part, the standing rules."""
    result: list[Place] = []
    if plan is not None:
        live = plan.duties.all()
        sections = {section.pk: str(section.order) for section in plan.sections.all()}
        result = [
            Place(
                key=f"m{measure.pk}",
                number=measure.number,
                title=measure.title or measure.text[:24],
                section=sections.get(measure.section_id or 0, ""),
                duty_keys=tuple(d.key for d in live if d.measure_id == measure.pk),
            )
            for measure in plan.measures.all()
        ]
        general = tuple(d.key for d in live if d.measure_id is None)
        if general:
            result.append(Place(GENERAL, "", GENERAL_TITLE, "", general))
    return [*result, standing_place()]


def recent_gatherings(scope: Scope, day: date, *, number: int = 5) -> list[Gathering]:
    """The latest records up to a day, the newest first."""
    rows = gatherings(scope).filter(state=State.RECORDED, held_on__lte=day)
    return list(rows.order_by("-held_on", "-pk")[:number])


def records_by_unit(scope: Scope, year: int, day: date) -> dict[int, int]:
    """`{unit: records typed}`: gatherings and notes of progress of a year up to a day; two statements."""
    found: Counter[int] = Counter()
    held = Gathering.objects.within(scope).filter(
        state=State.RECORDED, held_on__year=year, held_on__lte=day
    )
    notes = Progress.objects.within(scope).filter(is_withdrawn=False, on__year=year, on__lte=day)
    for rows in (held, notes):
        found.update(dict(rows.order_by().values_list("unit").annotate(n=CountOf("pk"))))
    return dict(found)


def number_of_gatherings(scope: Scope, year: int, day: date) -> int:
    """How many records of a year there are up to a day."""
    rows = Gathering.objects.within(scope)
    return rows.filter(state=State.RECORDED, held_on__year=year, held_on__lte=day).count()


def own_attendances(person_id: int, year: int, *, number: int = 8) -> list[Attendance]:
    """A person's latest attendances of a year, the newest first."""
    rows = Attendance.objects.filter(
        person=person_id, gathering__held_on__year=year, gathering__state=State.RECORDED
    )
    return list(
        rows.select_related("gathering__unit")
        .prefetch_related("gathering__kinds")
        .order_by("-gathering__held_on", "-pk")[:number]
    )


def has_people(scope: Scope) -> bool:
    """Whether anybody at all is on the roster of the scope."""
    return people(scope).exists()


def names_of(rows: Iterable[Finding]) -> dict[int, str]:
    """Names of the persons whose own duties are judged."""
    return people_of(rows)


def year_reports(scope: Scope) -> ScopedQuerySet:
    """The half-year and year reports within the scope."""
    return YearReport.objects.within(scope).select_related("unit")


def year_report(scope: Scope, pk: int) -> YearReport | None:
    """One report."""
    return year_reports(scope).filter(pk=pk).first()


def saved_queries(account_id: int | None) -> list[SavedQuery]:
    """The account's own kept questions by name."""
    return list(SavedQuery.objects.filter(account=account_id)) if account_id else []


def saved_query(account_id: int | None, pk: int) -> SavedQuery | None:
    """One of the account's own kept questions."""
    return SavedQuery.objects.filter(account=account_id, pk=pk).first() if account_id else None


# ------------------------------------------------------------------------------------- status


def status_rows(
    scope: Scope, as_of: date, year: int, unit: Unit | None = None
) -> list[dict[str, Any]]:
    """Every judgement of the scope as plain values, unit by unit in their order.

    Keys: unit, unit_code, measure, duty, rule, title, window_start, window_end, deadline (dates),
    verdict, verdict_label, reason, citation. `unit` narrows to a unit and what lies below it.
    """
    scope = narrowed(scope, unit)
    units = {u.pk: u for u in owing_units(scope, year)}
    duties = _duties_in_force(year)
    order = {pk: n for n, pk in enumerate(units)}
    rows = [r for r in Judgements(scope, year, as_of).rows() if r.unit_id in units]
    rows.sort(key=lambda r: (order[r.unit_id], r.starts_on, r.rule_key, r.subject))
    return list(_plain(rows, units, duties))


def _plain(
    rows: Sequence[Finding], units: dict[int, Unit], duties: dict[str, Duty]
) -> Iterator[dict[str, Any]]:
    for row in rows:
        unit, duty = units[row.unit_id], duties.get(row.duty_key)
        measure = duty.measure if duty is not None else None
        beside = STANDING if not row.duty_key else GENERAL_TITLE
        yield {
            "unit": str(unit),
            "unit_code": unit.code,
            "measure": str(measure) if measure is not None else beside,
            "duty": duty.title if duty is not None else row.title,
            "rule": row.rule_key,
            "title": row.title,
            "window_start": row.starts_on,
            "window_end": row.ends_on,
            "deadline": row.deadline,
            "verdict": row.verdict,
            "verdict_label": Verdict(row.verdict).label,
            "reason": row.reason,
            "citation": row.citation,
        }


def _duties_in_force(year: int) -> dict[str, Duty]:
    rows = Duty.objects.filter(plan__year=year, plan__state=PlanState.ADOPTED)
    return {d.key: d for d in rows.select_related("measure")}
