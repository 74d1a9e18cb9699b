"""A creation: opened with its case, planned, its steps recorded, what was learned from others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db import IntegrityError, transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.casework.actions import Happening, open_case, record_step
from tongpin.casework.models import Case, StepRecord
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.assessment import queries
from tongpin.ledgers.assessment.models import Creation, Lesson, Scheme
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.org.queries import members_on


@dataclass(frozen=True, slots=True)
class Outline:
    """What is planned: the scheme, who sees to it, the days by which each phase ends, the plan."""

    scheme: Scheme
    mobilise_due: date
    benchmark_due: date
    review_due: date
    lead: Person | None = None
    plan: str = ""


@action("assessment.open", "开始示范支部创建", permission="assessment.write")
def open_creation(
    actor: Actor, *, unit: Unit, year: int, opened_on: date, outline: Outline
) -> Creation:
    """Begin a branch's creation and the case of its procedure."""
    title = f"{year}年示范支部创建"
    _once(unit, year)
    case = open_case(
        actor, unit=unit, procedure=queries.PROCEDURE, title=title, opened_on=opened_on
    )
    return _filed(case, year, outline)


@action("assessment.file", "建立示范支部创建档案", permission="assessment.write")
def file_case(actor: Actor, *, unit: Unit, case: Case, year: int, outline: Outline) -> Creation:
    """Give a case that was opened under 程序办理 its creation; recorded steps stay."""
    if Creation.objects.filter(pk=case.pk).exists():
        raise Refused("这件事项已经建立创建档案。")
    _once(unit, year)
    return _filed(case, year, outline)


def _once(unit: Unit, year: int) -> None:
    if Creation.objects.filter(unit=unit, year=year).exists():
        raise Refused(f"{unit}{year}年已经开始创建，请打开原来的档案。", field="year")


def _filed(case: Case, year: int, outline: Outline) -> Creation:
    row = Creation(case=case, unit=case.unit, year=year)
    _planned(row, outline)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused("这个支部本年度已经开始创建，请打开原来的档案。", field="year") from error
    current().about(row, unit=case.unit, summary=str(outline.scheme))
    return row


def _planned(row: Creation, outline: Outline) -> None:
    if outline.scheme not in queries.in_use(row.unit):
        raise Refused("请选择在用的考评细则。", field="scheme")
    row.scheme = outline.scheme
    _days(row, outline)


def locked(creation: Creation, version: int | None = None) -> Creation:
    """The row, locked, while its case is open; `Conflict` where somebody else was first."""
    row: Creation = (
        Creation.objects.select_for_update(of=("self",))
        .select_related("unit__parent", "case", "scheme")
        .get(pk=creation.pk)
    )
    if row.case.closed_on is not None:
        raise Refused("这次创建已经办结，需要更改请先在程序办理里恢复。")
    if version is not None and row.version != version:
        raise Conflict
    row.version += 1
    return row


def recorder(actor: Actor) -> Actor:
    """The same hand with the right to record in the branch's case and in the problem loop: whether it
    may was looked at by the action that asks.
    """
    return replace(actor, everywhere=True)


@action("assessment.plan", "修改创建方案", permission="assessment.write")
def write_plan(
    actor: Actor, *, unit: Unit, creation: Creation, version: int, outline: Outline
) -> Creation:
    """Plan and days; the scheme too, as long as nothing was scored."""
    row = locked(creation, version)
    if outline.scheme.pk != row.scheme_id and row.scores.exists():
        raise Refused("已经开始评分，不能再换考评细则。", field="scheme")
    if outline.scheme.pk == row.scheme_id and row.scheme.retired_on is not None:
        # A creation under way keeps the edition that it began with.
        _days(row, outline)
    else:
        _planned(row, outline)
    row.save()
    current().about(row, unit=unit)
    return row


def _days(row: Creation, outline: Outline) -> None:
    if not outline.mobilise_due <= outline.benchmark_due <= outline.review_due:
        raise Refused("三个阶段的完成日期应当依次不提前。", field="benchmark_due")
    people = members_on(row.unit, site_day())
    if outline.lead and not people.filter(pk=outline.lead.pk).exists():
        raise Refused("负责人应当是本支部的党员。", field="lead")
    row.lead, row.plan = outline.lead, outline.plan.strip()
    row.mobilise_due, row.benchmark_due = outline.mobilise_due, outline.benchmark_due
    row.review_due = outline.review_due


@action("assessment.step", "登记创建步骤", permission="assessment.write")
def take_step(
    actor: Actor, *, unit: Unit, creation: Creation, happening: Happening,
    files: Iterable[tuple[str, bytes]] = (),
) -> StepRecord:  # fmt: skip
    """Record a step of the case; scoring and award record theirs themselves."""
    row = locked(creation)
    if happening.step in queries.OWN_STEPS:
        raise Refused("这一步由自评、考评或者命名自动登记，不用另外填写。", field="step")
    record = record_step(actor, unit=row.unit, case=row.case, happening=happening, files=files)
    row.save()
    title = current_book().procedure(queries.PROCEDURE).title_of(happening.step)
    current().about(row, unit=row.unit, summary=title)
    return record


@action("assessment.lesson", "登记学习借鉴", permission="assessment.write")
def cite_lesson(
    actor: Actor, *, unit: Unit, creation: Creation, gathering: Gathering, host: str, learned: str
) -> Lesson:
    """Cite a recorded gathering of the branch at which it learned from others."""
    row = locked(creation)
    if not queries.lesson_choices(row).filter(pk=gathering.pk).exists():
        raise Refused("只能引用本支部本年度已登记的组织生活，每次只引用一遍。", field="gathering")
    for field, words in (("host", host), ("learned", learned)):
        if not words.strip():
            raise Refused("请填写学习对象和可以借鉴的做法。", field=field)
    lesson = Lesson(creation=row, gathering=gathering, host=host.strip(), learned=learned.strip())
    lesson.save()
    current().about(row, unit=unit, summary=str(lesson))
    return lesson


@action("assessment.drop_lesson", "取消引用学习借鉴", permission="assessment.write")
def drop_lesson(actor: Actor, *, unit: Unit, creation: Creation, lesson: Lesson) -> None:
    """Take a citation back; the gathering itself stays."""
    row = locked(creation)
    current().about(row, unit=unit, summary=str(lesson))
    lesson.delete()
