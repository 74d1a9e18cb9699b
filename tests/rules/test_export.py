"""A book goes through YAML and back unchanged, whatever its checks are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.rules.cast import MINIMAL, local_book
from tongpin.rules.book import Book
from tongpin.rules.export import notice_year, spans, to_yaml
from tongpin.rules.loader import load_builtin, load_text

CHECKS = [
    "count_at_least: 2",
    "each_person_at_least: 1",
    "ratio_at_least: {part: present, whole: entitled, share: [2, 3], exclusive: true}",
    "ratio_at_least: {part: present, whole: entitled, share: [1, 2], times: 3}",
    "covered: {part: present, whole: entitled, unit: 人}",
    "sum_at_least: {value: hours, total: 32, unit: 学时}",
    "within_days_of: {after: life.study, days: 15}",
    "within_days_of: {after: life.study, days: 5, workdays: true}",
    "all_of: [{count_at_least: 1}, {sum_at_least: {value: hours, total: 8, unit: 学时}}]",
    "any_of: [{count_at_least: 4}, {each_person_at_least: 2}]",
]
CONDITIONS = """\
        requires:
          - {attribute: committee, is: true, because: 没有支委会, ask: 请登记支委}
          - {attribute: members, below: 50, because: 人数较多, ask: 请登记名册}
          - attribute: groups
            at_least: 1
            because: 没有党小组
            ask: 请登记党小组
            if_unknown: {attribute: full_members, at_least: 7, because: 人数较少, ask: 请登记名册}
"""


def through(book: Book) -> Book:
    whole = Book(book.rules, book.sources, load_builtin().kinds)
    again = load_text(to_yaml(whole, "导出"), "导出", base=Book())
    assert again.content_hash == whole.content_hash
    return again


@pytest.mark.parametrize("check", CHECKS)
def test_every_check_comes_back(check) -> None:
    book = local_book(MINIMAL + f"        check: {{{check}}}\n")
    rule = "local.lecture"
    assert through(book).rule(rule).editions == book.rule(rule).editions


@pytest.mark.parametrize(
    "more",
    [
        "        times: 2\n        bound: max\n",
        "        deadline: 2020-06-30\n        usual_months: [4, 6]\n        due_soon_days: 20\n",
        CONDITIONS,
        "        note: 甲\n        related: [life.study]\n",
    ],
)
def test_every_setting_of_an_edition_comes_back(more) -> None:
    book = local_book(MINIMAL + more)
    rule = "local.lecture"
    assert through(book).rule(rule).editions == book.rule(rule).editions


def test_sources_that_replace_each_other_in_a_ring_are_still_written() -> None:
    known = load_builtin().sources
    first, second = list(known)[:2]
    ring = {
        first: replace(known[first], supersedes=second),
        second: replace(known[second], supersedes=first),
    }
    assert to_yaml(Book(sources=ring), "环").count("supersedes:") == 2


def test_days_are_written_as_spans_of_a_month_at_most() -> None:
    days = [date.fromordinal(date(2020, 1, 1).toordinal() + n) for n in range(40)]
    assert spans(days) == ["2020-01-01 / 2020-02-01", "2020-02-02 / 2020-02-09"]
    assert spans([date(2020, 5, 1), date(2020, 5, 3)]) == ["2020-05-01", "2020-05-03"]
    assert spans([]) == []
    assert notice_year(date(2020, 12, 31)) == 2021
    assert notice_year(date(2020, 12, 19)) == 2020
