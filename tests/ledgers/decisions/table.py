"""The leading team around its table, and the usual moves of a decision."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.ledgers.decisions import actions, queries
from tongpin.ledgers.decisions.models import Item, Topic
from tongpin.life import actions as life
from tongpin.org import actions as org
from tongpin.org.scope import Scope

DAY = date(2020, 9, 18)
TEAM = ("钱大海", "孙玉梅", "周建国", "吴晓东", "冯丽")
STEPS = {
    "policy": ("调研论证", "听取意见", "合法性审查"),
    "personnel": ("动议", "民主推荐", "考察", "听取意见"),
    "project": ("调研论证", "听取意见", "合法性审查", "财务审核"),
    "funds": ("听取意见", "财务审核"),
    "other": (),
}


def verdicts(item: Item) -> dict[str, str]:
    """`{rule: verdict}` as the page shows them."""
    return {c.rule: c.verdict.value for c in queries.validity(item).checks}


def seat(cast) -> None:
    """Four members beside the secretary 钱大海."""
    for name in TEAM[1:]:
        org.appoint(
            Actor.system(), unit=cast.unit("JU"), person=cast.person(name), title="member",
            on=date(2018, 11, 5),
        )  # fmt: skip


def propose(cast, *, category: str = "funds", title: str = "购置防汛设备", **more) -> Topic:
    """A topic by the office."""
    values = {"category": category, "title": title, "proposed_on": date(2020, 9, 1)}
    if category == "funds":
        values["amount_fen"] = 30_000_000
    emergency = more.pop("emergency", None)
    return actions.propose(
        cast.actor("office"), unit=cast.unit("JU"), emergency=emergency,
        proposal=actions.Proposal(**(values | more)),
    )  # fmt: skip


def prepare(cast, topic: Topic, *, skip: str = "") -> Topic:
    """Every step before the meeting, and the leader's word."""
    for name in STEPS[topic.category]:
        if name != skip:
            actions.record_step(
                cast.actor("office"), unit=topic.unit, topic=topic, name=name,
                on=date(2020, 9, 8), by="办公室", result="已办",
            )  # fmt: skip
    return fresh(topic)


def accept(cast, topic: Topic) -> Topic:
    """The leader lets it go to the meeting."""
    actions.accept(
        cast.actor("office"), unit=topic.unit, topic=topic, version=fresh(topic).version,
        on=date(2020, 9, 10), by="钱大海",
    )  # fmt: skip
    return fresh(topic)


def convene(cast, day: date = DAY):
    """A meeting of the leading body."""
    minutes = life.Minutes(kinds=("leading_meeting",), topic="局党委会议", held_on=day)
    return life.record_gathering(cast.actor("office"), unit=cast.unit("JU"), minutes=minutes)


def put_on(
    cast, topic: Topic, *, materials: date | None = date(2020, 9, 15), day: date = DAY
) -> Item:
    """On the agenda of a meeting."""
    row = actions.put_on(
        cast.actor("office"), unit=topic.unit, topic=topic, gathering=convene(cast, day),
        reporter="办公室", materials_on=materials,
    )  # fmt: skip
    return again(row)


def speak(cast, item: Item, *names: str, stance: str = "agree") -> Item:
    """The members in this order."""
    for name in names:
        item = again(item)
        actions.speak(
            cast.actor("office"), unit=item.topic.unit, item=item, version=item.version,
            person=cast.person(name), stance=stance, words="同意这个方案",
        )  # fmt: skip
    return again(item)


def vote(cast, item: Item, *, yes: int, no: int = 0, present=TEAM, is_split: bool = False) -> Item:
    """The roll and the numbers."""
    actions.freeze(
        cast.actor("office"), unit=item.topic.unit, item=item, version=again(item).version,
        present={cast.people[n] for n in present},
    )  # fmt: skip
    item = again(item)
    actions.count(
        cast.actor("office"), unit=item.topic.unit, item=item, version=item.version,
        totals=life.Totals(yes=yes, no=no), is_split=is_split,
    )  # fmt: skip
    return again(item)


def close(cast, item: Item, outcome: str = "passed", conclusion: str = "同意购置") -> Item:
    """The conclusion."""
    item = again(item)
    actions.close(
        cast.actor("office"), unit=item.topic.unit, item=item, version=item.version,
        outcome=outcome, conclusion=conclusion,
    )  # fmt: skip
    return again(item)


def discussed(cast, **more) -> Item:
    """A topic with everybody heard, the leader last; not yet voted."""
    item = put_on(cast, accept(cast, prepare(cast, propose(cast, **more))))
    return speak(cast, item, *TEAM[1:], TEAM[0])


def passed(cast, **more) -> Item:
    """A topic that passed as it should."""
    return close(cast, vote(cast, discussed(cast, **more), yes=5))


def fresh(topic: Topic) -> Topic:
    """As it stands now."""
    return queries.topic(Scope.everything(), topic.pk)


def again(item: Item) -> Item:
    """As it stands now."""
    return queries.item(Scope.everything(), item.pk)
