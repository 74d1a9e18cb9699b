"""A book as YAML text that the strict loader reads again to the same book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import yaml

from .book import Book
from .checks import (
    AllOf,
    AnyOf,
    Check,
    CountAtLeast,
    CountAtMost,
    Covered,
    EachPersonAtLeast,
    RatioAtLeast,
    SumAtLeast,
)
from .interval import Interval
from .parameters import Article, Parameter, Plain
from .procedure import HIGHER, DerivedDay, Gate, GateKind, Procedure, Step
from .reading import UNIT_TYPES
from .regulation import Citation, Condition, DutyEdition, Rule, Source
from .workdays import Workdays

Fields = dict[str, Any]
WIDTH = 100
LONGEST_SPAN = 32
DECEMBER, LATE = 12, 20


def to_yaml(book: Book, title: str) -> str:
    """The whole book as one document; `load_text(text, name, base=Book())` gives it back.

    Everything is written out, so that the file stands without the package.
    """
    document = _given(
        {
            "title": title,
            "sources": _in_order(book.sources.values()),
            "kinds": [{"key": k.key, "label": k.label} for k in book.kinds.values()],
            "local_kinds": [
                {"key": k.key, "title": k.title, "facts": list(k.fact_kinds)}
                for k in book.local_kinds.values()
            ],
            "years": years_of(book.workdays),
            "rules": [_rule(rule) for rule in book.rules],
            "parameters": [_parameter(item) for item in book.parameters.values()],
            "procedures": [_procedure(item) for item in book.procedures.values()],
        }
    )
    return rulebook_text(document)


def rulebook_text(document: Mapping[str, Any]) -> str:
    """A mapping as a YAML document in the order given, without anchors."""
    text: str = yaml.dump(
        dict(document), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=WIDTH
    )
    return text


class _Plain(yaml.SafeDumper):
    """No anchors: the strict loader refuses them."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value out each time."""
        return True


def _given(fields: Fields) -> Fields:
    """Only what says something: empty texts, lists and None are left out."""
    return {
        k: v
        for k, v in fields.items()
        if v is not None and v is not False and v not in ("", [], {})
    }


def _in_order(sources: Iterable[Source]) -> list[Fields]:
    """Sources with those that they supersede before them."""
    left = {source.key: source for source in sources}
    ordered: list[Fields] = []
    while left:
        ready = [s for s in left.values() if s.supersedes not in left or s.supersedes == s.key]
        for source in ready or list(left.values()):
            ordered.append(_source(source))
            del left[source.key]
    return ordered


def _source(source: Source) -> Fields:
    return _given(
        {
            "key": source.key,
            "title": source.title,
            "short_title": source.short_title,
            "issuer": source.issuer,
            "document_number": source.document_number,
            "supersedes": source.supersedes,
            **_days(source.in_force),
        }
    )


def _days(days: Interval) -> Fields:
    return {"from": days.start, **({} if days.end is None else {"to": days.end})}


def _cite(cite: Citation) -> Fields:
    return {"source": cite.source.key, "place": cite.place, "confidence": cite.confidence.value}


# ------------------------------------------------------------------------------------- rules


def _rule(rule: Rule) -> Fields:
    applies = rule.editions[0].applies
    types = [name for name in UNIT_TYPES if name in applies.unit_types]
    return _given(
        {
            "key": rule.key,
            "title": rule.title,
            "summary": rule.summary,
            "subject": _given({"kind": applies.kind, "types": types}),
            "severity": rule.severity.value,
            "editions": [_edition(edition) for edition in rule.editions],
        }
    )


def _edition(edition: DutyEdition) -> Fields:
    usual = edition.usual_months
    return _given(
        {
            **_days(edition.in_force),
            "cite": _cite(edition.cite),
            "text": edition.text,
            "note": edition.note,
            "every": None if edition.every is None else edition.every.value,
            "times": edition.times,
            "bound": "max" if edition.bound == "max" else None,
            "deadline": edition.deadline,
            "usual_months": None if usual is None else list(usual),
            "check": None if _is_usual(edition) else _check(edition.check),
            "facts": list(edition.fact_kinds),
            "related": list(edition.related_kinds),
            "requires": [_condition(item) for item in edition.applies.conditions],
            "due_soon_days": edition.due_soon_days,
        }
    )


def _is_usual(edition: DutyEdition) -> bool:
    """Whether the check is the one that the bound and the count make by themselves."""
    usual = CountAtMost if edition.bound == "max" else CountAtLeast
    return edition.check == usual(edition.times)


