"""The order in which the queries build on each other, the same for every database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

import pyarrow as pa

from .schema import TABLES
from .tables import COMBINED


class Step(NamedTuple):
    """One named query. `keep`: it is asked several times, so its rows are worth keeping."""

    name: str
    query: str
    keep: bool = False


_OPEN_ENDS: Mapping[str, str] = {
    "starts": "coalesce(starts, DATE '0001-01-01') AS starts",
    "ends": "coalesce(ends, DATE '9999-12-31') AS ends",
}
_NO_OUTCOMES = """\
SELECT CAST(NULL AS BIGINT) AS subject, CAST(NULL AS BIGINT) AS slot,
       CAST(NULL AS BIGINT) AS needed, '' AS first_answer, '' AS late_answer, '' AS draft_answer,
       CAST(NULL AS DATE) AS first_limit, CAST(NULL AS DATE) AS late_limit
 WHERE 1 = 0"""
RESULT = "findings"
_PART = re.compile(r"\s*(?:--[^\n]*\n\s*)*(?:WITH|,)\s+(\w+) AS \(")


@cache
def query(name: str) -> str:
    """The text of queries/<name>.sql."""
    file = resources.files("tongpin.rollup") / "queries" / f"{name}.sql"
    return file.read_text(encoding="utf-8")


def steps(tables: Mapping[str, pa.Table]) -> Iterator[Step]:
    """Every query to run, in order; `findings` is the last. `tables` are those of the book."""
    yield Step("claims", query("claims"))
    yield Step("slot_days", query("slot_days"), keep=True)
    yield Step("held", query("held"))
    yield Step("counts", query("counts"))
    yield Step("nth", query("nth"))
    yield Step("owing", query("owing"))
    yield Step("conditional", query("conditional"))
    yield Step("waived", query("waived"))
    yield from _trees(tables["nodes"].to_pylist())
    yield Step(RESULT, query("findings"))


def _trees(nodes: list[dict[str, object]]) -> Iterator[Step]:
    """What is asked beside plain counts: the leaves, then level by level what combines them."""
    if not nodes:
        yield Step("outcomes", _NO_OUTCOMES)
        return
    yield Step("evidence", query("evidence"), keep=True)
    yield Step("cases", query("cases"), keep=True)
    yield Step("anchors", query("anchors"), keep=True)
    leaves = sorted({str(node["asks"]) for node in nodes} - set(COMBINED))
    answers = []
    for name in leaves:
        answers.append(f"answers_{name}")
        yield Step(answers[-1], query(f"checks/{name}"), keep=True)
    levels = {int(str(n["level"])) for n in nodes if n["asks"] in COMBINED}
    for level in sorted(levels, reverse=True):
        yield Step("answers", _union(answers))
        answers.append(f"answers_level_{level}")
        yield Step(answers[-1], query("combine").replace("$level", str(level)), keep=True)
    yield Step("answers", _union(answers))
    yield Step("outcomes", query("outcomes"), keep=True)


def parts(sql: str) -> tuple[list[tuple[str, str]], str]:
    """A query's named parts (`WITH a AS (…), b AS (…)`) in order, and what is selected from them."""
    found: list[tuple[str, str]] = []
    at = 0
    while head := _PART.match(sql, at):
        depth, end = 1, head.end()
        while depth:
            if sql.startswith("--", end):
                end = sql.index("\n", end)
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
        found.append((head[1], sql[head.end() : end - 1]))
        at = end
    return found, sql[at:]


def _union(names: list[str]) -> str:
    return "\nUNION ALL\n".join(f"SELECT * FROM {name}" for name in names)  # noqa: S608


def columns(table: str) -> list[str]:
    """The select list that reads a table of the folder, with open ends made far days."""
    return [_OPEN_ENDS.get(name, name) for name in TABLES[table].names]
