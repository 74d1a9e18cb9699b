"""A leading team of three and meetings under way, for the tests of this ledger."""

from __future__ import annotations

from datetime import date

from tongpin.casework.actions import Happening
from tongpin.ledgers.meetings import actions, queries
from tongpin.ledgers.meetings.models import Meeting
from tongpin.life.actions import Minutes, record_gathering
from tongpin.life.models import Gathering
from tongpin.org import actions as org
from tongpin.org.scope import Scope

TODAY = date(2020, 9, 20)


def team(cast) -> None:
    """钱大海 leads the bureau; 李组织 and 王宣传 are members of its team."""
    for name in ("李组织", "王宣传"):
        org.appoint(
            cast.actor("office"), unit=cast.unit("JU"), person=cast.person(name), title="member",
            on=date(2019, 1, 5),
        )  # fmt: skip


def democratic(cast, **extra) -> Meeting:
    """The bureau's democratic life meeting of 2020."""
    return opened(cast, "office", "JU", "democratic_life", **extra)


def organizational(cast, **extra) -> Meeting:
    """The first branch's organisational life meeting of 2020."""
    return opened(cast, "secretary1", "ZB1", "organizational_life", **extra)


def opened(cast, who: str, unit: str, procedure: str, year: int = 2020, **extra) -> Meeting:
    return actions.open_meeting(
        cast.actor(who), unit=cast.unit(unit), procedure=procedure, year=year,
        theme=extra.pop("theme", "坚守初心、勇担使命"), opened_on=extra.pop("opened_on", date(2020, 8, 1)),
        **extra,
    )  # fmt: skip


def fresh(row: Meeting) -> Meeting:
    """The meeting as it stands in the database."""
    return queries.meeting(Scope.everything(), row.pk)


def held(cast, unit: str, kind: str, day: int = 10, **extra) -> Gathering:
    """A recorded gathering of September."""
    people = extra.pop("people", ())
    grid = {cast.people[name]: ("present", "") for name in people}
    grid |= {cast.people[name]: ("leave", "出差") for name in extra.pop("away", ())}
    return record_gathering(
        cast.actor("office"), unit=cast.unit(unit),
        minutes=Minutes(
            kinds=(kind,), topic="试", held_on=date(2020, 9, day), attendance=grid, **extra
        ),
    )  # fmt: skip


def talk(cast, unit: str, *names: str, day: int = 5) -> Gathering:
    """A heart talk of two."""
    pair = tuple(cast.person(n) for n in names)
    return held(cast, unit, "heart_talk", day, talks=(pair,))


def step(cast, row: Meeting, key: str, day: int, who: str = "office", **extra):
    """Record a step of September."""
    return actions.take_step(
        cast.actor(who), unit=row.unit, meeting=row,
        happening=Happening(key, date(2020, 9, day), **extra),
    )  # fmt: skip


def remark(cast, row: Meeting, **extra):
    """An opinion about the meeting's team."""
    typed = {"source": "masses", "content": "会议再短一些", "collected_on": date(2020, 9, 2)}
    return actions.add_remark(cast.actor("office"), unit=row.unit, meeting=row, **(typed | extra))


def material(
    cast, row: Meeting, who: str = "leader", words: str = "对照检查", hand_in: bool = True
):
    """A material that its writer hands in."""
    actor = cast.actor(who)
    person = next(p for p in queries.team(row) if p.pk == actor.person_id)
    return actions.write_material(
        actor, meeting=row, person=person, content=words, version=0, hand_in=hand_in
    )
