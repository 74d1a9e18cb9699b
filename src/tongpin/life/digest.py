"""近期待办: once a day a message to each account with what falls due within a fortnight.

The lines are those of the workbench, asked for with the rights that the account has at the time. They
go to the own inbox only; a mail says how many there are and names none, since it leaves the house.
"""

from __future__ import annotations

from datetime import timedelta

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.capability import Waiting, waiting
from tongpin.life.actions import send_digest
from tongpin.org.access import PageContext, actor_of
from tongpin.org.models import Account
from tongpin.org.queries import units
from tongpin.org.scope import Scope

AHEAD = timedelta(days=14)
PERMISSION = "reports.home"
Lines = list[Waiting]


def digest() -> int:
    """Tell every active account that has a person; how many were told. At most once a day."""
    lines: dict[int, Lines] = {}
    accounts = Account.objects.filter(is_active=True, person__isnull=False)
    for account in accounts.select_related("person__home").order_by("pk"):
        assert account.person_id is not None
        found = lines.setdefault(account.person_id, [])
        found += [line for line in lines_of(account) if line not in found]
    due = {person: found for person, found in lines.items() if found}
    return send_digest(Actor.system(), lines=due) if due else 0


def lines_of(account: Account) -> Lines:
    """What waits for the account within the fortnight or is late, the earliest first."""
    today = site_day()
    actor = actor_of(account, via="system")
    scope = Scope.of(actor, PERMISSION)
    own = {right.path for right in actor.rights}
    places = [unit for unit in units(Scope.everything()) if unit.path in own]
    home = account.person.home if account.person else None
    if not places and home is not None:
        places = [home]
    found: dict[tuple[str, str], Waiting] = {}
    for unit in places:
        place = PageContext(actor, PERMISSION, scope, unit, today.year, today)
        for item in waiting(place, unit):
            if item.due_on is not None and item.due_on <= today + AHEAD:
                found.setdefault((item.words, item.url), item)
    return sorted(found.values(), key=lambda item: (item.due_on or today, item.words))
