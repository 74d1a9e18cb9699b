"""What is said to a member who owes: friendly, exact, without a threat."""

from __future__ import annotations

from tongpin.ledgers.dues.amounts import ranges_words
from tongpin.ledgers.dues.queries import Arrear
from tongpin.rules.money import yuan

TITLE = "党费交纳提醒"


def reminder(row: Arrear) -> str:
    """A sentence to send to the member."""
    months = ranges_words(row.months)
    return f"{row.person.name}同志：您{months}的党费共{yuan(row.amount)}元还没有交纳，请抽空交纳。"
