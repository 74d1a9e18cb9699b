"""Set-based judging against a hand-written aggregate over the same Parquet, and how it grows.

Generated branches with a year of records are judged by the built-in rulebook. Promises: within
three times an aggregate that counts each kind by month, quarter and year and calls a window met
or overdue; time a subject the same at 1,000,000 as at 100,000; memory within what was set.
Run: `python benchmarks/rollup.py [SIZE…]`. Under scripts/with-spark Spark judges the same folders
and its times are printed beside; nothing is promised of them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from subprocess import run
from time import perf_counter

import duckdb

from tongpin.rollup import duck
from tongpin.rollup.schema import TABLES
from tongpin.rules.loader import load_builtin

SIZES = tuple(int(word) for word in sys.argv[1:] if word.isdigit()) or (10_000, 100_000, 1_000_000)
LIMIT, GROWTH = 3.0, 1.3
MASTER = "TONGPIN_SPARK_MASTER"
AS_OF = date(2020, 12, 31)
KINDS = {
    "life.general_meeting": (91, 4),
    "life.lecture": (91, 4),
    "life.committee_meeting": (30, 12),
    "life.group_meeting": (30, 12),
    "life.theme_day": (30, 12),
    "life.organizational_life_meeting": (360, 1),
    "life.member_appraisal": (360, 1),
    "life.heart_talk": (180, 2),
}
"""Days between two records of a kind, and how many a year."""

_SUBJECTS = """
SELECT n AS subject, 'unit:' || n AS key, 'unit' AS kind, 'branch' AS unit_type,
       CASE WHEN n % 20 = 0 THEN DATE '2020-01-01' + (hash(n) % 366)::INTEGER END AS founded,
       CASE WHEN n % 31 = 0 THEN DATE '2020-06-01' + (hash(n) % 366)::INTEGER END AS dissolved
  FROM range({size}) AS t(n)"""
_ATTRIBUTES = """
SELECT n AS subject, name, NULL::DATE AS starts, NULL::DATE AS ends, number > 0 AS truth, number,
       NULL::BIGINT AS people
  FROM (SELECT n, name, (hash(n, name) % 12)::BIGINT AS number FROM range({size}) AS t(n),
        (VALUES ('committee'), ('groups'), ('full_members')) AS a(name)
        WHERE name <> 'committee' OR n % 4 <> 0) ORDER BY n"""
_FACTS = """
SELECT subject, row_number() OVER (ORDER BY subject, happened_on, kind) - 1 AS fact, kind,
       happened_on, happened_on + 2 AS recorded_on,
       CASE WHEN hash(subject, kind, place) % 25 = 0 THEN 'draft' ELSE 'recorded' END AS state,
       row_number() OVER (ORDER BY subject, happened_on, kind) - 1 AS gathering,
       FALSE AS twin, 0::BIGINT AS moves
  FROM (SELECT n AS subject, kind, place,
               DATE '2020-01-01' + (place * gap + hash(n, kind, place) % gap)::INTEGER AS happened_on
          FROM range({size}) AS t(n), (VALUES {kinds}) AS k(kind, gap, times), range(12) AS p(place)
         WHERE place < times AND hash(n, kind, place, 1) % 10 > 0) ORDER BY subject, happened_on"""
_EMPTY = "SELECT {columns} WHERE 1 = 0"

_BY_HAND = """
WITH rules(rule, kind, months, needs) AS (VALUES
  ('branch.general_meeting', 'life.general_meeting', 3, ''),
  ('branch.lecture', 'life.lecture', 3, ''),
  ('branch.committee_meeting', 'life.committee_meeting', 1, 'committee'),
  ('branch.group_meeting', 'life.group_meeting', 1, 'groups'),
  ('branch.theme_day', 'life.theme_day', 1, ''),
  ('branch.organizational_life_meeting', 'life.organizational_life_meeting', 12, ''),
  ('branch.member_appraisal', 'life.member_appraisal', 12, ''),
  ('branch.heart_talk', 'life.heart_talk', 12, '')
), counted AS (
  SELECT f.subject, r.rule, (month(f.happened_on) - 1) // r.months AS place, r.months,
         count(DISTINCT f.gathering) AS counted, min(f.happened_on) AS met_on
    FROM '{folder}/facts.parquet' f JOIN rules r USING (kind)
   WHERE f.state = 'recorded' AND year(f.happened_on) = 2020
   GROUP BY ALL
)
SELECT r.rule, u.key AS subject, DATE '2020-01-01' + to_months((p.place * r.months)::INTEGER) AS starts_on,
       CASE WHEN r.needs <> '' AND NOT coalesce(a.truth, FALSE) THEN 'not_applicable'
            WHEN c.counted >= 1 THEN 'met' ELSE 'overdue' END AS verdict,
       coalesce(c.counted, 0) AS counted, c.met_on
  FROM '{folder}/subjects.parquet' u
  CROSS JOIN rules r
  JOIN range(12) AS p(place) ON p.place < 12 // r.months
  LEFT JOIN '{folder}/attributes.parquet' a ON a.subject = u.subject AND a.name = r.needs
  LEFT JOIN counted c ON c.subject = u.subject AND c.rule = r.rule AND c.place = p.place
