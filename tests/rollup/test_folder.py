"""What a folder of facts may look like, and what is said where it is not one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.rules.cast import branch, fact, rule
from tongpin.rollup import command, duck
from tongpin.rollup.facts import disjoint, write
from tongpin.rollup.schema import FINDINGS, TABLES, UnreadableFolder
from tongpin.rollup.steps import parts
from tongpin.rollup.tables import NotSetBased, explode
from tongpin.rules.book import Book
from tongpin.rules.checks import CountAtLeast
from tongpin.rules.interval import Dated, Interval
from tongpin.rules.loader import load_builtin

BOOK = load_builtin()
AS_OF = date(2020, 9, 20)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    facts = [fact("2020-03-12", "life.general_meeting"), fact("2020-03-02", "life.theme_day")]
    write(tmp_path, [branch("unit:1"), branch("unit:2")], facts)
    return tmp_path


def run(folder: Path, *words: str) -> int:
    return command.main(
        [
            "--facts",
            str(folder),
            "--as-of",
            "2020-09-20",
            "--out",
            str(folder / "out.parquet"),
            *words,
        ]
    )


def test_the_command_writes_every_finding(folder: Path, capsys: Any) -> None:
    assert run(folder) == 0
    table = pq.read_table(folder / "out.parquet").to_pylist()
    assert f"{len(table)} 条判定" in capsys.readouterr().out
    met = [row for row in table if row["verdict"] == "met"]
    assert [(row["rule"], row["subject"], row["met_on"]) for row in met] == [
        ("branch.general_meeting", "unit:1", date(2020, 3, 12)),
        ("branch.theme_day", "unit:1", date(2020, 3, 2)),
    ]


def test_ranges_of_subjects_change_nothing(folder: Path, monkeypatch: Any) -> None:
    whole = duck.judge(BOOK, folder, as_of=AS_OF, year=2020)
    monkeypatch.setattr(duck, "RANGE", 1)
    assert duck.judge(BOOK, folder, as_of=AS_OF, year=2020) == whole


def test_no_subjects_give_an_empty_file(tmp_path: Path) -> None:
    write(tmp_path, [], [])
    assert run(tmp_path) == 0
    assert pq.read_table(tmp_path / "out.parquet").equals(FINDINGS.empty_table())


@pytest.mark.parametrize("damage", ["missing", "rubbish", "column"])
def test_a_damaged_folder_is_named_and_nothing_is_written(
    folder: Path, damage: str, capsys: Any
) -> None:
    path = folder / "facts.parquet"
    if damage == "missing":
        path.unlink()
    elif damage == "rubbish":
        path.write_bytes(b"PAR1 no")
    else:
        pq.write_table(pq.read_table(path).drop(["kind"]), path)
    assert run(folder) == 2
    assert "facts.parquet" in capsys.readouterr().err
    assert not (folder / "out.parquet").exists()


def test_a_year_out_of_reach_is_refused(folder: Path, capsys: Any) -> None:
    assert run(folder, "--year", "99999") == 2
    assert "年度" in capsys.readouterr().err


def test_a_column_of_another_type_is_refused(folder: Path) -> None:
    shape = TABLES["waivers"].set(0, pa.field("subject", pa.string()))
    pq.write_table(shape.empty_table(), folder / "waivers.parquet")
    with pytest.raises(UnreadableFolder, match="subject"):
        duck.judge(BOOK, folder, as_of=AS_OF, year=2020)


def test_a_check_without_a_set_based_form_names_its_rule() -> None:
    @dataclass(frozen=True)
    class InSequence:
        steps: tuple[str, ...]

    odd = rule(CountAtLeast(1))
    edition = replace(odd.editions[0], check=InSequence(("a", "b")))  # type: ignore[arg-type]
    with pytest.raises(NotSetBased, match=r"t\.rule.*InSequence"):
        explode(Book((replace(odd, editions=(edition,)),)), as_of=AS_OF, year=2020)


def test_spans_that_overlap_are_laid_side_by_side() -> None:
    first = Dated(Interval(date(2020, 3, 1), date(2020, 3, 31)), 1)
    rest = Dated(Interval(date(2020, 1, 1), None), 2)
    spans = sorted(disjoint([first, rest]), key=lambda span: span[0] or date.min)
    assert spans == [
        (date(2020, 1, 1), date(2020, 2, 29), 2),
        (date(2020, 3, 1), date(2020, 3, 31), 1),
        (date(2020, 4, 1), None, 2),
    ]


def test_a_query_is_its_named_parts_and_what_is_selected_from_them() -> None:
    """Spark is given the parts one by one; put together again they are the query."""
    for file in sorted(Path(str(resources.files("tongpin.rollup"))).rglob("*.sql")):
        sql = file.read_text(encoding="utf-8")
        named, selected = parts(sql)
        whole = ", ".join(f"{name} AS ({body})" for name, body in named)
        again = f"WITH {whole}{selected}" if named else selected
        assert "".join(without_comments(again).split()) == "".join(without_comments(sql).split())
        plain = [selected, *(body for _, body in named)]
        assert all("WITH" not in without_comments(part).split() for part in plain)


def without_comments(sql: str) -> str:
    return re.sub(r"--[^\n]*", "", sql)
