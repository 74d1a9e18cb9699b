"""Assessing branches: 500 of them by 60 items, and again after one record.

Every branch has eight members, forty gatherings with attendance, dues for eight months and two
problems; the scheme has sixty items, each from a ledger or a duty.
Promises: all branches within ten seconds once the year is judged; after one record, a fiftieth of that;
the incremental board equals a full one. The number of branches may be given: `assessment.py 100`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from importlib import import_module
from time import perf_counter

BRANCHES = int(sys.argv[1]) if len(sys.argv) > 1 else 500
ITEMS, MEMBERS, GATHERINGS, ROUNDS = 60, 8, 40, 3
SECONDS, AFTER_ONE = 10.0, 0.02
YEAR, TODAY, SINCE = 2020, date(2020, 9, 20), date(2018, 1, 1)

folder = tempfile.TemporaryDirectory(prefix="tongpin-bench-")
os.environ["TONGPIN_DATA_DIR"] = folder.name
os.environ["TONGPIN_TODAY"] = TODAY.isoformat()
os.environ.pop("TONGPIN_DATABASE_URL", None)
os.environ["DJANGO_SETTINGS_MODULE"] = "tongpin.project.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402

from tongpin.audit.actor import Actor  # noqa: E402
from tongpin.audit.envelope import opened  # noqa: E402
from tongpin.duties.judging import rebuild  # noqa: E402
from tongpin.ledgers.assessment import actions, queries  # noqa: E402
from tongpin.ledgers.assessment.models import Scheme, Stamp, Standing  # noqa: E402
from tongpin.ledgers.assessment.scheme_text import ItemText, shipped  # noqa: E402
from tongpin.ledgers.dues.models import Allocation, Assessment, Payment  # noqa: E402
from tongpin.life.actions import Minutes, record_gathering  # noqa: E402
from tongpin.life.models import Attendance, Gathering, GatheringKind, GatheringTag  # noqa: E402
from tongpin.org import actions as org  # noqa: E402
from tongpin.org.models import Affiliation, Membership, Person, Unit  # noqa: E402
from tongpin.rectification.models import Problem, Source, State  # noqa: E402

SYSTEM = Actor.system("cli", "基准")
KINDS = ("theme_day", "general_meeting", "committee_meeting", "lecture")
TAGS = ("volunteering", "directives", "business_integration", "aid")
BATCH = 2_000


def bureau(branches: int) -> Unit:
    """A committee with branches of eight members each."""
    root = org.found_bureau(
        SYSTEM, code="JU", name="局党委", kind="party_committee", founded_on=SINCE
    )
    with opened(SYSTEM, "bench.grow", "基准"):
        units = Unit.objects.bulk_create(
            Unit(code=f"B{n}", name=f"第{n}党支部", kind="branch", parent=root, order=n,
                 path=f"{root.path}x{n}/", founded_on=SINCE)
            for n in range(branches)
        )  # fmt: skip
        for unit in units:
            unit.path = f"{root.path}{unit.pk}/"
        Unit.objects.bulk_update(units, ["path"], batch_size=500)
        people = Person.objects.bulk_create(
            (Person(name=f"党员{n}", home=unit) for unit in units for n in range(MEMBERS)),
            batch_size=BATCH,
        )
        Affiliation.objects.bulk_create(
            (Affiliation(person=p, unit_id=p.home_id, starts_on=SINCE) for p in people),
            batch_size=BATCH,
        )
        Membership.objects.bulk_create(
            (Membership(person=p, stage="full", starts_on=SINCE) for p in people), batch_size=BATCH
        )
        life(units, people)
        dues(people)
        problems(root, units)
    return root


def life(units: Sequence[Unit], people: Iterable[Person]) -> None:
    """Forty gatherings a branch with who came."""
    made = Gathering.objects.bulk_create(
        (
            Gathering(unit=unit, topic=f"第{n}次", held_on=day, recorded_on=day, recorded_by="基准",
                      study_minutes=90)
            for unit in units for n in range(GATHERINGS)
            for day in [date(YEAR, 1 + n % 8, 1 + (n + unit.order) % 27)]
        ),
        batch_size=BATCH,
    )  # fmt: skip
    GatheringKind.objects.bulk_create(
        (GatheringKind(gathering=g, kind=KINDS[n % 4]) for n, g in enumerate(made)),
        batch_size=BATCH,
    )
    GatheringTag.objects.bulk_create(
        (GatheringTag(gathering=g, tag=TAGS[n % 4]) for n, g in enumerate(made) if n % 3),
        batch_size=BATCH,
    )
    homes: dict[int, list[Person]] = {}
    for person in people:
        homes.setdefault(person.home_id, []).append(person)
    Attendance.objects.bulk_create(
        (
            Attendance(gathering=g, person=p, presence="leave" if (g.pk + p.pk) % 9 == 0 else "present")
            for g in made for p in homes[g.unit_id]
        ),
        batch_size=BATCH,
    )  # fmt: skip


def dues(people: Sequence[Person]) -> None:
    """Eight months assessed, all but a few paid."""
    months = [date(YEAR, m, 1) for m in range(1, 9)]
    Assessment.objects.bulk_create(
        (
            Assessment(person=p, unit_id=p.home_id, month=m, status="assessed", due_fen=500,
                       assessed_on=m, assessed_by="基准")
            for p in people for m in months
        ),
        batch_size=BATCH,
    )  # fmt: skip
    paid = Payment.objects.bulk_create(
        (
            Payment(person=p, unit_id=p.home_id, paid_on=TODAY, amount_fen=4000, method="cash",
                    number=f"N{p.pk}", recorded_on=TODAY, recorded_by="基准")
            for p in people if p.pk % 11
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Allocation.objects.bulk_create(
        (Allocation(payment=x, person_id=x.person_id, month=m, kind="due", amount_fen=500)
         for x in paid for m in months),
        batch_size=BATCH,
    )  # fmt: skip


def problems(root: Unit, units: Sequence[Unit]) -> None:
    """Two problems a branch that fell due."""
    Problem.objects.bulk_create(
        (
            Problem(
                unit=root, responsible_unit=unit, source=Source.SUPERVISION, title=f"问题{n}",
                measure="改", responsible_name="张三", found_on=SINCE, due_on=date(YEAR, 6, 30),
                state=State.CLOSED if n else State.DOING, started_on=SINCE, submitted_on=SINCE,
                submitted_by="甲", verified_on=TODAY, verified_by="乙", verification="好",
            )
            for unit in units for n in range(2)
        ),
        batch_size=BATCH,
    )  # fmt: skip


def scheme(root: Unit) -> Scheme:
    """The shipped scheme with items from further kinds of gatherings up to sixty."""
    row = actions.take_shipped(SYSTEM, unit=root)
    kinds = sorted(
        k for k, v in queries.evidence_sources().items() if k.startswith("life.") and not v.is_share
    )
    extra = ITEMS - len(shipped().items)
    name = row.dimensions.first().title
    for n in range(extra):
        text = ItemText(f"补充{n}", "够次数", "evidence", name, weight=10, keys=(kinds[n % len(kinds)],),
                        needed=2)  # fmt: skip
        actions.put_item(SYSTEM, unit=root, scheme=row, text=text)
    row.refresh_from_db()
    weights = [(d.title, sum(i.weight for i in d.items.all())) for d in row.dimensions.all()]
    row = actions.revise_scheme(
        SYSTEM, unit=root, scheme=row, version=row.version, dimensions=weights, basis="",
        full=sum(w for _, w in weights), pass_line=800, model_line=900,
    )  # fmt: skip
    return actions.publish_scheme(SYSTEM, unit=root, scheme=row, version=row.version)


def kept() -> list[tuple[object, ...]]:
    """The board without its keys."""
    rows = Standing.objects.order_by("unit_id")
    return list(rows.values_list("unit", "points", "of", "unknown", "by_hand", "share", "vetoes"))


def timed(row: Scheme) -> tuple[float, int]:
    """Seconds of one refresh, and how many branches were assessed."""
    start = perf_counter()
    number = queries.refresh(row, YEAR)
    return perf_counter() - start, number


def main() -> int:
    """Print the figures; 1 where a promise is broken."""
    call_command("migrate", verbosity=0)
    import_module("tongpin.ledgers.assessment.queries.standings").SETTLES = timedelta(0)
    root = bureau(BRANCHES)
    row = scheme(root)
    print(f"{BRANCHES} branches, {row.items.count()} items", flush=True)
    rebuild(YEAR)
    full = []
    for _ in range(ROUNDS):
        Stamp.objects.all().delete()
        seconds, number = timed(row)
        assert number == BRANCHES, number
        full.append(seconds)
    ones = []
    units = list(Unit.objects.filter(parent=root)[:ROUNDS])
    for unit in units:
        record_gathering(
            SYSTEM, unit=unit,
            minutes=Minutes(kinds=("theme_day",), topic="补", held_on=date(YEAR, 9, 10)),
        )  # fmt: skip
        seconds, number = timed(row)
        assert number == 1, number
        ones.append(seconds)
    before = kept()
    Stamp.objects.all().delete()
    queries.refresh(row, YEAR)
    differing = len(set(map(repr, before)) ^ set(map(repr, kept())))
    first, after = min(full), min(ones)
    print(
        f"  all: {first:.2f} s ({first / BRANCHES * 1000:.1f} ms a branch); one record: {after:.3f} s"
    )
    results = (
        ("assessment-seconds", first, SECONDS * max(1.0, BRANCHES / 500)),
        ("assessment-one-of-all", after / first, max(AFTER_ONE, 20 / BRANCHES)),
        ("assessment-incremental-differs", float(differing), 0.0),
    )
    for name, value, limit in results:
        print(f"{name}: value={value:.3f} limit={limit:g} {'ok' if value <= limit else 'over'}")
    return int(any(value > limit for _, value, limit in results))


if __name__ == "__main__":
    sys.exit(main())
