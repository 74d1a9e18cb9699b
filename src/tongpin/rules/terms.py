"""任期: when a term ends, when the upper organisation reminds, how far it may be postponed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .book import Book
from .interval import add_months
from .refusal import Refusal


class Body(StrEnum):
    """A body with a term of its own."""

    BRANCH = "branch"
    VILLAGE_BRANCH = "village_branch"
    GENERAL_BRANCH = "general_branch"
    GRASSROOTS_COMMITTEE = "grassroots_committee"

    @property
    def rule(self) -> str:
        """The parameter that holds its length."""
        return f"{self.value.replace('_', '-')}-term-years"


@dataclass(frozen=True, slots=True)
class Term:
    """The days of a term: its end, the reminder before it, the latest day with a postponement.

    `flags`: `before_edition` where the body was elected before the oldest wording that is known, so
    that another length may have been set at the time.
    """

    expires_on: date
    remind_on: date
    postpone_limit: date
    rules: tuple[str, ...]
    flags: tuple[str, ...] = ()


def term(book: Book, body: Body, elected_on: date) -> Term:
    """The term of a body elected on a day (2018 任期意见 1-2, 支部工作条例 art. 21).

    Calendar years and months, clamped at the month's end. Elections before the edition of 2018 are
    counted by it too: it applies to terms that run when it came into force. Refusal when nothing
    is known.
    """
    keys = (body.rule, "term-reminder-months", "term-postpone-max")
    articles = [book.parameters[key].editions for key in keys if key in book.parameters]
    if len(articles) != len(keys):
        raise Refusal("no_rule", "规则库中没有任期的规定。")
    years, remind, postpone = (
        next((item for item in editions if elected_on in item.in_force), editions[0])
        for editions in articles
    )
    expires = add_months(elected_on, 12 * years.integer("years"))
    return Term(
        expires_on=expires,
        remind_on=add_months(expires, -remind.integer("months")),
        postpone_limit=add_months(expires, 12 * postpone.integer("years")),
        rules=keys,
        flags=("before_edition",) if elected_on not in years.in_force else (),
    )
