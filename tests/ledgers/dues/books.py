"""Short ways to say what a branch did with its dues."""

from __future__ import annotations

from datetime import date

from tongpin.ledgers.dues import actions, queries
from tongpin.ledgers.dues.actions.assessing import seal

SEPTEMBER = date(2020, 9, 1)
AUGUST = date(2020, 8, 1)
TODAY = date(2020, 9, 20)


def declare(
    cast, name: str = "郑文", base: int | None = 519_500, *, category="employed", month=1, **extra
):
    """A base from a month of 2020 on."""
    person = cast.person(name)
    return actions.declare_base(
        cast.actor(extra.pop("by", "office")), unit=person.home, person=person,
        starts_on=date(2020, month, 1), category=category, base_fen=base, **extra,
    )  # fmt: skip


def assess(cast, month: date = SEPTEMBER, unit: str = "ZB1") -> int:
    """Look at the differences and adopt them."""
    place = cast.unit(unit)
    changes = queries.changes(place, month)
    return actions.adopt_assessment(
        cast.actor("office"), unit=place, month=month,
        seen=seal([(c.before, c.after) for c in changes]),
    )  # fmt: skip


def pay(cast, name: str = "郑文", amount: int = 7793, on: date = TODAY, **extra):
    """Money of one member."""
    person = cast.person(name)
    return actions.record_payment(
        cast.actor("committee1"),
        unit=person.home,
        person=person,
        amount_fen=amount,
        paid_on=on,
        **extra,
    )


def row_of(cast, name: str = "郑文", month: date = SEPTEMBER, unit: str = "ZB1"):
    """The member's line of the month sheet."""
    person = cast.person(name)
    return next(r for r in queries.sheet(cast.unit(unit), month) if r.person == person)


def balanced() -> None:
    """The books balance."""
    assert queries.check().problems == ()
