"""List, filter and search of people at 100,000 against 1,000, and the statistics as of a day.

The pages are asked for in process by a logged-in office account of the whole tree; the best of several
rounds counts. Promises: a page of the large roster within 3 times the same page of the small one, at
the same number of statements; the statistics read every table once, whatever the number of people.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from time import perf_counter

SMALL = 1_000
LARGE = int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdigit() else 100_000
LIMIT, ROUNDS = 3.0, 5
PAGES = (
    ("people-list", "/org/people/"),
    ("people-last-page", "/org/people/?page=99999999"),
    ("people-branch", "/org/people/?branch=Z1"),
    ("people-sex", "/org/people/?sex=female"),
    ("people-stage", "/org/people/?stage=probationary"),
    ("people-age", "/org/people/?age=60"),
    ("people-name", "/org/people/?q=张建国"),
    ("people-given-name", "/org/people/?q=志强"),
    ("people-initials", "/org/people/?q=zjg"),
    ("people-search", "/org/search/?q=wangzhiqiang"),
)
STATISTICS = (("statistics", "/statistics/"), ("changes", "/statistics/changes/"))
SURNAMES = "张王李赵陈杨黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江"
GIVEN = "建国 志强 文斌 海涛 立新 永福 国栋 春生 学军 明远 振华 晓东 家栋 宏伟 世昌 秀兰 玉梅 晓燕 丽华 雪莲".split()


def measure(count: int) -> None:
    """In a process of its own: fill a database with so many people, print seconds and statements."""
    os.environ["TONGPIN_DATA_DIR"] = tempfile.mkdtemp(prefix="tongpin-bench-")
    os.environ["TONGPIN_TODAY"] = "2020-09-20"
    os.environ.pop("TONGPIN_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongpin.project.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS = ["testserver"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    call_command("migrate", verbosity=0)
    branch, account = fill(count)
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["stamp"] = account.session_stamp
    session.save()
    for key, address in (*PAGES, *STATISTICS):
        url = address.format(branch=branch)
        client.get(url)
        best = 1e9
        for _ in range(ROUNDS if (key, address) in PAGES else 2):
            start = perf_counter()
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(url)
            best = min(best, perf_counter() - start)
            assert answer.status_code == 200, (url, answer.status_code)
        print(key, f"{best:.5f}", len(seen), flush=True)


def fill(count: int):
    """Branches of fifty people each; every tenth is probationary. A branch's key and the account."""
    from datetime import date, timedelta

    from tongpin.audit.actor import Actor
    from tongpin.audit.envelope import opened
    from tongpin.org import actions
    from tongpin.org.actions.naming import index_names
    from tongpin.org.models import Affiliation, Membership, Person, Unit
    from tongpin.org.search import search_text

    system = Actor.system("cli")
    bureau = actions.found_bureau(system, code="JU", name="局党委", kind="party_committee")
    names = [f"{a}{b}{c[0]}" if n % 3 else f"{a}{b}" for n, (a, b, c) in enumerate(
        (a, b, c) for a in SURNAMES for b in GIVEN for c in GIVEN)]  # fmt: skip
    with opened(system, "bench", "基准"):
        kinds = Unit.objects.bulk_create(
            Unit(parent=bureau, code=f"Z{n}", name=f"第{n}党支部", kind="branch", search_text="")
            for n in range(max(20, count // 50))
        )
        for unit in kinds:
            unit.path = f"{bureau.path}{unit.pk}/"
        Unit.objects.bulk_update(kinds, ["path"], batch_size=500)
        words = {name: search_text(name, person=True) for name in set(names)}
        people = Person.objects.bulk_create(
            [
                Person(
                    name=(name := names[n * 7919 % len(names)]), sex="female" if n % 3 == 0 else "male",
                    born_on=date(1940, 1, 1) + timedelta(days=n * 37 % 20_000), education="大学本科",
                    nation="汉族", home=kinds[n % len(kinds)], search_text=words[name],
                )
                for n in range(count)
            ],
            batch_size=5000,
        )  # fmt: skip
        index_names(people, fresh=True)
        Affiliation.objects.bulk_create(
            [Affiliation(person=p, unit_id=p.home_id, starts_on=date(2018, 11, 1)) for p in people],
            batch_size=5000,
        )
        Membership.objects.bulk_create(
            [
                Membership(
                    person=p, stage="full" if n % 10 else "probationary",
                    starts_on=date(2010 if n % 10 else 2020, 1 + n % 8, 1),
                )
                for n, p in enumerate(people)
            ],
            batch_size=5000,
        )  # fmt: skip
    account = actions.create_account(
        system, unit=bureau, username="dangban", display_name="党办", password="x" * 16,
        must_change=False,
    )  # fmt: skip
    actions.grant(system, unit=bureau, account=account, role="office", subtree=True)
    return kinds[0].pk, account


def figures(count: int) -> dict[str, tuple[float, int]]:
    """`{page: (seconds, statements)}` of a roster of so many people."""
    done = subprocess.run(
        [sys.executable, __file__, "--measure", str(count)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    rows = (line.split() for line in done.stdout.splitlines())
    return {key: (float(seconds), int(number)) for key, seconds, number in rows}


def main() -> int:
    """Print the ratios; 1 where a promise is broken."""
    small, large = figures(SMALL), figures(LARGE)
    kept = True
    for key, _ in PAGES:
        ratio = large[key][0] / small[key][0]
        same = large[key][1] == small[key][1]
        kept &= ratio <= LIMIT and same
        print(
            f"{key}: {SMALL} {small[key][0] * 1000:.0f} ms, {LARGE} {large[key][0] * 1000:.0f} ms, "
            f"ratio={ratio:.2f} limit={LIMIT} statements {small[key][1]}/{large[key][1]} "
            f"{'ok' if ratio <= LIMIT and same else 'over'}"
        )
    for key, _ in STATISTICS:
        same = large[key][1] == small[key][1]
        kept &= same
        print(
            f"{key}: {LARGE} people {large[key][0]:.2f} s, statements {small[key][1]}/{large[key][1]} "
            f"{'ok' if same else 'over'}"
        )
    return 0 if kept else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]))
    else:
        sys.exit(main())
