"""Dates of cases that began before Tongpin: kept, looked at, adopted at once or not at all, undone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.casework.actions import Happening, columns
from tongpin.duties.judging import refresh
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import queries
from tongpin.ledgers.development.actions.cases import agree, end, locked
from tongpin.ledgers.development.models import Case, Closing, DateImport, ImportState, Step
from tongpin.ledgers.development.tables import STEP_KEYS, Line, packed, unpacked
from tongpin.ledgers.development.vocabulary import PROCEDURE
from tongpin.org.actions import set_stages
from tongpin.org.models import Person, Stage, Unit
from tongpin.org.names import NameBook
from tongpin.org.queries import dated_people
from tongpin.org.scope import Scope
from tongpin.rules.following import follow
from tongpin.rules.procedure import Event, StepVerdict
from tongpin.rules.refusal import Refusal


@action("development.keep_dates", "上传发展党员补录表", permission="development.import")
def keep_dates(
    actor: Actor, *, unit: Unit, file_name: str, file_hash: str, lines: Sequence[Line]
) -> DateImport:
    """Keep a sheet sealed until it is adopted; content that came in before is refused."""
    earlier = queries.same_file(unit, file_hash)
    if earlier is not None:
        raise Refused(
            f"这个文件已由{earlier.created_by}于{earlier.created_on}补录过，不会重复登记。",
            field="file",
        )
    row = DateImport(
        unit=unit, file_name=file_name[:200], file_hash=file_hash,
        rows=json.dumps(packed(lines), ensure_ascii=False), created_on=site_day(),
        created_by=actor.name[:100],
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=f"{len(lines)}人")
    return row


def judged(row: DateImport) -> list[tuple[Line, Person | None, Case | None]]:
    """The lines with whom they mean and what is wrong, as the rulebook of each day sees it."""
    lines = unpacked(json.loads(row.rows or "[]"))
    scope = Scope(((row.unit.path, True),))
    people = NameBook(dated_people(scope, row.unit))
    opened = queries.opened(queries.cases(scope))
    cases = {case.person_id: case for case in opened}
    seen: set[int] = set()
    found = []
    for line in lines:
        who = _who(line, people)
        case = cases.get(who.pk) if who else None
        if who is not None:
            if who.pk in seen:
                line.errors.setdefault("name", "表里有两行是同一位同志，请合并成一行。")
            seen.add(who.pk)
            _judge(line, who, case)
        found.append((line, who, case))
    return found


@action("development.adopt_dates", "补录发展党员日期", permission="development.import")
def adopt_dates(actor: Actor, *, unit: Unit, upload: DateImport) -> DateImport:
    """Enter every line; `Refused` while a cell is wrong, so that nothing is half done."""
    row = _locked(upload, ImportState.PREVIEW)
    found = judged(row)
    wrong = sum(bool(line.errors) for line, _, _ in found)
    if wrong:
        raise Refused(f"还有{wrong}行需要更正，请改好表格后重新上传。")
    cases, steps = [], []
    for line, who, case in found:
        assert who is not None
        before = {m.stage: m.starts_on.isoformat() for m in who.memberships.all()}
        made = case or Case(
            person=who, opened_on=line.values["application"],
            is_front_line=bool(line.values.get("is_front_line")),
        )  # fmt: skip
        if case is None:
            made.save()
        for happening in _happenings(line, case):
            if happening.step in line.deviating:
                happening = replace(
                    happening, approver=line.values["approver"],
                    approval_reason=line.values["approval_reason"],
                )  # fmt: skip
            record = Step(case=made, **columns(actor, happening))
            record.save()
            steps.append(record.pk)
        agree(actor, made, dropped=())
        cases.append({"case": made.pk, "is_new": case is None, "before": before})
    row.cases, row.steps, row.state = cases, steps, ImportState.DONE
    row.save()
    current().about(row, unit=unit, summary=f"{len(cases)}人，{len(steps)}步")
    transaction.on_commit(lambda: refresh(unit, site_day()))
    return row


@action("development.undo_dates", "撤销发展党员补录", permission="development.import")
def undo_dates(actor: Actor, *, unit: Unit, upload: DateImport, reason: str) -> DateImport:
    """Take an import back: its records are withdrawn, its new cases end, the roster is as before."""
    row = _locked(upload, ImportState.DONE)
    own = set(row.steps)
    for entry in row.cases:
        case = locked(Case(pk=entry["case"]))
        records = list(Step.objects.filter(case=case, withdrawn_reason=""))
        if any(record.pk not in own for record in records):
            raise Refused(
                f"{case.person.name}的档案在补录以后又登记了新的步骤，不能整批撤销；"
                "请在档案里逐步撤回。"
            )
        for record in records:
            record.withdrawn_reason = f"撤销补录：{reason}"[:200]
            record.save()
        known = {s: date.fromisoformat(on) for s, on in entry["before"].items()}
        set_stages(
            replace(actor, everywhere=True), unit=case.person.home, person=case.person,
            known=known, dropped=[s.value for s in Stage if s.value not in known],
        )  # fmt: skip
        if entry["is_new"]:
            end(case, Closing.STOPPED, max(site_day(), case.opened_on), f"撤销补录：{reason}"[:200])
    row.state = ImportState.UNDONE
    row.save()
    current().about(row, unit=unit, summary=reason)
    transaction.on_commit(lambda: refresh(unit, site_day()))
    return row


def _locked(upload: DateImport, state: ImportState) -> DateImport:
    row: DateImport = (
        DateImport.objects.select_for_update(of=("self",)).select_related("unit").get(pk=upload.pk)
    )
    if row.state != state:
        raise Refused(f"这次补录{row.get_state_display()}，请刷新页面。")
    return row


def _who(line: Line, people: NameBook) -> Person | None:
    name, unit, born = (line.values.get(k) for k in ("name", "unit", "born_on"))
    if not name:
        return None
    found = [
        p for p in people.called(name)
        if (not unit or unit in (p.home.name, p.home.short_name))
        and (born is None or p.born_on in (None, born))
    ]  # fmt: skip
    if not found:
        line.errors["name"] = "这个支部的名册上没有这位同志，请核对姓名和支部，或者先登记到名册。"
        return None
    if len(found) > 1:
        line.errors["born_on"] = "支部里有同名的同志，请填写出生日期。"
        return None
    return found[0]


def _judge(line: Line, person: Person, case: Case | None) -> None:
    """What the rulebook says of the whole row; a breach is an error unless somebody allowed it."""
    if any(stage.stage == Stage.FULL for stage in person.memberships.all()):
        line.errors.setdefault("name", "这位同志已是正式党员，不需要补录。")
    if line.errors:
        return
    happenings = _happenings(line, case)
    if not happenings:
        line.errors["name"] = "这一行的步骤都已经登记过。"
        return
    if case is not None and line.values["application"] != case.opened_on:
        line.errors["application"] = f"与已登记的{case.opened_on}不一致。"
        return
    book = current_book()
    allowed = {
        "approver": line.values.get("approver"),
        "reason": line.values.get("approval_reason"),
    }
    new = [Event(h.step, h.on, h.values) for h in happenings]
    meant = [Event(h.step, h.on, {**h.values, "deviation": allowed}) for h in happenings]
    old = queries.course(book, case, site_day()).events if case else ()
    try:
        found, excused = (
            follow(book, book.procedure(PROCEDURE), [*old, *events], as_of=site_day(),
                   born=person.born_on)
            for events in (new, meant if line.values.get("approver") else new)
        )  # fmt: skip
    except Refusal as refusal:
        line.errors["branch_meeting"] = refusal.message
        return
    entered = {h.step for h in happenings}
    for item in excused.judgements:
        if item.verdict is StepVerdict.BREACH and item.step in entered:
            line.errors[item.step] = item.message
    line.deviating |= {
        item.step for item in found.judgements
        if item.verdict is StepVerdict.BREACH and item.step in entered - line.errors.keys()
    }  # fmt: skip
    for happening in happenings:
        if queries.is_failed(book, happening.step, happening.on, happening.values):
            line.errors.setdefault(happening.step, "表决没有通过，不能作为已经办理的步骤补录。")
    for step in found.missing:
        line.errors.setdefault(step, "后面的步骤已填，这一步没有日期。")


def _happenings(line: Line, case: Case | None) -> list[Happening]:
    """The steps of a row that are not recorded yet, in order of day."""
    present = {r.step for r in case.records.all() if not r.is_withdrawn} if case else set()
    made = []
    for key in STEP_KEYS:
        days = line.values.get(key)
        if days is None or key in present:
            continue
        for on in days if isinstance(days, list) else [days]:
            made.append(Happening(key, on, _values_of(line, key)))
    return sorted(made, key=lambda h: (h.on, STEP_KEYS.index(h.step)))


def _values_of(line: Line, step: str) -> dict[str, Any]:
    own = {
        key.partition(".")[2]: value
        for key, value in line.values.items()
        if key.startswith(f"{step}.")
    }
    if step == "branch_meeting":
        return {"vote": {**own, "secret": True}} if own else {}
    return own
