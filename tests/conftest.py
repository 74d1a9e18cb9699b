"""A small named cast, built once a session and rolled back behind each test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.test import Client

TODAY = date(2020, 9, 20)
PASSWORD = "correct-horse-battery"


@dataclass
class Cast:
    """Units by code, people by name and accounts by log-in name."""

    units: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)

    def unit(self, code: str):
        """The unit with this code, fresh from the database."""
        from tongpin.org.models import Unit

        return Unit.objects.get(pk=self.units[code])

    def person(self, name: str):
        """The person with this name, fresh from the database."""
        from tongpin.org.models import Person

        return Person.objects.get(pk=self.people[name])

    def account(self, username: str):
        """The account with this log-in name."""
        from tongpin.org.models import Account

        return Account.objects.get(pk=self.accounts[username])

    def actor(self, username: str, via: str = "web"):
        """The actor that the account is."""
        from tongpin.org.access import actor_of

        return actor_of(self.account(username), via=via)

    def client(self, username: str) -> Client:
        """A browser in which the account is logged in."""
        account = self.account(username)
        client = Client()
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["stamp"] = account.session_stamp
        session.save()
        return client


def _branch(actor, parent, cast: Cast, code: str, name: str, names: str, **extra):
    from tongpin.org import actions

    unit = actions.add_unit(
        actor,
        unit=parent,
        code=code,
        name=name,
        kind=extra.pop("kind", "branch"),
        founded_on=date(2018, 11, 1),
        **extra,
    )
    cast.units[code] = unit.pk
    for person_name in names.split():
        person = actions.add_person(
            actor,
            unit=unit,
            name=person_name,
            stage="full",
            since=date(2018, 11, 1),
            stage_since=date(2010, 7, 1),
        )
        cast.people[person_name] = person.pk
    return unit


def build_cast() -> Cast:
    """局党委 with 第一党支部 (nine full members, a committee, two groups) and 第二党支部 (five)."""
    from tongpin.audit.actor import Actor
    from tongpin.org import actions

    cast, system = Cast(), Actor.system()
    bureau = actions.found_bureau(
        system,
        code="JU",
        name="中共青禾县水务局委员会",
        kind="party_committee",
        short_name="局党委",
        founded_on=date(2018, 1, 1),
    )
    cast.units["JU"] = bureau.pk
    first = _branch(
        system,
        bureau,
        cast,
        "ZB1",
        "第一党支部",
        "张守正 李组织 王宣传 赵纪检 钱大海 孙玉梅 周建国 吴晓东 郑文",
        order=1,
    )
    second = _branch(system, bureau, cast, "ZB2", "第二党支部", "冯丽 陈刚 褚明 卫红 蒋勇", order=2)
    for number in ("一", "二"):
        group = actions.add_unit(
            system,
            unit=first,
            code=f"ZB1-{number}",
            name=f"第{number}党小组",
            kind="group",
            founded_on=date(2018, 11, 1),
        )
        cast.units[group.code] = group.pk
    for name, title in (
        ("张守正", "secretary"),
        ("李组织", "organization"),
        ("王宣传", "publicity"),
        ("赵纪检", "discipline"),
    ):
        actions.appoint(
            system,
            unit=first,
            person=cast.person(name),
            title=title,
            on=date(2018, 11, 5),
            term_ends_on=date(2021, 11, 5),
        )
    actions.appoint(
        system, unit=second, person=cast.person("冯丽"), title="secretary", on=date(2018, 11, 5)
    )
    actions.appoint(
        system, unit=bureau, person=cast.person("钱大海"), title="secretary", on=date(2018, 11, 5)
    )
    for username, display, unit, role, subtree, person in (
        ("office", "党办", bureau, "office", True, None),
        ("office2", "二支部党务干部", second, "office", False, None),
        ("secretary1", "张守正", first, "secretary", False, "张守正"),
        ("secretary2", "冯丽", second, "secretary", False, "冯丽"),
        ("committee1", "李组织", first, "committee_member", False, "李组织"),
        ("member1", "郑文", first, "member", False, "郑文"),
        ("leader", "钱大海", bureau, "leader", True, "钱大海"),
        ("supervisor", "督查组", bureau, "supervisor", True, None),
        ("system", "系统管理员", bureau, "system_admin", True, None),
        ("security", "安全管理员", bureau, "security_admin", True, None),
        ("auditor", "审计管理员", bureau, "audit_admin", True, None),
    ):
        account = actions.create_account(
            system,
            unit=bureau,
            username=username,
            display_name=display,
            password=PASSWORD,
            person=cast.person(person) if person else None,
            must_change=False,
        )
        cast.accounts[username] = account.pk
        actions.grant(system, unit=unit, account=account, role=role, subtree=subtree)
    return cast


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings) -> None:
    """SQLite lies in a file, as at a site: threads share it, and wait for one another's locks.

    In memory they would share one page cache, where a lock held elsewhere is an error at once.
    """
    from django.conf import settings

    from tests.environment import FOLDER

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = f"{FOLDER.name}/suite.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Keep the database as migrated: tests that start a site of their own begin with a copy."""
    from django.db import connection

    from tests.environment import FOLDER
    from tests.starting import keep_migrated

    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            connection.close()
        kept = f"{FOLDER.name}/migrated.sqlite3"
        keep_migrated(str(connection.settings_dict["NAME"]), kept)


@pytest.fixture(scope="session")
def _kept() -> list[Cast]:
    return []


@pytest.fixture
def _cast(_kept: list[Cast], django_db_setup, django_db_blocker) -> Cast:
    """The cast as committed; built again behind a test that emptied the database."""
    from tongpin.org.models import Account

    with django_db_blocker.unblock():
        if not Account.objects.exists():
            _kept[:] = [build_cast()]
    return _kept[0]


@pytest.fixture
def cast(_cast: Cast, db: None) -> Cast:
    """The named cast; what a test writes is rolled back."""
    return _cast


@pytest.fixture
def stage(_cast: Cast, transactional_db: None) -> Cast:
    """The cast in a database that other threads see; emptied afterwards."""
    return _cast


@pytest.fixture
def empty_site(transactional_db: None) -> None:
    """A database with nothing in it."""
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def _fast_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks) -> Iterator[None]:
    """Run what was put off until the commit, as the outermost transaction of a test never commits."""
    with django_capture_on_commit_callbacks(execute=True):
        yield
