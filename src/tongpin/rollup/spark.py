"""Judge the same folder by the same queries on Spark: for a site that already runs a cluster."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tongpin.rules.book import Book
from tongpin.rules.workdays import Workdays

from .answer import Row
from .schema import FINDING_COLUMNS, TABLES, paths
from .steps import RESULT, columns, parts, steps
from .tables import explode

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_FUNCTIONS = (
    "days_between(a DATE, b DATE) RETURNS INT RETURN datediff(b, a)",
    "half_days_between(a DATE, b DATE) RETURNS INT RETURN CAST(floor(datediff(b, a) / 2) AS INT)",
    "add_days(a DATE, n INT) RETURNS DATE RETURN date_add(a, n)",
)
_SETTINGS = {
    # Many for much, and little is put together again: small parts keep an executor in its memory.
    "spark.sql.shuffle.partitions": "64",
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.ansi.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def session(master: str = "local[2]", **settings: str) -> SparkSession:
    """A session on a master such as spark://127.0.0.1:7077; starting one takes seconds."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("tongpin-rollup")
    for name, value in {**_SETTINGS, **settings}.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def judge(
    spark: SparkSession,
    book: Book,
    folder: Path,
    *,
    as_of: date,
    year: int,
    workdays: Workdays | None = None,
) -> list[Row]:
    """Every finding of the year as rows, ordered by subject, rule and window."""
    with TemporaryDirectory(prefix="judging-", dir=folder.resolve()) as work:
        found = findings(spark, book, folder, Path(work), as_of=as_of, year=year, workdays=workdays)
        rows = [Row(*values) for values in found.collect()]
    return sorted(rows, key=lambda row: (row.subject, row.rule, row.starts_on))


def judge_to_file(
    spark: SparkSession,
    book: Book,
    folder: Path,
    out: Path,
    *,
    as_of: date,
    year: int,
    workdays: Workdays | None = None,
) -> int:
    """Write every finding as a folder of Parquet, as Spark writes; how many there are."""
    with TemporaryDirectory(prefix="judging-", dir=out.resolve().parent) as work:
        found = findings(spark, book, folder, Path(work), as_of=as_of, year=year, workdays=workdays)
        found.write.mode("overwrite").parquet(str(out))
    return int(spark.read.parquet(str(out)).count())


def findings(
    spark: SparkSession,
    book: Book,
    folder: Path,
    work: Path,
    *,
    as_of: date,
    year: int,
    workdays: Workdays | None = None,
) -> DataFrame:
    """The findings, computed when their rows are asked for. `work` is a folder that every worker
    reaches; what is asked more than once is kept there as Parquet.

    UnreadableFolder, NotSetBased, or ValueError for a year outside 1921 to 2199.
    """
    files, tables = paths(folder), explode(book, as_of=as_of, year=year, workdays=workdays)
    for function in _FUNCTIONS:
        spark.sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {function}")
    for name, table in tables.items():
        # As Arrow, Spark knows how small a table is and sends it to every worker.
        spark.createDataFrame(table).createOrReplaceTempView(name)
    for name in TABLES:
        frame = spark.read.parquet(str(files[name].resolve()))
        frame.selectExpr(*columns(name)).createOrReplaceTempView(name)
    for step in steps(tables):
        # Each part a view of its own: Spark 4.1 mixes the columns of a union up when it moves the
        # parts of one query into another (InlineCTE, CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE).
        named, selected = parts(step.query)
        for name, sql in named:
            spark.sql(sql).createOrReplaceTempView(name)
        frame = spark.sql(selected)
        if step.keep:
            # A plan that held every step before it would take longer to plan than to run; a table
            # tells its size, takes no memory, and outlives a lost worker.
            kept = str(work / step.name)
            frame.write.parquet(kept)
            frame = spark.read.parquet(kept)
        frame.createOrReplaceTempView(step.name)
    return spark.table(RESULT).select(*FINDING_COLUMNS)
