"""What an app declares about itself: menu, permissions, facts, and its part of the shared pages.

The registry is filled by each app's `AppConfig.ready` and read by navigation, roles, the fact
collector, the workbench, the calendar and the pages of people and units; no app has to know
another one's name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import import_module
from typing import Any


class Role(StrEnum):
    """A role that a grant gives on a unit, alone or with its subtree."""

    OFFICE = "office"
    SECRETARY = "secretary"
    COMMITTEE_MEMBER = "committee_member"
    MEMBER = "member"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    DISCIPLINE = "discipline"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def label(self) -> str:
        """The role's Chinese name."""
        return ROLE_LABELS[self]


ROLE_LABELS: dict[Role, str] = {
    Role.OFFICE: "党办工作人员",
    Role.SECRETARY: "支部书记",
    Role.COMMITTEE_MEMBER: "支部委员",
    Role.MEMBER: "党员",
    Role.LEADER: "领导班子成员",
    Role.SUPERVISOR: "督查组成员",
    Role.DISCIPLINE: "纪检人员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}


@dataclass(frozen=True, slots=True)
class Permission:
    """A named right and the roles that hold it."""

    key: str
    label: str
    roles: frozenset[Role]


# The parts of the navigation by the hundreds of an item's order; the first has no head.
SECTIONS: dict[int, str] = {
    1: "",
    2: "年度工作",
    3: "组织生活",
    4: "党员队伍",
    5: "民主决策",
    6: "学习教育",
    7: "监督整改",
    8: "创建荣誉",
    9: "文书和规则",
    10: "系统管理",
}


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the navigation; shown where the account holds the permission somewhere.

    `order` places it: its hundreds name the section (`SECTIONS`).
    """

    label: str
    url_name: str
    permission: str
    order: int

    @property
    def section(self) -> str:
        """The head under which it stands."""
        return SECTIONS[self.order // 100]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the reader: a line of the workbench, and a day of the calendar.

    `why` says what is asked and on what ground; `due_on` the day it is due, None where there is none.
    """

    words: str
    url: str
    why: str = ""
    due_on: date | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a panel: what it is, how it stands, and the page that shows it."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A small form on a card: one of `options` as `(value, label)` is posted to `url` as `choice`."""

    url: str
    label: str
    options: tuple[tuple[str, str], ...]
    submit: str


@dataclass(frozen=True, slots=True)
class Panel:
    """An app's card on the page of a person, a unit or a record; `url` opens the whole ledger."""

    title: str
    lines: tuple[Line, ...] = ()
    url: str = ""
    empty: str = "没有记录。"
    offer: Offer | None = None


@dataclass(frozen=True, slots=True)
class Linkable:
    """A record that another ledger may name: its reference, such as `life:12`, what it is called, and
    the key of the unit whose record it is.
    """

    ref: str
    label: str
    unit: int


@dataclass(frozen=True, slots=True)
class PaperField:
    """Something a paper can say. `label` is both its Chinese name and its placeholder: `{{姓名}}`.

    With `columns` it is a list: `(key, label)` of what each of its rows says.
    """

    key: str
    label: str
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A Word paper under a stable key, such as `development.talk`.

    `text` is the built-in template as a resource, `package:place` (form: formats/paper_text.py).
    """

    key: str
    title: str
    fields: tuple[PaperField, ...]
    text: str

    @property
    def placeholders(self) -> dict[str, tuple[str, ...]]:
        """`{label: labels of its columns}`, as templates name them."""
        return {item.label: tuple(label for _, label in item.columns) for item in self.fields}


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that a search found; `parts` is a piece of its text as `(words, whether searched)`."""

    label: str
    url: str
    note: str = ""
    parts: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """What a ledger found; `url` opens all of it where `rows` are not all."""

    title: str
    rows: tuple[Hit, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """Where a person's dues pass to another payee: the source has them up to `paid_until` (the first
    day of a month), the target those after. `received_on` is the day the target took the person
    over, None while the letter is on its way.
    """

    person: int
    paid_until: date
    received_on: date | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a period, drawn from a ledger: 发展党员 3 名.

    `kinds` are the kinds of duty it belongs to (`rules.local.local_kind_titles`), by which a report
    finds its measure; `money` says that the value is fen and read as 元. `url` shows what it counts.
    """

    key: str
    label: str
    value: int
    word: str = "次"
    kinds: frozenset[str] = frozenset()
    url: str = ""
    money: bool = False

    @property
    def shown(self) -> str:
        """`3名`, or `1,024.50元`."""
        return f"{self.value / 100:,.2f}元" if self.money else f"{self.value}{self.word}"


@dataclass(frozen=True, slots=True)
class DataColumn:
    """A column that a free query may show, ask about and group by.

    `path` leads from a row of the data set to one value, never to several. `kind` is one of text,
    choice, date, int, fen, flag; `choices` are the `(value, label)` of a choice. A column that names
    a person does not group: persons are not counted against each other.
    """

    key: str
    label: str
    path: str
    kind: str = "text"
    choices: tuple[tuple[str, str], ...] = ()
    groups: bool = True


@dataclass(frozen=True, slots=True)
class Dataset:
    """A ledger as a table for free queries. `rows` is `(scope) -> QuerySet`, within the scope of
    `permission`; `day` is the key of the date column that a year narrows.
    """

    key: str
    title: str
    permission: str
    rows: Callable[[Any], Any]
    columns: tuple[DataColumn, ...]
    day: str = ""

    def column(self, key: str) -> DataColumn | None:
        """The column with this key."""
        return next((c for c in self.columns if c.key == key), None)


@dataclass(frozen=True, slots=True)
class Capability:
    """What one app brings; the strings are dotted paths `module:attribute`, loaded when asked for.

    `facts`: `(units, start, end) -> Iterable[rules.Fact]`. `record` names the page of one record by
    its key: a fact's reference `life:12` opens there. `waiting`: `(place, unit) -> Iterable[Waiting]`
    of what waits for this reader in the unit (or below it, where the reader answers for that too).
    `guides`: `(procedure, URL name)` of the page that guides a case of that procedure, by the case's key.
    `person`: `(place, person) -> Panel | None` and `unit`: `(place, unit) -> Panel | None`, None where
    the reader may not see it. `search`: `(place, text) -> Hits | None` for the search at the top of
    every page. `standing`: `(person_ids, day) -> {person_id: "suspended"}` of those who may not vote
    on the day. `place` is an `org.access.PageContext`; each callable runs a constant
    number of statements. `papers` are the Word papers the app fills in (`documents.papers`).
    `handovers`: `(unit) -> Iterable[Handover]` of people at and below the unit whose relation is or
    was transferred.
    `linkable`: `(scope) -> Iterable[Linkable]`, the latest standing records inside the scope, for
    another ledger to name one. `names`: `(keys) -> {key: label}` of those records
    that still stand. `related`: `(place, unit, ref) -> Panel | None`, the card on the page of another
    app's record of that unit (docs/adr/0023). `figures`: `(scope, start, end) -> Iterable[Figure]`, the ledger's numbers of a
    period for reports. `datasets` names a tuple of `Dataset`.
    """

    key: str
    title: str
    permissions: tuple[Permission, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    facts: str | None = None
    router: str | None = None
    record: str | None = None
    waiting: str | None = None
    person: str | None = None
    unit: str | None = None
    standing: str | None = None
    papers: tuple[Paper, ...] = ()
    search: str | None = None
    guides: tuple[tuple[str, str], ...] = ()
    handovers: str | None = None
    linkable: str | None = None
    names: str | None = None
    related: str | None = None
    figures: str | None = None
    datasets: str | None = None


_registry: dict[str, Capability] = {}


def register(capability: Capability) -> None:
    """Add an app's declaration; registering the same key again replaces it."""
    _registry[capability.key] = capability


def capabilities() -> tuple[Capability, ...]:
    """Every registered declaration in the order of registration."""
    return tuple(_registry.values())


def permission(key: str) -> Permission:
    """The declared permission; an undeclared one raises `LookupError`, so that typing errors fail."""
    for item in permissions():
        if item.key == key:
            return item
    raise LookupError(f"undeclared permission {key!r}")


def permissions() -> Iterator[Permission]:
    """Every declared permission."""
    for capability in _registry.values():
        yield from capability.permissions


def paper(key: str) -> Paper:
    """The declared paper; an undeclared one raises `LookupError`."""
    for capability in _registry.values():
        for item in capability.papers:
            if item.key == key:
                return item
    raise LookupError(f"undeclared paper {key!r}")


def permissions_of(role: Role) -> frozenset[str]:
    """The keys of all permissions that a role holds."""
    return frozenset(item.key for item in permissions() if role in item.roles)


def menu(allowed: Callable[[str], bool]) -> list[MenuItem]:
    """The menu items whose permission is allowed, in menu order."""
    items = [item for capability in _registry.values() for item in capability.menu]
    return sorted((i for i in items if allowed(i.permission)), key=lambda i: i.order)


def record_page(ref: str) -> tuple[str, int] | None:
    """The URL name and key of the record that a fact's reference names, where it has a page."""
    key, _, number = ref.partition(":")
    capability = _registry.get(key)
    if capability is None or capability.record is None or not number.isdigit():
        return None
    return capability.record, int(number)


def guide(procedure: str) -> str | None:
    """The URL name of the page that guides a case of the procedure, where a ledger has one."""
    pairs = (pair for capability in _registry.values() for pair in capability.guides)
    return next((url for key, url in pairs if key == procedure), None)


def waiting(place: Any, unit: Any) -> list[Waiting]:
    """What waits for the reader in the unit, the earliest first, what has no day last."""
    found = [
        item
        for capability in _registry.values()
        if capability.waiting is not None
        for item in load(capability.waiting)(place, unit)
    ]
    return sorted(found, key=lambda w: (w.due_on is None, w.due_on or date.min, w.words))


def handovers(unit: Any) -> dict[int, list[Handover]]:
    """`{person: handovers in order}` at and below the unit."""
    found: dict[int, list[Handover]] = {}
    for capability in _registry.values():
        if capability.handovers is not None:
            for item in load(capability.handovers)(unit):
                found.setdefault(item.person, []).append(item)
    return found


def person_panels(place: Any, person: Any) -> list[Panel]:
    """The cards of the ledgers on a person's page, those that the reader may see."""
    return _panels([c.person for c in _registry.values()], place, person)


def unit_panels(place: Any, unit: Any) -> list[Panel]:
    """The cards of the ledgers on a unit's page, those that the reader may see."""
    return _panels([c.unit for c in _registry.values()], place, unit)


def search(place: Any, text: str) -> list[Hits]:
    """What the ledgers hold of a text, those that found something."""
    found = [load(c.search)(place, text) for c in _registry.values() if c.search is not None]
    return [hits for hits in found if hits is not None]


def linkable(scope: Any) -> list[tuple[str, list[Linkable]]]:
    """`(ledger's title, its records)` inside the scope that a record of another ledger may name."""
    return [
        (c.title, list(load(c.linkable)(scope)))
        for c in _registry.values()
        if c.linkable is not None
    ]


def names(refs: Iterable[str]) -> dict[str, str]:
    """`{reference: label}` of the records that still stand; one statement for each ledger named."""
    keys: dict[str, set[int]] = {}
    for ref in refs:
        ledger, _, number = ref.partition(":")
        if number.isdigit():
            keys.setdefault(ledger, set()).add(int(number))
    return {
        f"{ledger}:{key}": label
        for ledger, wanted in keys.items()
        if (c := _registry.get(ledger)) is not None and c.names is not None
        for key, label in load(c.names)(wanted).items()
    }


def related(place: Any, unit: Any, ref: str) -> list[Panel]:
    """The cards of the ledgers on the page of a record, those that the reader may see."""
    found = (load(c.related)(place, unit, ref) for c in _registry.values() if c.related is not None)
    return [panel for panel in found if panel is not None]


def standings(people: Collection[int], day: date) -> dict[int, str]:
    """`{person: standing}` of those who may not vote on the day, by what the ledgers know."""
    found: dict[int, str] = {}
    for capability in _registry.values():
        if capability.standing is not None and people:
            found |= load(capability.standing)(people, day)
    return found


def figures(scope: Any, start: date, end: date) -> list[Figure]:
    """The numbers of all ledgers in a period, ledger by ledger."""
    found = [load(c.figures) for c in _registry.values() if c.figures is not None]
    return [figure for one in found for figure in one(scope, start, end)]


def datasets() -> list[Dataset]:
    """Every ledger that free queries may read."""
    return [d for c in _registry.values() if c.datasets is not None for d in load(c.datasets)]


def _panels(paths: list[str | None], place: Any, subject: Any) -> list[Panel]:
    found = (load(path)(place, subject) for path in paths if path is not None)
    return [panel for panel in found if panel is not None]


def load(path: str) -> Any:
    """The object named by `module:attribute`."""
    module, _, attribute = path.partition(":")
    return getattr(import_module(module), attribute)
