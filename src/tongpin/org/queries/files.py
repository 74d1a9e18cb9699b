"""Reads of personal files: circumstances, courses and asked-for changes."""

from __future__ import annotations

from tongpin.org.models import (
    ChangeRequest,
    Circumstance,
    Person,
    RequestState,
    Reward,
    Training,
    Unit,
)
from tongpin.org.scope import Scope, ScopedQuerySet


def circumstances(person: Person) -> list[Circumstance]:
    """A person's circumstances that were not taken back, the latest first."""
    return list(Circumstance.objects.filter(person=person, withdrawn_reason=""))


def circumstance(scope: Scope, pk: int) -> Circumstance | None:
    """One circumstance."""
    rows = Circumstance.objects.within(scope).select_related("person__home")
    return rows.filter(pk=pk, withdrawn_reason="").first()


def trainings(person: Person) -> list[Training]:
    """A person's courses that were not taken back, the latest first."""
    return list(Training.objects.filter(person=person, withdrawn_reason=""))


def training(scope: Scope, pk: int) -> Training | None:
    """One course."""
    rows = Training.objects.within(scope).select_related("person__home")
    return rows.filter(pk=pk, withdrawn_reason="").first()


def rewards(person: Person) -> list[Reward]:
    """A person's commendations that were not taken back, the latest first."""
    return list(Reward.objects.filter(person=person, withdrawn_reason=""))


def reward(scope: Scope, pk: int) -> Reward | None:
    """One commendation."""
    rows = Reward.objects.within(scope).select_related("person__home")
    return rows.filter(pk=pk, withdrawn_reason="").first()


def change_requests(scope: Scope) -> ScopedQuerySet:
    """What members asked to have changed, the latest first."""
    return ChangeRequest.objects.within(scope).select_related("person__home")


def change_request(scope: Scope, pk: int) -> ChangeRequest | None:
    """One request."""
    return change_requests(scope).filter(pk=pk).first()


def waiting_requests(scope: Scope, unit: Unit) -> list[ChangeRequest]:
    """Requests that wait, at and below a unit; without their sealed content."""
    rows = change_requests(scope).filter(
        state=RequestState.WAITING, person__home__path__startswith=unit.path
    )
    return list(rows.defer("wanted").order_by("made_on", "pk")[:50])


def own_requests(person: Person) -> list[ChangeRequest]:
    """One's own requests, the latest first."""
    return list(ChangeRequest.objects.filter(person=person)[:20])
