"""What the queries say is what the engine says, finding by finding."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, seed, settings

from tests.rollup.bureaus import Bureau, bureaus
from tongpin.rollup import duck
from tongpin.rollup.facts import write


@seed(20200920)
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(bureaus())
def test_duckdb_agrees_with_the_engine(bureau: Bureau) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, bureau.subjects, bureau.facts, bureau.waivers)
        found = duck.judge(bureau.book, folder, as_of=bureau.as_of, year=2020)
        expected = bureau.engine()
        wrong = [pair for pair in zip(found, expected, strict=True) if pair[0] != pair[1]]
        assert not wrong, wrong[:3]
