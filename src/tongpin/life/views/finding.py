"""How a view finds its gathering, and who may see or change it."""

from __future__ import annotations

from collections.abc import Iterable

from django.forms import Form
from django.http import Http404

from tongpin.audit.errors import Forbidden, Refused
from tongpin.life import queries
from tongpin.life.models import Gathering
from tongpin.org.access import PageRequest
from tongpin.org.models import Person
from tongpin.org.scope import Scope

BIGGEST = 2**63


def found(request: PageRequest, pk: int) -> Gathering:
    """The gathering: 404 outside of the actor's units, 403 without the permission of the page.

    A joint gathering is seen from each unit that held it, and changed from its own unit only.
    """
    row = queries.gathering(request.page.visible, pk) if pk < BIGGEST else None
    if row is None:
        raise Http404
    actor, permission = request.page.actor, request.page.permission
    units = [row.unit]
    if permission == "life.view":
        units += [j.unit for j in row.joint_units.all()]
    if not any(actor.can(permission, u.path) for u in units):
        raise Forbidden
    return row


def found_or_invited(request: PageRequest, pk: int) -> Gathering:
    """Like `found`; whoever was asked to a gathering of other units finds it, too."""
    if pk < BIGGEST:
        row = queries.gathering(Scope.everything(), pk)
        person_id = request.page.actor.person_id
        if row is not None and queries.invitation(row, person_id) is not None:
            return row
    return found(request, pk)


def person_in(people: Iterable[Person], pk: int) -> Person:
    """One of the people; 404 for anybody else."""
    person = next((p for p in people if p.pk == pk), None)
    if person is None:
        raise Http404
    return person


def show(form: Form, refusal: Refused) -> None:
    """Put a refusal beside its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
