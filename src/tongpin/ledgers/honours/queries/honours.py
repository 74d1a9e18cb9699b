"""Honours of people and organisations."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tongpin.ledgers.honours.models import Honour
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope


def honours(scope: Scope) -> QuerySet[Any]:
    """Honours within the scope; what was entered wrongly as well."""
    rows = Honour.objects.within(scope)
    return rows.select_related("unit", "person", "organisation")


def honour(scope: Scope, pk: int) -> Honour | None:
    """One honour within the scope."""
    return honours(scope).filter(pk=pk).first()


def in_force() -> Q:
    """The condition that an honour is neither revoked nor taken back."""
    return Q(withdrawn_reason="", revoked_on__isnull=True)


def of_person(person: Person) -> list[Honour]:
    """A person's honours, revoked ones as well, the latest first."""
    return list(Honour.objects.filter(person=person, withdrawn_reason=""))


def of_unit(unit: Unit) -> list[Honour]:
    """What the organisation itself was awarded, the latest first."""
    return list(Honour.objects.filter(organisation=unit, withdrawn_reason=""))
