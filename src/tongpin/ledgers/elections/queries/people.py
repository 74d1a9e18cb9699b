"""Who may be elected, and who elects."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tongpin.capability import standings
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.elections.models import Delegate, Election
from tongpin.life.queries import proposed_standings
from tongpin.org.models import Person, Stage, Unit
from tongpin.org.queries import in_stage, members_on, stages_of
from tongpin.org.scope import ScopedQuerySet


def of_the_unit(unit: Unit, day: date) -> ScopedQuerySet:
    """The members of the unit on the day."""
    return members_on(unit, day)


def with_right(unit: Unit, day: date) -> ScopedQuerySet:
    """The full members of the unit on the day; who is under a sanction is told when chosen."""
    return in_stage(members_on(unit, day), Stage.FULL, day)


def barred(person: Person, day: date) -> str:
    """Why somebody cannot be elected on the day, with the article; empty where nothing is in the way."""
    article = current_book().article("elec-voters", day)
    basis = f"{article.cite.label}：{article.text}。" if article else ""
    if stages_of([person.pk], day).get(person.pk) != Stage.FULL:
        return f"{person.name}不是正式党员，没有被选举权。{basis}"
    if person.pk in standings([person.pk], day):
        return f"{person.name}受留党察看处分，没有被选举权。{basis}"
    return ""


def named_person(unit: Unit, text: str, day: date) -> list[Person]:
    """The members of the unit with the name; `张伟 第二党支部` also names the branch."""
    name, _, branch = text.strip().partition(" ")
    rows = members_on(unit, day).filter(name=name)
    found = list(rows[:20])
    wanted = branch.strip()
    if wanted:
        found = [p for p in found if wanted in (p.home.name, p.home.short_name)]
    return found


def delegates(row: Election) -> list[Person]:
    """The delegates of the congress."""
    rows = Delegate.objects.filter(election=row).select_related("person__home")
    return [d.person for d in rows]


def roll_of(row: Election, day: date, committee: Collection[int] | None) -> dict[Person, str]:
    """`{person: standing}` of who belongs on the roll: the new committee for its own meeting, else the
    delegates, else the members. `committee` are the keys of the new committee.
    """
    if committee is not None:
        people = list(Person.objects.filter(pk__in=committee).select_related("home"))
    elif row.by_congress:
        people = delegates(row)
    else:
        people = list(members_on(row.unit, day))
    found = proposed_standings(people, day)
    return {person: found[person.pk] for person in people}
