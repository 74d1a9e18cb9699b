"""Members × 12 months assessed and stored, and 20,000 lines of a statement matched.

Promises: assessing and storing takes at most 2 times `bulk_create` of the same rows alone; matching
grows no faster than the number of lines and takes less than 10 s for 20,000. Runs on SQLite, and on
PostgreSQL inside `scripts/with-postgres`. `python benchmarks/dues_store.py 100000 2` for the size and
rounds of the promise.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from time import perf_counter

STORED = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
MONTHS = [date(2020, m, 1) for m in range(1, 13)]
STORE_LIMIT, GROWTH = 2.0, 2.0  # growth 1 is linear, 4 quadratic

os.environ["TONGPIN_DATA_DIR"] = tempfile.mkdtemp(prefix="tongpin-bench-")
os.environ["TONGPIN_TODAY"] = "2020-12-20"
os.environ["DJANGO_SETTINGS_MODULE"] = "tongpin.project.settings"

import django  # noqa: E402

django.setup()


def matching() -> bool:
    """20,000 lines against 5,000: seconds by line must not grow."""
    from tongpin.ledgers.dues.matching import People, judge_statement

    surnames, given = "张王李赵陈杨黄周吴徐", "建国志强文斌海涛立新永福栋春生军明远振"
    names = [a + b + c for a in surnames for b in given for c in given]
    people = People([(n, name, "", 1) for n, name in enumerate(names)], lambda text: text)
    open_month = {n: {date(2020, m, 1): 7793 for m in range(1, 13)} for n in range(len(names))}
    spent = {}
    for size in (5000, 20_000):
        lines = [
            (n, {"on": "2020-09-03", "name": "" if n % 3 == 0 else names[n % len(names)],
                 "note": f"代交{names[n % len(names)]}同志九月份党费", "amount": "77.93",
                 "reference": str(n)})
            for n in range(size)
        ]  # fmt: skip
        times = []
        for _ in range(3):
            start = perf_counter()
            rows = judge_statement(
                lines, people, today=date(2020, 12, 20), chosen={}, known=set(),
                due=lambda keys: {k: dict(open_month[k]) for k in keys},
                entered=lambda first, last: set(),
            )  # fmt: skip
            times.append(perf_counter() - start)
        spent[size] = min(times)
        ok = sum(row.how == "ok" for row in rows)
        print(f"  {size} lines: {spent[size]:.2f} s, {ok} matched", flush=True)
    growth = spent[20_000] / spent[5000] / 4
    kept = growth <= GROWTH and spent[20_000] < 10
    print(f"dues statement growth: ratio={growth:.2f} limit={GROWTH} {_word(kept)}", flush=True)
    return kept


def storing() -> bool:
    """Members × 12 months from declarations to rows, against `bulk_create` of the same rows."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from tongpin.audit.actor import Actor
    from tongpin.audit.envelope import opened
    from tongpin.ledgers.dues.actions import assess_months
    from tongpin.ledgers.dues.models import Assessment, Declaration
    from tongpin.org.actions import add_unit, found_bureau
    from tongpin.org.models import Affiliation, Membership, Person

    call_command("migrate", verbosity=0)
    who, first = Actor.system(), date(2020, 1, 1)
    bureau = found_bureau(who, code="JU", name="局党委", kind="party_committee")
    branches = [
        add_unit(who, unit=bureau, code=f"Z{n}", name=f"第{n}支部", kind="branch")
        for n in range(40)
    ]
    with opened(who, "bench.fill", "填充"):
        people = Person.objects.bulk_create(
            [Person(name=f"党员{n}", home=branches[n % 40]) for n in range(STORED)], batch_size=2000
        )
        Affiliation.objects.bulk_create(
            [Affiliation(person=p, unit=p.home, starts_on=date(2015, 1, 1)) for p in people],
            batch_size=2000,
        )
        Membership.objects.bulk_create(
            [Membership(person=p, stage="full", starts_on=date(2015, 1, 1)) for p in people],
            batch_size=2000,
        )
        Declaration.objects.bulk_create(
            [Declaration(person=p, unit=p.home, starts_on=first, category="employed",
                         base_fen=300_000 + n * 37 % 900_000, declared_on=first, declared_by="x")
             for n, p in enumerate(people)], batch_size=2000,
        )  # fmt: skip
    fields = [f.attname for f in Assessment._meta.concrete_fields if not f.primary_key]
    ours_best = plain_best = float("inf")
    for _ in range(ROUNDS):
        with transaction.atomic():
            start = perf_counter()
            count = assess_months(who, unit=bureau, months=MONTHS)
            ours_best = min(ours_best, perf_counter() - start)
            values = [list(Assessment.objects.filter(month=m).values_list(*fields)) for m in MONTHS]
            transaction.set_rollback(True)
        with transaction.atomic():
            with opened(who, "bench.plain", "对照"):
                start = perf_counter()
                for month in values:
                    rows = [Assessment(**dict(zip(fields, row, strict=True))) for row in month]
                    Assessment.objects.bulk_create(rows, batch_size=2000)
                plain_best = min(plain_best, perf_counter() - start)
            transaction.set_rollback(True)
        del values
    ratio = ours_best / plain_best
    print(f"  {connection.vendor}")
    print(f"  {count} rows: assessed and stored {ours_best:.2f} s, bulk_create {plain_best:.2f} s")
    print(
        f"dues stored: ratio={ratio:.2f} limit={STORE_LIMIT} {_word(ratio <= STORE_LIMIT)}",
        flush=True,
    )
    return ratio <= STORE_LIMIT


def _word(kept: bool) -> str:
    return "ok" if kept else "over"


def main() -> int:
    """Both promises; 0 when kept."""
    kept = [matching(), storing()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
