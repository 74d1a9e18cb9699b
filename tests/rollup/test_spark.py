"""Spark gives the same answers. Runs by `make spark` only, which starts a cluster on loopback."""

from __future__ import annotations

import os
import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.rollup.bureaus import Bureau, bureaus
from tongpin.rollup import duck
from tongpin.rollup.facts import write

pytestmark = pytest.mark.skipif(
    "TONGPIN_SPARK_MASTER" not in os.environ, reason="needs a Spark cluster: make spark"
)
EXAMPLES = 6


@pytest.fixture(scope="module")
def spark():
    from tongpin.rollup import spark

    session = spark.session(os.environ["TONGPIN_SPARK_MASTER"])
    yield session
    session.stop()


@cache
def _drawn(count: int) -> list[Bureau]:
    made: list[Bureau] = []

    @seed(20200920)
    @settings(
        max_examples=count * 12, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(bureaus())
    def draw(bureau: Bureau) -> None:
        made.append(bureau)

    draw()
    # The first that are drawn are small: those with most to judge say most.
    return random.Random(1).sample(sorted(made, key=lambda b: len(b.facts))[-count * 3 :], count)


@pytest.mark.parametrize("number", range(EXAMPLES))
def test_spark_agrees_with_the_engine_and_duckdb(spark, tmp_path: Path, number: int) -> None:
    from tongpin.rollup.spark import judge

    bureau = _drawn(EXAMPLES)[number]
    write(tmp_path, bureau.subjects, bureau.facts, bureau.waivers)
    found = judge(spark, bureau.book, tmp_path, as_of=bureau.as_of, year=2020)
    assert found == duck.judge(bureau.book, tmp_path, as_of=bureau.as_of, year=2020)
    assert found == bureau.engine()
