"""对标情况: a cache that is brought up to date branch by branch and equals what is computed anew."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pytest

from tests.ledgers.assessment.creations import begun, met, published
from tongpin.duties.judging import current
from tongpin.ledgers.assessment import queries
from tongpin.ledgers.assessment.models import Stamp, Standing
from tongpin.life.actions import Minutes, record_gathering
from tongpin.org import actions as org
from tongpin.org.models import Unit


@pytest.fixture(autouse=True)
def _at_once(monkeypatch) -> None:
    """Entries settle at once, so that a test sees what is looked at again."""
    monkeypatch.setattr(
        import_module("tongpin.ledgers.assessment.queries.standings"), "SETTLES", timedelta(0)
    )


def kept() -> list[tuple]:
    """The cache without its keys."""
    return list(
        Standing.objects.order_by("unit").values_list(
            "unit__code", "points", "of", "unknown", "by_hand", "share", "gaps", "vetoes"
        )
    )


def anew(scheme) -> list[tuple]:
    """The cache after everything was computed again."""
    before = kept()
    Stamp.objects.all().delete()
    queries.refresh(scheme, 2020)
    after = kept()
    assert before == after
    return after


def test_only_the_branch_that_was_written_about_is_assessed_again(
    cast, django_capture_on_commit_callbacks
) -> None:
    scheme = published(cast)
    assert queries.refresh(scheme, 2020) == 2
    assert queries.refresh(scheme, 2020) == 0
    begun(cast, scheme)
    assert queries.refresh(scheme, 2020) == 0
    with django_capture_on_commit_callbacks(execute=True):
        met(cast, date(2020, 3, 9))
    assert queries.refresh(scheme, 2020) == 1
    assert [row[0] for row in kept()] == ["ZB1", "ZB2"]
    first, second = anew(scheme)
    assert first[1:4] == (600, 800, 0)
    assert second[1:4] == (500, 700, 100)


def test_a_joint_gathering_counts_again_for_each_branch(
    cast, django_capture_on_commit_callbacks
) -> None:
    scheme = published(cast)
    queries.refresh(scheme, 2020)
    with django_capture_on_commit_callbacks(execute=True):
        record_gathering(
            cast.actor("secretary1"), unit=cast.unit("ZB1"),
            minutes=Minutes(kinds=("general_meeting",), topic="联合", held_on=date(2020, 9, 9),
                            tags=("volunteering",), joint=(cast.unit("ZB2"),)),
        )  # fmt: skip
    assert queries.refresh(scheme, 2020) == 2
    assert [row[3] for row in anew(scheme)] == [0, 0]


def test_what_changes_the_organisation_is_seen(cast) -> None:
    scheme = published(cast)
    queries.refresh(scheme, 2020)
    org.appoint(
        cast.actor("office"), unit=cast.unit("ZB2"), person=cast.person("陈刚"), title="organization",
        on=date(2020, 9, 1), term_ends_on=date(2020, 9, 2),
    )  # fmt: skip
    assert queries.refresh(scheme, 2020) == 1
    assert [row[7] for row in anew(scheme)] == [[], ["任期届满未换届"]]


def test_statements_do_not_grow_with_the_branches(cast, django_assert_num_queries) -> None:
    scheme = published(cast)
    items = list(scheme.items.select_related("dimension"))
    current(2020)
    for units in (Unit.objects.filter(code="ZB1"), Unit.objects.filter(code__in=["ZB1", "ZB2"])):
        with django_assert_num_queries(25):
            queries.assess(list(units), items, 2020)