def _check(check: Check) -> Fields:
    match check:
        case CountAtLeast() | CountAtMost():
            return {"count_at_least": check.times}
        case EachPersonAtLeast():
            return {"each_person_at_least": check.times}
        case RatioAtLeast():
            share = [check.numerator, check.denominator]
            body = {"part": check.part, "whole": check.whole, "share": share, "times": check.times}
            return {"ratio_at_least": body | ({"exclusive": True} if check.exclusive else {})}
        case SumAtLeast():
            return {
                "sum_at_least": {"value": check.value, "total": check.total, "unit": check.unit}
            }
        case Covered():
            return {"covered": {"part": check.part, "whole": check.whole, "unit": check.unit}}
        case AllOf():
            return {"all_of": [_check(part) for part in check.parts]}
        case AnyOf():
            return {"any_of": [_check(part) for part in check.parts]}
    body = {"after": check.anchor, "days": check.days}
    return {"within_days_of": body | ({"workdays": True} if check.workdays else {})}


def _condition(item: Condition) -> Fields:
    fields: Fields = {"attribute": item.attribute}
    if item.is_ is not None:
        fields["is"] = item.is_
    elif item.at_least is not None:
        fields["at_least"] = item.at_least
    else:
        fields["below"] = item.below
    fields |= {"because": item.because, "ask": item.ask}
    if item.if_unknown is not None:
        fields["if_unknown"] = _condition(item.if_unknown)
    return fields


# -------------------------------------------------------------------------------- parameters


def _parameter(item: Parameter) -> Fields:
    return {
        "key": item.key,
        "title": item.title,
        **({"reference": True} if item.is_reference else {}),
        "editions": [_article(article) for article in item.editions],
    }


def _article(article: Article) -> Fields:
    return _given(
        {
            **_days(article.in_force),
            "cite": _cite(article.cite),
            "severity": article.worded.value,
            "text": article.text,
            "note": article.note,
            "values": {name: _value(value) for name, value in article.values.items()},
        }
    )


def _value(value: Plain) -> Any:
    """Numbers and truth values bare where the same text comes back; other texts as they are."""
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.isascii() and value.isdigit() and str(int(value)) == value else value


# -------------------------------------------------------------------------------- procedures


def _procedure(item: Procedure) -> Fields:
    rows = []
    for position, step in enumerate(item.steps):
        usual = tuple(before.key for before in item.steps[position - 1 : position])
        rows.append(_step(step, usual if position else ()))
    return _given(
        {
            "key": item.key,
            "title": item.title,
            "note": item.note,
            "about": item.about if item.about != "unit" else None,
            "units": list(item.units),
            "confidential": item.is_confidential,
            "deviation": item.deviation if item.deviation != HIGHER else None,
            "days": [_derived(day) for day in item.days],
            "steps": rows,
        }
    )


def _derived(day: DerivedDay) -> Fields:
    return _given(
        {"key": day.key, "title": day.title, "of": day.of, "add": day.add, "extend": day.extend}
    )


def _step(step: Step, usual: tuple[str, ...]) -> Fields:
    fields = _given(
        {
            "key": step.key,
            "title": step.title,
            "actor": step.actor,
            "number": step.number,
            "papers": list(step.papers),
            "gates": [_gate(gate) for gate in step.gates],
            "stage": step.stage,
            "optional": step.is_optional,
            "repeated": step.is_repeated,
            "rule": step.rule,
            "edition_of": step.edition_of,
            "until": step.until,
            "again_on": step.again_on,
            "deviation": step.deviation,
            "by_itself": step.comes_by_itself,
        }
    )
    if step.after != usual:
        fields["after"] = list(step.after)
    return fields


def _gate(gate: Gate) -> Fields:
    is_vote = gate.kind is GateKind.VOTE
    return _given(
        {
            gate.kind.value: gate.meeting if is_vote else gate.rule,
            "rule": gate.rule if is_vote else None,
            "of": gate.of,
            "name": gate.name,
            "whole": gate.whole,
            "words": gate.words,
            "otherwise": gate.otherwise,
            "unless": gate.unless,
            "firm": gate.is_firm and gate.kind is not GateKind.NEVER,
        }
    )


# ---------------------------------------------------------------------------------- workdays


def notice_year(day: date) -> int:
    """The year whose notice announces a day: days off around New Year begin in December."""
    return day.year + 1 if day.month == DECEMBER and day.day >= LATE else day.year


def years_of(days: Workdays) -> list[Fields]:
    """The working-day table year by year, spans written 2020-01-24 / 2020-02-02."""
    years = days.years | {notice_year(day) for day in (*days.holidays, *days.makeup)}
    return [
        {"year": year, "certain": year in days.years}
        | _given(
            {
                "holidays": spans(day for day in days.holidays if notice_year(day) == year),
                "makeup": spans(day for day in days.makeup if notice_year(day) == year),
            }
        )
        for year in sorted(years)
    ]


def spans(days: Iterable[date]) -> list[str]:
    """Days as single days and spans, in order."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        first, last = runs[-1] if runs else (None, None)
        is_next = last is not None and day == last + timedelta(days=1)
        if is_next and first is not None and (day - first).days < LONGEST_SPAN:
            runs[-1] = (first, day)
        else:
            runs.append((day, day))
    return [f"{a}" if a == b else f"{a} / {b}" for a, b in runs]
