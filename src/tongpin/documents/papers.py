"""Papers filled in from Word templates: the bureau's own where there is one, else the built-in.

Ledgers call `rendered(unit, "development.talk", {"name": …})`; the keys are those of the declared
fields (`capability.Paper`), what is missing stays blank for the pen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from tongpin.audit.errors import Refused
from tongpin.capability import Paper, PaperField, capabilities, paper
from tongpin.documents import queries
from tongpin.documents.content import clean_name
from tongpin.documents.models import OwnTemplate
from tongpin.formats.paper import CompiledPaper, compiled
from tongpin.formats.paper_text import built_in
from tongpin.formats.repack import stored
from tongpin.org.models import Unit

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Values = Mapping[str, Any]


def declared() -> list[tuple[str, Paper]]:
    """Every declared paper with the title of its ledger."""
    return [(item.title, found) for item in capabilities() for found in item.papers]


def rendered(unit: Unit, key: str, values: Values) -> bytes:
    """One paper of a unit as docx. `LookupError` for an undeclared paper or value."""
    return next(rendered_many(unit, key, (values,)))


def rendered_many(unit: Unit, key: str, rows: Iterable[Values]) -> Iterator[bytes]:
    """The same paper for many; the template is looked up and compiled once."""
    form = paper(key)
    template = _template(form, queries.own_templates(unit, [key]).get(key))
    labels = {item.key: item for item in form.fields}
    blank: dict[str, Any] = {item.label: [] if item.columns else "" for item in form.fields}
    return (template.render(blank | _named(labels, values)) for values in rows)


def bundle(papers: Iterable[tuple[str, bytes]]) -> bytes:
    """One zip of `(name without ending, docx)`; equal names are numbered."""
    members: dict[str, bytes] = {}
    for name, data in papers:
        stem = clean_name(name.replace("/", "_"))
        title, number = f"{stem}.docx", 1
        while title in members:
            number += 1
            title = f"{stem}（{number}）.docx"
        members[title] = data
    return stored(members)


def source(unit: Unit, key: str) -> bytes:
    """The template in use at the unit, to be changed in a word processor."""
    own = queries.own_templates(unit, [key]).get(key)
    return built_in(paper(key).text) if own is None else _content(own)


def sample(unit: Unit, key: str) -> bytes:
    """The paper with the names of its fields in place of values."""
    return rendered(unit, key, {item.key: _sample(item) for item in paper(key).fields})


def _sample(item: PaperField) -> Any:
    if not item.columns:
        return f"〔{item.label}〕"
    return [{key: f"〔{label}〕" for key, label in item.columns}] * 2


def _named(labels: Mapping[str, PaperField], values: Values) -> dict[str, Any]:
    """The values under their placeholders, lists row by row."""
    named: dict[str, Any] = {}
    for key, value in values.items():
        item = labels[key]
        if item.columns:
            value = [{label: row.get(k) for k, label in item.columns} for row in value]
        named[item.label] = value
    return named


def _template(form: Paper, own: OwnTemplate | None) -> CompiledPaper:
    if own is None:
        return _built_in(form.text)
    digest = own.stored.sha256
    found = _own.get(digest)
    if found is None:
        if len(_own) >= MOST_KEPT:
            _own.clear()
        found = _own[digest] = compiled(_content(own))
    return found


@cache
def _built_in(text: str) -> CompiledPaper:
    return compiled(built_in(text))


# Templates of units by the hash of their content: equal files are compiled once.
_own: dict[str, CompiledPaper] = {}
MOST_KEPT = 128


def _content(row: OwnTemplate) -> bytes:
    try:
        return queries.content(row.stored)
    except FileNotFoundError as error:
        raise Refused("本单位的模板文件找不到了，请重新上传，或者恢复内置模板。") from error
