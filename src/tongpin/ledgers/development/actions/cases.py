"""Cases begin with an application and end in the archive, or with a cause."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.casework.actions import Happening, columns, refuse_breaches
from tongpin.documents.actions import attach
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import queries
from tongpin.ledgers.development.models import Case, Closing, Step
from tongpin.org.actions import add_person, set_stages
from tongpin.org.models import Person, Stage, Unit
from tongpin.org.scope import Scope


@action("development.open", "登记入党申请", permission="development.write")
def open_case(
    actor: Actor, *, unit: Unit, person: Person, applied_on: date, is_front_line: bool = False,
    note: str = "", files: Iterable[tuple[str, bytes]] = (),
) -> Case:  # fmt: skip
    """Begin a person's case with the application; `Refused` for members and for a second case."""
    if not queries.applicants(unit, site_day()).filter(pk=person.pk).exists():
        raise Refused(
            f"{person.name}已是党员、已有办理中的档案，或者不在本支部名册上，不能登记申请。",
            field="person",
        )
    if applied_on > site_day():
        raise Refused("递交申请的日期不能晚于今天。", field="applied_on")
    row = Case(person=person, opened_on=applied_on, is_front_line=is_front_line)
    row.save()
    happening = Happening("application", applied_on, note=note)
    fresh = queries.case(Scope.everything(), row.pk)
    assert fresh is not None
    book = current_book()
    refuse_breaches(
        happening, lambda *extra: queries.course(book, fresh, site_day(), *extra).progress
    )
    record = Step(case=row, **columns(actor, happening))
    record.save()
    for name, data in files:
        attach(actor, unit=unit, owner=record.ref, name=name, data=data)
    current().about(row, unit=unit, summary=f"{person.name}，{applied_on}")
    agree(actor, row, dropped=())
    return row


@action("development.register", "登记新的入党申请人", permission="development.write")
def register(
    actor: Actor, *, unit: Unit, name: str, applied_on: date, is_front_line: bool = False,
    note: str = "", files: Iterable[tuple[str, bytes]] = (), **particulars: object,
) -> Case:  # fmt: skip
    """Put an applicant on the branch's roster and begin the case."""
    if queries.is_namesake(unit, name, particulars.get("born_on")):
        raise Refused(
            f"本支部名册上已有{name}，请在上面的“名册上的人”里选择；确是同名的另一人，"
            "请先在人员信息里登记。",
            field="name",
        )
    person = add_person(
        replace(actor, everywhere=True), unit=unit, name=name, stage=Stage.APPLICANT,
        since=applied_on, **particulars,  # type: ignore[arg-type]
    )  # fmt: skip
    return open_case(
        actor, unit=unit, person=person, applied_on=applied_on, is_front_line=is_front_line,
        note=note, files=files,
    )  # fmt: skip


@action("development.change", "修改发展档案", permission="development.write")
def change_case(actor: Actor, *, unit: Unit, case: Case, version: int, is_front_line: bool) -> Case:
    """Whether the person works at the front line."""
    row = locked(case)
    if row.version != version:
        raise Conflict
    row.is_front_line, row.version = is_front_line, row.version + 1
    row.save()
    current().about(row, unit=unit)
    return row


@action("development.close", "结束发展档案", permission="development.write")
def close_case(
    actor: Actor, *, unit: Unit, case: Case, closing: str, closed_on: date, note: str = ""
) -> Case:
    """End a case before its last step, with the cause."""
    row = locked(case)
    if row.closed_on is not None:
        raise Refused("这份档案已经结束。")
    if closing in (Closing.ARCHIVED, Closing.DISQUALIFIED):
        raise Refused("归档和取消预备党员资格请登记相应的步骤，档案会随之结束。", field="closing")
    if not row.opened_on <= closed_on <= site_day():
        raise Refused("结束日期应在递交申请的日期和今天之间。", field="closed_on")
    if not note.strip():
        raise Refused("请写明结束的情况，如支部研究的日期和理由。", field="note")
    return end(row, closing, closed_on, note)


@action("development.reopen", "恢复发展档案", permission="development.write")
def reopen_case(actor: Actor, *, unit: Unit, case: Case) -> Case:
    """Undo an ending."""
    row = locked(case)
    if row.closed_on is None:
        raise Refused("这份档案没有结束，不需要恢复。")
    if Case.objects.filter(person=row.person_id, closed_on__isnull=True).exists():
        raise Refused("这位同志已有另一份办理中的档案，不能恢复。")
    row.closed_on, row.closing, row.closing_note, row.version = None, "", "", row.version + 1
    row.save()
    agree(actor, row, dropped=())
    current().about(row, unit=unit)
    return row


def end(row: Case, closing: str, closed_on: date, note: str = "") -> Case:
    """Close a row."""
    row.closed_on, row.closing, row.closing_note = closed_on, closing, note
    row.version += 1
    row.save()
    current().about(row, unit=row.person.home, summary=f"{row.get_closing_display()} {note}"[:300])
    return row


def locked(case: Case) -> Case:
    """The row, locked, with its person and branch."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("person__home")
    row: Case = rows.get(pk=case.pk)
    return row


def agree(
    actor: Actor, case: Case, *, dropped: Collection[str], ends_on: date | None = None
) -> None:
    """Make the roster's stages agree with the records; the right on the case carries this."""
    fresh = queries.case(Scope.everything(), case.pk)
    assert fresh is not None
    known = queries.known_stages(queries.course(current_book(), fresh, site_day()))
    set_stages(
        replace(actor, everywhere=True), unit=fresh.person.home, person=fresh.person, known=known,
        dropped=dropped, ends_on=ends_on,
    )  # fmt: skip


def require_upper(actor: Actor, unit: Unit) -> None:
    """`Forbidden` where the step is the upper committee's and the actor is not of it."""
    if not actor.can("development.approve", unit.path):
        raise Forbidden("这一步由上级党委办理，请由上级党委登记。")
