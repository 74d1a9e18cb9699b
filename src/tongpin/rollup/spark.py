"""Judge the same folder by the same queries on Spark: for a site that already runs a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from tongpin.rules.book import Book
from tongpin.rules.workdays import Workdays

from .answer import Row
from .schema import FINDING_COLUMNS, TABLES, paths
from .steps import RESULT, columns, steps
from .tables import explode

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_FUNCTIONS = (
    "days_between(a DATE, b DATE) RETURNS INT RETURN datediff(b, a)",
    "half_days_between(a DATE, b DATE) RETURNS INT RETURN CAST(floor(datediff(b, a) / 2) AS INT)",
    "add_days(a DATE, n INT) RETURNS DATE RETURN date_add(a, n)",
)
_SETTINGS = {
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
    "spark.sql.ansi.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_TYPES: Mapping[pa.DataType, str] = {
    pa.int64(): "BIGINT",
    pa.string(): "STRING",
    pa.date32(): "DATE",
    pa.bool_(): "BOOLEAN",
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
    found = findings(spark, book, folder, as_of=as_of, year=year, workdays=workdays)
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
    found = findings(spark, book, folder, as_of=as_of, year=year, workdays=workdays)
    found.write.mode("overwrite").parquet(str(out))
    return int(spark.read.parquet(str(out)).count())


def findings(
    spark: SparkSession,
    book: Book,
    folder: Path,
    *,
    as_of: date,
    year: int,
    workdays: Workdays | None = None,
) -> DataFrame:
    """The findings, computed when their rows are asked for.

    UnreadableFolder, NotSetBased, or ValueError for a year outside 1921 to 2199.
    """
    files, tables = paths(folder), explode(book, as_of=as_of, year=year, workdays=workdays)
    spark.catalog.clearCache()
    for function in _FUNCTIONS:
        spark.sql(f"CREATE OR REPLACE TEMPORARY FUNCTION {function}")
    for name, table in tables.items():
        _given(spark, table).createOrReplaceTempView(name)
    for name in TABLES:
        frame = spark.read.parquet(str(files[name].resolve()))
        frame.selectExpr(*columns(name)).createOrReplaceTempView(name)
    for step in steps(tables):
        frame = spark.sql(step.query)
        if step.keep:
            frame.cache()
        frame.createOrReplaceTempView(step.name)
    return spark.table(RESULT).select(*FINDING_COLUMNS)


def _given(spark: SparkSession, table: pa.Table) -> DataFrame:
    """A small table of the book; Spark is told the types, as a column may be all null."""
    shape = ", ".join(f"{field.name} {_TYPES[field.type]}" for field in table.schema)
    rows = [tuple(row.values()) for row in table.to_pylist()]
    return spark.createDataFrame(rows, shape)
