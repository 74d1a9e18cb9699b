"""Every read of plans, duties and judgements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.duties.judging import Judged, as_row, current, judge, people_of
from tongpin.duties.models import (
    Duty,
    Finding,
    FindingRef,
    Measure,
    Plan,
    PlanState,
    Progress,
    Section,
    Waiver,
)
from tongpin.duties.rulebook import current_book
from tongpin.org.models import Unit
from tongpin.org.queries import bodies
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rules.finding import Verdict
from tongpin.rules.local import local_kind_titles
from tongpin.rules.model import Fact

# The worst first: what a cell of several windows shows, and the order of a list to chase.
WORST = (
    "overdue", "cannot_tell", "due_soon", "due", "met_late", "met", "waived", "not_yet", "not_applicable",
)  # fmt: skip
RANK = {verdict: rank for rank, verdict in enumerate(WORST)}
OPEN = ("overdue", "cannot_tell", "due_soon", "due")
DONE = ("met", "met_late")
STANDING = "党内法规规定的经常性责任"


def kinds() -> list[tuple[str, str]]:
    """The kinds of duty with their Chinese names."""
    return list(local_kind_titles().items())


def rulebook() -> list[tuple[str, str]]:
    """The rules that a duty may name, as `(key, title（article）)`."""
    return [
        (rule.key, f"{rule.title}（{rule.editions[-1].cite.label}）")
        for rule in current_book().rules
    ]


def plans(scope: Scope) -> ScopedQuerySet:
    """The papers within the scope."""
    return Plan.objects.within(scope).select_related("unit")


def plan(scope: Scope, pk: int) -> Plan | None:
    """One paper with sections, measures and duties, in a constant number of statements."""
    duties = Duty.objects.select_related("measure").prefetch_related("units")
    return (
        plans(scope)
        .select_related("source", "supersedes")
        .prefetch_related(
            Prefetch("sections", Section.objects.order_by("order")),
            Prefetch("measures", Measure.objects.select_related("section")),
            Prefetch("duties", duties),
        )
        .filter(pk=pk)
        .first()
    )


def adopted_plan(unit: Unit, year: int) -> Plan | None:
    """The paper in force for a unit in a year: its own or that of a unit above."""
    above = [
        f"/{'/'.join(unit.path.strip('/').split('/')[:n])}/" for n in range(1, unit.path.count("/"))
    ]
    found = (
        Plan.objects.filter(year=year, state=PlanState.ADOPTED, unit__path__in=above)
        .order_by("-unit__path")
        .first()
    )
    return plan(Scope.everything(), found.pk) if found else None


def findings(scope: Scope, *, year: int, as_of: date | None = None) -> list[Finding]:
    """The judgements within the scope: this year's and last year's as of the site's day from the
    cache, any other in memory.
    """
    day = as_of or site_day()
    if day == site_day() and year in (day.year, day.year - 1):
        current(year)
        return list(
            Finding.objects.within(scope).filter(year=year).order_by("starts_on", "rule_key")
        )
    units = list(bodies(scope))
    rows = [as_row(item, year, day) for item in judge(units, year=year, as_of=day)]
    return sorted(rows, key=lambda r: (r.starts_on, r.rule_key))


def open_findings(
    scope: Scope, unit: Unit, start: date, end: date, *, person_id: int | None = None
) -> list[Finding]:
    """What is not done and due between two days: of the unit itself, or of one person who belongs to
    it. Only these are read, and of years that are not kept only the one unit is judged.
    """
    day = site_day()
    found: list[Finding] = []
    for year in range(start.year, end.year + 1):
        if year in (day.year, day.year - 1):
            current(year)
            rows = Finding.objects.within(scope).filter(
                year=year, unit=unit, person=person_id, verdict__in=OPEN,
                deadline__range=(start, end),
            )  # fmt: skip
            found += rows.order_by("starts_on", "rule_key")
            continue
        judged = judge(list(bodies(scope).filter(pk=unit.pk)), year=year, as_of=day)
        mine = (as_row(item, year, day) for item in judged)
        found += sorted(
            (r for r in mine if r.unit_id == unit.pk and r.person_id == person_id
             and r.verdict in OPEN and r.deadline and start <= r.deadline <= end),
            key=lambda r: (r.starts_on, r.rule_key),
        )  # fmt: skip
    return found


@dataclass
class Todo:
    """One thing to do, late, or in doubt."""

    finding: Finding
    unit: Unit
    person: str = ""
    record_url: str | None = None  # where a record that would count is written down

    @property
    def url(self) -> str:
        """The page with its evidence and reason."""
        return finding_url(self.finding)


def todo(rows: Iterable[Finding], units: dict[int, Unit]) -> list[Todo]:
    """The open ones, the most urgent first, then by deadline."""
    wanted = [r for r in rows if r.verdict in OPEN and r.unit_id in units]
    names = people_of(wanted)
    wanted.sort(key=lambda r: (RANK[r.verdict], r.deadline or date.max, r.title))
    rules = only_rules(wanted)
    return [
        Todo(r, unit, names.get(r.person_id or 0, ""), record_url(r, unit, rules))
        for r in wanted
        for unit in [units[r.unit_id]]
    ]


def finding_url(row: Finding, as_of: date | None = None) -> str:
    """The address of the evidence of one judgement."""
    parameters = {"subject": row.subject, "rule": row.rule_key, "start": row.starts_on.isoformat()}
    day = as_of or row.as_of
    if day != site_day():
        parameters["as_of"] = day.isoformat()
    return f"{reverse('duties:finding')}?{urlencode(parameters)}"


# Which kind of gathering the form is opened with for a rule of the rulebook.
GATHERING_OF = {
    "branch.general_meeting": "general_meeting",
    "branch.committee_meeting": "committee_meeting",
    "branch.group_meeting": "group_meeting",
    "branch.theme_day": "theme_day",
    "branch.lecture": "lecture",
    "branch.organizational_life_meeting": "organizational_life_meeting",
    "branch.member_appraisal": "member_appraisal",
    "branch.heart_talk": "heart_talk",
    "committee.theory_study": "theory_study",
    "committee.democratic_life_meeting": "democratic_life_meeting",
}


def only_rules(rows: Iterable[Finding]) -> dict[str, str]:
    """`{duty key: rule key}` of the duties that name one rule, in one statement."""
    keys = {r.duty_key for r in rows if r.duty_key}
    found = Duty.objects.filter(key__in=keys, plan__state=PlanState.ADOPTED) if keys else ()
    return {duty.key: duty.rules[0] for duty in found if len(duty.rules) == 1}


def record_url(row: Finding, unit: Unit, rules: dict[str, str]) -> str | None:
    """The form that a record for this judgement is typed into, prefilled; None for persons.

    `rules` is what `only_rules` says of the row's duty.
    """
    base = rules.get(row.duty_key) or row.rule_key.rpartition("/")[2]
    kind = GATHERING_OF.get(base)
    if kind is not None:
        return f"{reverse('life:new')}?{urlencode({'unit': unit.code, 'kind': kind, 'fresh': 1})}"
    if row.duty_key:
        parameters = {"unit": unit.code, "rule": row.rule_key, "year": row.year}
        return f"{reverse('duties:progress')}?{urlencode(parameters)}"
    return None


# ------------------------------------------------------------------------- one judgement


@dataclass
class Counted:
    """A judgement in which a record counts, for the record's own page."""

    title: str
    window_label: str
    verdict: str
    note: str
    url: str


