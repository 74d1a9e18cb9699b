"""Whether the meeting of a step decided what the step needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tongpin.ledgers.development.vocabulary import VOTES
from tongpin.rules.book import Book
from tongpin.rules.refusal import Refusal
from tongpin.rules.voting import Count, Meeting, judge_vote

NUMBERS = ("entitled", "present", "yes")


def is_failed(book: Book, step: str, on: date, values: Mapping[str, Any]) -> bool:
    """Whether the numbers of a vote are known and do not carry the motion, by the text of the day."""
    vote = values.get("vote")
    if step not in VOTES or not isinstance(vote, Mapping):
        return False
    if any(vote.get(name) is None for name in NUMBERS):
        return False
    count = Count(
        **{name: vote[name] for name in NUMBERS}, written_yes=vote.get("written_yes") or 0
    )
    try:
        return judge_vote(book, Meeting(VOTES[step]), count, on).passed is False
    except Refusal:
        return True


def failed_before(
    book: Book,
    order: Iterable[str],
    step: str,
    records: Iterable[tuple[str, date, Mapping[str, Any]]],
) -> str | None:
    """The voted step before `step` in the order whose last record says that the vote failed."""
    last = {key: (on, values) for key, on, values in sorted(records, key=lambda item: item[1])}
    for key in order:
        if key == step:
            return None
        if key in last and is_failed(book, key, *last[key]):
            return key
    return None
