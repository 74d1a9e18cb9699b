"""What 党费 shows on a person's page: to the person and to who keeps the ledger."""

from __future__ import annotations

from django.urls import reverse

from tongpin.capability import Line, Panel
from tongpin.ledgers.dues.amounts import month_words
from tongpin.ledgers.dues.queries import base_in_force, member_months
from tongpin.org.access import PageContext
from tongpin.org.models import Person
from tongpin.rules.money import yuan


def person(place: PageContext, person: Person) -> Panel | None:
    """The year's dues in sum, what is open and the base; None for who may not see dues."""
    is_keeper = place.can("dues.view", person.home)
    if not is_keeper and place.actor.person_id != person.pk:
        return None
    rows = [r for r in member_months(person, year=place.year) if r.month <= place.as_of]
    due = sum(r.due or 0 for r in rows)
    paid = sum(r.paid for r in rows)
    unpaid = [r for r in rows if r.due is not None and r.paid < r.due]
    declared = base_in_force([person.pk], person.home, place.year).get(person.pk, [])
    lines = [
        Line(f"{place.year}年应交", f"{yuan(due)}元"),
        Line(f"{place.year}年实交", f"{yuan(paid)}元"),
    ]
    if unpaid:
        first = (
            f"{month_words(unpaid[0].month)}起" if len(unpaid) > 1 else month_words(unpaid[0].month)
        )
        lines.append(Line("未交清", f"{len(unpaid)}个月，{first}"))
    if declared:
        base = declared[-1].base_fen
        lines.append(Line("缴费基数", f"{yuan(base)}元" if base is not None else "待核"))
    url = reverse("dues:member", args=[person.pk]) if is_keeper else reverse("dues:own")
    return Panel("党费", tuple(lines) if rows or declared else (), url, "今年还没有核定党费。")