def counted_for(ref: str) -> list[Counted]:
    """What a record counted for as of the site's day."""
    refs = FindingRef.objects.filter(ref=ref).select_related("finding__person")
    return [_counted(r.finding) for r in refs.order_by("finding__title", "finding__subject")]


def preview(unit: Unit, facts: list[Fact]) -> list[Counted]:
    """What facts would count for if they were recorded: the judgements that would count them."""
    if not facts:
        return []
    refs = {fact.ref for fact in facts}
    year = min(fact.on.year for fact in facts)
    items = judge([unit], year=year, as_of=max(site_day(), *(f.on for f in facts)), extra=facts)
    rows = [as_row(item, year, site_day()) for item in items]
    return [_counted(row) for row in rows if refs & set(row.counted)]


def _counted(row: Finding) -> Counted:
    met = row.verdict in DONE
    note = "" if met and row.needed <= 1 else f"{len(row.counted)}/{row.needed}"
    title = f"{row.title}（{row.person.name}）" if row.person is not None else row.title
    return Counted(title, row.window_label, row.verdict, note, finding_url(row))


def outlook(paper: Plan, units: Sequence[Unit], as_of: date) -> list[tuple[str, int]]:
    """How many windows of a paper would stand how on a day if it were in force, the worst first."""
    items = judge(units, year=paper.year, as_of=as_of, trial=paper)
    counts = Counter(i.judgement.verdict.value for i in items if i.duty_key)
    return sorted(counts.items(), key=lambda pair: RANK[pair[0]])


def judged(
    unit: Unit, *, subject: str, rule: str, start: date, year: int, as_of: date
) -> list[Judged]:
    """All windows of one rule and subject, freshly judged; the one that starts on the day first."""
    found = [
        item for item in judge([unit], year=year, as_of=as_of, only=rule)
        if item.judgement.subject.key == subject
    ]  # fmt: skip
    return sorted(
        found, key=lambda i: (i.judgement.window.start != start, i.judgement.window.start)
    )


def progress_of(unit: Unit, rule: str) -> list[Progress]:
    """What a unit wrote down for a duty."""
    return list(Progress.objects.filter(unit=unit, duty_key=rule, is_withdrawn=False))


def progress(scope: Scope, pk: int) -> Progress | None:
    """One progress record within the scope."""
    return Progress.objects.within(scope).select_related("unit").filter(pk=pk).first()


def waivers_of(unit: Unit, rule: str) -> list[Waiver]:
    """The waivers of one duty of a unit that stand."""
    return list(Waiver.objects.filter(unit=unit, rule_key=rule, is_withdrawn=False))


def waiver(scope: Scope, pk: int) -> Waiver | None:
    """One waiver within the scope."""
    return Waiver.objects.within(scope).select_related("unit").filter(pk=pk).first()


def duty(scope: Scope, pk: int) -> Duty | None:
    """One duty whose paper lies within the scope."""
    row = Duty.objects.select_related("plan__unit", "measure").filter(pk=pk).first()
    return row if row is not None and scope.covers(row.plan.unit.path) else None


def duty_of_rule(unit: Unit, rule: str, year: int) -> Duty | None:
    """The duty of the adopted paper that a judged rule came from."""
    paper = adopted_plan(unit, year)
    if paper is None:
        return None
    key = rule.partition("/")[0]
    return next((d for d in paper.duties.all() if d.key == key and not d.is_dropped), None)


def matched_rules(duty: Duty | None, rule: str) -> list[str]:
    """`title（article）` of the rulebook rules behind a judged rule of the paper."""
    if duty is None:
        return []
    base = rule.partition("/")[2]
    titles = dict(rulebook())
    return [titles[key] for key in ([base] if base else duty.rules) if key in titles]


def verdict_choices() -> list[tuple[str, str]]:
    """The verdicts with their Chinese names."""
    return [(v.value, v.label) for v in Verdict]
