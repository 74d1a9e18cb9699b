"""Writes on imports: a sheet is kept, its lines are looked at, then it comes in once or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.formats.mapping import Table
from tongpin.ledgers.dues.actions.bases import declare_base
from tongpin.ledgers.dues.actions.payments import Draft, lock_series, write
from tongpin.ledgers.dues.amounts import month_of, month_words
from tongpin.ledgers.dues.matching import Line, People, judge_payroll, judge_statement
from tongpin.ledgers.dues.models import (
    ColumnMap,
    Declaration,
    Method,
    Month,
    Upload,
    UploadKind,
    UploadState,
)
from tongpin.ledgers.dues.queries import (
    adopted_keys,
    base_in_force,
    candidates,
    column_map,
    entered_payments,
    open_months,
    same_content,
)
from tongpin.ledgers.dues.tables import NEEDED, guessed, labels
from tongpin.org.encryption import blind_index
from tongpin.org.identity import IDENTITY_PLACE
from tongpin.org.models import BRANCH_KINDS, Person, Unit
from tongpin.rules.money import yuan


@action("dues.keep_upload", "上传党费表格", permission="dues.write")
def keep_upload(
    actor: Actor,
    *,
    unit: Unit,
    kind: str,
    starts_on: date,
    file_name: str,
    table: Table,
) -> Upload:
    """Keep a sheet sealed until it is adopted; content that was adopted before is refused."""
    digest = table.digest
    earlier = same_content(unit, kind, digest) if kind == UploadKind.STATEMENT else None
    if earlier is not None:
        raise Refused(
            f"这份账单的内容已由{earlier.created_by}于 {earlier.created_on} 导入过"
            f"（{earlier.file_name}），不会重复入账。",
            field="file", code="imported",
        )  # fmt: skip
    if kind == UploadKind.STATEMENT and unit.kind not in BRANCH_KINDS:
        raise Refused("账单按收款的党支部导入，请先在上方选择支部。", field="file")
    Upload.objects.filter(
        unit=unit, kind=kind, state=UploadState.PREVIEW, created_by=actor.name[:100]
    ).delete()
    kept = {"table": asdict(table), "columns": guessed(kind, table.heads, column_map(unit, kind)),
            "chosen": {}}  # fmt: skip
    row = Upload(
        unit=unit, kind=kind, starts_on=starts_on, file_name=file_name[:200], file_hash=digest,
        rows=_packed(kept), created_on=site_day(), created_by=actor.name[:100],
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit, summary=f"{len(table.rows)} 行")
    return row


@action("dues.set_columns", "设置党费表格列对应", permission="dues.write")
def set_columns(actor: Actor, *, unit: Unit, upload: Upload, columns: Mapping[str, str]) -> Upload:
    """Say which column means what; remembered for the unit's next sheet of the kind."""
    row = _open(upload)
    known = labels(row.kind)
    used = [key for key in columns.values() if key]
    if set(used) - known.keys():
        raise Refused("列对应里有不认识的项目。", field="columns")
    twice = {key for key in used if used.count(key) > 1}
    if twice:
        raise Refused(f"有两列都对应“{known[min(twice)]}”，请只留一列。", field="columns")
    kept = unpacked(row)
    heads = kept["table"]["heads"]
    kept["columns"] = {head: columns.get(head, "") for head in heads}
    row.rows = _packed(kept)
    row.save()
    memory, _ = ColumnMap.objects.get_or_create(unit=unit, kind=row.kind)
    memory.columns = memory.columns | {h: k for h, k in kept["columns"].items() if h}
    memory.save()
    current().about(row, unit=unit)
    return row


@action("dues.choose_people", "核对党费表格", permission="dues.write")
def choose_people(actor: Actor, *, unit: Unit, upload: Upload, chosen: Mapping[int, int]) -> Upload:
    """Say whom doubtful lines mean: `{line: person}`."""
    row = _open(upload)
    wanted = set(chosen.values())
    found = set(
        Person.objects.filter(pk__in=wanted, home__path__startswith=unit.path).values_list(
            "pk", flat=True
        )
    )
    if wanted - found:
        raise Refused("选择的人不在本单位名册上。")
    kept = unpacked(row)
    kept["chosen"] |= {str(line): person for line, person in chosen.items()}
    row.rows = _packed(kept)
    row.save()
    current().about(row, unit=unit, summary=f"{len(chosen)} 行")
    return row


@action("dues.discard_upload", "放弃党费表格", permission="dues.write")
def discard_upload(actor: Actor, *, unit: Unit, upload: Upload) -> Upload:
    """Throw a sheet away before it came in."""
    row = _open(upload)
    row.state, row.rows = UploadState.DISCARDED, ""
    row.save()
    current().about(row, unit=unit)
    return row


