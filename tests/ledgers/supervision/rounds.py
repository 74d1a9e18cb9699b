"""A team, a list and a round for the tests: the bureau's team visits the first branch."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import opened as envelope
from tongpin.ledgers.supervision import actions
from tongpin.ledgers.supervision.actions.checklists import Question
from tongpin.ledgers.supervision.models import Check
from tongpin.org.models import Account

TODAY = date(2020, 9, 20)
QUESTIONS = (Question("三会一课记录完整", "组织生活", "支部工作条例第十五条", "看记录本"),
             Question("党费按月交纳", "党费"), Question("党务公开及时"))  # fmt: skip


def team(cast, *, name="第一督查组", covers=("ZB1", "ZB2"), leader="冯丽"):
    """Led by 冯丽 of the second branch, which it therefore doesn't visit; she holds the team's account."""
    with envelope(Actor.system(), "org.edit_account", "修改账号"):
        account = Account.objects.get(pk=cast.accounts["supervisor"])
        account.person = cast.person(leader)
        account.save()
    return actions.form_team(
        cast.actor("office"), unit=cast.unit("JU"), name=name, leader=cast.person(leader),
        members=[], covers=[cast.unit(code) for code in covers],
    )  # fmt: skip


def draft(cast, *, purpose="visit", name="组织生活督查清单", questions=QUESTIONS):
    """An edition that is not in use yet."""
    return actions.draft_checklist(
        cast.actor("office"), unit=cast.unit("JU"), name=name, purpose=purpose, questions=questions
    )


def released(cast, **more):
    """An edition in use."""
    row = draft(cast, **more)
    return actions.release_checklist(
        cast.actor("office"), unit=cast.unit("JU"), checklist=row, version=row.version
    )


def opened(cast, **more):
    """A round at the first branch."""
    values = {"team": None, "checklist": None, "units": [cast.unit("ZB1")]} | more
    values["team"] = values["team"] or team(cast)
    values["checklist"] = values["checklist"] or released(cast)
    return actions.open_round(
        cast.actor("office"), unit=cast.unit("JU"), title="三季度督查", starts_on=TODAY,
        ends_on=date(2020, 9, 30), **values,
    )  # fmt: skip


def visit(cast) -> Check:
    """The check of the first branch, nothing seen yet."""
    return opened(cast).checks.select_related("unit", "round__unit").get()


def seen(
    cast, row: Check, number: int, result: str = "ok", note: str = "", who="supervisor", **more
):
    """One item recorded."""
    item = row.checklist.items.get(number=number)
    return actions.record_item(
        cast.actor(who), unit=row.unit, check=row, item=item, version=more.pop("version", 0),
        result=result, note=note, **more,
    )  # fmt: skip


def found(cast) -> Check:
    """All seen, the second item not as it should be."""
    row = visit(cast)
    seen(cast, row, 1)
    seen(cast, row, 2, "problem", "8月有3名党员未交")
    seen(cast, row, 3, "na")
    return row


def fed_back(cast) -> Check:
    """The finding handed down, the feedback given."""
    row = found(cast)
    record = row.items.get(result="problem")
    supervisor = cast.actor("supervisor")
    actions.make_problem(supervisor, unit=row.unit, check=row, record=record)
    return actions.feed_back(
        supervisor, unit=row.unit, check=row, version=row.version, words="总体较好，党费收缴要抓紧"
    )


def self_check(cast) -> Check:
    """The first branch begins to check itself."""
    return actions.start_self_check(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), on=TODAY,
        checklist=released(cast, purpose="self", name="作风自查清单"),
    )  # fmt: skip


def charge(cast):
    """What the leader answers for in 2020."""
    return actions.set_charge(
        cast.actor("office"), unit=cast.unit("JU"), person=cast.person("钱大海"), year=2020,
        duties="每半年研究一次党风廉政建设\n对分管科室开展廉政谈话",
    )  # fmt: skip
