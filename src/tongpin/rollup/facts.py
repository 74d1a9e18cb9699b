"""Write subjects, facts and waivers as the Parquet tables of `schema`, a batch of subjects at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tongpin.rules.facts import in_order, label_shape
from tongpin.rules.interval import Dated
from tongpin.rules.records import Fact, Subject, Waiver

from .schema import TABLES
from .tables import SHAPES

_BATCH = 5_000
_DAY = timedelta(days=1)

Rows = dict[str, list[tuple[Any, ...]]]


def write(
    folder: Path,
    subjects: Iterable[Subject],
    facts: Iterable[Fact],
    waivers: Iterable[Waiver] = (),
) -> None:
    """Write the folder; facts and waivers of subjects that are not named are left out.

    Subjects are numbered in the order of their keys.
    """
    of_subject: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        of_subject[fact.subject].append(fact)
    waived: dict[str, list[Waiver]] = defaultdict(list)
    for waiver in waivers:
        waived[waiver.subject].append(waiver)
    ordered = sorted(subjects, key=lambda subject: subject.key)
    with Writer(folder) as writer:
        for subject in ordered:
            writer.add(subject, of_subject.get(subject.key, ()), waived.get(subject.key, ()))


class Writer:
    """Writes subject after subject; memory holds a few thousand of them at most."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._stack = ExitStack()
        self._files = {
            name: self._stack.enter_context(
                pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd")
            )
            for name, schema in TABLES.items()
        }
        self._rows: Rows = {name: [] for name in TABLES}
        self._subject = self._fact = 0

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._stack.close()

    def add(self, subject: Subject, facts: Iterable[Fact], waivers: Iterable[Waiver] = ()) -> None:
        """One subject with its own facts and waivers."""
        number, rows = self._subject, self._rows
        exists = subject.exists
        rows["subjects"].append(
            (number, subject.key, subject.kind, subject.unit_type, exists.start, exists.end)
        )
        for name, dated in subject.attributes.items():
            self._attribute(number, name, dated)
        for waiver in waivers:
            window = waiver.window
            rows["waivers"].append(
                (number, waiver.rule_key, window.start, window.end, waiver.decided_on)
            )
        self._facts(number, in_order(facts))
        self._subject += 1
        if self._subject % _BATCH == 0:
            self._flush()

    def _attribute(self, number: int, name: str, dated: Sequence[Dated[object]]) -> None:
        for start, end, value in disjoint(dated):
            people = value if isinstance(value, tuple) else None
            self._rows["attributes"].append(
                (
                    number,
                    name,
                    start,
                    end,
                    None if value is None else bool(value),
                    int(value) if isinstance(value, int) else 0,
                    None if people is None else len(people),
                )
            )
            if name == "people" and people is not None:
                self._rows["people"].extend(
                    (number, start, end, place, person) for place, person in enumerate(people)
                )

    def _facts(self, number: int, facts: Sequence[Fact]) -> None:
        shared = Counter((fact.ref, fact.on) for fact in facts if fact.ref)
        first: dict[tuple[str, date], int] = {}
        for fact in facts:
            key, same = self._fact, (fact.ref, fact.on)
            gathering = first.setdefault(same, key) if fact.ref else key
            shapes = {shape for tag in fact.tags if (shape := label_shape(tag)) is not None}
            self._rows["facts"].append(
                (
                    number,
                    key,
                    fact.kind,
                    fact.on,
                    fact.recorded_on,
                    fact.state,
                    gathering,
                    shared[same] > 1,
                    sum(SHAPES[shape] for shape in shapes),
                )
            )
            self._rows["fact_tags"].extend((number, key, tag) for tag in sorted(fact.tags))
            self._rows["fact_values"].extend(
                (number, key, name, value) for name, value in sorted(fact.values.items())
            )
            self._fact += 1

    def _flush(self) -> None:
        for name, rows in self._rows.items():
            schema = TABLES[name]
            columns = list(zip(*rows, strict=True)) or [()] * len(schema)
            arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
            self._files[name].write_table(pa.Table.from_arrays(arrays, schema=schema))
            rows.clear()


def disjoint(
    dated: Iterable[Dated[object]],
) -> Iterator[tuple[date | None, date | None, object]]:
    """Spans that never overlap and say on every day what the first of `dated` that holds it says."""
    taken: list[tuple[date, date]] = []
    for item in dated:
        pieces = [(item.interval.start or date.min, item.interval.end or date.max)]
        for first, last in taken:
            pieces = [part for piece in pieces for part in _without(piece, first, last)]
        taken.extend(pieces)
        for start, end in pieces:
            yield (
                None if start == date.min else start,
                None if end == date.max else end,
                item.value,
            )


def _without(piece: tuple[date, date], first: date, last: date) -> Iterator[tuple[date, date]]:
    start, end = piece
    if last < start or end < first:
        yield piece
        return
    if start < first:
        yield start, first - _DAY
    if last < end:
        yield last + _DAY, end
