"""Into the next year: the paper's measures and duties as a draft of the year to come."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.duties.models import Binds, Duty, Measure, Plan, PlanState, Section
from tongpin.org.models import Unit

COPIED = (
    "kind", "title", "start", "end", "times", "per", "bound", "quantity", "responsible", "rules",
    "binds",
)  # fmt: skip
UNFINISHED = "续办："


@action("duties.carry_over", "工作意见转入下一年度", permission="duties.write")
def carry_over(
    actor: Actor, *, unit: Unit, plan: Plan, going_on: Collection[str],
    unfinished: Mapping[str, Collection[int]], due_on: date,
) -> Plan:  # fmt: skip
    """A draft for the year after the plan's: to be checked and adopted like a paper that was read.

    Duties whose key is in `going_on` stand again, with their day a year later; the others are
    there as removed ones, so that nothing is forgotten unseen. `unfinished` are `{key: units}` that
    still owe a duty: they get it once more, until `due_on`.
    """
    year = plan.year + 1
    if plan.state != PlanState.ADOPTED:
        raise Refused("只有正在执行的工作意见可以转入下一年度。")
    same = Plan.objects.filter(unit=unit, year=year, state__in=[PlanState.ADOPTED, PlanState.DRAFT])
    present = same.first()
    if present is not None:
        raise Refused(
            f"{year}年已经有《{present.title}》（{present.get_state_display()}），不必再转入。"
        )
    if due_on.year != year:
        raise Refused(f"续办期限须在{year}年内。", field="due_on")
    row = Plan(
        unit=unit, year=year, title=next_year(plan.title, plan.year), issuer=plan.issuer,
        text=next_year(plan.text, plan.year), uploaded_on=site_day(),
        warnings=[f"由{plan.year}年工作意见转入：文中“{plan.year}年”都改成了“{year}年”，请逐条核对。"],
    )  # fmt: skip
    row.save()
    measures = _copied_measures(plan, row)
    live = list(plan.duties.filter(is_dropped=False).prefetch_related("units"))
    duties = [_again(row, d, measures, d.key in going_on) for d in live]
    owed = [d for d in live if unfinished.get(d.key)]
    duties += [_unfinished(row, d, measures, due_on, len(duties) + n) for n, d in enumerate(owed)]
    created = Duty.objects.bulk_create(duties)
    for new, old in zip(created, live, strict=False):
        if new.binds == Binds.SELECTED:
            new.units.set(old.units.all())
    for new, old in zip(created[len(live) :], owed, strict=True):
        new.units.set(unfinished[old.key])
    kept = sum(d.key in going_on for d in live)
    current().about(
        row, unit=unit, summary=f"继续 {kept} 项，结束 {len(live) - kept} 项，续办 {len(owed)} 项"
    )
    return row


def next_year(text: str, year: int) -> str:
    """The text with the year that it names put one forward; as long as before, so places stay."""
    return text.replace(f"{year}年", f"{year + 1}年")


def a_year_later(day: date | None) -> date | None:
    """The same day of the next year; 28 February for a leap day."""
    if day is None:
        return None
    return date(day.year + 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _copied_measures(plan: Plan, row: Plan) -> dict[int, Measure]:
    """`{key of the old measure: the new one}`; sections along with them."""
    old_sections = list(plan.sections.order_by("order"))
    sections = Section.objects.bulk_create(
        Section(plan=row, number=s.number, title=next_year(s.title, plan.year), order=s.order)
        for s in old_sections
    )
    of_section = {old.pk: new for old, new in zip(old_sections, sections, strict=True)}
    old = list(plan.measures.order_by("order"))
    new = Measure.objects.bulk_create(
        Measure(
            plan=row, section=of_section.get(m.section_id or 0), number=m.number,
            title=next_year(m.title, plan.year), text=next_year(m.text, plan.year),
            start=m.start, end=m.end, order=m.order, identity=m.identity,
        )
        for m in old
    )  # fmt: skip
    return {before.pk: after for before, after in zip(old, new, strict=True)}


def _again(row: Plan, before: Duty, measures: Mapping[int, Measure], goes_on: bool) -> Duty:
    duty = Duty(
        plan=row, measure=measures.get(before.measure_id or 0), key=_key(row),
        quote=next_year(before.quote, row.year - 1), deadline=a_year_later(before.deadline),
        is_dropped=not goes_on, is_added=before.is_added, order=before.order,
    )  # fmt: skip
    for name in COPIED:
        setattr(duty, name, getattr(before, name))
    return duty


def _unfinished(
    row: Plan, before: Duty, measures: Mapping[int, Measure], due_on: date, order: int
) -> Duty:
    return Duty(
        plan=row, measure=measures.get(before.measure_id or 0), key=_key(row), kind=before.kind,
        title=f"{UNFINISHED}{before.title}"[:80], quote=before.quote, deadline=due_on,
        responsible=before.responsible, binds=Binds.SELECTED, is_added=True, order=order,
    )  # fmt: skip


def _key(row: Plan) -> str:
    return f"{row.year}-{secrets.token_hex(5)}"
