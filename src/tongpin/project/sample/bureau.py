"""The sample bureau: one committee, six branches of different kinds, their people and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day, site_day
from tongpin.org import actions
from tongpin.org.models import Account, Person, Unit
from tongpin.project.sample.people import Invented, people

FOUNDED = date(2018, 11, 20)
PASSWORD = "Tongpin@2020"  # noqa: S105 - the published password of a demonstration


@dataclass(frozen=True, slots=True)
class BranchPlan:
    """How a sample branch is made up. `groups` is the number of its groups."""

    code: str
    name: str
    short: str
    size: int
    kind: str = "branch"
    groups: int = 0
    probationary: int = 0
    born: tuple[int, int] = (1965, 1994)
    founded: date = FOUNDED
    theme_day: str = "每月10日"


BRANCHES = (
    BranchPlan("SW01", "局机关第一党支部", "机关一支部", 28, groups=3, probationary=1),
    BranchPlan("SW02", "局机关第二党支部", "机关二支部", 24, groups=2, probationary=1),
    BranchPlan(
        "SW03",
        "县供水公司党支部",
        "供水公司支部",
        26,
        groups=2,
        probationary=2,
        founded=date(2017, 9, 10),
    ),
    BranchPlan("SW04", "水利工程建设联合党支部", "工程联合支部", 15, kind="joint_branch"),
    BranchPlan(
        "SW05",
        "离退休干部党支部",
        "离退休支部",
        21,
        groups=2,
        born=(1938, 1959),
        theme_day="每月15日",
    ),
    BranchPlan("SW06", "清河灌区管理所党支部", "灌区支部", 5, founded=date(2020, 6, 15)),
)
COMMITTEE = ("secretary", "organization", "publicity", "discipline", "deputy_secretary")


@dataclass(frozen=True, slots=True)
class Sample:
    """What the sample year needs to refer to."""

    bureau: Unit
    branches: dict[str, Unit]
    members: dict[str, list[Person]]
    accounts: dict[str, Account]


def build(actor: Actor) -> Sample:
    """Make units, people, posts and accounts."""
    bureau = actions.found_bureau(
        actor,
        code="SW",
        name="中共青禾县水务局委员会",
        kind="party_committee",
        short_name="局党委",
        founded_on=date(2016, 3, 1),
    )
    branches, members = {}, {}
    for order, plan in enumerate(BRANCHES, 1):
        # A branch of the middle of the year is entered on the day on which it is founded.
        with on_day(max(site_day(), plan.founded)):
            unit = actions.add_unit(
                actor,
                unit=bureau,
                code=plan.code,
                name=plan.name,
                short_name=plan.short,
                kind=plan.kind,
                founded_on=plan.founded,
                order=order,
                theme_day=plan.theme_day,
            )
            branches[plan.code] = unit
            members[plan.code] = _people(actor, unit, plan, seed=order)
    _committee_of_the_bureau(actor, bureau, members["SW01"], members["SW02"])
    return Sample(bureau, branches, members, _accounts(actor, bureau, branches, members))


def _people(actor: Actor, unit: Unit, plan: BranchPlan, *, seed: int) -> list[Person]:
    groups = [
        actions.add_unit(
            actor,
            unit=unit,
            code=f"{plan.code}-{n}",
            name=f"第{'一二三'[n - 1]}党小组",
            kind="group",
            founded_on=plan.founded,
            order=n,
        )
        for n in range(1, plan.groups + 1)
    ]
    row = people(seed, *plan.born)
    made = []
    for index in range(plan.size):
        probationary = index >= plan.size - plan.probationary
        made.append(_person(actor, unit, next(row), plan, probationary, groups, index))
    for index, person in enumerate(made[: 4 if plan.size >= 7 else 1]):
        actions.appoint(
            actor,
            unit=unit,
            person=person,
            title=COMMITTEE[index],
            on=plan.founded,
            term_ends_on=date(plan.founded.year + 3, plan.founded.month, plan.founded.day),
        )
    return made


def _person(
    actor: Actor,
    unit: Unit,
    who: Invented,
    plan: BranchPlan,
    probationary: bool,
    groups: list[Unit],
    index: int,
) -> Person:
    return actions.add_person(
        actor,
        unit=unit,
        name=who.name,
        sex=who.sex,
        born_on=who.born_on,
        identity_number=who.identity_number,
        phone=who.phone,
        education=who.education,
        nation="汉族",
        stage="probationary" if probationary else "full",
        since=plan.founded,
        stage_since=date(2019, 12, 6) if probationary else who.joined_on,
        group=groups[index % len(groups)] if groups else None,
    )


def _committee_of_the_bureau(
    actor: Actor, bureau: Unit, first: list[Person], second: list[Person]
) -> None:
    team = (
        (first[5], "secretary"),
        (first[6], "deputy_secretary"),
        (second[5], "discipline"),
        (second[6], "member"),
        (second[7], "member"),
    )
    for person, title in team:
        actions.appoint(
            actor,
            unit=bureau,
            person=person,
            title=title,
            on=date(2019, 5, 8),
            term_ends_on=date(2024, 5, 8),
        )


def _accounts(
    actor: Actor, bureau: Unit, branches: dict[str, Unit], members: dict[str, list[Person]]
) -> dict[str, Account]:
    first = members["SW01"]
    rows: list[tuple[str, str, Unit, str, bool, Person | None]] = [
        ("dangban", "党办", bureau, "office", True, None),
        ("caiwu", "局财务股", bureau, "office", True, None),
        ("banzi", first[5].name, bureau, "leader", True, first[5]),
        ("ducha", "督查组", bureau, "supervisor", True, members["SW05"][0]),
        ("jijian", "局纪检组", bureau, "discipline", True, None),
        ("dangyuan", first[9].name, branches["SW01"], "member", False, first[9]),
        ("anquan", "安全管理员", bureau, "security_admin", True, None),
        ("shenji", "审计管理员", bureau, "audit_admin", True, None),
        ("xitong", "系统管理员", bureau, "system_admin", True, None),
    ]
    rows += [
        (f"shuji{n}", members[code][0].name, unit, "secretary", False, members[code][0])
        for n, (code, unit) in enumerate(branches.items(), 1)
    ]
    made = {}
    for username, name, unit, role, subtree, person in rows:
        made[username] = actions.create_account(
            actor,
            unit=bureau,
            username=username,
            display_name=name,
            password=PASSWORD,
            person=person,
            must_change=False,
        )
        actions.grant(actor, unit=unit, account=made[username], role=role, subtree=subtree)
    return made
