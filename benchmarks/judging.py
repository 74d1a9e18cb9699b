"""Judging a year: rebuild against refresh, cost per unit as the bureau grows, statements of the board.

Every branch has 20 duties (16 of the paper, four of which name a rule, and four more of the
regulations) and 16 records.
Promises: an incremental refresh of every unit leaves the same findings as a full rebuild; a unit
costs as much among 5,000 as among 50; the board makes as many statements for 500 units as for 5.
Sizes may be given as arguments: `judging.py 50 500`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from datetime import date
from time import perf_counter

SIZES = tuple(map(int, sys.argv[1:])) or (50, 500, 5000)
GROWTH = 1.5
YEAR, TODAY = 2020, date(2020, 9, 20)

folder = tempfile.TemporaryDirectory(prefix="tongpin-bench-")
os.environ["TONGPIN_DATA_DIR"] = folder.name
os.mkdir(f"{folder.name}/static")
os.environ["TONGPIN_TODAY"] = TODAY.isoformat()
os.environ["TONGPIN_PLAIN_STATIC"] = "1"
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
from tongpin.duties.actions import adopt_plan, upload_plan  # noqa: E402
from tongpin.duties.judging import forget, rebuild, refresh  # noqa: E402
from tongpin.duties.models import Finding, Plan  # noqa: E402
from tongpin.duties.reading import Paper, ReadDuty, ReadMeasure, ReadSection  # noqa: E402
from tongpin.life.models import Gathering, GatheringKind  # noqa: E402
from tongpin.org import actions as org  # noqa: E402
from tongpin.org.models import Account, Affiliation, Membership, Person, Unit  # noqa: E402

SYSTEM = Actor.system("cli", "基准")
LOCAL = 16
RULES = ("branch.general_meeting", "branch.committee_meeting", "branch.lecture", "branch.theme_day")
PERIODS = ("month", "quarter", "half-year", "year")
FIELDS = (
    "subject", "unit_id", "rule_key", "duty_key", "title", "window_label", "starts_on", "ends_on",
    "deadline", "verdict", "needed", "counted", "reason", "citation",
)  # fmt: skip


def said(name: str, ratio: float, limit: float) -> bool:
    """One line of result; whether the promise is kept."""
    kept = ratio <= limit
    print(f"{name}: ratio={ratio:.2f} limit={limit:g} {'ok' if kept else 'over'}", flush=True)
    return kept


def paper() -> Paper:
    """Sixteen sentences that bind every branch: four named by rules, the others counted by hand."""
    lines = [f"（{n}）各党支部每年开展第{n}项工作。" for n in range(1, LOCAL + 1)]
    text, measures, duties, start = "\n".join(lines), [], [], 0
    for n, line in enumerate(lines):
        end = start + len(line)
        measures.append(ReadMeasure(0, "一", line[:3], f"第{n + 1}项工作", line, start, end))
        duties.append(
            ReadDuty(
                measure_index=n, kind="other", quote=line, start=start, end=end, times=1,
                per=PERIODS[n % 4], bound="min", deadline=None, quantity=None,
                responsible="各党支部", rules=(RULES[n],) if n < len(RULES) else (),
            )
        )  # fmt: skip
        start = end + 1
    sections = (ReadSection("一", "重点工作"),)
    return Paper(
        "2020年工作要点", YEAR, None, None, text, sections, tuple(measures), tuple(duties), ()
    )


def bureau() -> tuple[Unit, Plan]:
    """A bureau with the paper in force and an office account."""
    unit = org.found_bureau(SYSTEM, code="JU", name="局党委", kind="party_committee")
    account = org.create_account(
        SYSTEM, unit=unit, username="office", display_name="党办", password="bench-password-1",
        must_change=False,
    )  # fmt: skip
    org.grant(SYSTEM, unit=unit, account=account, role="office", subtree=True)
    plan = upload_plan(SYSTEM, unit=unit, paper=paper(), year=YEAR)
    return unit, adopt_plan(SYSTEM, unit=unit, plan=plan, version=plan.version, reason="基准")


def grow(parent: Unit, first: int, last: int) -> None:
    """More branches, each of eight members and sixteen records."""
    with opened(SYSTEM, "bench.grow", "基准"):
        units = Unit.objects.bulk_create(
            Unit(
                code=f"B{n}", name=f"第{n}党支部", kind="branch", parent=parent, order=n,
                path=f"{parent.path}{10_000 + n}/", founded_on=date(2018, 1, 1),
            )
            for n in range(first, last)
        )  # fmt: skip
        people = Person.objects.bulk_create(
            (Person(name=f"党员{n}", home=unit) for unit in units for n in range(8)),
            batch_size=2000,
        )
        since = date(2018, 1, 1)
        Affiliation.objects.bulk_create(
            (Affiliation(person=p, unit_id=p.home_id, starts_on=since) for p in people),
            batch_size=2000,
        )
        Membership.objects.bulk_create(
            (Membership(person=p, stage="full", starts_on=since) for p in people), batch_size=2000
        )
        records(units)


def records(units: Iterable[Unit]) -> None:
    """Sixteen records a unit over nine months, some branches with gaps."""
    kinds = [rule.partition(".")[2] for rule in RULES]
    rows = [
        Gathering(
            unit=unit, topic=f"第{n}次", held_on=day, recorded_on=day, recorded_by="基准",
            recorder=None,
        )
        for unit in units
        for n in range(16)
        for day in [date(YEAR, 1 + (n + unit.order) % 9, 1 + n)]
    ]  # fmt: skip
    made = Gathering.objects.bulk_create(rows, batch_size=2000)
    GatheringKind.objects.bulk_create(
        (GatheringKind(gathering=g, kind=kinds[n % 4]) for n, g in enumerate(made)), batch_size=2000
    )


def findings() -> list[tuple[object, ...]]:
    """All findings without their keys, in one order."""
    return sorted(Finding.objects.filter(year=YEAR).values_list(*FIELDS), key=repr)


def timed_rebuild(units: int) -> float:
    """Seconds a unit of a full rebuild, the better of two on small bureaus."""
    spent = []
    for _ in range(2 if units <= 500 else 1):
        start = perf_counter()
        count = rebuild(YEAR)
        spent.append(perf_counter() - start)
    each = min(spent) / units
    print(
        f"  {units} units: {count} findings, {min(spent):.2f} s, {each * 1000:.2f} ms a unit",
        flush=True,
    )
    return each


def statements(client: Client) -> int:
    """How many statements the board makes once the year is judged."""
    client.get("/board/", headers={"host": "localhost"})
    with CaptureQueriesContext(connection) as caught:
        answer = client.get("/board/", headers={"host": "localhost"})
    assert answer.status_code == 200
    return len(caught)


def office() -> Client:
    """The office's browser."""
    account = Account.objects.get(username="office")
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["stamp"] = account.session_stamp
    session.save()
    return client


