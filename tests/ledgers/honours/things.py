"""Posts, service and a round for the tests. The round runs from 1 to 18 September 2020."""

from __future__ import annotations

from datetime import date

from tongpin.ledgers.honours import actions, queries
from tongpin.ledgers.honours.models import Honour, Service, Station
from tongpin.life.actions import Minutes, record_gathering
from tongpin.org.scope import Scope

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
TERM = {"starts_on": date(2020, 3, 1), "ends_on": date(2020, 12, 31)}
EVERYTHING = Scope.everything()


def d(day: int, month: int = 9) -> date:
    """A day of September 2020."""
    return date(2020, month, day)


def held(
    cast,
    on=date(2020, 5, 10),
    kinds=("theme_day",),
    topic="清淤志愿服务",
    unit="ZB1",
    who="office",
    **more,
):
    """A gathering with everybody present."""
    return record_gathering(
        cast.actor(who), unit=cast.unit(unit),
        minutes=Minutes(kinds=kinds, topic=topic, held_on=on, **more),
    )  # fmt: skip


def present(cast, *names):
    """An attendance of those people."""
    return {cast.people[name]: ("present", "") for name in names}


def station(cast, unit="ZB1", **more) -> Station:
    """A post of the first branch."""
    values = {
        "kind": "demonstration", "name": "供水服务窗口", "duty": "受理报装和投诉", "pledge": "当日办结",
    } | TERM | more  # fmt: skip
    row = actions.add_station(cast.actor("office"), unit=cast.unit(unit), **values)
    return queries.station(EVERYTHING, row.pk)


def manned(cast) -> Station:
    """With 郑文 as its leader."""
    row = station(cast)
    actions.add_member(
        cast.actor("secretary1"), unit=row.unit, station=row, person=cast.person("郑文"),
        starts_on=d(1, 3), is_leader=True, pledge="我是党员，看我的",
    )  # fmt: skip
    return row


def active(cast) -> Station:
    """With an activity."""
    row = station(cast)
    actions.add_activity(cast.actor("secretary1"), unit=row.unit, station=row, gathering=held(cast))
    return row


def achieved(cast) -> Station:
    """With a result."""
    row = active(cast)
    actions.add_result(
        cast.actor("secretary1"), unit=row.unit, station=row, on=d(1), text="上门抢修",
        effect="修复漏点31处", files=[("现场.png", PNG)],
    )  # fmt: skip
    return row


def served(cast, who="member1", name="郑文", **more) -> Service:
    """Two hours that 郑文 entered."""
    values = {"on": d(5), "minutes": 120, "what": "社区清淤"} | more
    return actions.record_service(cast.actor(who), person=cast.person(name), **values)


def commendation(cast, unit="JU", **more):
    """A round of the bureau, open for nominations until the 10th."""
    values = {
        "title": "2020年“七一”表彰", "opened_on": d(1), "nominate_by": d(10), "members": 2,
        "workers": 1, "organisations": 1,
    } | more  # fmt: skip
    row = actions.open_round(cast.actor("office"), unit=cast.unit(unit), **values)
    return fresh(row)


def fresh(row):
    """The round with the records of its case."""
    return queries.round_(EVERYTHING, row.pk)


def nominated(cast, row=None, name="郑文", kind="member", who="secretary1", unit="ZB1", **more):
    """Somebody nominated by the first branch."""
    row = row or commendation(cast)
    values = {"deeds": "带头抢修", "nominated_on": d(2), "person": cast.person(name)} | more
    return actions.nominate(cast.actor(who), unit=cast.unit(unit), round=row, kind=kind, **values)


def asked(cast, item=None):
    """The discipline organ asked."""
    item = item or nominated(cast)
    row = fresh(item.round)
    actions.ask(
        cast.actor("office"), unit=row.unit, round=row, version=row.version,
        organs=["discipline"], on=d(3),
    )  # fmt: skip
    return fresh(row)


def answered(cast, row=None, view="agreed", words=""):
    """It has nothing against it."""
    row = row or asked(cast)
    actions.answer(
        cast.actor("office"), round=row, organ="discipline", on=d(4),
        views={item.pk: (view, words) for item in row.nominations.all()},
    )  # fmt: skip
    return fresh(row)


def reviewed(cast, row=None):
    """Everybody passed."""
    row = row or answered(cast)
    actions.review(
        cast.actor("office"), unit=row.unit, round=row, on=d(7),
        results={item.pk: ("passed", "") for item in row.nominations.all()},
    )  # fmt: skip
    return fresh(row)


def published(cast, row=None):
    """Public from Monday the 7th to Friday the 11th: five working days."""
    row = row or reviewed(cast)
    actions.open_publicity(
        cast.actor("office"), unit=row.unit, round=row, version=row.version, starts_on=d(7),
        ends_on=d(11),
    )  # fmt: skip
    return fresh(row)


def heard(cast, row=None, result="none", words=""):
    """Nothing was heard."""
    row = row or published(cast)
    actions.record_heard(
        cast.actor("office"), unit=row.unit, round=row, on=d(14),
        results={item.pk: (result, words) for item in row.nominations.all()},
    )  # fmt: skip
    return fresh(row)


def decided(cast, row=None):
    """Commended by the committee on the 15th."""
    row = row or heard(cast)
    meeting = held(cast, d(15), ("leading_meeting",), "研究表彰", "JU")
    actions.decide(
        cast.actor("office"), unit=row.unit, round=row, on=d(15), gathering=meeting,
        results={item.pk: ("awarded", "") for item in row.nominations.all()}, number="青水党〔2020〕21号",
    )  # fmt: skip
    return fresh(row)


def honour(cast) -> Honour:
    """One that the county gave in 2019."""
    return actions.record_honour(
        cast.actor("secretary1"), unit=cast.unit("ZB1"), kind="member",
        title="全县优秀共产党员", person=cast.person("郑文"), awarded_on=date(2019, 7, 1),
        awarded_by="中共青禾县委",
    )  # fmt: skip