@action("dues.adopt_statement", "账单入账", permission="dues.write")
def adopt_statement(actor: Actor, *, unit: Unit, upload: Upload) -> Upload:
    """Enter every line that is clear, in one transaction; the others stay to be entered by hand."""
    row = _open(upload)
    if same_content(unit, row.kind, row.file_hash):
        raise Refused("这份账单已经入过账，不会重复入账。", code="imported")
    series = lock_series(unit, site_day())
    kept = unpacked(row)
    lines = judged(row, kept)
    closed = set(
        Month.objects.filter(unit=unit, closed_on__isnull=False).values_list("month", flat=True)
    )
    clear = [line for line in lines if line.how == "ok" and month_of(_day(line)) not in closed]
    if not clear:
        raise Refused("没有可以入账的行，请先核对。")
    drafts = [_draft(line) for line in clear]
    write(actor, unit, series, drafts, upload=row)
    row.state, row.adopted = UploadState.DONE, len(drafts)
    kept["left"] = [
        {"number": n.number, "name": n.name, "amount_fen": n.amount_fen,
         "words": n.words or [f"{month_words(_day(n))}已经结账，请按实际入账日期登记"]}
        for n in lines if n.how != "error" and n not in clear
    ] if len(clear) < len(lines) else []  # fmt: skip
    row.rows = _packed({"left": kept["left"]})
    row.save()
    total = yuan(sum(d.amount_fen for d in drafts))
    current().about(row, unit=unit, summary=f"{len(drafts)} 行 {total}元")
    return row


def _day(line: Line) -> date:
    assert line.on is not None
    return line.on


def _draft(line: Line) -> Draft:
    assert line.person is not None
    assert line.amount_fen is not None
    payer = next((w[1:-2] for w in line.words if w.startswith("由") and w.endswith("代交")), "")
    return Draft(
        line.person, line.amount_fen, _day(line), Method.TRANSFER, line.parts, payer,
        line.reference, line.note, line.number,
    )  # fmt: skip


@action("dues.adopt_payroll", "按工资表申报基数", permission="dues.write")
def adopt_payroll(actor: Actor, *, unit: Unit, upload: Upload, reason: str = "") -> Upload:
    """Declare the base of every clear line; a line the rulebook refuses stops all of them."""
    row = _open(upload)
    lines = [line for line in judged(row) if line.how == "ok"]
    if not lines:
        raise Refused("没有可以申报的行，请先核对。")
    people = Person.objects.select_related("home").in_bulk([n.person for n in lines if n.person])
    same = _unchanged(unit, row.starts_on, lines)
    kept: list[int] = []
    for line in lines:
        assert line.person is not None
        person = people[line.person]
        if line.person in same:
            continue
        try:
            declare_base(
                actor, unit=person.home, person=person, starts_on=row.starts_on,
                category=line.category, base_fen=line.base_fen if not line.pay else None,
                pay=line.pay, withheld=line.withheld, quarter_net_fen=line.quarter_net_fen,
                reason=reason, source=(row, line.number),
            )  # fmt: skip
        except Refused as error:
            raise Refused(f"第 {line.number} 行 {person.name}：{error.message}") from error
        kept.append(line.number)
    row.state, row.adopted, row.rows = UploadState.DONE, len(kept), _packed(_proof(row, kept))
    row.save()
    current().about(row, unit=unit, summary=f"{len(kept)} 人")
    return row


def _proof(upload: Upload, lines: list[int]) -> dict[str, Any]:
    """What stays of a payroll: its heads and the lines of members; other people's pay does not."""
    table = Table(**unpacked(upload)["table"])
    rows = {str(n): table.rows[n - table.head - 1] for n in lines}
    return {"proof": {"heads": table.heads, "rows": rows}}


def _unchanged(unit: Unit, month: date, lines: list[Line]) -> set[int]:
    """People whose declared base is given plainly and stays the same: nothing to declare anew."""
    known: dict[int, list[Declaration]] = base_in_force(None, unit, month.year)
    return {
        line.person
        for line in lines
        if line.person in known and not line.pay and line.base_fen is not None
        and (known[line.person][-1].base_fen, known[line.person][-1].category)
        == (line.base_fen, line.category)
    }  # fmt: skip


def judged(upload: Upload, kept: dict[str, Any] | None = None) -> list[Line]:
    """The lines of a kept sheet as they stand now."""
    kept = kept or unpacked(upload)
    table = Table(**kept["table"])
    columns = table.columns(kept["columns"])
    missing = [labels(upload.kind)[key] for key in NEEDED[upload.kind] if key not in columns]
    if missing:
        raise Refused(f"还没有指明“{'”“'.join(missing)}”是哪一列。", field="columns")
    chosen = {int(line): person for line, person in kept["chosen"].items()}
    people = People(candidates(upload.unit), lambda text: blind_index(text, IDENTITY_PLACE))
    lines = table.lines(columns)
    if upload.kind == UploadKind.PAYROLL:
        return judge_payroll(lines, people, chosen=chosen)
    return judge_statement(
        lines, people, today=site_day(), chosen=chosen, known=adopted_keys(upload.unit),
        entered=lambda first, last: entered_payments(upload.unit, first, last),
        due=lambda keys: open_months(keys) if len(keys) < 500 else open_months(None),
    )  # fmt: skip


def unpacked(upload: Upload) -> dict[str, Any]:
    """What is kept: `table`, `columns` by head, `chosen` people by line; `left` once adopted."""
    kept: dict[str, Any] = json.loads(upload.rows) if upload.rows else {}
    return kept


def _packed(kept: Mapping[str, Any]) -> str:
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _open(upload: Upload) -> Upload:
    row: Upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if row.state != UploadState.PREVIEW:
        raise Conflict(f"这份表格{row.get_state_display()}，不能再改。")
    return row
