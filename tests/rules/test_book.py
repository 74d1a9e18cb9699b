from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.rules.cast import local_book
from tongpin.rules.book import Book
from tongpin.rules.loader import load_builtin
from tongpin.rules.model import Severity
from tongpin.rules.money import parts
from tongpin.rules.refusal import Refusal
from tongpin.rules.terms import Body, term

BOOK = load_builtin()


def test_rules_are_found_by_key():
    assert BOOK.rule("branch.theme_day").title == "主题党日"
    assert BOOK.get("no.such") is None
    assert "branch.theme_day" in BOOK
    assert "no.such" not in BOOK
    with pytest.raises(LookupError, match=r"没有“no\.such”"):
        BOOK.rule("no.such")


def test_a_bureau_adopts_some_rules_and_adds_its_own():
    adopted = BOOK.only(["branch.theme_day", "branch.lecture"])
    both = adopted.merge(local_book())
    assert sorted(rule.key for rule in both.rules) == [
        "branch.lecture",
        "branch.theme_day",
        "local.lecture",
    ]
    assert both.workdays == BOOK.workdays
    assert "our-rule" in both.sources
    assert "branch-work-2018" in both.sources


def test_a_rule_with_the_same_key_replaces():
    own = replace(BOOK.rule("branch.lecture"), title="书记党课")
    assert BOOK.with_rules([own]).rule("branch.lecture").title == "书记党课"
    assert len(BOOK.with_rules([own])) == len(BOOK)


def test_two_rules_of_one_key_are_refused():
    rule = BOOK.rules[0]
    with pytest.raises(ValueError, match="重复"):
        Book((rule, rule))


def test_content_hash_follows_the_content_not_the_order():
    turned = replace(BOOK, rules=tuple(reversed(BOOK.rules)))
    assert turned.content_hash == BOOK.content_hash
    assert len(BOOK.content_hash) == 64
    changed = replace(BOOK.rules[0], severity=Severity.HARD)
    assert BOOK.with_rules([changed]).content_hash != BOOK.content_hash
    assert BOOK.merge(local_book()).content_hash != BOOK.content_hash


def test_severities_have_chinese_names():
    assert [severity.label for severity in Severity] == ["应当", "一般应当", "可以", "本单位自定"]


def test_an_unknown_parameter_or_procedure_is_told():
    with pytest.raises(LookupError, match="no-such"):
        BOOK.article("no-such", date(2020, 1, 1))
    with pytest.raises(LookupError, match="no_such"):
        BOOK.procedure("no_such")


def test_values_of_another_shape_are_never_guessed():
    rate = BOOK.article("dues-rate", date(2020, 1, 1))
    with pytest.raises(TypeError, match="is a list"):
        rate.decimal("brackets")
    cap = BOOK.article("dues-cap-month", date(2020, 1, 1))
    with pytest.raises(TypeError, match="is no list"):
        cap.words("amount")
    with pytest.raises(ValueError, match="万分位"):
        parts(Decimal("0.00001"))


def test_a_book_without_terms_says_so():
    with pytest.raises(Refusal, match="没有任期的规定"):
        term(local_book(), Body.BRANCH, date(2020, 1, 1))


def test_the_nearest_wording_stands_in_where_none_is_in_force() -> None:
    first, last = BOOK.parameters["dev-age-min"].editions
    assert BOOK.nearest("dev-age-min", date(1990, 1, 1)) == first
    assert BOOK.nearest("dev-age-min", date(2020, 1, 1)) == first
    ended = replace(last, in_force=replace(last.in_force, end=date(2030, 1, 1)))
    parameter = replace(BOOK.parameters["dev-age-min"], editions=(first, ended))
    over = replace(BOOK, parameters={"dev-age-min": parameter})
    assert over.nearest("dev-age-min", date(2090, 1, 1)) == ended
    with pytest.raises(LookupError, match="没有“nothing”这个参数"):
        BOOK.nearest("nothing", date(2020, 1, 1))
