"""Roster import: keep the judged rows, write the confirmed ones at once, take them back exactly."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import models

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.formats.mapping import Columns, Table
from tongpin.org import queries
from tongpin.org.actions.naming import index_names
from tongpin.org.encryption import blind_index
from tongpin.org.identity import PHONE_PLACE
from tongpin.org.models import (
    Affiliation,
    Membership,
    Person,
    Post,
    PostTitle,
    RosterColumns,
    RosterImport,
    SearchName,
    Stage,
    Unit,
)
from tongpin.org.probation import expected_full
from tongpin.org.search import search_text

CHUNK = 500
# Up to so many updated people the entry tells each field; beyond, only how many.
TOLD = 500
OWN = (Affiliation, Membership, Post)
DERIVED = (*OWN, SearchName)
ONE_DAY = timedelta(days=1)
# Particulars that a sheet sets as they stand there.
MORE = (
    "nation education position native_place degree introducers joined_branch home_address "
    "occupation front_line new_stratum landline"
).split()
Relation = tuple[Any, ...]


@action("org.preview_roster", "上传名册", permission="org.import")
def preview_roster(
    actor: Actor,
    *,
    unit: Unit,
    file_name: str,
    file_hash: str,
    rows: Sequence[dict[str, Any]],
    table: Table | None = None,
    columns: Columns | None = None,
) -> RosterImport:
    """Keep the judged rows (`roster.Row.plain`) sealed until they are confirmed.

    An earlier preview by the same person is dropped: nobody's numbers lie about for nothing.
    """
    RosterImport.objects.filter(unit=unit, state="preview", created_by=actor.name).delete()
    upload = RosterImport(
        unit=unit,
        file_name=file_name[:200],
        file_hash=file_hash,
        rows=_packed(rows),
        table=_packed(asdict(table)) if table is not None else "",
        columns=dict(columns or {}),
        created_by=actor.name[:100],
    )
    upload.save()
    current().about(upload, unit=unit, summary=f"共 {len(rows)} 行")
    return upload


@action("org.set_roster_columns", "设置名册列对应", permission="org.import")
def set_roster_columns(
    actor: Actor,
    *,
    unit: Unit,
    upload: RosterImport,
    columns: Columns,
    rows: Sequence[dict[str, Any]],
) -> RosterImport:
    """Say which column means what: the lines are judged anew, and the bureau's next roster knows."""
    upload = _locked(upload, "preview", "这份名册已经导入或撤销，不能再改列对应。")
    upload.columns, upload.rows = dict(columns), _packed(rows)
    upload.save()
    memory, _ = RosterColumns.objects.get_or_create(unit=queries.root() or unit)
    memory.columns = memory.columns | {head: key for head, key in columns.items() if head}
    memory.save()
    current().about(upload, unit=unit)
    return upload


