"""Need to know: by role in one's units, by holding the talk, or by being named for the case."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tongpin.audit.actor import Actor
from tongpin.capability import Role, permissions_of
from tongpin.ledgers.talks.models import Kind, Matter, Reader, Step
from tongpin.org.models import Account, Unit, UnitKind
from tongpin.org.scope import Scope, ScopedQuerySet

BY_SECRETARIES = (Kind.REMIND, Kind.CRITICISE, Kind.INSPECT)
"""What a branch secretary does; 诫勉 is the upper organisation's (监督条例 art. 21)."""


def knowable(actor: Actor) -> ScopedQuerySet:
    """The matters that the actor may know, with steps and readers; three statements.

    Nobody knows of a matter about himself through this ledger, whatever his role.
    """
    rows: ScopedQuerySet = Matter.objects.all()
    if not actor.everywhere:
        known = Scope.of(actor, "talks.all").condition("unit__path")
        if actor.person_id is not None:
            own = Scope.of(actor, "talks.view").condition("unit__path")
            known |= Q(talker=actor.person_id) & own
        if actor.account_id is not None:
            named = Reader.objects.filter(
                matter=OuterRef("pk"), account=actor.account_id, withdrawn_on__isnull=True
            )
            known |= Q(Exists(named))
        rows = rows.filter(known)
    if actor.person_id is not None:
        rows = rows.exclude(person=actor.person_id)
    readers = Reader.objects.filter(withdrawn_on__isnull=True).select_related("account")
    return rows.select_related("unit", "person", "talker", "sanction").prefetch_related(
        Prefetch("steps", Step.objects.order_by("on", "pk")),
        Prefetch("readers", readers, to_attr="named"),
    )


def matter(actor: Actor, pk: int) -> Matter | None:
    """One matter, None where the actor may not know of it."""
    found: Matter | None = knowable(actor).filter(pk=pk).first()
    return found


def may_know(actor: Actor, row: Matter) -> bool:
    """Whether the actor may know of the matter."""
    return knowable(actor).filter(pk=row.pk).exists()


def may_write(actor: Actor, row: Matter) -> bool:
    """Whether the actor makes entries: the discipline officer, and who holds the talk."""
    if actor.everywhere:
        return True
    if actor.person_id is not None and actor.person_id == row.person_id:
        return False
    if not actor.can("talks.write", row.unit.path):
        return False
    is_talker = actor.person_id is not None and actor.person_id == row.talker_id
    return is_talker or actor.can("talks.all", row.unit.path)


def opens(actor: Actor, unit: Unit) -> list[tuple[str, str]]:
    """The kinds that the actor may begin in a unit, as choices."""
    if actor.can("talks.all", unit.path):
        return list(Kind.choices)
    return [(kind.value, kind.label) for kind in BY_SECRETARIES]


def step(row: Matter, pk: int) -> Step | None:
    """One record of a matter."""
    return next((item for item in row.steps.all() if item.pk == pk), None)


def reader(row: Matter, pk: int) -> Reader | None:
    """One standing reader of a matter."""
    found: Reader | None = row.readers.filter(pk=pk, withdrawn_on__isnull=True).first()
    return found


def possible_readers(row: Matter) -> QuerySet[Account]:
    """Accounts that can be named for a matter: in use, with a role that opens the ledger, not the
    person's own.
    """
    roles = [role.value for role in Role if "talks.view" in permissions_of(role)]
    rows: QuerySet[Account] = Account.objects.filter(grants__role__in=roles, is_active=True)
    return rows.exclude(person=row.person_id).distinct().order_by("display_name", "pk")


def units_of(scope: Scope) -> ScopedQuerySet:
    """The organisations in which a matter can be begun."""
    rows = Unit.objects.within(scope).filter(dissolved_on__isnull=True)
    return rows.exclude(kind=UnitKind.GROUP).order_by("path")
