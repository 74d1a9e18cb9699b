"""Upward and out: shares, five uses, two people, and books that balance."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.ledgers.dues.books import TODAY, assess, balanced, declare, pay
from tongpin.audit.envelope import opened
from tongpin.audit.errors import Forbidden, Refused
from tongpin.duties.actions import set_parameter
from tongpin.ledgers.dues import actions, queries
from tongpin.ledgers.dues.models import Voucher, VoucherState
from tongpin.life import actions as life


@pytest.fixture
def paid(cast):
    """77.93 in the branch's cash box."""
    declare(cast)
    assess(cast)
    pay(cast)
    return cast


def remit(cast, *, unit="ZB1", by="committee1", share=None, basis=""):
    return actions.prepare_remittance(
        cast.actor(by), unit=cast.unit(unit), until=TODAY, share_parts=share, share_basis=basis
    )


def settle(cast, row, by="secretary1"):
    return actions.settle_voucher(cast.actor(by), unit=row.unit, voucher=row)


def test_a_batch_takes_each_payment_once(paid) -> None:
    row = remit(paid)
    assert (row.basis_fen, row.amount_fen, row.to.code) == (7793, 7793, "JU")
    with pytest.raises(Refused, match="没有需要上缴"):
        remit(paid)
    settle(paid, row)
    assert queries.balance(paid.unit("ZB1")) == 0
    assert queries.balance(paid.unit("JU")) == 7793
    balanced()


def test_the_share_is_a_parameter_with_its_paper(paid) -> None:
    with pytest.raises(Refused, match="规定的比例是100%") as refused:
        remit(paid, share=2000)
    assert refused.value.field == "share_basis"
    row = remit(paid, share=2000, basis="青组发〔2020〕3号")
    assert (row.amount_fen, row.share_basis) == (1559, "青组发〔2020〕3号")
    settle(paid, row)
    set_share(paid, "1/2")
    up = remit(paid, unit="JU", by="office")
    assert (up.basis_fen, up.share_parts, up.amount_fen, up.to) == (1559, 5000, 780, None)
    assert up.share_basis == "《党费管理办法》第二条"
    balanced()


def set_share(cast, share: str) -> None:
    """The bureau's own value of the share, laid over the rulebook from January on."""
    set_parameter(
        cast.actor("office"), unit=cast.unit("JU"), parameter="dues-remit-local",
        texts={"share": share}, from_on=date(2020, 1, 1), to_on=None, source_title="党费管理办法",
        source_number="青水党〔2020〕9号", place="第二条", is_stricter=False, reason="县委组织部核定",
    )  # fmt: skip


def test_who_prepares_does_not_settle(paid) -> None:
    row = remit(paid)
    with pytest.raises(Forbidden, match="分设"):
        settle(paid, row, "committee1")
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        opened(paid.actor("office"), "test.wrong", "试"),
    ):
        Voucher.objects.filter(pk=row.pk).update(
            state=VoucherState.SETTLED, settled_account=row.prepared_account, settled_on=TODAY
        )


def test_a_cancelled_batch_gives_its_payments_back(paid) -> None:
    row = remit(paid)
    actions.cancel_voucher(paid.actor("committee1"), unit=row.unit, voucher=row, reason="填错")
    assert remit(paid).basis_fen == 7793
    with pytest.raises(Refused, match="已作废"):
        settle(paid, row)


def test_a_use_cites_its_purpose_and_decision(paid) -> None:
    who, unit = paid.actor("committee1"), paid.unit("ZB1")
    with pytest.raises(Refused, match="五个方面"):
        actions.prepare_voucher(who, unit=unit, kind="spend", amount_fen=1000)
    with pytest.raises(Refused, match="集体讨论"):
        actions.prepare_voucher(who, unit=unit, kind="spend", amount_fen=1000, purpose="training")
    row = actions.prepare_voucher(
        who, unit=unit, kind="spend", amount_fen=1000, purpose="training", decision="支委会第5次会议",
        decided_on=date(2020, 9, 10),
    )  # fmt: skip
    settle(paid, row)
    assert queries.balance(unit) == 6793
    sums = queries.year_sums(unit, 2020)
    assert sums.spent == {"培训党员": 1000}
    assert (sums.opening, sums.paid, sums.closing) == (0, 7793, 6793)


