"""The sample year's posts and teams, volunteer service, the commendation of 1 July and a second one."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.ledgers.honours import actions, queries
from tongpin.ledgers.honours.models import Nomination, Organ, Outcome, Review, Round, Station, View
from tongpin.life.actions import Minutes, record_gathering
from tongpin.life.models import Gathering
from tongpin.org.access import actor_of
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope
from tongpin.project.sample.bureau import Sample
from tongpin.project.sample.directives import PHOTO

# (branch, kind, name, place, duty, pledge, since, members, words of its gatherings, results)
POSTS = (
    ("SW03", "demonstration", "营业厅服务窗口", "县城营业厅", "受理报装、缴费、投诉，一次办结",
     "亮身份、亮承诺、亮标准；群众来电30分钟内回应，投诉当日回复。", (1, 10), 3,
     ("先锋岗承诺", "服务热线开放日"),
     (((5, 13), "开放服务热线，现场受理诉求", "当日受理诉求26件，办结24件，另2件3日内办结"),
      ((6, 10), "走访用水大户12家", "解决水压不稳、计量争议等问题9个"))),
    ("SW03", "vanguard", "管网抢修先锋队", "城区管网", "城区管网巡查、抢修、夜间应急",
     "接报30分钟到场，小修不过夜，大修有交代。", (3, 2), 6, ("管网巡查", "抗旱保供"),
     (((4, 10), "分组巡查主干管网31公里", "发现并修复漏点17处"),
      ((8, 10), "组织抗旱保供应急演练", "高区停水恢复时间由6小时缩短到2.5小时"))),
    ("SW04", "demonstration", "工程质量监督岗", "在建工程", "在建水利工程质量安全巡查",
     "不合格的材料不进场，不合格的工序不签字。", (3, 16), 4, ("质量管理", "安全大检查"),
     (((7, 15), "汛期检查在建工地6处", "整改隐患14条，停工整改1处"),)),
    ("SW02", "youth", "防汛值守青年志愿岗", "防汛值班室", "汛期夜间值守、雨情报送",
     "守好每一个雨夜，雨情险情不漏报、不迟报。", (5, 20), 5, ("防汛值守",),
     (((8, 11), "汛期连续值守62个夜班", "及时报送雨情信息140余条，转移群众预警无一漏报"),)),
)  # fmt: skip
SERVED = (
    ("SW05", "关心下一代志愿活动", 120),
    ("SW02", "防汛值守主题党日", 180),
    ("SW01", "河道清淤志愿服务", 150),
)
# (kind, branch, number on its roster, deeds); no number: the branch itself
NOMINATED = (
    ("member", "SW01", 12, "疫情期间下沉社区值守43天，主汛期连续在岗，负责的河道清淤提前20天完成。"),
    ("member", "SW02", 9, "承担农村饮水安全台账核查，走访87个村，核实问题31个并全部整改。"),
    ("member", "SW03", 5, "管网抢修先锋队队员，全年抢修112次，随叫随到，群众送来锦旗2面。"),
    ("member", "SW04", 6, "负责工程质量监督，发现并督促整改隐患38条，所在标段获评优良。"),
    ("worker", "SW01", 1, "负责支部组织工作，规范“三会一课”记录，建立党员档案28份，支部年度考核优秀。"),
    ("worker", "SW03", 2, "负责支部宣传工作，组织主题党日8次，撰写信息12篇。"),
    ("organisation", "SW03", None, "把党小组建在班组上，管网抢修、窗口服务、抗旱保供都有党员带头，漏损率下降2.1个百分点。"),
)  # fmt: skip
TITLE = "2020年“七一”表彰"
NUMBER = "青水党〔2020〕18号"


def fill(actor: Actor, sample: Sample) -> None:
    """Enter everything step by step on its days."""
    for row in POSTS:
        _post(actor, sample, *row)
    _service(actor, sample)
    _july(actor, sample)
    _second(actor, sample)
    _older(actor, sample)


def _post(
    actor: Actor, sample: Sample, code: str, kind: str, name: str, place: str, duty: str,
    pledge: str, since: tuple[int, int], size: int, words: tuple[str, ...],
    results: tuple[tuple[tuple[int, int], str, str], ...],
) -> None:  # fmt: skip
    unit, start = sample.branches[code], date(2020, *since)
    with on_day(start):
        row = actions.add_station(
            actor, unit=unit, kind=kind, name=name, place=place, duty=duty, pledge=pledge,
            starts_on=start, ends_on=date(2020, 12, 31),
        )  # fmt: skip
        for number, person in enumerate(sample.members[code][4 : 4 + size]):
            actions.add_member(
                actor, unit=unit, station=row, person=person, starts_on=start,
                is_leader=number == 0,
                pledge="我是党员，有困难找我。" if number == 0 else "",
            )  # fmt: skip
    for held in _gatherings(unit, words, start):
        with on_day(held.held_on):
            actions.add_activity(actor, unit=unit, station=row, gathering=held)
    for (month, day), text, effect in results:
        with on_day(date(2020, month, day)):
            actions.add_result(
                actor, unit=unit, station=row, on=date(2020, month, day), text=text, effect=effect,
                files=[("现场.png", PHOTO)],
            )  # fmt: skip


def _gatherings(unit: Unit, words: tuple[str, ...], since: date) -> list[Gathering]:
    rows = Gathering.objects.filter(unit=unit, state="recorded", held_on__gte=since)
    return [row for row in rows.order_by("held_on") if any(word in row.topic for word in words)]


def _service(actor: Actor, sample: Sample) -> None:
    for code, topic, minutes in SERVED:
        unit = sample.branches[code]
        for held in _gatherings(unit, (topic,), date(2020, 1, 1)):
            people = [item.person_id for item in queries.presents(held)][:9]
            station = Station.objects.filter(unit=unit, kind="youth").first()
            with on_day(held.held_on):
                actions.record_gathering_service(
                    actor, unit=unit, gathering=held, minutes=minutes, people=people,
                    station=station,
                )  # fmt: skip
    member = sample.members["SW01"][9]
    own = actor_of(sample.accounts["dangyuan"])
    for day, minutes, what in ((12, 150, "社区防疫宣传"), (19, 90, "河道巡护捡拾垃圾")):
        with on_day(date(2020, 9, day)):
            actions.record_service(
                own, person=member, on=date(2020, 9, day), minutes=minutes, what=what
            )


def _july(actor: Actor, sample: Sample) -> None:
    """The commendation of 1 July, from the plan to the honours."""
    bureau = sample.bureau
    with on_day(date(2020, 6, 1)):
        row = actions.open_round(
            actor, unit=bureau, opened_on=date(2020, 6, 1), title=TITLE, members=4, workers=1,
            organisations=1, nominate_by=date(2020, 6, 10),
            conditions="注重基层一线、注重实绩、群众公认；近两年民主评议为合格以上。",
        )  # fmt: skip
    with on_day(date(2020, 6, 9)):
        for kind, code, number, deeds in NOMINATED:
            unit = sample.branches[code]
            actions.nominate(
                actor, unit=unit, round=row, kind=kind, deeds=deeds, nominated_on=date(2020, 6, 9),
                person=None if number is None else sample.members[code][number],
                organisation=unit if number is None else None,
            )  # fmt: skip
    with on_day(date(2020, 6, 11)):
        organs = [Organ.DISCIPLINE, Organ.PERSONNEL]
        now = _now(row)
        actions.ask(
            actor, unit=bureau, round=now, version=now.version, organs=organs, on=date(2020, 6, 11)
        )
    items = list(row.nominations.order_by("pk"))
    failed = items[5].pk
    with on_day(date(2020, 6, 15)):
        for organ in organs:
            views = {item.pk: (View.AGREED.value, "") for item in items}
            actions.answer(actor, round=row, organ=organ, on=date(2020, 6, 15), views=views)
    with on_day(date(2020, 6, 16)):
        said: dict[int, tuple[str, str]] = {i.pk: (Review.PASSED.value, "") for i in items}
        said[failed] = (Review.FAILED.value, "名额1个，按民主推荐票数取前1名")
        actions.review(actor, unit=bureau, round=row, on=date(2020, 6, 16), results=said)
    with on_day(date(2020, 6, 17)):
        now = _now(row)
        actions.open_publicity(
            actor, unit=bureau, round=now, version=now.version, starts_on=date(2020, 6, 17),
            ends_on=date(2020, 6, 23),
        )  # fmt: skip
    _decide(actor, row, items, failed)


def _decide(actor: Actor, row: Round, items: list[Nomination], failed: int) -> None:
    left = [item for item in items if item.pk != failed]
    with on_day(date(2020, 6, 24)):
        results = {item.pk: ("none", "") for item in left}
        actions.record_heard(actor, unit=row.unit, round=row, on=date(2020, 6, 24), results=results)
    day = date(2020, 6, 29)
    with on_day(day):
        meeting = record_gathering(
            actor, unit=row.unit,
            minutes=Minutes(
                kinds=("leading_meeting",), topic="研究“七一”表彰和下半年党建工作", held_on=day,
                place="三楼会议室", content="研究表彰名单，听取上半年党建工作情况。",
            ),
        )  # fmt: skip
        actions.decide(
            actor, unit=row.unit, round=row, on=day, gathering=meeting, number=NUMBER,
            results={item.pk: (Outcome.AWARDED.value, "") for item in left},
        )  # fmt: skip


def _now(row: Round) -> Round:
    found = queries.round_(Scope.everything(), row.pk)
    assert found is not None
    return found


def _second(actor: Actor, sample: Sample) -> None:
    """A round that is under way: branches still nominate."""
    with on_day(date(2020, 9, 10)):
        row = actions.open_round(
            actor, unit=sample.bureau, opened_on=date(2020, 9, 10), members=3,
            title="2020年防汛抗旱先进表彰", nominate_by=date(2020, 9, 25),
            conditions="在2020年防汛抗旱中表现突出。",
        )  # fmt: skip
    with on_day(date(2020, 9, 16)):
        actions.nominate(
            actor, unit=sample.branches["SW02"], round=row, kind="member",
            person=sample.members["SW02"][8], nominated_on=date(2020, 9, 16),
            deeds="防汛值守青年志愿岗岗长，主汛期带班26个夜班。",
        )  # fmt: skip


def _older(actor: Actor, sample: Sample) -> None:
    """Honours from above, from before the system was used."""
    people: list[tuple[Person, str]] = [
        (sample.members["SW01"][0], "全县优秀党务工作者"), (sample.members["SW03"][4], "全县优秀共产党员"),
    ]  # fmt: skip
    for person, title in people:
        actions.record_honour(
            actor, unit=person.home, kind="worker" if "党务" in title else "member", title=title,
            person=person, awarded_on=date(2019, 6, 28), awarded_by="中共青禾县委",
            number="青委〔2019〕31号",
        )  # fmt: skip
