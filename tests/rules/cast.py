"""Small builders for the rules tests: one branch, its facts, one-rule books."""

from __future__ import annotations

from datetime import date
from typing import Any

from tongpin.rules.book import Book
from tongpin.rules.engine import evaluate
from tongpin.rules.loader import load_builtin, load_text
from tongpin.rules.model import (
    ALWAYS,
    Applicability,
    Check,
    Citation,
    Confidence,
    Dated,
    DutyEdition,
    Fact,
    Finding,
    Interval,
    Period,
    Rule,
    Severity,
    Source,
    Subject,
)

SOURCE = Source("s", "某条例", "某机关", "", Interval(date(2000, 1, 1)))


def branch(key: str = "unit:1", **attributes: object) -> Subject:
    known = {"committee": True, "groups": 1, "full_members": 9} | attributes
    dated = {k: (Dated(ALWAYS, v),) for k, v in known.items() if v is not None}
    return Subject(key, "unit", "第一党支部", "branch", attributes=dated)


def fact(on: str, kind: str = "life.study", **more: Any) -> Fact:
    more.setdefault("ref", f"{kind}:{on}")
    return Fact(kind, more.pop("subject", "unit:1"), date.fromisoformat(on), **more)


def rule(check: Check, every: Period | None = Period.YEAR, **more: Any) -> Rule:
    edition: dict[str, Any] = {
        "in_force": ALWAYS,
        "cite": Citation(SOURCE, "第一条", Confidence.V1),
        "every": every,
        "times": 1,
        "check": check,
        "fact_kinds": ("life.study",),
        "applies": Applicability(),
        "text": "每年学习1次",
    }
    edition |= more
    return Rule("t.rule", "学习", "unit", Severity.SOFT, (DutyEdition(**edition),))


def judged(
    rules: Any, facts: list[Fact], as_of: str, year: int = 2020, **more: Any
) -> list[Finding]:
    builtin = load_builtin()
    rules = (rules,) if isinstance(rules, Rule) else tuple(rules)
    book = Book(rules, builtin.sources, builtin.kinds)
    return evaluate(
        book,
        more.pop("subjects", [branch()]),
        facts,
        as_of=date.fromisoformat(as_of),
        year=year,
        workdays=more.pop("workdays", builtin.workdays),
        **more,
    )


MINIMAL = """\
title: 本局规定
sources:
  - key: our-rule
    title: 本局党课制度
    issuer: 本局党委
    from: 2020-01-01
rules:
  - key: local.lecture
    title: 党课
    subject: {kind: unit, types: [branch]}
    severity: config
    editions:
      - from: 2020-01-01
        cite: {source: our-rule, place: 第三条, confidence: LOCAL}
        text: 每季度讲1次党课
        every: quarter
        facts: [life.lecture]
"""


def local_book(text: str = MINIMAL) -> Book:
    return load_text(text, "本局.yaml")
