"""The yearly ledgers of 500 branches: a page of them, and their export, whose memory does not grow.

Promises: the page of fifty branches costs as many statements among 500 as among 50; the export of
500 branches with 12,000 records takes at most twice the memory of that of 100 branches.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import tracemalloc
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

BRANCHES, RECORDS, PEOPLE = 500, 24, 5
PROMISE = 2.0
KINDS = ("general_meeting", "committee_meeting", "group_meeting", "lecture", "theme_day")


def build() -> None:
    """Branches in ten districts, each with its people and its year."""
    from tongpin.audit.actor import Actor
    from tongpin.audit.envelope import opened
    from tongpin.life.models import Attendance, Gathering, GatheringKind
    from tongpin.org import actions as org
    from tongpin.org.models import Person, Unit

    system, since, dice = Actor.system(), date(2018, 1, 1), random.Random(1)
    bureau = org.found_bureau(
        system, code="JU", name="中共青禾县委直属机关工作委员会", kind="organ_committee",
        short_name="机关工委", founded_on=since,
    )  # fmt: skip
    for part in range(5):
        above = org.add_unit(
            system, unit=bureau, code=f"P{part}", name=f"第{part}党总支", kind="general_branch",
            founded_on=since,
        )  # fmt: skip
        with opened(system, "bench", "测速", bureau):
            for n in range(BRANCHES // 5):
                unit = Unit(
                    code=f"P{part}-{n}", name=f"第{part}机关第{n}党支部", kind="branch",
                    parent=above, founded_on=since, order=n, path="",
                )  # fmt: skip
                unit.save()
                unit.path = f"{above.path}{unit.pk}/"
                unit.save()
                people = Person.objects.bulk_create(
                    [Person(name=f"党员{i}", home=unit) for i in range(PEOPLE)]
                )
                rows = Gathering.objects.bulk_create(
                    [
                        Gathering(
                            unit=unit, topic=f"第{i}次", content="学习讨论。" * 40, recorded_by="测速",
                            held_on=date(2020, 1, 1) + timedelta(days=15 * i), recorded_on=since,
                        )
                        for i in range(RECORDS)
                    ]
                )  # fmt: skip
                GatheringKind.objects.bulk_create(
                    [GatheringKind(gathering=row, kind=dice.choice(KINDS)) for row in rows]
                )
                Attendance.objects.bulk_create(
                    [
                        Attendance(
                            gathering=row, person=person, reason="出差" if i == 0 else "",
                            presence="leave" if i == 0 else "present",
                        )
                        for row in rows
                        for i, person in enumerate(people)
                    ]
                )  # fmt: skip


def exported(code: str) -> tuple[float, float, int]:
    """The export of a unit: peak of memory in MB, seconds, bytes of the file."""
    from tongpin.life.sheets import overview_book
    from tongpin.org.models import Unit
    from tongpin.org.scope import Scope

    unit = Unit.objects.get(code=code)
    with tempfile.TemporaryFile() as stream:
        tracemalloc.start()
        start = perf_counter()
        overview_book(Scope.everything(), unit, 2020, stream)
        seconds = perf_counter() - start
        peak = tracemalloc.get_traced_memory()[1] / 1024 / 1024
        tracemalloc.stop()
        return peak, seconds, stream.tell()


def page(code: str) -> tuple[int, float]:
    """Statements and milliseconds of one page of fifty branches."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tongpin.life import queries
    from tongpin.org.models import Unit
    from tongpin.org.scope import Scope

    unit = Unit.objects.get(code=code)
    start = perf_counter()
    with CaptureQueriesContext(connection) as seen:
        rows = queries.ledger_units(Scope.everything(), unit, 2020)
        number, units = rows.count(), list(rows[:50])
        assert number >= len(units) == 50
        queries.kind_numbers([u.pk for u in units], 2020)
    return len(seen), (perf_counter() - start) * 1000


def main() -> int:
    """Measure and print; exit 1 where a promise is broken."""
    os.environ |= {"TONGPIN_DATA_DIR": tempfile.mkdtemp(prefix="tongpin-ledgers-"),
                   "DJANGO_SETTINGS_MODULE": "tongpin.project.settings"}  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    build()
    few, many = page("P0"), page("JU")
    print(
        f"page of 50: {few[0]} statements among 100 branches, {many[0]} among 500, {many[1]:.0f} ms"
    )
    small, large = exported("P0"), exported("JU")
    ratio = large[0] / small[0]
    for name, (peak, seconds, size) in (("100 branches", small), ("500 branches", large)):
        print(f"export of {name}: peak {peak:.1f} MB, {seconds:.1f} s, file {size / 1e6:.1f} MB")
    print(f"ledgers ratio {ratio:.2f} (promise: at most {PROMISE:.0f} times the memory)")
    return 0 if ratio <= PROMISE and few[0] == many[0] else 1


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "src"))
    raise SystemExit(main())
