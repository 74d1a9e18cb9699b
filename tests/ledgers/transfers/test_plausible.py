"""What a letter says must be possible; what is strange is shown to who decides."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ledgers.dues.books import assess, declare, pay
from tests.ledgers.transfers import desk
from tongpin.audit.errors import Refused
from tongpin.capability import dues_paid_until
from tongpin.ledgers.transfers import actions, plausible
from tongpin.ledgers.transfers.actions.letters import particulars
from tongpin.ledgers.transfers.exchange import StageSince
from tongpin.ledgers.transfers.models import Transfer
from tongpin.org import actions as org


@pytest.fixture(autouse=True)
def _today(settings) -> None:
    settings.TONGPIN_TODAY = desk.TODAY


def spans(*pairs: tuple[str, str]) -> list[StageSince]:
    return [StageSince(stage=stage, since=date.fromisoformat(on)) for stage, on in pairs]  # type: ignore[arg-type]


def register(cast, who, **letter) -> Transfer:
    incoming = actions.IncomingLetter(
        "中共白石县农业局委员会", desk.somebody(**who), desk.letter(**letter), "job"
    )
    return actions.register_incoming(
        cast.actor("office"), unit=cast.unit("JU"), incoming=incoming, arrived_on=desk.DAY
    )


@pytest.mark.parametrize(
    ("who", "letter", "field", "says"),
    [
        ({"stages": spans(("applicant", "2012-06-01"))}, {}, "stage", "经历却止于入党申请人"),
        (
            {"stages": spans(("full", "2012-06-01"), ("probationary", "2013-06-01"))},
            {}, "stage", "两处不一致",
        ),
        (
            {"stages": spans(("probationary", "2013-06-01"), ("full", "2012-06-01"))},
            {}, "stages", "次序不对",
        ),
        (
            {"stages": spans(("full", "2012-06-01"), ("full", "2013-06-01"))},
            {}, "stages", "次序不对",
        ),
        (
            {"stages": spans(("probationary", "2019-06-01"), ("full", "2030-06-01"))},
            {}, "stages", "晚于开具日期 2020-09-01",
        ),
        (
            {"stages": spans(("probationary", "1994-06-01"), ("full", "1995-06-01"))},
            {}, "stages", "当时只有4岁",
        ),
        ({}, {"paid_until": "2099-12"}, "paid_until", "晚一年以上"),
        ({}, {"paid_until": "2021-10"}, "paid_until", "晚一年以上"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_cure(cast, who, letter, field, says) -> None:
    with pytest.raises(Refused, match=says) as found:
        register(cast, who, **letter)
    assert found.value.field == field
    assert "由对方更正后重新开具" in found.value.message
    assert not Transfer.objects.exists()


@pytest.mark.parametrize(
    ("born", "stages", "says"),
    [
        ((1990, 3, 7), spans(("probationary", "2012-06-01"), ("full", "2013-06-01")), []),
        ((1990, 3, 7), spans(("probationary", "2012-06-01"), ("full", "2013-05-31")), ["不满一年"]),
        ((1990, 3, 7), spans(("probationary", "2007-06-01"), ("full", "2008-06-01")), ["18周岁"]),
        ((1990, 3, 7), spans(("full", "2013-06-01")), ["没有写明成为预备党员"]),
        ((1950, 3, 7), spans(("full", "1972-07-01")), []),
        ((1927, 3, 7), spans(("probationary", "1943-07-01"), ("full", "1943-12-01")),
         ["18周岁", "不满一年"]),
    ],
)  # fmt: skip
def test_what_older_rules_made_possible_is_looked_at(born, stages, says) -> None:
    found = list(plausible.doubts(desk.somebody(born_on=date(*born), stages=stages)))
    assert len(found) == len(says)
    assert all(word in said for word, said in zip(says, found, strict=True))


def test_who_receives_is_told_what_to_compare(cast) -> None:
    row = register(cast, {"stages": spans(("probationary", "2012-06-01"), ("full", "2013-01-01"))})
    page = cast.client("office").get(f"/transfers/{row.pk}/").content.decode()
    assert "请核对：预备期（2012-06-01 至 2013-01-01）不满一年" in page


def test_dues_are_paid_a_year_ahead_at_most(cast) -> None:
    row = desk.draft(cast)
    with pytest.raises(Refused, match="最多预交到 2021-09"):
        desk.confirm(cast, row, paid=date(2030, 12, 1))
    desk.confirm(cast, row, paid=date(2021, 9, 1))


def test_the_month_comes_from_the_ledger_of_dues_and_a_difference_is_shown(cast) -> None:
    person = cast.person("郑文")
    assert dues_paid_until(person) is None
    declare(cast, month=7)
    for month in (date(2020, 7, 1), date(2020, 8, 1), date(2020, 9, 1)):
        assess(cast, month)
    pay(cast, amount=2 * 7793)
    assert dues_paid_until(person) == date(2020, 8, 1)
    row = desk.draft(cast)
    client = cast.client("office")
    form = client.get(f"/transfers/{row.pk}/step/confirm/").content.decode()
    assert 'value="2020-08"' in form
    assert "党费台账上交至 2020-08" in form
    desk.confirm(cast, row, paid=date(2020, 9, 1))
    page = client.get(f"/transfers/{row.pk}/").content.decode()
    assert "党费交至 2020-09，党费台账上交至 2020-08，请与支部核对" in page
    assert "党费交至 2020-09（党费台账交至 2020-08）" in page


def test_a_letter_tells_the_way_to_the_present_stage(cast) -> None:
    """Membership that stopped and was resumed is one way, and another Tongpin takes the letter."""
    person, office = cast.person("郑文"), cast.actor("office")
    org.end_membership(
        office, unit=person.home, person=person, last_day=date(2019, 6, 30), left_as="stopped",
        reason="失联",
    )  # fmt: skip
    org.resume_membership(
        office, unit=person.home, person=person, stage="full", on=date(2020, 1, 1)
    )
    said = particulars(person, desk.DAY)
    assert [(s.stage, s.since) for s in said.stages] == [("full", date(2010, 7, 1))]
    plausible.refuse_impossible(said, desk.letter())
