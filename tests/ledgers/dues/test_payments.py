"""Money counted once, for the right months, and never changed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.ledgers.dues.books import AUGUST, SEPTEMBER, assess, balanced, declare, pay, row_of
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Conflict, Refused
from tongpin.ledgers.dues import actions, queries
from tongpin.ledgers.dues.actions import Entry
from tongpin.ledgers.dues.actions.payments import is_late
from tongpin.ledgers.dues.models import Allocation, Payment


@pytest.fixture
def owing(cast):
    """郑文 owes August and September, 77.93 each."""
    declare(cast)
    assess(cast, AUGUST)
    assess(cast)
    return cast


def test_the_oldest_month_is_paid_first(owing) -> None:
    row = pay(owing, amount=10_000)
    assert [(p.month, p.amount_fen) for p in row.allocations.all()] == [
        (AUGUST, 7793),
        (SEPTEMBER, 2207),
    ]
    assert row_of(owing).left == 7793 - 2207
    assert row.number == "ZB1-2020-00001"
    balanced()


def test_more_than_is_owed_needs_a_word(owing) -> None:
    with pytest.raises(Refused, match=r"多44\.14元") as caught:
        pay(owing, amount=20_000)
    assert caught.value.field == "amount_fen"
    kinds = [p.kind for p in pay(owing, amount=20_000, extra="voluntary").allocations.all()]
    assert kinds == ["due", "due", "voluntary"]
    balanced()


def test_a_thousand_beyond_is_large_and_goes_to_the_centre(owing) -> None:
    row = pay(owing, amount=2 * 7793 + 100_000, extra="voluntary")
    assert [p.kind for p in row.allocations.all()] == ["due", "due", "large"]
    assert queries.large_held(owing.unit("ZB1")) == 100_000
    assert queries.unremitted(owing.unit("ZB1"), date(2020, 9, 20))[2] == 2 * 7793


def test_in_advance_within_the_year(owing) -> None:
    row = pay(owing, amount=5 * 7793, extra="advance")
    assert [p.month.month for p in row.allocations.all()] == [8, 9, 10, 11, 12]
    with pytest.raises(Refused, match="超过可以预交的月份"):
        pay(owing, amount=7793, extra="advance")
    assess(owing, date(2020, 10, 1))
    assert row_of(owing, month=date(2020, 10, 1)).left == 0
    balanced()


def test_a_payment_of_another_is_kept_with_the_name(owing) -> None:
    assert pay(owing, payer="郑文之妻").payer == "郑文之妻"


def test_a_reversal_gives_the_months_back(owing) -> None:
    row = pay(owing)
    who = owing.actor("committee1")
    taken = actions.reverse_payment(who, unit=row.unit, payment=row, reason="登记错人")
    assert (taken.amount_fen, row_of(owing, month=AUGUST).left) == (-7793, 7793)
    with pytest.raises(Refused, match="已经冲销"):
        actions.reverse_payment(who, unit=row.unit, payment=row, reason="再来")
    with pytest.raises(Refused, match="本身就是冲销"):
        actions.reverse_payment(who, unit=row.unit, payment=taken, reason="再来")
    balanced()


def test_two_collectors_do_not_enter_the_same_money(owing) -> None:
    pay(owing, seen=0)
    with pytest.raises(Conflict):
        pay(owing, seen=0)
    person = owing.people["郑文"]
    sheet = {"unit": owing.unit("ZB1"), "month": SEPTEMBER, "paid_on": date(2020, 9, 20)}
    who = owing.actor("committee1")
    actions.record_sheet(who, entries={person: Entry(7793, 0)}, **sheet)
    with pytest.raises(Conflict):
        actions.record_sheet(who, entries={person: Entry(7793, 0)}, **sheet)
    assert Payment.objects.count() == 2
    balanced()


def test_one_wrong_line_of_the_sheet_writes_nothing(owing) -> None:
    declare(owing, "张守正", 400_000)
    assess(owing)
    entries = {owing.people["张守正"]: Entry(4000, 0), owing.people["郑文"]: Entry(9999, 0)}
    with pytest.raises(Refused) as caught:
        actions.record_sheet(
            owing.actor("committee1"), unit=owing.unit("ZB1"), month=SEPTEMBER, entries=entries,
            paid_on=date(2020, 9, 20),
        )  # fmt: skip
    assert caught.value.field == f"pay-{owing.people['郑文']}"
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"amount": 0}, "大于零"),
        ({"on": date(2020, 9, 21)}, "不能晚于今天"),
    ],
)
def test_impossible_payments_are_refused(owing, values, words) -> None:
    with pytest.raises(Refused, match=words):
        pay(owing, **values)


def test_a_transfer_number_counts_once(owing) -> None:
    pay(owing, reference="T1")
    with pytest.raises(Refused, match="已经入过账"):
        pay(owing, reference="T1")


def test_making_up_for_an_old_month_is_late(cast) -> None:
    declare(cast)
    assess(cast, date(2020, 1, 1))
    row = pay(cast)
    assert is_late(row.allocations.all(), row.paid_on)


def test_arrears_alert_after_six_months_and_do_nothing_else(cast) -> None:
    declare(cast)
    for month in range(2, 9):
        assess(cast, date(2020, month, 1))
    found = queries.arrears(cast.unit("JU"), date(2020, 9, 20))
    assert [(r.person.name, r.running, r.is_alert, r.amount) for r in found] == [
        ("郑文", 7, True, 7 * 7793)
    ]
    assert found[0].age(date(2020, 9, 20)) == 7
    pay(cast, amount=7 * 7793)
    assert queries.arrears(cast.unit("JU"), date(2020, 9, 20)) == []


def test_the_database_itself_refuses_a_wrong_sign_and_a_second_part(owing) -> None:
    row = pay(owing)
    for wrong in (
        Payment(person=row.person, unit=row.unit, number="X", amount_fen=-1, paid_on=row.paid_on,
                method="cash", recorded_on=row.paid_on, recorded_by="x"),
        Allocation(payment=row, person=row.person, month=AUGUST, kind="due", amount_fen=5),
    ):  # fmt: skip
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            opened(owing.actor("office"), "test.wrong", "试"),
        ):
            wrong.save()


def test_the_check_finds_what_does_not_add_up(owing) -> None:
    row = pay(owing)
    with opened(owing.actor("office"), "test.spoil", "试"):
        Allocation.objects.filter(payment=row).update(amount_fen=7000)
    assert any(row.number in problem for problem in queries.check().problems)
