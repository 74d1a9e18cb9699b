"""`tongpin rules dues|vote|term|development`: one JSON element in, one answer out.

The shapes are the stable contract of docs/commands.md; the numbers are the rulebook's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from . import development
from .dues import (
    PAY_ITEMS,
    WITHHELD_ITEMS,
    Base,
    Category,
    Pay,
    assess,
    base_given,
    base_of_pay,
    base_of_quarter,
)
from .elements import Element
from .loader import load_builtin
from .money import yuan
from .refusal import Refusal
from .terms import Body, term
from .voting import Count, Meeting, answer, judge_vote


def dues_answer(element: Element) -> dict[str, Any]:
    """A month's dues; amounts are decimal strings, `rate` is null for the fixed groups."""
    month = element.month("month")
    category = Category(element.text("category", [item.value for item in Category]))
    result = assess(load_builtin(), month, category, _base(element, category))
    return {
        "base": None if result.base_fen is None else yuan(result.base_fen),
        "rate": None if result.rate is None else f"{result.rate.normalize():f}",
        "amount": yuan(result.amount_fen),
        "rules": list(result.rules),
        "explanation": result.explanation,
    }


def _base(element: Element, category: Category) -> Base | None:
    book, month = load_builtin(), element.month("month")
    given = [name for name in ("base", "pay", "previous_quarter_net") if element.has(name)]
    if len(given) > 1:
        raise Refusal("two_bases", f"{'、'.join(given)} 只能填写一项。")
    if element.has("withheld") and given != ["pay"]:
        raise Refusal("no_pay", "填写扣除项目（withheld）时要同时填写工资项目（pay）。")
    match given:
        case ["base"]:
            return base_given(category, element.money("base"))
        case ["pay"]:
            pay = Pay(
                element.amounts("pay", PAY_ITEMS), element.amounts("withheld", WITHHELD_ITEMS)
            )
            return base_of_pay(book, month, category, pay)
        case ["previous_quarter_net"]:
            if category is not Category.SELF_EMPLOYED:
                raise Refusal("net_not_used", "只有不按月取得收入的党员按上季度纯收入核定。")
            return base_of_quarter(book, month, element.money("previous_quarter_net"))
    return None


def vote_answer(element: Element) -> dict[str, Any]:
    """Quorum and result of one meeting; `passed` is null when nothing was voted."""
    kind = Meeting(element.text("kind", [item.value for item in Meeting]))
    count = Count(
        entitled=element.number("entitled"),
        present=element.number("present"),
        yes=element.optional_number("yes"),
        written_yes=element.optional_number("written_yes") or 0,
        seats=element.optional_number("seats"),
        candidates=element.optional_number("candidates"),
        issued=element.optional_number("issued"),
        returned=element.optional_number("returned"),
        excluded=element.optional_number("excluded") or 0,
        is_exclusion_approved=element.flag("exclusion_approved") or False,
        recused=element.optional_number("recused") or 0,
        is_secret=element.flag("secret"),
        is_one_by_one=element.flag("one_by_one"),
    )
    on = element.day("on") if element.has("on") else date.max
    return answer(judge_vote(load_builtin(), kind, count, on))


def term_answer(element: Element) -> dict[str, Any]:
    """The days of a term of office."""
    body = Body(element.text("body", [item.value for item in Body]))
    result = term(load_builtin(), body, element.day("elected_on"))
    return {
        "expires_on": result.expires_on.isoformat(),
        "remind_on": result.remind_on.isoformat(),
        "postpone_limit": result.postpone_limit.isoformat(),
        "rules": list(result.rules),
        "flags": list(result.flags),
    }


def development_answer(element: Element) -> dict[str, Any]:
    """A case of 发展党员: verdicts, next steps and dates."""
    return development.development_answer(load_builtin(), element)
