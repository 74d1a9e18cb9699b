"""Papers: read, adopt, amend, undo."""

from __future__ import annotations

import secrets

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.documents.actions import keep
from tongpin.duties.amending import added_by_hand, continued, identities
from tongpin.duties.binding import guess
from tongpin.duties.judging import forget
from tongpin.duties.models import Binds, Duty, Measure, Plan, PlanState, Section
from tongpin.duties.reading import Paper, ReadDuty, ReadMeasure
from tongpin.duties.rulebook import current_book
from tongpin.org.models import Unit
from tongpin.rules.book import Book
from tongpin.rules.local import local_kind_titles

MOST_PARTS, MOST_WARNINGS, MOST_TIMES = 2_000, 100, 366
FIRST_YEAR, LAST_YEAR = 2000, 2099
# What an amendment keeps of a duty whose words changed, and of one whose words are the same.
DECIDED = ("key", "title", "rules", "binds", "is_dropped")
CARRIED = (
    *DECIDED, "kind", "times", "per", "bound", "deadline", "quantity", "responsible",
)  # fmt: skip


@action("duties.upload", "导入工作意见", permission="duties.write")
def upload_plan(
    actor: Actor, *, unit: Unit, paper: Paper, year: int, data: bytes | None = None, name: str = ""
) -> Plan:
    """Keep a paper that was read, as a draft to be checked.

    Where a paper of the year is in force already, the draft becomes its amendment: measures and
    duties that go on keep their identity, and with it what was done for them.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"读出的年度是 {year}，请填写正确的年度。", field="year")
    present = Plan.objects.filter(unit=unit, year=year, state=PlanState.ADOPTED).first()
    plan = Plan(
        unit=unit,
        year=year,
        title=(paper.title or f"{year}年党建工作意见")[:200],
        issuer=(paper.issuer or "")[:100],
        document_number=(paper.document_number or "")[:60],
        text=paper.text,
        warnings=list(paper.warnings[:MOST_WARNINGS]),
        revision=present.revision + 1 if present else 0,
        supersedes=present,
        uploaded_on=site_day(),
    )
    if data:
        plan.source, plan.source_name = keep(data, name)
    plan.save()
    current().about(
        plan, unit=unit, summary=f"{len(paper.measures)} 条措施，{len(paper.duties)} 项责任"
    )
    if len(paper.measures) > MOST_PARTS or len(paper.duties) > MOST_PARTS:
        raise Refused(
            f"读出的措施或责任超过 {MOST_PARTS} 项，不像一份年度工作意见，请检查是否选错文件。"
        )
    _write_parts(plan, paper, present)
    return plan


@action("duties.adopt", "采用工作意见", permission="duties.write")
def adopt_plan(actor: Actor, *, unit: Unit, plan: Plan, version: int, reason: str) -> Plan:
    """Put a checked paper in force; the one that it amends is superseded."""
    row = _locked(plan, version)
    if row.state != PlanState.DRAFT:
        raise Refused("只有核对中的工作意见可以采用。")
    present = Plan.objects.filter(unit=unit, year=row.year, state=PlanState.ADOPTED).first()
    if present is not None and present.pk != row.supersedes_id:
        raise Refused(
            f"{row.year}年已采用《{present.title}》。请撤销采用或把新文件作为修订稿重新导入。",
            code="exists",
        )
    if not row.duties.filter(is_dropped=False).exists():
        raise Refused("还没有任何责任，请先核对或添加责任再采用。")
    if present is not None:
        present.state = PlanState.SUPERSEDED
        present.version += 1
        present.save()
    row.state, row.reason = PlanState.ADOPTED, reason
    row.adopted_on, row.adopted_by = site_day(), actor.name
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=reason)
    _forget_afterwards(row.year)
    return row


@action("duties.undo_adoption", "撤销采用", permission="duties.write")
def undo_adoption(actor: Actor, *, unit: Unit, plan: Plan, version: int, reason: str) -> Plan:
    """Take an adopted paper back to checking; the one before it is in force again."""
    row = _locked(plan, version)
    if row.state != PlanState.ADOPTED:
        raise Refused("这份工作意见没有在执行，不需要撤销。")
    row.state, row.reason, row.version = PlanState.DRAFT, reason, row.version + 1
    row.save()
    before = row.supersedes
    if before is not None:
        before.state, before.version = PlanState.ADOPTED, before.version + 1
        before.save()
    current().about(row, unit=unit, summary=reason)
    _forget_afterwards(row.year)
    return row


@action("duties.discard", "放弃导入", permission="duties.write")
def discard_plan(actor: Actor, *, unit: Unit, plan: Plan, version: int) -> Plan:
    """Put a draft aside; it stays readable."""
    row = _locked(plan, version)
    if row.state != PlanState.DRAFT:
        raise Refused("只有核对中的工作意见可以放弃。")
    row.state, row.version = PlanState.WITHDRAWN, row.version + 1
    row.save()
    current().about(row, unit=unit)
    return row


def _locked(plan: Plan, version: int) -> Plan:
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    if row.version != version:
        raise Conflict
    return row


def _forget_afterwards(year: int) -> None:
    transaction.on_commit(lambda: forget(year))


def _write_parts(plan: Plan, paper: Paper, present: Plan | None) -> None:
    sections = Section.objects.bulk_create(
        Section(plan=plan, number=s.number[:20], title=(s.title or "")[:300], order=n)
        for n, s in enumerate(paper.sections)
    )
    kept = identities(paper, present)
    measures = Measure.objects.bulk_create(
        Measure(
            plan=plan,
            section=_section(sections, m),
            number=m.number[:20],
            title=(m.title or "")[:300],
            text=m.text,
            start=m.start,
            end=m.end,
            order=n,
            identity=kept[n] or secrets.token_hex(8),
        )
        for n, m in enumerate(paper.measures)
    )
    before = continued(paper, kept, present)
    book = current_book()
    duties = [
        _duty(plan, _measure(measures, duty), duty, order, old, book)
        for order, (duty, old) in enumerate(zip(paper.duties, before, strict=True))
    ]
    by_identity = {m.identity: m for m in measures}
    added = added_by_hand(paper, present, {d.key for d in duties})
    for row in added:
        duties.append(_again(plan, row, by_identity, len(duties)))
    created = Duty.objects.bulk_create(duties)
    sources = {d.key: d for d in (*before, *added) if d is not None}
    for row in created:
        if row.key in sources and row.binds == Binds.SELECTED:
            row.units.set(sources[row.key].units.all())


def _section(sections: list[Section], measure: ReadMeasure) -> Section | None:
    if measure.section_index is not None:
        return sections[measure.section_index]
    return next((s for s in sections if s.number == measure.section), None)


def _measure(measures: list[Measure], duty: ReadDuty) -> Measure | None:
    return None if duty.measure_index is None else measures[duty.measure_index]


def _duty(
    plan: Plan,
    measure: Measure | None,
    duty: ReadDuty,
    order: int,
    before: Duty | None,
    book: Book,
) -> Duty:
    rules = [r for r in duty.rules if r in book]
    row = Duty(
        plan=plan,
        measure=measure,
        key=f"{plan.year}-{secrets.token_hex(5)}",
        kind=duty.kind,
        title=title_of(duty.kind, duty.quote),
        quote=duty.quote,
        start=duty.start,
        end=duty.end,
        times=min(duty.times, MOST_TIMES) if duty.times else None,
        per=duty.per or "",
        bound=duty.bound or "",
        deadline=duty.deadline,
        quantity=(duty.quantity or "")[:40],
        responsible=(duty.responsible or "")[:100],
        rules=rules,
        binds=guess(duty.responsible or "", duty.kind, rules),
        order=order,
    )
    if before is not None:
        # What the office decided about a sentence stands; what the paper now says, too.
        same_words = before.quote == duty.quote
        for name in CARRIED if same_words else DECIDED:
            setattr(row, name, getattr(before, name))
    return row


def _again(plan: Plan, before: Duty, measures: dict[str, Measure], order: int) -> Duty:
    """A duty that the office added to the paper in force, in its amendment."""
    start = plan.text.find(before.quote)
    row = Duty(
        plan=plan,
        measure=measures.get(before.measure.identity) if before.measure else None,
        quote=before.quote,
        start=start if start >= 0 else None,
        end=start + len(before.quote) if start >= 0 else None,
        is_added=True,
        order=order,
    )
    for name in CARRIED:
        setattr(row, name, getattr(before, name))
    return row


def title_of(kind: str, quote: str) -> str:
    """A short name: that of the kind, or the first words of the sentence where the kind says little."""
    if kind != "other":
        return local_kind_titles().get(kind, kind)
    return quote if len(quote) <= 18 else f"{quote[:17]}…"
