"""The Parquet tables that set-based judging reads and the one it writes.

Every table of a folder is one file `<name>.parquet`, ordered by `subject` so that a run can take
subjects by ranges. Open ends of intervals are null. Nothing in them is free text of a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

_DAY = pa.date32()
_NUMBER = pa.int64()
_TEXT = pa.string()

SUBJECTS = pa.schema(
    [
        ("subject", _NUMBER),  # the number by which the other tables name it
        ("key", _TEXT),  # unit:12, person:9
        ("kind", _TEXT),
        ("unit_type", _TEXT),
        ("founded", _DAY),
        ("dissolved", _DAY),
    ]
)
ATTRIBUTES = pa.schema(
    [
        ("subject", _NUMBER),
        ("name", _TEXT),
        ("starts", _DAY),  # the spans of one name never overlap
        ("ends", _DAY),
        ("truth", pa.bool_()),  # null: unknown
        ("number", _NUMBER),  # 0 for what is no number
        ("people", _NUMBER),  # how many a list names; null where it is no list
    ]
)
PEOPLE = pa.schema(
    [("subject", _NUMBER), ("starts", _DAY), ("ends", _DAY), ("place", _NUMBER), ("person", _TEXT)]
)
FACTS = pa.schema(
    [
        ("subject", _NUMBER),
        ("fact", _NUMBER),  # ascending in the engine's order within a subject
        ("kind", _TEXT),
        ("happened_on", _DAY),
        ("recorded_on", _DAY),
        ("state", _TEXT),
        ("gathering", _NUMBER),  # the first fact of the same record and day; its own if alone
        ("twin", pa.bool_()),  # whether another fact shares its gathering
        ("moves", _NUMBER),  # sum of the shapes (see SHAPES) of its for: tags
    ]
)
FACT_TAGS = pa.schema([("subject", _NUMBER), ("fact", _NUMBER), ("tag", _TEXT)])
FACT_VALUES = pa.schema(
    [("subject", _NUMBER), ("fact", _NUMBER), ("name", _TEXT), ("value", _NUMBER)]
)
WAIVERS = pa.schema(
    [
        ("subject", _NUMBER),
        ("rule", _TEXT),
        ("starts", _DAY),
        ("ends", _DAY),
        ("decided_on", _DAY),
    ]
)

TABLES: Mapping[str, pa.Schema] = {
    "subjects": SUBJECTS,
    "attributes": ATTRIBUTES,
    "people": PEOPLE,
    "facts": FACTS,
    "fact_tags": FACT_TAGS,
    "fact_values": FACT_VALUES,
    "waivers": WAIVERS,
}
"""What a folder of facts holds."""

FINDINGS = pa.schema(
    [
        ("rule", _TEXT),
        ("subject", _TEXT),
        ("starts_on", _DAY),
        ("ends_on", _DAY),
        ("verdict", _TEXT),
        ("needed", _NUMBER),
        ("counted", _NUMBER),
        ("deadline", _DAY),
        ("met_on", _DAY),
    ]
)
"""What is written; `answer.Row` has the same names."""

FINDING_COLUMNS: tuple[str, ...] = tuple(FINDINGS.names)


class UnreadableFolder(Exception):
    """A folder that is not what set-based judging reads; str() is Chinese."""


def paths(folder: Path) -> dict[str, Path]:
    """The files of a folder by table; UnreadableFolder names what is missing or of another shape."""
    import pyarrow.parquet as pq

    found = {}
    for name, schema in TABLES.items():
        path = folder / f"{name}.parquet"
        if not path.is_file():
            raise UnreadableFolder(f"{folder} 中缺少 {name}.parquet")
        try:
            given = pq.read_schema(path)
        except (pa.ArrowException, OSError):
            raise UnreadableFolder(f"{path} 不是可以读取的 Parquet 文件") from None
        for column in schema:
            position = given.get_field_index(column.name)
            if position < 0 or given.field(position).type != column.type:
                raise UnreadableFolder(f"{path} 缺少“{column.name}”列，或该列类型不是{column.type}")
        found[name] = path
    return found
