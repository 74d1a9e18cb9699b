"""The discipline officer, and the usual matters."""

from __future__ import annotations

from datetime import date

from tests.conftest import PASSWORD
from tongpin.audit.actor import Actor
from tongpin.ledgers.talks import actions, queries
from tongpin.ledgers.talks.models import Matter, Reader
from tongpin.org import actions as org
from tongpin.org.models import Account

SECRET = "三次没有参加组织生活，经核实属实"


def officer(cast):
    """The bureau's discipline officer, made once; 赵纪检."""
    if not Account.objects.filter(username="discipline").exists():
        account = org.create_account(
            Actor.system(), unit=cast.unit("JU"), username="discipline", display_name="纪检组",
            password=PASSWORD, person=cast.person("赵纪检"), must_change=False,
        )  # fmt: skip
        org.grant(
            Actor.system(), unit=cast.unit("JU"), account=account, role="discipline", subtree=True
        )
        cast.accounts["discipline"] = account.pk
    return cast.actor("discipline")


def matter(
    cast, *, kind: str = "remind", person: str = "郑文", unit: str = "ZB1", talker: str = "张守正",
    on: date = date(2020, 9, 1), actor=None, brief: str = SECRET,
) -> Matter:  # fmt: skip
    """A talk of the branch, by its secretary unless told otherwise."""
    row = actions.open_matter(
        actor or officer(cast), unit=cast.unit(unit),
        opening=actions.Opening(
            kind, cast.person(person), "life", on, brief, cast.person(talker) if talker else None
        ),
    )  # fmt: skip
    return again(row)


def own(cast) -> Matter:
    """A reminder that the secretary of the first branch holds."""
    return matter(cast, actor=cast.actor("secretary1"))


def sanction(
    cast, kind: str = "probation", on: date = date(2020, 3, 1), person: str = "郑文", **more
) -> Matter:
    """A sanction that was decided."""
    row = actions.open_matter(
        officer(cast), unit=cast.unit("ZB1"),
        opening=actions.Opening("sanction", cast.person(person), "decision", on),
        decision=actions.Decision(kind, "县纪委", "青纪〔2020〕3号", **more),
    )  # fmt: skip
    return again(row)


def take(cast, row: Matter, step: str, on: date, **more):
    """Record a step as the officer."""
    actions.record(
        officer(cast), unit=row.unit, matter=row, version=again(row).version,
        taken=actions.Taken(step, on, **more),
    )  # fmt: skip
    return again(row)


def read_by(cast, row: Matter, username: str) -> Reader:
    """Name a reader."""
    return actions.name_reader(
        officer(cast), unit=row.unit, matter=row, account=cast.account(username), reason="分管"
    )


def again(row: Matter) -> Matter:
    """As it stands now."""
    found = queries.matter(Actor.system(), row.pk)
    assert found is not None
    return found
