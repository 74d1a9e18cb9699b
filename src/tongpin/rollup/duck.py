"""Judge a folder of Parquet on DuckDB, a range of subjects at a time, within a limit of memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from tongpin.rules.book import Book
from tongpin.rules.workdays import Workdays

from .answer import Row
from .schema import FINDING_COLUMNS, FINDINGS, TABLES, paths
from .steps import RESULT, columns, steps
from .tables import explode

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = "2GB"
THREADS = 2
RANGE = 50_000
"""So many subjects are judged at once: what bounds memory, whatever the number of subjects."""

_FUNCTIONS = (
    "CREATE MACRO days_between(a, b) AS (b - a)",
    "CREATE MACRO half_days_between(a, b) AS ((b - a) // 2)::INTEGER",
    "CREATE MACRO add_days(a, n) AS (a + n)",
)


def judge_to_file(
    book: Book,
    folder: Path,
    out: Path,
    *,
    as_of: date,
    year: int,
    workdays: Workdays | None = None,
    memory: str = MEMORY,
    threads: int = THREADS,
) -> int:
    """Write every finding of the year as Parquet, subjects in order; how many there are.

    UnreadableFolder, NotSetBased, or ValueError for a year outside 1921 to 2199. The file appears
    under its name once it is whole.
    """
    part, total, writer = out.with_name(f".{out.name}.part"), 0, None
    try:
        for found in tables_of(
            book, folder, as_of=as_of, year=year, workdays=workdays, memory=memory, threads=threads
        ):
            for batch in found:
                writer = writer or pq.ParquetWriter(part, FINDINGS, compression="zstd")
                writer.write_batch(batch)
                total += batch.num_rows
        if writer is None:
            pq.write_table(FINDINGS.empty_table(), part)
        else:
            writer.close()
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return total


def judge(
    book: Book, folder: Path, *, as_of: date, year: int, workdays: Workdays | None = None
) -> list[Row]:
    """Every finding of the year as rows, ordered by subject, rule and window."""
    rows = [
        Row(*values)
        for found in tables_of(book, folder, as_of=as_of, year=year, workdays=workdays)
        for batch in found
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True)
    ]
    return sorted(rows, key=lambda row: (row.subject, row.rule, row.starts_on))


def tables_of(
    book: Book,
    folder: Path,
    *,
    as_of: date,
    year: int,
    workdays: Workdays | None = None,
    memory: str = MEMORY,
    threads: int = THREADS,
) -> Iterator[pa.RecordBatchReader]:
    """One reader of findings for each range of subjects."""
    files, tables = paths(folder), explode(book, as_of=as_of, year=year, workdays=workdays)
    subjects = pq.ParquetFile(files["subjects"]).metadata.num_rows
    plan = list(steps(tables))
    for first in range(0, subjects, RANGE):
        # A connection of its own: what a range took is given back, whatever the allocator keeps.
        with _connected(memory, threads) as database:
            for name, table in tables.items():
                database.register(f"given_{name}", table)
                database.execute(f"CREATE TEMP TABLE {name} AS FROM given_{name}")
            _views(database, files, first, first + RANGE - 1)
            for step in plan:
                what = "TABLE" if step.keep else "VIEW"
                database.execute(f"CREATE OR REPLACE TEMP {what} {step.name} AS {step.query}")
            asked = f"SELECT {', '.join(FINDING_COLUMNS)} FROM {RESULT}"  # noqa: S608
            yield database.sql(asked).to_arrow_reader(100_000)


@contextmanager
def _connected(memory: str, threads: int) -> Iterator[DuckDBPyConnection]:
    import duckdb

    with TemporaryDirectory(prefix="tongpin-rollup-") as spill, duckdb.connect() as database:
        settings = {
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": spill,
            "preserve_insertion_order": False,
            "enable_progress_bar": False,
        }
        for name, value in settings.items():
            database.execute(f"SET {name} = '{value}'")
        for function in _FUNCTIONS:
            database.execute(function)
        yield database


def _views(database: DuckDBPyConnection, files: dict[str, Path], first: int, last: int) -> None:
    for name in TABLES:
        path = str(files[name]).replace("'", "''")
        selected = (
            f"SELECT {', '.join(columns(name))} FROM read_parquet('{path}') "  # noqa: S608
            f"WHERE subject BETWEEN {first} AND {last}"
        )
        database.execute(f"CREATE TEMP VIEW {name} AS {selected}")
