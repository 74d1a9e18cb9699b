"""Terms of office as facts: what an expired term and a new committee say to the rulebook."""

from __future__ import annotations

from datetime import date

import pytest

from tongpin.duties.judging import judge
from tongpin.org import actions
from tongpin.org.facts import collect
from tongpin.org.models import Post

YEAR = (date(2020, 1, 1), date(2020, 12, 31))


def told(cast, start=YEAR[0], end=YEAR[1]) -> list[tuple[str, date]]:
    return [(fact.kind, fact.on) for fact in collect([cast.unit("ZB2")], start, end)]


@pytest.fixture
def post(cast) -> Post:
    """A secretary of the second branch whose term ended on 2020-05-08."""
    return actions.appoint(
        cast.actor("office"), unit=cast.unit("ZB2"), person=cast.person("郑文"), title="secretary",
        on=date(2019, 1, 5), term_ends_on=date(2020, 5, 8), ends_former=True,
    )  # fmt: skip


def verdict(cast, as_of: date, year: int = 2020) -> str:
    found = judge([cast.unit("ZB2")], year=year, as_of=as_of, only="unit.term_election")
    return found[0].judgement.verdict.label


def test_a_term_that_somebody_still_holds_has_expired(cast, post) -> None:
    assert told(cast) == [("org.term_expired", date(2020, 5, 8))]
    assert verdict(cast, date(2020, 5, 7)) == "未到期"
    assert verdict(cast, date(2020, 5, 8)) == "临期"
    assert verdict(cast, date(2020, 5, 9)) == "逾期"


def test_it_is_still_owed_in_the_next_year(cast, post) -> None:
    assert told(cast, date(2021, 1, 1), date(2021, 12, 31)) == [
        ("org.term_expired", date(2021, 1, 1))
    ]
    assert verdict(cast, date(2021, 3, 1), 2021) == "逾期"


def test_a_renewal_in_time_leaves_nothing_to_ask(cast, post) -> None:
    office = cast.actor("office")
    actions.end_post(office, unit=cast.unit("ZB2"), post=post, on=date(2020, 5, 8))
    actions.appoint(
        office, unit=cast.unit("ZB2"), person=cast.person("郑文"), title="secretary",
        on=date(2020, 5, 9), term_ends_on=date(2023, 5, 9),
    )  # fmt: skip
    assert told(cast) == [("org.term_begun", date(2020, 5, 9))]
    assert verdict(cast, date(2020, 9, 20)) == "未到期"


def test_a_late_election_is_told_as_late(cast, post) -> None:
    office = cast.actor("office")
    actions.end_post(office, unit=cast.unit("ZB2"), post=post, on=date(2020, 6, 30))
    actions.appoint(
        office, unit=cast.unit("ZB2"), person=cast.person("郑文"), title="secretary",
        on=date(2020, 7, 1), term_ends_on=date(2023, 7, 1),
    )  # fmt: skip
    assert told(cast) == [
        ("org.term_expired", date(2020, 5, 8)), ("org.term_begun", date(2020, 7, 1)),
    ]  # fmt: skip
    assert verdict(cast, date(2020, 9, 20)) == "逾期完成"


def test_a_term_without_an_end_says_nothing(cast) -> None:
    assert told(cast) == []
    assert verdict(cast, date(2020, 12, 31)) == "未到期"