"""


def generate(folder: Path, size: int) -> None:
    """Branches numbered from 0 with a year of records, every tenth left out, as Parquet."""
    kinds = ", ".join(f"('{kind}', {gap}, {times})" for kind, (gap, times) in KINDS.items())
    made = {"subjects": _SUBJECTS, "attributes": _ATTRIBUTES, "facts": _FACTS}
    with duckdb.connect() as database:
        database.execute("SET threads = 2; SET memory_limit = '6GB'")
        database.execute(f"SET temp_directory = '{folder}/spill'")
        types = {"int64": "BIGINT", "string": "VARCHAR", "date32[day]": "DATE", "bool": "BOOLEAN"}
        for name, schema in TABLES.items():
            columns = ", ".join(f"NULL::{types[str(f.type)]} AS {f.name}" for f in schema)
            query = made.get(name, _EMPTY).format(size=size, kinds=kinds, columns=columns)
            database.execute(f"COPY ({query}) TO '{folder}/{name}.parquet' (COMPRESSION zstd)")


def timed(act: Callable[[], object], times: int) -> float:
    """Seconds of the fastest of some runs."""
    spent = []
    for _ in range(times):
        start = perf_counter()
        act()
        spent.append(perf_counter() - start)
    return min(spent)


def by_hand(folder: Path) -> None:
    """The aggregate, written out as the judgement is."""
    with duckdb.connect() as database:
        database.execute(f"SET threads = {duck.THREADS}; SET preserve_insertion_order = false")
        query = _BY_HAND.format(folder=folder)
        database.execute(
            f"COPY ({query}) TO '{folder}/hand.out' (FORMAT parquet, COMPRESSION zstd)"
        )


def ours(folder: Path) -> int:
    """The judgement by the whole built-in rulebook."""
    return duck.judge_to_file(
        load_builtin(), folder, folder / "ours.out", as_of=AS_OF, year=AS_OF.year
    )


def peak(folder: Path) -> float:
    """Megabytes that a fresh process holds at most while it judges.

    Read from VmHWM: `ru_maxrss` would begin with what this process held when it started the other.
    """
    code = (
        "import sys; sys.argv = sys.argv[:1]; from pathlib import Path;"
        f"from benchmarks.rollup import ours; ours(Path({str(folder)!r}));"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    root = Path(__file__).parents[1]
    env = os.environ | {"PYTHONPATH": str(root)}
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    return int(done.stdout.split()[-1]) / 1024


def on_spark(folder: Path, size: int, duckdb_seconds: float) -> None:
    """One line of what Spark takes, the session's start and the first, cold run apart."""
    from tongpin.rollup import spark

    start = perf_counter()
    session = spark.session(os.environ[MASTER], **{"spark.executor.memory": "2g"})
    session.range(10).count()
    started = perf_counter() - start

    def act() -> None:
        spark.judge_to_file(
            session, load_builtin(), folder, folder / "spark.out", as_of=AS_OF, year=AS_OF.year
        )

    cold = timed(act, 1)
    warm = timed(act, 1)
    session.stop()
    print(
        f"  spark: session {started:.1f} s, first {cold:.1f} s, again {warm:.1f} s, "
        f"{warm / duckdb_seconds:.1f} times DuckDB",
        flush=True,
    )


def main() -> int:
    """Print the ratios; 1 where a promise is broken."""
    each, kept = {}, True
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="tongpin-bench-") as name:
            folder = Path(name)
            generate(folder, size)
            times = 3 if size <= 100_000 else 1
            hand, count = timed(partial(by_hand, folder), times), ours(folder)
            spent = timed(partial(ours, folder), times)
            each[size] = spent / size
            memory = peak(folder)
            if MASTER in os.environ:
                on_spark(folder, size, spent)
        ok = spent / hand <= LIMIT or size < 100_000
        kept &= ok
        print(
            f"{size} units, {count} findings: {spent:.2f} s, by hand {hand:.2f} s, "
            f"ratio={spent / hand:.2f} limit={LIMIT:g} {'ok' if ok else 'over'}, "
            f"{memory:.0f} MB",
            flush=True,
        )
    if 100_000 in each and 1_000_000 in each:
        growth = each[1_000_000] / each[100_000]
        kept &= growth <= GROWTH
        print(
            f"a unit among 1,000,000 against 100,000: ratio={growth:.2f} limit={GROWTH:g} "
            f"{'ok' if growth <= GROWTH else 'over'}"
        )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
