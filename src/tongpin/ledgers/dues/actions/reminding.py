"""Reminders to members who owe."""

from __future__ import annotations

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.ledgers.dues.queries import arrears
from tongpin.ledgers.dues.reminding import TITLE, reminder
from tongpin.life.actions import tell
from tongpin.org.models import Unit


@action("dues.remind", "提醒交纳党费", permission="dues.write")
def remind(actor: Actor, *, unit: Unit) -> int:
    """A line in the inbox of everybody who owes at and below the unit; how many were told.

    Once a day to a person at most.
    """
    rows = arrears(unit, site_day())
    if not rows:
        raise Refused("没有欠交的党员，不用提醒。")
    count = tell({row.person.pk: reminder(row) for row in rows}, title=TITLE)
    if not count:
        raise Refused("今天已经提醒过，每人每天最多一次。")
    current().about(unit, unit=unit, summary=f"{count} 人")
    return count
