"""Read `parameters:` of a rulebook file strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from .parameters import Article, Parameter, Plain
from .reading import cited, in_force
from .regulation import Severity, Source
from .strict_yaml import Mapped, Value
from .value_bounds import fault

_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")


def parameter(fields: Mapped, sources: Mapping[str, Source]) -> Parameter:
    """One entry of `parameters:`; editions may leave a gap only when the later one says why."""
    key = fields.need("key")
    if not _KEY.fullmatch(key.text()) or len(key.text()) > 60:
        key.fail("参数编号应由小写字母、数字组成，中间用短横线分开，如 dev-first-talk-months")
    title = fields.need("title").text()
    editions = tuple(_article(v.mapping(), sources) for v in fields.need("editions").items())
    if not editions:
        fields.fail("至少要有一个版本（editions）")
    for before, after in pairwise(editions):
        end, start = before.in_force.end, after.in_force.start or date.min
        if end is None or end >= start:
            fields.fail(f"版本时间重叠或次序颠倒：{start}起的版本开始时，前一版本尚未停止")
        if end + timedelta(days=1) != start and not after.note:
            fields.fail(f"{end}至{start}之间没有版本，请在后一版本的“note”中说明原因")
    reference = fields.get("reference")
    fields.done()
    is_reference = reference is not None and reference.boolean()
    return Parameter(key.text(), title, editions, is_reference)


def _article(fields: Mapped, sources: Mapping[str, Source]) -> Article:
    period = in_force(fields)
    cite = cited(fields.need("cite"), sources, period)
    worded = Severity(fields.need("severity").one_of([item.value for item in Severity]))
    values_value = fields.get("values")
    values = {} if values_value is None else _values(values_value.mapping())
    article = Article(
        in_force=period,
        cite=cite,
        worded=worded,
        text=fields.need("text").text().rstrip("。"),
        values=values,
        note=fields.text("note").rstrip("。"),
    )
    fields.done()
    return article


def _plain(value: Value) -> Plain:
    if value.is_list:
        return tuple(_plain(item) for item in value.items())
    return value.text()


def _values(fields: Mapped) -> dict[str, Plain]:
    values: dict[str, Plain] = {}
    for name, value in fields:
        values[name] = _plain(value)
        wrong = fault(name, values[name])
        if wrong:
            value.fail(wrong)
    return values
