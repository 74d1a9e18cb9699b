"""The sample bureau's personal files: particulars, commendations, courses, and what members asked for."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.org import actions
from tongpin.org.models import Person
from tongpin.project.sample.bureau import Sample

# (branch, who on its list, title, by whom, day, number)
REWARDS = (
    ("SW01", 0, "优秀党务工作者", "中共青禾县委", (2019, 6, 28), "青委〔2019〕21号"),
    ("SW01", 5, "优秀共产党员", "县直机关工委", (2018, 6, 29), "青直工委〔2018〕9号"),
    ("SW02", 2, "优秀公务员", "中共青禾县委、县人民政府", (2020, 3, 11), "青委〔2020〕6号"),
    ("SW03", 4, "防汛抗旱先进个人", "县防汛抗旱指挥部", (2019, 11, 6), "青汛〔2019〕30号"),
    ("SW04", 1, "优秀共产党员", "局党委", (2020, 6, 30), "青水党〔2020〕14号"),
    ("SW05", 0, "光荣在党50年纪念", "中共青禾县委", (2019, 7, 1), ""),
)  # fmt: skip
# (who on each branch's list, title, organiser, level, from, to, hours, concentrated)
COURSES = (
    (0, "全县党支部书记集中轮训班", "县委组织部", "county", (6, 9), (6, 11), 24, True),
    (0, "民法典专题学习班", "局党委", "grassroots", (8, 18), (8, 18), 8, False),
    (1, "组织委员业务培训", "局党委", "grassroots", (5, 21), (5, 22), 16, False),
    (3, "党员教育培训班", "局党委", "grassroots", (4, 27), (4, 29), 24, False),
)  # fmt: skip
PLACES = ("青禾县城关镇", "青禾县清河镇", "白石县", "临江市", "青禾县柳林镇")
SCHOOLS = {"大学本科": "学士", "硕士研究生": "硕士", "研究生": "硕士"}


def fill(actor: Actor, sample: Sample) -> None:
    """Enter them on their days; before the relations, since who left is changed no more."""
    for code, members in sample.members.items():
        for index, person in enumerate(members):
            _particulars(actor, person, index, retired=code == "SW05")
        for index, title, organiser, level, start, end, hours, together in COURSES:
            if index < len(members):
                first, last = date(2020, *start), date(2020, *end)
                with on_day(last):
                    actions.add_training(
                        actor, unit=members[index].home, person=members[index], title=title,
                        organiser=organiser, level=level, starts_on=first, ends_on=last,
                        hours=hours, is_concentrated=together,
                    )  # fmt: skip
    for code, index, title, by, day, number in REWARDS:
        person = sample.members[code][index]
        actions.add_reward(
            actor, unit=person.home, person=person, title=title, granted_by=by,
            granted_on=date(*day), number=number,
        )  # fmt: skip
    _circumstances(actor, sample)
    _requests(actor, sample)


def _particulars(actor: Actor, person: Person, index: int, *, retired: bool) -> None:
    assert person.born_on is not None
    started = date(person.born_on.year + 22, 8, 1)
    values = {
        "native_place": PLACES[index % len(PLACES)],
        "degree": SCHOOLS.get(person.education, ""),
        "work_started_on": started,
        "occupation": "retired" if retired else ("organ", "specialist", "worker")[index % 3],
        "front_line": "production" if not retired and index % 3 == 2 else "other",
    }
    fresh = Person.objects.get(pk=person.pk)
    actions.change_person(actor, unit=fresh.home, person=fresh, version=fresh.version, **values)


def _circumstances(actor: Actor, sample: Sample) -> None:
    person = sample.members["SW05"][7]
    actions.add_circumstance(
        actor, unit=person.home, person=person, kind="hardship", starts_on=date(2019, 12, 1),
        note="长期患病，支部每月走访",
    )  # fmt: skip


def _requests(actor: Actor, sample: Sample) -> None:
    """The member who logs in asks for one change that waits."""
    account = sample.accounts["dangyuan"]
    person = account.person
    assert person is not None
    with on_day(date(2020, 9, 17)):
        actions.ask_change(
            Actor(name=person.name, account_id=account.pk, person_id=person.pk),
            person=Person.objects.get(pk=person.pk), wanted={"position": "供水管理股副股长"},
            reason="9月起任现职",
        )  # fmt: skip
