"""The part of 党费 on the shared pages: what waits, a person's card, a unit's card."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from tongpin.audit.clock import site_day
from tongpin.capability import Line, Panel, Waiting
from tongpin.ledgers.dues import queries
from tongpin.ledgers.dues.amounts import month_of, month_words, ranges_words, shifted
from tongpin.ledgers.dues.models import BaseState, Declaration
from tongpin.ledgers.dues.reminding import reminder
from tongpin.org.access import PageContext
from tongpin.org.models import BRANCH_KINDS, Person, Unit
from tongpin.org.queries import person as person_in
from tongpin.org.scope import Scope
from tongpin.rules.dues import FIXED
from tongpin.rules.money import yuan


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """What waits for the reader: own base and arrears; for collectors the branch's."""
    yield from _own(place)
    if place.can("dues.write", unit):
        yield from _collecting(unit)
    if place.can("dues.remit", unit):
        count = queries.prepared_by_others(unit, place.actor.account_id)
        if count:
            yield Waiting(
                f"{count} 张党费凭证等出纳办结", _at("dues:vouchers", unit, state="prepared"),
                why="会计填制、出纳办结，由两个人办理。", unit=str(unit),
            )  # fmt: skip


def _own(place: PageContext) -> Iterator[Waiting]:
    key = place.actor.person_id
    if key is None or not place.can("dues.own"):
        return
    me = person_in(Scope.everything(), key)
    if me is None:
        return
    url = reverse("dues:own")
    if any(d.state == BaseState.DECLARED for d in queries.own_declarations(me, site_day().year)):
        yield Waiting("请确认您的党费基数", url, why="有不同意见也在那里写明，支部会核对。")
    owed = queries.owed_by(me, site_day())
    if owed is not None:
        yield Waiting(f"您有 {yuan(owed.amount)} 元党费没有交", url, why=reminder(owed))


def _collecting(unit: Unit) -> Iterator[Waiting]:
    today, name = site_day(), str(unit)
    month = month_of(today)
    owing = queries.arrears(unit, today)
    alerts = [r for r in owing if r.is_alert]
    if alerts:
        yield Waiting(
            f"{len(alerts)} 名党员连续{alerts[0].limit}个月没有交党费", _at("dues:arrears", unit), unit=name,
            why="系统只提醒。请支部了解情况，如何处理由支部党员大会讨论、报上级党组织决定。",
        )  # fmt: skip
    if owing:
        total = yuan(sum(r.amount for r in owing))
        yield Waiting(
            f"{len(owing)} 名党员欠交党费 {total} 元", _at("dues:arrears", unit), unit=name,
            why="可以一次提醒，每人每天最多一次。",
        )  # fmt: skip
    missing = len(queries.undeclared(unit, month))
    if missing:
        yield Waiting(
            f"{missing} 名党员还没有申报党费基数", _at("dues:bases", unit), unit=name,
            why="没有申报的按待核处理，不按零计算。",
        )  # fmt: skip
    disputed = queries.disputed(unit, today.year)
    if disputed:
        yield Waiting(
            f"{disputed} 名党员对党费基数有异议", _at("dues:bases", unit, state="disputed"),
            why="核清之前，这些月份待核。", unit=name,
        )  # fmt: skip
    if unit.kind in BRANCH_KINDS:
        yield from _months(unit, name)


def _months(unit: Unit, name: str) -> Iterator[Waiting]:
    """The present month not assessed, ended months not closed."""
    month = month_of(site_day())
    assessed, closed = queries.month_states(unit, shifted(month, -12))
    if month not in assessed:
        yield Waiting(
            f"{month_words(month)}党费还没有核定", _at("dues:assess", unit), unit=name,
            why="按申报的基数和当月施行的规定算出每人应交多少。",
        )  # fmt: skip
    behind = [m for m in sorted(assessed - closed) if m < month]
    if behind:
        yield Waiting(
            f"{month_words(behind[0])}党费还没有结账" + (f"（共 {len(behind)} 个月）" if behind[1:] else ""),
            _at("dues:sheet", unit, month=f"{behind[0]:%Y-%m}"), unit=name,
            why="结账后应交金额不再改动，差额另记更正。",
        )  # fmt: skip


def person(place: PageContext, person: Person) -> Panel | None:
    """The year's dues in sum, what is open and the base; None for who may not see dues."""
    is_keeper = place.can("dues.view", person.home)
    if not is_keeper and place.actor.person_id != person.pk:
        return None
    rows = [r for r in queries.member_months(person, year=place.year) if r.month <= place.as_of]
    unpaid = [r.month for r in rows if r.due is not None and r.paid < r.due]
    unknown = sum(r.due is None for r in rows)
    declared = queries.base_in_force([person.pk], person.home, place.year).get(person.pk, [])
    lines = [
        Line(f"{place.year}年应交", f"{yuan(sum(r.due or 0 for r in rows))}元"),
        Line(f"{place.year}年实交", f"{yuan(sum(r.paid for r in rows))}元"),
    ]
    if unpaid:
        lines.append(Line("未交清", ranges_words(unpaid)))
    if unknown:
        lines.append(Line("待核", f"{unknown}个月"))
    if declared:
        lines.append(Line("缴费基数", _base_words(declared[-1])))
    url = reverse("dues:member", args=[person.pk]) if is_keeper else reverse("dues:own")
    return Panel("党费", tuple(lines) if rows or declared else (), url, "今年还没有核定党费。")


def _base_words(row: Declaration) -> str:
    if row.category in FIXED:
        return "按定额"
    return f"{yuan(row.base_fen)}元" if row.base_fen is not None else "待核"


def unit(place: PageContext, unit: Unit) -> Panel | None:
    """The month and the balance of a unit."""
    if not place.can("dues.view", unit):
        return None
    today = site_day()
    month = month_of(today)
    rows = queries.overview(unit, month)
    owing = queries.arrears(unit, today)
    lines = (
        Line(f"{month_words(month)}应交", f"{yuan(sum(r.due for r in rows))} 元"),
        Line("已交", f"{yuan(sum(r.paid for r in rows))} 元"),
        Line("待核", f"{sum(r.unknown for r in rows)} 人"),
        Line("欠交", f"{len(owing)} 人", _at("dues:arrears", unit)),
        Line("结存", f"{yuan(queries.balance(unit))} 元", _at("dues:cash", unit)),
    )
    return Panel("党费", lines, _at("dues:sheet", unit))


def _at(name: str, unit: Unit, **query: str) -> str:
    """The page's address with the unit chosen."""
    return f"{reverse(name)}?{urlencode({'unit': unit.code, **query})}"
