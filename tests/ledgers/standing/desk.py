"""Short ways for tests of members away and out of reach."""

from __future__ import annotations

from datetime import date

from tongpin.ledgers.standing import actions, queries
from tongpin.ledgers.standing.actions import Away, Ruling
from tongpin.ledgers.standing.models import Floating, LostContact
from tongpin.org.scope import Scope

TODAY = date(2020, 9, 20)


def away(cast, name: str = "郑文", left: date = date(2020, 1, 10), **extra) -> Floating:
    """An outflow of the first branch."""
    person = cast.person(name)
    return actions.register_floating(
        cast.actor("office"), unit=person.home, person=person,
        away=Away(left_on=left, place="广东东莞", **extra),
    )  # fmt: skip


def inflow(cast) -> Floating:
    """Somebody of another bureau who lives here."""
    return actions.register_floating(
        cast.actor("office"), unit=cast.unit("ZB1"),
        away=Away(left_on=date(2020, 3, 1), place="青禾县城", name="外来同志",
                  other_unit="中共外县某局支部"),
    )  # fmt: skip


def missing(cast, name: str = "郑文", since: date = date(2020, 2, 10)) -> LostContact:
    """Out of reach since February."""
    person = cast.person(name)
    return actions.report_lost(
        cast.actor("office"), unit=person.home, person=person, lost_on=since,
        last_seen="参加主题党日", cause="work",
    )  # fmt: skip


def search(cast, row: LostContact, on: date = date(2020, 5, 6)) -> None:
    """One search without result."""
    actions.record_search(
        cast.actor("office"), unit=row.unit, lost=row, on=on, means="电话", asked="家属",
        result="无法联系",
    )  # fmt: skip


def ruling(kind: str, cause: str, on: date, **extra) -> Ruling:
    """A decision with its papers; approved the same day where that is asked for."""
    values = {"decided_by": "第一党支部党员大会", "number": "支部纪要〔2020〕9号"}
    if kind not in ("suspended", "died"):
        values |= {
            "approved_by": "局党委",
            "approved_on": on,
            "approval_number": "局党字〔2020〕8号",
        }
    return Ruling(kind=kind, cause=cause, decided_on=on, **(values | extra))


def decide(cast, kind: str, cause: str, on: date, name: str = "郑文", **extra):
    """Enter a decision."""
    person = cast.person(name)
    return actions.decide(
        cast.actor("office"),
        unit=person.home,
        person=person,
        ruling=ruling(kind, cause, on, **extra),
    )


def suspended(cast, on: date = date(2020, 8, 20)):
    """Stopped after six months and a search."""
    row = missing(cast)
    search(cast, row)
    return decide(cast, "suspended", "lost", on)


def fresh(row: LostContact) -> LostContact:
    """As it is now."""
    found = queries.lost_contact(Scope.everything(), row.pk)
    assert found is not None
    return found
