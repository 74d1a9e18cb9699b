"""A small year: the paper adopted, a few records of the first branch, none of the second."""

from __future__ import annotations

from datetime import date

import pytest

from tests.papers import paper
from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.duties.actions import adopt_plan, upload_plan
from tongpin.duties.judging import forget
from tongpin.life.actions import Minutes, record_gathering
from tongpin.org import actions as org

KINDS = ("general_meeting", "theme_day")


def adopt(cast):
    """The small paper of tests.papers in force for the bureau."""
    office, bureau = cast.actor("office"), cast.unit("JU")
    plan = upload_plan(office, unit=bureau, paper=paper(), year=2020)
    return adopt_plan(office, unit=bureau, plan=plan, version=plan.version, reason="经研究同意")


def hold(cast, day: date, topic: str, *, kinds=KINDS, code: str = "ZB1", **present: str):
    """Record a gathering on its own day; `present` maps names to 出席 (default) and so on."""
    unit = cast.unit(code)
    people = {cast.people[name]: (state, "") for name, state in present.items()}
    with on_day(day):
        return record_gathering(
            cast.actor("office"),
            unit=unit,
            minutes=Minutes(kinds=kinds, topic=topic, held_on=day, attendance=people),
        )


def add_branch(cast, code: str, name: str):
    """One more branch with one member."""
    system, bureau = Actor.system(), cast.unit("JU")
    unit = org.add_unit(
        system, unit=bureau, code=code, name=name, kind="branch", founded_on=date(2018, 11, 1)
    )
    org.add_person(
        system, unit=unit, name=f"{name}党员", stage="full",
        since=date(2018, 11, 1), stage_since=date(2010, 7, 1),
    )  # fmt: skip
    return unit


@pytest.fixture
def year(cast):
    """The paper adopted; the first branch met in February, June (a cadre took part) and September."""
    plan = adopt(cast)
    hold(cast, date(2020, 2, 20), "讨论年度计划", 张守正="present", 郑文="present")
    hold(cast, date(2020, 6, 18), "重温入党誓词", 钱大海="present", 郑文="leave")
    hold(cast, date(2020, 9, 10), "学习条例", 张守正="present", 郑文="present")
    forget()
    return plan