def incremental_is_full() -> bool:
    """Refresh every unit of the smallest bureau and compare with the rebuild, finding by finding."""
    rebuild(YEAR)
    full = findings()
    before = perf_counter()
    units = list(Unit.objects.all())
    for unit in units:
        refresh(unit, TODAY)
    spent = (perf_counter() - before) / len(units)
    differing = len(set(map(repr, full)) ^ set(map(repr, findings())))
    print(
        f"  one refresh {spent * 1000:.1f} ms; {len(full)} findings, {differing} differ", flush=True
    )
    return said("judging-incremental-differs", differing, 0)


def main() -> int:
    """Print the ratios; 1 where a promise is broken."""
    call_command("migrate", verbosity=0)
    parent, _ = bureau()
    kept, client = True, office()
    grow(parent, 0, 5)
    few = statements(client)
    done, each = 5, {}
    for size in sorted(SIZES):
        grow(parent, done, size)
        done = size
        forget()
        each[size] = timed_rebuild(size)
        if size == min(SIZES):
            kept &= incremental_is_full()
        if size == 500:
            many = statements(client)
            print(f"  board: {few} statements for 5 units, {many} for 500", flush=True)
            kept &= said("board-statements-500-to-5", many / few, 1)
        if size > min(SIZES):
            kept &= said(
                f"judging-cost-{size}-to-{min(SIZES)}", each[size] / each[min(SIZES)], GROWTH
            )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
