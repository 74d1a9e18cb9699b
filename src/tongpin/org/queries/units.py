"""Reads of units."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q

from tongpin.org.models import (
    BELOW,
    BRANCH_KINDS,
    MEMBER_STAGES,
    Account,
    Affiliation,
    Membership,
    Post,
    Unit,
    UnitKind,
)
from tongpin.org.queries.asof import holds_on
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.org.search import normalised


def is_set_up() -> bool:
    """Whether the first run is over: there is a bureau and an account."""
    return Unit.objects.exists() and Account.objects.exists()


def root() -> Unit | None:
    """The bureau: the topmost unit."""
    return Unit.objects.filter(parent=None).order_by("pk").first()


def unit_by_code(code: str) -> Unit | None:
    """The unit with this code."""
    return Unit.objects.filter(code=code).first()


def unit_by_key(pk: int) -> Unit | None:
    """The unit with this primary key."""
    return Unit.objects.filter(pk=pk).first()


def units(scope: Scope, *, as_of: date | None = None) -> ScopedQuerySet:
    """Units within the scope; those that existed on a day, when one is given."""
    result = Unit.objects.within(scope).select_related("parent")
    return result.filter(_alive(as_of)) if as_of else result


def branches(scope: Scope, *, as_of: date | None = None) -> ScopedQuerySet:
    """Branches (支部, 联合党支部) within the scope."""
    return units(scope, as_of=as_of).filter(kind__in=BRANCH_KINDS)


def bodies(scope: Scope, *, as_of: date | None = None) -> ScopedQuerySet:
    """Everything that owes duties: every unit but the groups inside branches."""
    return units(scope, as_of=as_of).exclude(kind=UnitKind.GROUP)


def _alive(day: date, prefix: str = "") -> Q:
    return (Q(**{f"{prefix}founded_on__isnull": True}) | Q(**{f"{prefix}founded_on__lte": day})) & (
        Q(**{f"{prefix}dissolved_on__isnull": True}) | Q(**{f"{prefix}dissolved_on__gte": day})
    )


def kinds_above(unit: Unit) -> list[UnitKind]:
    """The kinds that may lie directly above the unit."""
    return [kind for kind, below in BELOW.items() if unit.kind in below]


def at_or_below(rows: ScopedQuerySet, unit: Unit, field: str) -> ScopedQuerySet:
    """The rows whose unit (`field` names the relation) is the unit or lies below it."""
    if unit.parent_id is None:
        return rows
    return rows.filter(**{f"{field}__in": Unit.objects.filter(path__prefix=unit.path)})


def unit_counts(scope: Scope, day: date) -> dict[int, int]:
    """Members on the day by branch, `{unit pk: number}`, in one statement."""
    members = Membership.objects.filter(holds_on(day), stage__in=MEMBER_STAGES).values("person")
    rows = (
        Affiliation.objects.within(scope)
        .filter(holds_on(day), person__in=members)
        .values("unit")
        .annotate(n=Count("person", distinct=True))
    )
    return {r["unit"]: r["n"] for r in rows}


def below(unit: Unit, day: date) -> list[Unit]:
    """The unit and everything below it that exists on the day."""
    return list(Unit.objects.filter(_alive(day), path__startswith=unit.path))


def founding_days(keys: Iterable[int]) -> dict[int, date | None]:
    """`{unit: its founding date}`."""
    return dict(Unit.objects.filter(pk__in=set(keys)).values_list("pk", "founded_on"))


def named(rows: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """Units whose name, pinyin or initials contain the text."""
    return rows.filter(search_text__contains=normalised(text))


def stage_counts(unit: Unit, day: date) -> dict[str, int]:
    """`{stage: people}` of the unit and everything below it on the day."""
    placed = Affiliation.objects.filter(
        holds_on(day), unit__path__startswith=unit.path, person__withdrawn_on__isnull=True
    )
    rows = Membership.objects.filter(holds_on(day), person__in=placed.values("person"))
    counted = rows.values("stage").order_by().annotate(n=Count("person", distinct=True))
    return {r["stage"]: r["n"] for r in counted}


def unit(scope: Scope, pk: int) -> Unit | None:
    """One unit."""
    return Unit.objects.within(scope).select_related("parent").filter(pk=pk).first()


def children(unit: Unit, day: date) -> list[Unit]:
    """The units directly below that exist on the day."""
    return list(Unit.objects.filter(_alive(day), parent=unit))


def group_leaders(unit: Unit, day: date) -> list[Post]:
    """The leaders of a branch's groups on the day."""
    rows = Post.objects.filter(holds_on(day), unit__parent=unit, title="group_leader")
    return list(rows.select_related("person"))


def committee_above(unit: Unit) -> Unit | None:
    """The nearest unit, itself included, that is a committee (基层党委): it issues and receives letters."""
    keys = [int(part) for part in unit.path.split("/") if part]
    kinds = (UnitKind.PARTY_COMMITTEE, UnitKind.ORGAN_COMMITTEE)
    found = Unit.objects.filter(pk__in=keys, kind__in=kinds)
    return max(found, key=lambda row: len(row.path), default=None)


def unit_names(keys: set[Any]) -> dict[int, str]:
    """`{unit: its short name}`."""
    return {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=keys)}
