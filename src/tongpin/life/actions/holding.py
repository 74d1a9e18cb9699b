"""What a ledger rests on is not changed underneath it: the ledgers are asked, none is known here."""

from __future__ import annotations

from tongpin.audit.errors import Refused
from tongpin.capability import hold
from tongpin.life.actions.parts import Minutes
from tongpin.life.models import Gathering, Vote


def refuse_recount(vote: Vote) -> None:
    """Refused where something that is concluded rests on the numbers."""
    held = hold(vote.ref)
    if held is not None and held.is_closed:
        raise Refused(f"{held.record}以这次表决为依据，票数不能再改。{held.cure}")


def refuse_undone(row: Gathering | Vote) -> None:
    """Refused where a record of a ledger rests on the gathering or the vote."""
    held = hold(row.ref)
    if held is not None:
        what = "表决" if isinstance(row, Vote) else "会议"
        raise Refused(f"{held.record}以这次{what}为依据，不能撤回。{held.cure}")


def refuse_moved(row: Gathering, minutes: Minutes) -> None:
    """Refused where a record rests on the gathering and it would get another day or lose a kind."""
    kinds = {k.kind for k in row.kinds.all()} - set(minutes.kinds)
    if minutes.held_on == row.held_on and not kinds:
        return
    held = hold(row.ref)
    if held is not None:
        field = "held_on" if minutes.held_on != row.held_on else "kinds"
        raise Refused(
            f"{held.record}以这次会议为依据，不能改会议的日期和种类。{held.cure}", field=field
        )
