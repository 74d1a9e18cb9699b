"""Load rulebooks strictly: what is not understood, not cited or not continuous is refused."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from importlib import resources

from .book import Book, LocalKind
from .interval import Interval
from .parameter_reading import parameter
from .parameters import Parameter
from .procedure import Procedure
from .procedure_reading import procedure
from .reading import duty_rule
from .regulation import FactKind, Rule, Source
from .strict_yaml import FIRST_YEAR, LAST_YEAR, Mapped, RulebookError, Value, day_of, read
from .workdays import Workdays

__all__ = ["RulebookError", "load_builtin", "load_text"]

DATA_FILES = ("sources.yaml", "kinds.yaml", "local_kinds.yaml", "workdays.yaml")
PROCEDURES = "procedures"


@cache
def load_builtin() -> Book:
    """The rulebooks that ship with the package; read once."""
    folder = resources.files("tongpin.rulebooks")
    book = Book()
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".yaml"))
    # Procedures name parameters of any file, so they are read last.
    rules = sorted(set(names) - set(DATA_FILES), key=lambda name: (PROCEDURES in name, name))
    for name in (*DATA_FILES, *rules):
        text = (folder / name).read_text(encoding="utf-8")
        added = load_text(text, name, base=book)
        for kind in ("sources", "kinds", "local_kinds", "parameters", "procedures"):
            twice = sorted(set(getattr(book, kind)) & set(getattr(added, kind)))
            if twice:
                raise RulebookError(name, None, f"“{twice[0]}”在另一份内置规则文件中已经登记")
        book = book.merge(added)
    return book


def load_text(yaml_text: str, name: str, *, base: Book | None = None) -> Book:
    """The book of one YAML document; it may cite sources and count kinds of `base` (the built-in).

    RulebookError, with the file's name and the line, for an unknown or duplicate key, a missing
    citation, an unknown source or kind, overlapping editions or an unexplained gap between them.
    """
    known = load_builtin() if base is None else base
    top = read(yaml_text, name)
    top.text("title")
    sources = _sources(top, known)
    kinds = _kinds(top)
    scope = Book((), {**known.sources, **sources}, {**known.kinds, **kinds})
    local_kinds = _local_kinds(top, scope)
    workdays = _workdays(top)
    rules = _rules(top, scope)
    parameters = _parameters(top, scope)
    procedures = _procedures(top, {**known.parameters, **parameters})
    top.done()
    return Book(rules, sources, kinds, local_kinds, workdays, parameters, procedures)


def _list(top: Mapped, key: str) -> list[Value]:
    value = top.get(key)
    return [] if value is None else value.items()


def interval(fields: Mapped) -> Interval:
    """`from` (needed) and `to` of a mapping as an interval."""
    start_value, end_value = fields.need("from"), fields.get("to")
    start = start_value.day()
    end = None if end_value is None else end_value.day()
    if end is not None and end < start:
        fields.fail("“to”早于“from”")
    return Interval(start, end)


def _sources(top: Mapped, known: Book) -> dict[str, Source]:
    sources: dict[str, Source] = {}
    for value in _list(top, "sources"):
        fields = value.mapping()
        key = fields.need("key").text()
        if key in sources:
            value.fail(f"来源“{key}”重复")
        supersedes = fields.get("supersedes")
        sources[key] = Source(
            key=key,
            title=fields.need("title").text(),
            issuer=fields.need("issuer").text(),
            document_number=fields.text("document_number"),
            in_force=interval(fields),
            supersedes=None if supersedes is None else supersedes.text(),
            short_title=fields.text("short_title"),
        )
        if sources[key].supersedes == key:
            value.fail(f"来源“{key}”不能替代自己")
        if supersedes is not None and sources[key].supersedes not in {*known.sources, *sources}:
            supersedes.fail(f"被替代的来源“{sources[key].supersedes}”没有登记")
        fields.done()
    return sources


def _kinds(top: Mapped) -> dict[str, FactKind]:
    kinds: dict[str, FactKind] = {}
    for value in _list(top, "kinds"):
        fields = value.mapping()
        key = fields.need("key").text()
        if key in kinds:
            value.fail(f"事实种类“{key}”重复")
        kinds[key] = FactKind(key, fields.need("label").text())
        fields.done()
    return kinds


def _local_kinds(top: Mapped, scope: Book) -> dict[str, LocalKind]:
    found: dict[str, LocalKind] = {}
    for value in _list(top, "local_kinds"):
        fields = value.mapping()
        key = fields.need("key").text()
        if key in found:
            value.fail(f"事项种类“{key}”重复")
        facts = [item.one_of(sorted(scope.kinds)) for item in _list(fields, "facts")]
        found[key] = LocalKind(key, fields.need("title").text(), tuple(facts))
        fields.done()
    return found


def _workdays(top: Mapped) -> Workdays:
    """Years of the working-day table; a year with `certain: false` stays provisional."""
    holidays: set[date] = set()
    makeup: set[date] = set()
    years: set[int] = set()
    seen: set[int] = set()
    for value in _list(top, "years"):
        fields = value.mapping()
        year = fields.need("year").integer(FIRST_YEAR, LAST_YEAR)
        if year in seen:
            value.fail(f"{year}年重复")
        seen.add(year)
        fields.text("notice")
        if fields.need("certain").boolean():
            years.add(year)
        for item in _list(fields, "holidays"):
            holidays |= set(_days(item))
        for item in _list(fields, "makeup"):
            makeup |= set(_days(item))
        both = min(holidays & makeup, default=None)
        if both is not None:
            value.fail(f"{both}既写成放假又写成上班，请核对")
        fields.done()
    return Workdays.of(holidays, makeup, years)


def _days(value: Value) -> list[date]:
    """One day, or a span written `2020-01-24 / 2020-02-02`."""
    first_text, slash, last_text = value.text().partition("/")
    first = day_of(first_text.strip())
    last = day_of(last_text.strip()) if slash else first
    if first is None or last is None:
        value.fail("应是日期 2020-01-01，或起止 2020-01-24 / 2020-02-02")
    if not 0 <= (last - first).days <= 31:
        value.fail("起止日期颠倒或超过31天")
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def _rules(top: Mapped, scope: Book) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    for value in _list(top, "rules"):
        rule = duty_rule(value.mapping(), scope)
        if rule.key in rules:
            value.fail(f"规则编号“{rule.key}”重复")
        rules[rule.key] = rule
    return tuple(rules.values())


def _parameters(top: Mapped, scope: Book) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for value in _list(top, "parameters"):
        item = parameter(value.mapping(), scope.sources)
        if item.key in found:
            value.fail(f"参数编号“{item.key}”重复")
        found[item.key] = item
    return found


def _procedures(top: Mapped, parameters: dict[str, Parameter]) -> dict[str, Procedure]:
    found: dict[str, Procedure] = {}
    for value in _list(top, "procedures"):
        item = procedure(value.mapping(), parameters)
        if item.key in found:
            value.fail(f"程序编号“{item.key}”重复")
        found[item.key] = item
    return found