def test_a_use_is_decided_by_a_gathering_on_record(paid) -> None:
    who, unit = paid.actor("committee1"), paid.unit("ZB1")
    minutes = life.Minutes(
        kinds=("committee_meeting",), topic="研究党费使用", held_on=date(2020, 9, 10)
    )
    meeting = life.record_gathering(who, unit=unit, minutes=minutes)
    assert list(queries.deciding_gatherings(unit, TODAY)) == [meeting]
    assert list(queries.deciding_gatherings(paid.unit("ZB2"), TODAY)) == []
    use = {"kind": "spend", "amount_fen": 1000, "purpose": "training", "gathering": meeting}
    with pytest.raises(Refused, match="本单位"):
        actions.prepare_voucher(paid.actor("office"), unit=paid.unit("ZB2"), **use)
    row = actions.prepare_voucher(who, unit=unit, **use)
    assert (row.decision, row.decided_on) == ("支部委员会会议：研究党费使用", date(2020, 9, 10))
    balanced()
    life.withdraw_gathering(who, unit=unit, gathering=meeting, reason="记错")
    assert "已经撤回" in queries.check().problems[0]


def test_nothing_is_paid_that_is_not_there(paid) -> None:
    row = actions.prepare_voucher(
        paid.actor("committee1"), unit=paid.unit("ZB1"), kind="spend", amount_fen=9000,
        purpose="hardship", decision="支委会", decided_on=TODAY,
    )  # fmt: skip
    with pytest.raises(Refused, match=r"结存只有77\.93元"):
        settle(paid, row)


def test_interest_and_cash_book(paid) -> None:
    row = actions.prepare_voucher(
        paid.actor("committee1"), unit=paid.unit("ZB1"), kind="interest", amount_fen=12
    )
    settle(paid, row)
    lines = queries.cash_book(paid.unit("ZB1"), 2020)
    assert [line.balance for line in lines] == [0, 7793, 7805]
    assert queries.cash_book(paid.unit("ZB1"), 2021)[0].balance == 7805
    balanced()


def test_large_dues_are_handed_on_whole(paid) -> None:
    pay(paid, amount=100_000, extra="voluntary")
    who, unit = paid.actor("committee1"), paid.unit("ZB1")
    with pytest.raises(Refused, match="党员简况"):
        actions.prepare_voucher(who, unit=unit, kind="forward", amount_fen=100_000)
    with pytest.raises(Refused, match=r"只有1000\.00元"):
        actions.prepare_voucher(who, unit=unit, kind="forward", amount_fen=100_001, note="简况")
    settle(
        paid,
        actions.prepare_voucher(who, unit=unit, kind="forward", amount_fen=100_000, note="简况"),
    )
    assert queries.large_held(unit) == 0
    assert queries.large_held(paid.unit("JU")) == 100_000
    balanced()


def test_the_year_is_made_known(paid) -> None:
    unit = paid.unit("ZB1")
    actions.publish(
        paid.actor("secretary1"), unit=unit, year=2020, kind="branch", on=TODAY, how="党员大会"
    )
    assert [p.how for p in queries.publications(paid_scope(paid), 2020)] == ["党员大会"]
    with pytest.raises(Refused):
        actions.publish(
            paid.actor("secretary1"), unit=unit, year=2021, kind="branch", on=TODAY, how="x"
        )


def paid_scope(cast):
    from tongpin.org.scope import Scope

    return Scope.of(cast.actor("secretary1"), "dues.view")
