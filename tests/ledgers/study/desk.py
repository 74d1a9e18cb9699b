"""A plan, a library and entries of self-study for the tests."""

from __future__ import annotations

from datetime import date, time

from tongpin.ledgers.study import actions
from tongpin.ledgers.study.actions import TopicDraft
from tongpin.ledgers.study.models import Topic
from tongpin.life.actions import Minutes, record_gathering

TODAY = date(2020, 9, 20)


def plan(cast, code: str = "ZB1", who: str = "secretary1", year: int = 2020):
    """A plan without topics."""
    group = "centre" if code == "JU" else "branch"
    return actions.create_plan(
        cast.actor(who), unit=cast.unit(code), year=year, group=group, title=f"{year}年学习计划"
    )


def topic(
    cast, row, title: str = "学习党章", on: date = date(2020, 9, 10), who: str = "secretary1"
):
    """A topic of the plan."""
    row.refresh_from_db()
    draft = TopicDraft(on, title, "reading", lead=cast.person("王宣传"))
    return actions.write_topic(
        cast.actor(who), unit=row.unit, plan=row, version=row.version, draft=draft
    )


def adopted(cast, code: str = "ZB1", who: str = "secretary1"):
    """A plan with a topic, issued."""
    row = plan(cast, code, who)
    topic(cast, row, who=who)
    row.refresh_from_db()
    return actions.adopt_plan(
        cast.actor(who), unit=row.unit, plan=row, version=row.version, on=date(2020, 9, 1)
    )


def first_topic(row) -> Topic:
    """Its first topic."""
    return Topic.objects.filter(plan=row).first()


def material(cast, code: str = "JU", who: str = "office", **more):
    """A link of the library."""
    values = {"title": "党章", "kind": "link", "address": "https://example.invalid/zc", **more}
    return actions.add_material(cast.actor(who), unit=cast.unit(code), **values)


def with_file(cast, code: str = "ZB1", who: str = "secretary1"):
    """A material with a file."""
    return material(
        cast, code, who, kind="file", address="", attachments=[("要点.txt", "学习要点".encode())]
    )


def reading_list(cast, code: str = "ZB1", who: str = "secretary1"):
    """A list of one."""
    return actions.add_reading_list(
        cast.actor(who), unit=cast.unit(code), year=2020, title="书单", note="",
        materials=[material(cast, code, who)],
    )  # fmt: skip


def alone(
    cast, name: str = "郑文", who: str = "member1", on: date = date(2020, 9, 18), minutes: int = 90
):
    """An entry of self-study."""
    return actions.enter_self_study(
        cast.actor(who), person=cast.person(name), on=on, minutes=minutes, what="学习党章第一章"
    )


def gathering(cast, code: str = "ZB1", who: str = "secretary1", **more):
    """An hour and a half of study; 郑文 was there, 吴晓东 away."""
    present = {cast.person("郑文").pk: ("present", ""), cast.person("吴晓东").pk: ("leave", "出差")}
    values = {
        "kinds": ("study",), "topic": "学习党章", "held_on": date(2020, 9, 10), "starts_at": time(15),
        "ends_at": time(16, 30), "attendance": present, **more,
    }  # fmt: skip
    return record_gathering(cast.actor(who), unit=cast.unit(code), minutes=Minutes(**values))
