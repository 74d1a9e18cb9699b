"""A business item for the tests: the bureau's, from March to November, carried by the first branch."""

from __future__ import annotations

from datetime import date

from tongpin.ledgers.integration import actions, queries
from tongpin.ledgers.integration.models import WorkItem
from tongpin.life.actions import Minutes, record_gathering
from tongpin.org.scope import Scope

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
SPAN = {"starts_on": date(2020, 3, 1), "due_on": date(2020, 11, 30)}


def fresh(row):
    """The item with its counts."""
    return queries.item(Scope.everything(), row.pk)


def item(cast, unit="JU", **more) -> WorkItem:
    """Entered by the office."""
    values = (
        {"name": "城区供水管网改造", "department": "供水公司", "owner_name": "王建民"} | SPAN | more
    )
    return fresh(actions.add_item(cast.actor("office"), unit=cast.unit(unit), **values))


def held(cast, on=date(2020, 5, 10), topic="管网攻坚主题党日", unit="ZB1", who="secretary1"):
    """A theme day of the first branch."""
    return record_gathering(
        cast.actor(who), unit=cast.unit(unit),
        minutes=Minutes(kinds=("theme_day",), topic=topic, held_on=on),
    )  # fmt: skip


def linked(cast, row=None):
    """An item with the branch's gathering."""
    row = row or item(cast)
    found = held(cast)
    actions.link_item(cast.actor("secretary1"), unit=cast.unit("ZB1"), item=row, ref=found.ref)
    return fresh(row)


def marked(cast):
    """An item that was planned together, proved by the gathering."""
    row = linked(cast)
    actions.record_mark(
        cast.actor("office"), unit=row.unit, item=row, kind="planned", on=date(2020, 5, 10),
        note="一并研究", link=row.links.get(),
    )  # fmt: skip
    return fresh(row)


def stepped(cast):
    """An item forty per cent done."""
    row = item(cast)
    actions.record_step(
        cast.actor("office"), unit=row.unit, item=row, version=row.version, on=date(2020, 6, 1),
        percent=40, note="完成5公里",
    )  # fmt: skip
    return fresh(row)
