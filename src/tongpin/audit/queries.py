"""Every read of the audit trail, and its entries told in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignKey, Model, Q, QuerySet

from tongpin.audit.actor import Actor
from tongpin.audit.models import WITHHELD, WITHHELD_BEFORE, Entry

HOW = {
    "create": "新增",
    "change": "修改",
    "delete": "删除",
    "bulk_create": "批量新增",
    "bulk_update": "批量修改",
    "update": "批量修改",
}
VIA = {"web": "网页", "api": "接口", "import": "导入", "cli": "命令行", "system": "系统"}
HISTORY = 20
TECHNICAL = frozenset({"path"})  # changes of these tell a reader nothing
CHOICES = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One field before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to one row, or to a number of rows at once."""

    what: str
    lines: tuple[Line, ...]


def entries(actor: Actor) -> QuerySet[Entry]:
    """The entries an auditor may read: of the units covered, and those of no unit for the whole tree."""
    condition = Q(pk__in=[])
    for path, subtree in actor.reach("audit.view"):
        if subtree and path.count("/") <= 2:  # the bureau itself, `/1/`, or the operator, ``
            return Entry.objects.all()
        condition |= Q(unit_path__startswith=path) if subtree else Q(unit_path=path)
    return Entry.objects.filter(condition)


def entry(actor: Actor, number: int) -> Entry | None:
    """One entry by its number."""
    return entries(actor).filter(number=number).first()


def matching(rows: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    """Entries whose object, summary or actor contains the text, or of a day written 2020-09-20."""
    try:
        return rows.filter(at__date=date.fromisoformat(text))
    except ValueError:
        return rows.filter(
            Q(target_label__icontains=text)
            | Q(summary__icontains=text)
            | Q(actor_name__icontains=text)
        )


def actor_names(rows: QuerySet[Entry]) -> list[str]:
    """Who appears as actor."""
    return list(
        rows.order_by("actor_name").values_list("actor_name", flat=True).distinct()[:CHOICES]
    )


def action_titles(rows: QuerySet[Entry]) -> list[tuple[str, str]]:
    """`(action, its name)` of the actions that appear."""
    found = rows.order_by("action").values_list("action", "title").distinct()[:CHOICES]
    return sorted(dict(found).items(), key=lambda pair: pair[1])


def unit_names(rows: QuerySet[Entry]) -> list[tuple[str, str]]:
    """`(path, name)` of the units that appear, by the name they last had in the trail itself."""
    found = rows.filter(target_type="org.unit").exclude(unit_path="").order_by("number")
    names = dict(found.values_list("unit_path", "target_label"))
    return sorted(names.items())[:CHOICES]


def entries_of_account(account_id: int, action: str, *, limit: int) -> list[Entry]:
    """What an account did lately of one kind."""
    return list(Entry.objects.filter(account_id=account_id, action=action)[:limit])


def history(target: Model, *, limit: int = HISTORY) -> list[Entry]:
    """The latest entries about an object, newest first, each with `told`: its changes in words."""
    rows = Entry.objects.filter(target_type=target._meta.label_lower, target_id=str(target.pk))[
        :limit
    ]
    return told(list(rows))


def told(rows: list[Entry]) -> list[Entry]:
    """Give each entry `told` (a list of `Change`) and `via_label`; names of related rows in bulk."""
    names = _names(rows)
    for row in rows:
        changes = [_change(note, names) for note in _notes(row)]
        row.told = [c for c in changes if c is not None]  # type: ignore[attr-defined]
        row.via_label = VIA.get(row.via, row.via)  # type: ignore[attr-defined]
    return rows


Names = dict[type[Model], dict[str, str]]


def _notes(row: Entry) -> list[dict[str, Any]]:
    return [n for n in row.changes if isinstance(n, dict)] if isinstance(row.changes, list) else []


def _change(note: dict[str, Any], names: Names) -> Change | None:
    model = _model(note.get("model", ""))
    kind = str(model._meta.verbose_name) if model else str(note.get("model", ""))
    how = HOW.get(str(note.get("how")), "")
    if "rows" in note:
        return Change(f"{how}{kind} {note['rows']} 条", ())
    lines = []
    for name, pair in dict(note.get("fields") or {}).items():
        field = _field(model, name)
        if field is None or not (isinstance(pair, list) and len(pair) == 2):
            continue
        before, after = (_word(field, value, names) for value in pair)
        lines.append(Line(str(field.verbose_name), before, after))
    if not lines and note.get("how") == "change":
        return None
    return Change(f"{how}{kind}“{note.get('label', '')}”", tuple(lines))


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _field(model: type[Model] | None, name: str) -> Field[Any, Any] | None:
    """The field with a Chinese label; the technical ones have none and are left out."""
    if model is None or name in TECHNICAL:
        return None
    try:
        field = model._meta.get_field(name.removesuffix("_id"))
    except FieldDoesNotExist:
        return None
    label = str(getattr(field, "verbose_name", ""))
    if isinstance(field, ForeignKey) and label.isascii():
        return None
    return field if isinstance(field, Field) and not label.isascii() else None


def _word(field: Field[Any, Any], value: Any, names: Names) -> str:
    if value is None or value in ("", [], {}):
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if value in (WITHHELD, WITHHELD_BEFORE):
        return str(value)
    if isinstance(field, ForeignKey):
        return names.get(_related(field), {}).get(str(value), f"编号 {value}")
    if isinstance(value, list | dict):
        return "、".join(map(str, value))
    if isinstance(value, list):
        return "；".join(str(item) for item in value)
    choices = dict(field.flatchoices)
    return str(choices.get(value, value))


def _related(field: ForeignKey[Any, Any]) -> type[Model]:
    model: Any = field.related_model
    return model


def _names(rows: Sequence[Entry]) -> Names:
    """The present names of the rows that foreign keys in the changes point at; a statement a model."""
    wanted: dict[type[Model], set[str]] = defaultdict(set)
    for note in (n for row in rows for n in _notes(row) if "rows" not in n):
        model = _model(note.get("model", ""))
        for name, pair in dict(note.get("fields") or {}).items():
            field = _field(model, name)
            if isinstance(field, ForeignKey):
                wanted[_related(field)] |= {str(v) for v in _values(pair)}
    return {
        model: {
            str(pk): str(row)
            for pk, row in model._base_manager.in_bulk(list(keys)[:CHOICES]).items()
        }
        for model, keys in wanted.items()
    }


def _values(pair: Any) -> Iterable[Any]:
    """The keys of a pair; what was withheld is none."""
    unknown = (None, WITHHELD, WITHHELD_BEFORE)
    return (v for v in pair if v not in unknown) if isinstance(pair, list) else ()
