"""What an app declares about itself: menu, permissions, facts, and its part of the shared pages.

The registry is filled by each app's `AppConfig.ready` and read by navigation, roles, the fact
collector, the workbench, the calendar and the pages of people and units; no app has to know
another one's name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from tongpin.capability.cards import SOON, Hit, Hits, Hold, Line, Linkable, Offer, Panel, Waiting
from tongpin.capability.evidence import Evidence, EvidenceKind
from tongpin.capability.numbers import DataColumn, Dataset, Figure, Handover, Rejudged
from tongpin.capability.papers import Paper, PaperField
from tongpin.capability.roles import (
    ROLE_LABELS,
    SECTIONS,
    MenuItem,
    Permission,
    PublicPage,
    Role,
)

__all__ = [
    "ROLE_LABELS",
    "SECTIONS",
    "SOON",
    "Capability",
    "DataColumn",
    "Dataset",
    "Evidence",
    "EvidenceKind",
    "Figure",
    "Handover",
    "Hit",
    "Hits",
    "Hold",
    "Line",
    "Linkable",
    "MenuItem",
    "Offer",
    "Panel",
    "Paper",
    "PaperField",
    "Permission",
    "PublicPage",
    "Rejudged",
    "Role",
    "Waiting",
    "capabilities",
    "datasets",
    "dues_paid_until",
    "figures",
    "guide",
    "guided_steps",
    "handovers",
    "hold",
    "linkable",
    "load",
    "menu",
    "names",
    "paper",
    "permission",
    "permissions",
    "permissions_of",
    "person_panels",
    "public_pages",
    "record_page",
    "register",
    "rejudged",
    "related",
    "run_daily",
    "search",
    "stage_bars",
    "standings",
    "unit_ended",
    "unit_panels",
    "unit_revived",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class Capability:
    """What one app brings; the strings are dotted paths `module:attribute`, loaded when asked for.

    `facts`: `(units, start, end) -> Iterable[rules.Fact]`. `record` names the page of one record by
    its key: a fact's reference `life:12` opens there. `waiting`: `(place, unit) -> Iterable[Waiting]`
    of what waits for this reader in the unit (or below it, where the reader answers for that too).
    `guides`: `(procedure, URL name)` of the page that guides a case of that procedure, by the case's key;
    `guided_steps` the `(procedure, step)` that only that page records and takes back.
    `person`: `(place, person) -> Panel | None` and `unit`: `(place, unit) -> Panel | None`, None where
    the reader may not see it. `search`: `(place, text) -> Hits | None` for the search at the top of
    every page. `standing`: `(person_ids, day) -> {person_id: "suspended"}` of those who may not vote
    on the day. `stage_bar`: `(person, stage, day) -> str`, why the stage of a person may not be set by
    hand from the day on, "" where the ledger has nothing against it. `dues`: `(person) -> date | None`, the
    last month up to which the person's dues are paid. `unit_ended`: `(actor, units, day, reason) -> what
    it took back`, as JSON keeps it, and `unit_revived`: `(actor, what was taken back)`. `place` is an `org.access.PageContext`; each callable runs a constant
    number of statements. `papers` are the Word papers the app fills in (`documents.papers`).
    `handovers`: `(unit) -> Iterable[Handover]` of people at and below the unit whose relation is or
    was transferred.
    `linkable`: `(scope) -> Iterable[Linkable]`, the latest standing records inside the scope, for
    another ledger to name one. `names`: `(keys) -> {key: label}` of those records
    that still stand. `related`: `(place, unit, ref) -> Panel | None`, the card on the page of another
    app's record of that unit (docs/adr/0023). `hold`: `(ref) -> Hold | None`, what of the ledger rests
    on the gathering `life:12` or on the vote `vote:34`, so that neither is changed underneath it
    (docs/adr/0025). `figures`: `(scope, start, end) -> Iterable[Figure]`, the ledger's numbers of a
    period for reports. `datasets` names a tuple of `Dataset`. `evidence`: `(units, start, end) ->
    Iterator[Evidence]` of the declared `evidence_kinds`, for assessing units (docs/adr/0022).
    `rejudged`: `(book) -> Iterable[Rejudged]`, what a rulebook says of the app's open matters.
    `public` are pages for everybody. `daily`: `() -> None`, what falls due with the new day; it does
    nothing when called again, and the timer calls it.
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
    stage_bar: str | None = None
    dues: str | None = None
    unit_ended: str | None = None
    unit_revived: str | None = None
    papers: tuple[Paper, ...] = ()
    search: str | None = None
    guides: tuple[tuple[str, str], ...] = ()
    guided_steps: tuple[tuple[str, str], ...] = ()
    handovers: str | None = None
    linkable: str | None = None
    names: str | None = None
    related: str | None = None
    hold: str | None = None
    figures: str | None = None
    datasets: str | None = None
    evidence: str | None = None
    evidence_kinds: tuple[EvidenceKind, ...] = ()
    rejudged: str | None = None
    public: tuple[PublicPage, ...] = ()
    daily: str | None = None


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


def public_pages() -> list[PublicPage]:
    """The pages that are for everybody."""
    return [item for capability in _registry.values() for item in capability.public]


def run_daily() -> None:
    """Let every ledger do what the new day brings."""
    for capability in _registry.values():
        if capability.daily is not None:
            load(capability.daily)()


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


def guided_steps(procedure: str) -> frozenset[str]:
    """The steps of a procedure that only its guiding page records."""
    pairs = (pair for capability in _registry.values() for pair in capability.guided_steps)
    return frozenset(step for key, step in pairs if key == procedure)


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


def hold(ref: str) -> Hold | None:
    """What rests on a record, the first that a ledger names; a constant number of statements."""
    found = (load(c.hold)(ref) for c in _registry.values() if c.hold is not None)
    return next((one for one in found if one is not None), None)


def standings(people: Collection[int], day: date) -> dict[int, str]:
    """`{person: standing}` of those who may not vote on the day, by what the ledgers know."""
    found: dict[int, str] = {}
    for capability in _registry.values():
        if capability.standing is not None and people:
            found |= load(capability.standing)(people, day)
    return found


def stage_bars(person: Any, stage: str, day: date) -> list[str]:
    """Why the ledgers do not let the stage of a person be set by hand."""
    bars = [c.stage_bar for c in _registry.values() if c.stage_bar is not None]
    return [said for bar in bars if (said := load(bar)(person, stage, day))]


def dues_paid_until(person: Any) -> date | None:
    """The last month up to which the person's dues are paid, where a ledger knows."""
    found = (load(c.dues)(person) for c in _registry.values() if c.dues is not None)
    return next((month for month in found if month is not None), None)


def unit_ended(actor: Any, units: Any, day: date, reason: str) -> dict[str, Any]:
    """Let the ledgers take back what the units had ahead of them; `{capability: what it took back}`."""
    hooks = [(c.key, c.unit_ended) for c in _registry.values() if c.unit_ended is not None]
    return {key: load(hook)(actor, units, day, reason) for key, hook in hooks}


def unit_revived(actor: Any, taken: Mapping[str, Any]) -> None:
    """Let the ledgers put back what they took when the units ended."""
    for key, what in taken.items():
        capability = _registry.get(key)
        if capability is not None and capability.unit_revived is not None:
            load(capability.unit_revived)(actor, what)


def figures(scope: Any, start: date, end: date) -> list[Figure]:
    """The numbers of all ledgers in a period, ledger by ledger."""
    found = [load(c.figures) for c in _registry.values() if c.figures is not None]
    return [figure for one in found for figure in one(scope, start, end)]


def rejudged(book: Any) -> dict[str, Rejudged]:
    """What a rulebook says of every open matter that is judged outside the duties, by key."""
    found = [load(c.rejudged) for c in _registry.values() if c.rejudged is not None]
    return {item.key: item for one in found for item in one(book)}


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