@action("org.import_roster", "导入名册", permission="org.import")
def confirm_roster(
    actor: Actor, *, unit: Unit, upload: RosterImport, numbers: frozenset[int] | None = None
) -> RosterImport:
    """Write all importable rows of a preview, or those with the given line numbers."""
    upload = _locked(upload, "preview", "这份名册已经导入或撤销，不能重复导入。")
    rows = [
        row
        for row in json.loads(upload.rows)
        if row["how"] in {"new", "update"} and (numbers is None or row["number"] in numbers)
    ]
    if not rows:
        raise Refused("没有选中可以导入的行。", field="numbers")
    new = [row for row in rows if row["how"] == "new"]
    _still_free(new)
    people = _add(new)
    before = _update([row for row in rows if row["how"] == "update"])
    upload.people = [person.pk for person in people]
    upload.updated = list(before)
    upload.rows = json.dumps(
        {
            "added": [
                {k: row[k] for k in ("unit", "group", "stage", "posts", "values") if k in row}
                | {"values": _dates_of(row), "person": person.pk, "name": person.name}
                for row, person in zip(new, people, strict=True)
            ],
            "before": before,
            "today": site_day().isoformat(),
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    upload.state, upload.table = "done", ""
    upload.save()
    current().about(upload, unit=unit, summary=f"新增 {len(people)} 人，更新 {len(before)} 人")
    return upload


@action("org.undo_roster", "撤销名册导入", permission="org.import")
def undo_roster(actor: Actor, *, unit: Unit, upload: RosterImport) -> RosterImport:
    """Take an import back: added people go, updated ones become what they were; all or nothing."""
    upload = _locked(upload, "done", "只能撤销已完成的导入。")
    kept = json.loads(upload.rows)
    touched = _touched(kept["added"], date.fromisoformat(kept["today"]))
    restored, changed = _earlier(kept["before"])
    names = [*touched, *changed]
    if names:
        shown = "、".join(names[:5]) + (f"等 {len(names)} 人" if len(names) > 5 else "")
        raise Refused(
            f"不能撤销：{shown}导入后又有新的记录或修改。请逐人处理，或在人员页“移出名册”。"
        )
    for keys in _chunks(upload.people):
        Person.objects.filter(pk__in=keys).delete()
    _save(restored)
    upload.state, upload.rows = "undone", ""
    upload.save()
    current().about(
        upload,
        unit=unit,
        summary=f"撤销新增 {len(upload.people)} 人、更新 {len(upload.updated)} 人",
    )
    return upload


def _packed(rows: Any) -> str:
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _locked(upload: RosterImport, state: str, otherwise: str) -> RosterImport:
    fresh: RosterImport = RosterImport.objects.select_for_update().get(pk=upload.pk)
    if fresh.state != state:
        raise Refused(otherwise)
    return fresh


def _still_free(rows: Sequence[dict[str, Any]]) -> None:
    """Nobody registered one of the numbers between preview and confirmation."""
    taken = queries.people_by_identity(row.get("index", "") for row in rows)
    for row in rows:
        if row.get("index") in taken:
            raise Refused(f"核对之后，第 {row['number']} 行的人员已被登记在册，请重新上传核对。")


def _add(rows: Sequence[dict[str, Any]]) -> list[Person]:
    today = site_day()
    founded = queries.founding_days(row["unit"] for row in rows)
    people = Person.objects.bulk_create([_person(row) for row in rows])
    index_names(people, fresh=True)
    gathered: dict[type[models.Model], list[models.Model]] = {kind: [] for kind in OWN}
    for row, person in zip(rows, people, strict=True):
        for kind, *fields in _relations(row, founded[row["unit"]], today):
            gathered[kind].append(_built(kind, person.pk, fields, row))
    for kind in OWN:
        kind.objects.bulk_create(gathered[kind])
    return people


def _person(row: dict[str, Any]) -> Person:
    values = row["values"]
    phone = values.get("phone", "")
    return Person(
        name=row["name"],
        sex=values.get("sex", ""),
        born_on=_day(values.get("born_on")),
        **{name: values.get(name, "") for name in MORE},
        work_started_on=_day(values.get("work_started_on")),
        identity_number=values.get("identity_number", ""),
        identity_index=row.get("index", ""),
        phone=phone,
        phone_index=blind_index(phone, PHONE_PLACE),
        home_id=row["unit"],
        group_id=row.get("group"),
        search_text=search_text(row["name"], person=True),
    )


def _relations(row: dict[str, Any], founded: date | None, today: date) -> list[Relation]:
    """The dated relations that a row states, `(model, what, unit or None, from, until)`.

    A roster rarely says since when somebody is in the present branch: then it is since joining, but
    not before the branch was founded. Without a date of 转正 it is the one that the rule gives, marked
    as estimated.
    """
    dates = {key: _day(value) for key, value in _dates_of(row).items()}
    joined, full = dates["joined_on"], dates["full_on"]
    since = dates["since"] or max(filter(None, (joined, founded)), default=today)
    result: list[Relation] = [(Affiliation, "", row["unit"], since, None)]
    if row["stage"] == Stage.FULL and joined:
        begins = full or expected_full(joined)
        if begins > joined:
            result.append((Membership, Stage.PROBATIONARY, None, joined, begins - ONE_DAY))
        result.append((Membership, Stage.FULL, None, begins, None))
    else:
        result.append((Membership, Stage(row["stage"]), None, joined or since, None))
    for title in row.get("posts", ()):
        where = row.get("group") if title == PostTitle.GROUP_LEADER else row["unit"]
        result.append((Post, PostTitle(title), where, dates["post_on"] or since, None))
    return result


def _built(
    kind: type[models.Model], person: int, fields: Sequence[Any], row: dict[str, Any]
) -> models.Model:
    what, unit, start, end = fields
    if kind is Affiliation:
        return Affiliation(person_id=person, unit_id=unit, starts_on=start, ends_on=end)
    if kind is Membership:
        is_estimated = what == Stage.FULL and not row["values"].get("full_on")
        return Membership(
            person_id=person, stage=what, starts_on=start, ends_on=end, is_estimated=is_estimated
        )
    return Post(person_id=person, title=what, unit_id=unit, starts_on=start, ends_on=end)


def _dates_of(row: dict[str, Any]) -> dict[str, str | None]:
    return {k: row["values"].get(k) for k in ("joined_on", "full_on", "since", "post_on")}


def _update(rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Set the changed particulars; `{person: {name, version, fields as they were}}`."""
    by_key = {row["person"]: row for row in rows}
    before: dict[str, dict[str, Any]] = {}
    people = []
    for person in _loaded(by_key):
        row = by_key[person.pk]
        if person.version != row["version"] or person.withdrawn_on is not None:
            raise Refused(
                f"核对之后，第 {row['number']} 行的{person.name}已被他人修改，请重新上传核对。"
            )
        fields = [_attribute(key) for key in row["changes"]]
        before[str(person.pk)] = {f: getattr(person, f) for f in fields}
        _set(person, {_attribute(k): v for k, v in row["changes"].items()})
        before[str(person.pk)]["version"] = person.version
        people.append(person)
    _save(people)
    return before


def _earlier(before: dict[str, dict[str, Any]]) -> tuple[list[Person], list[str]]:
    """The updated people with their former particulars, and the names of those changed since."""
    restored, changed = [], []
    for person in _loaded(int(key) for key in before):
        former = dict(before[str(person.pk)])
        if person.version != former.pop("version") or person.withdrawn_on is not None:
            changed.append(person.name)
        _set(person, former)
        restored.append(person)
    return restored, changed


def _attribute(key: str) -> str:
    return "group_id" if key == "group" else key


def _set(person: Person, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(person, name, value)
    if "phone" in values:
        person.phone_index = blind_index(person.phone, PHONE_PLACE)
    person.version += 1


def _save(people: Sequence[Person]) -> None:
    if len(people) <= TOLD:
        for person in people:
            person.save()
        return
    fields = (*MORE, "phone", "phone_index", "group", "version")
    Person.objects.bulk_update(people, fields, batch_size=100)


def _touched(added: Sequence[dict[str, Any]], today: date) -> list[str]:
    """The names of added people who have been changed, or to whom anything was attached since."""
    founded = queries.founding_days(row["unit"] for row in added)
    expected = {
        row["person"]: {_key(*r) for r in _relations(row, founded[row["unit"]], today)}
        for row in added
    }
    found: dict[int, set[Relation]] = defaultdict(set)
    plain: set[int] = set()
    used: set[int] = set()
    for keys in _chunks(list(expected)):
        plain |= set(
            Person.objects.filter(pk__in=keys, version=1, withdrawn_on=None).values_list(
                "pk", flat=True
            )
        )
        for kind, what in ((Affiliation, None), (Membership, "stage"), (Post, "title")):
            for row in kind.objects.filter(person__in=keys):
                unit = getattr(row, "unit_id", None)
                word = getattr(row, what) if what else ""
                found[row.person_id].add(_key(kind, word, unit, row.starts_on, row.ends_on))
                if getattr(row, "term_ends_on", None):
                    used.add(row.person_id)
        used |= _attached(keys)
    return [
        row["name"]
        for row in added
        if (pk := row["person"]) in used or pk not in plain or found[pk] != expected[pk]
    ]


def _key(kind: Any, what: Any, unit: Any, start: Any, end: Any) -> Relation:
    return (kind.__name__, str(what), unit, start, end)


def _attached(keys: Sequence[int]) -> set[int]:
    """People to whom any other table refers: attendance, accounts, whatever an app has added."""
    found: set[int] = set()
    for relation in Person._meta.get_fields():
        if not (relation.auto_created and not relation.concrete):
            continue
        model: Any = relation.related_model
        if model in DERIVED:
            continue
        name = relation.field.name  # type: ignore[union-attr]
        rows = model._base_manager.filter(**{f"{name}__in": keys})
        found |= set(rows.values_list(name, flat=True))
    return found & set(keys)


def _loaded(keys: Iterable[int]) -> list[Person]:
    result: list[Person] = []
    for chunk in _chunks(list(keys)):
        result.extend(Person.objects.select_for_update().filter(pk__in=chunk))
    return result


def _chunks(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
