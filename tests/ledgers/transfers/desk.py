"""Short ways through a transfer for tests, in the named cast."""

from __future__ import annotations

from datetime import date

from tongpin.ledgers.transfers import actions, queries
from tongpin.ledgers.transfers.exchange import Letter, Particulars, StageSince
from tongpin.ledgers.transfers.models import Transfer
from tongpin.org.scope import Scope

TODAY = date(2020, 9, 20)
DAY = date(2020, 9, 1)
AUGUST, SEPTEMBER = date(2020, 8, 1), date(2020, 9, 1)
FAR = actions.Destination(committee="中共白石县农业局委员会", branch_name="机关党支部")
NUMBER = "990101199003074619"


def fresh(row: Transfer) -> Transfer:
    """As it is now."""
    found = queries.transfer(Scope.everything(), row.pk)
    assert found is not None
    return found


def draft(cast, name: str = "郑文", to=FAR, unit: str = "ZB1", on: date = DAY) -> Transfer:
    """The secretary proposes."""
    return actions.draft_transfer(
        cast.actor("office"), unit=cast.unit(unit), person=cast.person(name), to=to, cause="job",
        requested_on=on,
    )  # fmt: skip


def confirm(
    cast, row: Transfer, paid: date | None = SEPTEMBER, on: date = DAY, **extra
) -> Transfer:
    """The branch confirms."""
    row = fresh(row)
    return actions.confirm(
        cast.actor("office"), unit=row.unit, transfer=row, version=row.version, on=on,
        paid_until=paid, **extra,
    )  # fmt: skip


def take(cast, row: Transfer, act, on: date = DAY, **values):
    """A step of the committee."""
    row = fresh(row)
    return act(cast.actor("office"), unit=cast.unit("JU"), transfer=row, version=row.version,
               on=on, **values)  # fmt: skip


def issued(cast, name: str = "郑文", to=FAR, on: date = DAY, days: int = 30, **extra) -> Transfer:
    """A letter is out."""
    row = draft(cast, name, to, on=on)
    confirm(cast, row, on=on, **extra)
    take(cast, row, actions.approve, on)
    take(
        cast,
        row,
        actions.issue_letter,
        on,
        days=days,
        address="青禾县水务局",
        telephone="0999-1234567",
    )
    return fresh(row)


def letter(number: str = "〔2020〕第007号", **changes) -> Letter:
    """A letter from outside."""
    values = {
        "number": number, "issued_on": DAY, "valid_until": date(2020, 10, 1),
        "from_branch": "机关党支部", "to_branch": "", "paid_until": "2020-08", "reason": "工作单位变动",
        "address": "", "telephone": "", "materials": [],
    }  # fmt: skip
    return Letter(**(values | changes))


def somebody(**changes) -> Particulars:
    """A full member from outside."""
    values = {
        "name": "何远来", "sex": "male", "born_on": date(1990, 3, 7), "nation": "汉族",
        "stage": "full", "identity_number": NUMBER, "phone": "13900000001",
        "stages": [StageSince(stage="probationary", since=date(2012, 6, 1)),
                   StageSince(stage="full", since=date(2013, 6, 1))],
    }  # fmt: skip
    return Particulars(**(values | changes))


def arrived(cast, **changes) -> Transfer:
    """A letter came in and was entered."""
    incoming = actions.IncomingLetter(
        "中共白石县农业局委员会", somebody(), letter(**changes), "job"
    )
    return actions.register_incoming(
        cast.actor("office"), unit=cast.unit("JU"), incoming=incoming, arrived_on=DAY
    )


def received(cast, **changes) -> Transfer:
    """It was accepted on the tenth."""
    row = arrived(cast, **changes)
    take(cast, row, actions.receive, date(2020, 9, 10))
    return fresh(row)


def assigned(cast) -> Transfer:
    """And put into the second branch."""
    row = received(cast)
    take(cast, row, actions.assign, date(2020, 9, 12), branch=cast.unit("ZB2"))
    return fresh(row)
