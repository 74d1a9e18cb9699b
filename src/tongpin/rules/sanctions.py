"""处分: how long a sanction bears on promotion, and on the rights to vote and to introduce members.

《中国共产党纪律处分条例》 2018 and 2023, arts. 10-13; the numbers are `sanction-*` parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .book import Book
from .explain import full_day
from .interval import add_months
from .parameters import Article
from .refusal import Refusal


class Sanction(StrEnum):
    """The five sanctions of a Party member."""

    WARNING = "warning"
    SERIOUS_WARNING = "serious_warning"
    REMOVAL = "removal"
    PROBATION = "probation"
    EXPULSION = "expulsion"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return {
            "warning": "警告",
            "serious_warning": "严重警告",
            "removal": "撤销党内职务",
            "probation": "留党察看",
            "expulsion": "开除党籍",
        }[self]


RULES = {
    Sanction.WARNING: "sanction-warning-months",
    Sanction.SERIOUS_WARNING: "sanction-serious-warning-months",
    Sanction.REMOVAL: "sanction-removal-months",
    Sanction.PROBATION: "sanction-probation-years",
    Sanction.EXPULSION: "sanction-expel-years",
}


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows from a sanction. Days are inclusive starts of the free time after it.

    `rights_restored_on`: when a member under 留党察看 votes again, None where voting is not touched
    or never returns. `effect_ends_on`: when promotion (or re-entry after 开除) is possible again.
    """

    sanction: Sanction
    decided_on: date
    rights_restored_on: date | None
    effect_ends_on: date
    rule: str
    words: str

    def is_in_effect(self, day: date) -> bool:
        """Whether the sanction still bears on a day."""
        return self.decided_on <= day < self.effect_ends_on

    def may_vote(self, day: date) -> bool:
        """Whether the member may vote, elect, be elected and introduce on a day."""
        if day < self.decided_on or self.sanction not in (Sanction.PROBATION, Sanction.EXPULSION):
            return True
        return self.rights_restored_on is not None and day >= self.rights_restored_on


def effect(
    book: Book,
    sanction: Sanction,
    decided_on: date,
    *,
    years: int = 1,
    extended_years: int = 0,
    held_post: bool = True,
) -> Effect:
    """The effect of a sanction decided on a day, by the edition of that day.

    `years` and `extended_years` are those of 留党察看: one or two, never more than the most
    together. Without a post 撤销党内职务 is given as 严重警告 with its own, longer period. Refusal
    for other lengths or a day without an edition.
    """
    rule = RULES[sanction]
    article = book.article(rule, decided_on)
    if article is None:
        raise Refusal("no_edition", f"{full_day(decided_on)}时没有可用的处分规定。")
    restored = None
    if sanction is Sanction.PROBATION:
        restored = _restored(article, decided_on, years, extended_years)
        ends = add_months(restored, article.integer("after_months"))
    elif sanction is Sanction.EXPULSION:
        ends = add_months(decided_on, 12 * article.integer("years"))
    else:
        ends = add_months(decided_on, article.integer("months"))
    given = f"{sanction.label}处分"
    if sanction is Sanction.REMOVAL and not held_post:
        given = "严重警告处分（本应撤销党内职务，没有担任职务）"
    last = full_day(ends - timedelta(days=1))
    if sanction is Sanction.EXPULSION:
        until = f"{last}以前不得重新入党"
    elif restored is not None:
        until = f"{full_day(restored - timedelta(days=1))}察看期满，影响期到{last}为止"
    else:
        until = f"影响期到{last}为止"
    words = f"{full_day(decided_on)}给予{given}，{until}（{article.cite.label}：{article.text}）。"
    return Effect(sanction, decided_on, restored, ends, rule, words)


def _restored(article: Article, decided_on: date, years: int, extended_years: int) -> date:
    most = article.integer("most")
    if not 1 <= years <= most or extended_years < 0 or years + extended_years > most:
        raise Refusal("bad_years", f"留党察看为1年或者{most}年，连同延长最长不超过{most}年。")
    return add_months(decided_on, 12 * (years + extended_years))
