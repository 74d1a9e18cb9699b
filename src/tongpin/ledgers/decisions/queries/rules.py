"""The bureau's own rule of 三重一大, read from the rulebook of a day: steps, thresholds, numbers."""

from __future__ import annotations

from datetime import date

from tongpin.ledgers.decisions.models import Category, Topic
from tongpin.rules.book import Book
from tongpin.rules.parameters import Article

STEPS = {
    Category.POLICY: "mmo-steps-policy",
    Category.PERSONNEL: "mmo-steps-personnel",
    Category.PROJECT: "mmo-steps-project",
    Category.FUNDS: "mmo-steps-funds",
}
USUAL = (
    "调研论证", "听取意见", "专家论证", "风险评估", "合法性审查", "财务审核", "动议", "民主推荐",
    "考察", "其他准备",
)  # fmt: skip


def steps_article(book: Book, category: str, day: date) -> Article | None:
    """What has to be done before the meeting for a category; None where nothing is laid down."""
    key = STEPS.get(Category(category))
    return book.article(key, day) if key else None


def required_steps(book: Book, category: str, day: date) -> tuple[str, ...]:
    """The names of the steps, as the bureau's rule names them."""
    article = steps_article(book, category, day)
    return article.words("items") if article else ()


def step_names(book: Book, category: str, day: date) -> list[str]:
    """What a recorded step may be called: the required ones first, then the usual ones."""
    return list(dict.fromkeys([*required_steps(book, category, day), *USUAL]))


def threshold_fen(book: Book, day: date) -> int | None:
    """From how much on a sum is 大额, in fen."""
    article = book.article("mmo-threshold-money", day)
    return int(article.decimal("amount") * 100) if article else None


def below_threshold(book: Book, topic: Topic) -> str:
    """A remark where the sum is smaller than what the bureau's rule brings before the body."""
    least = threshold_fen(book, topic.proposed_on)
    if topic.category != Category.FUNDS or topic.amount_fen is None or least is None:
        return ""
    if topic.amount_fen >= least:
        return ""
    return f"金额没有达到本单位大额标准（{least / 100:,.2f}元），可以不上会；上会的照常登记。"


def lacking_steps(book: Book, topic: Topic, by: date) -> list[str]:
    """The required steps that were neither done nor let off by a day: what lets a topic go to the
    meeting, and what the meeting itself is judged by. An emergency asks for none.
    """
    if topic.is_emergency:
        return []
    done = {s.name for s in topic.steps.all() if not s.withdrawn_reason and s.on <= by}
    return [n for n in required_steps(book, topic.category, topic.proposed_on) if n not in done]
