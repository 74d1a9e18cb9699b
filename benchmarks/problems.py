"""50,000 problems against 1,000: list, filter, ledger, search and progress through the whole product.

Each page is asked through Django's own client (middleware, permission, templates), as the office of the
bureau and as a branch secretary. Promises: the same number of statements at both sizes, and at most
three times the time. Best of several rounds, so that a busy machine doesn't decide.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from datetime import date, timedelta
from time import perf_counter

SMALL, LARGE = 1_000, int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
ROUNDS, LIMIT = 7, 3.0
BRANCHES = 40

os.environ["TONGPIN_DATA_DIR"] = tempfile.mkdtemp(prefix="tongpin-bench-")
os.environ["TONGPIN_TODAY"] = "2020-09-20"
os.environ.pop("TONGPIN_DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "tongpin.project.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tongpin.audit.actor import Actor  # noqa: E402
from tongpin.audit.envelope import opened  # noqa: E402
from tongpin.org import actions as org  # noqa: E402
from tongpin.rectification.models import Problem, Source, State  # noqa: E402

PAGES = {
    "list": "/problems/?unit=JU",
    "filter": "/problems/?source=audit&state=doing",
    "overdue": "/problems/?late=overdue",
    "ledger": "/problems/?ledger=closed&sort=-verified_on",
    "page 50": "/problems/?page=50",
    "progress": "/problems/progress/",
}
SYSTEM = Actor.system()


def bureau() -> None:
    """One committee with its branches, an office account and a secretary."""
    root = org.found_bureau(SYSTEM, code="JU", name="局党委", kind="party_committee",
                            founded_on=date(2018, 1, 1))  # fmt: skip
    units = [
        org.add_unit(SYSTEM, unit=root, code=f"Z{n}", name=f"第{n}支部", kind="branch",
                     founded_on=date(2018, 1, 1), order=n)
        for n in range(BRANCHES)
    ]  # fmt: skip
    for name, unit, role, subtree in (
        ("office", root, "office", True), ("secretary", units[0], "secretary", False),
    ):  # fmt: skip
        account = org.create_account(
            SYSTEM, unit=root, username=name, display_name=name, must_change=False,
            password="correct-horse-battery", person=None,
        )  # fmt: skip
        org.grant(SYSTEM, unit=unit, account=account, role=role, subtree=subtree)


def fill(count: int) -> None:
    """So many problems in every state, as constraints want them."""
    from tongpin.org.models import Unit

    dice, units = random.Random(count), list(Unit.objects.order_by("pk"))
    states = [State.FOUND, State.DOING, State.SUBMITTED, State.CLOSED, State.CLOSED]
    day = date(2020, 9, 20)
    with opened(SYSTEM, "bench", "bench"):
        Problem.objects.all().delete()
        Problem.objects.bulk_create(
            (
                Problem(
                    unit=units[0], responsible_unit=dice.choice(units[1:]), source=dice.choice(Source.values),
                    title=f"问题{n}", measure="整改", responsible_name="张三", found_on=date(2020, 1, 1),
                    due_on=day + timedelta(days=dice.randrange(-200, 200)), state=dice.choice(states),
                    started_on=day, submitted_on=day, submitted_by="李四", verified_on=day,
                    verified_by="王五", verification="好",
                )
                for n in range(count)
            ),
            batch_size=2_000,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measured(client: Client, url: str) -> tuple[float, int]:
    """Best seconds of the rounds, and the statements of one."""
    client.get(url)
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        answer = client.get(url)
        times.append(perf_counter() - start)
        assert answer.status_code == 200, (url, answer.status_code)
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
    return min(times), len(caught)


def logged_in(username: str) -> Client:
    """A browser of the account."""
    from tongpin.org.models import Account

    account = Account.objects.get(username=username)
    client = Client(headers={"host": "localhost"})
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["stamp"] = account.session_stamp
    session.save()
    return client


def main() -> int:
    """Print each page's ratio; the exit code says whether all promises hold."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    bureau()
    found: dict[tuple[str, str], dict[int, tuple[float, int]]] = {}
    for count in (SMALL, LARGE):
        fill(count)
        for who in ("office", "secretary"):
            client = logged_in(who)
            for name, url in PAGES.items():
                address = url if who == "office" else url.replace("unit=JU", "unit=Z0")
                found.setdefault((who, name), {})[count] = measured(client, address)
    kept = True
    for (who, name), both in found.items():
        (small, few), (large, many) = both[SMALL], both[LARGE]
        ratio = large / small
        good = ratio <= LIMIT and few == many
        kept = kept and good
        print(
            f"problems-{who}-{name}: {small * 1e3:.1f} ms → {large * 1e3:.1f} ms, "
            f"{ratio:.2f} times (at most {LIMIT:g}), {few} → {many} statements"
            f"{'' if good else '  MISSED'}"
        )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
