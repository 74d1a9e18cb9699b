"""Any sequence of assess, pay, correct, transfer, remit keeps the books balanced."""

from __future__ import annotations

from datetime import date
from os import environ

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.ledgers.dues.books import TODAY, assess
from tongpin.audit.errors import Refused
from tongpin.ledgers.dues import actions, queries
from tongpin.ledgers.dues.models import Payment, Voucher
from tongpin.org import actions as org

NAMES = ("郑文", "张守正", "冯丽")
names = st.sampled_from(NAMES)
months = st.sampled_from([date(2020, m, 1) for m in (6, 7, 8, 9)])
amounts = st.integers(-5, 30_000) | st.sampled_from([7793, 100_000])


@pytest.mark.slow
@pytest.mark.django_db
def test_the_books_balance_whatever_is_done(cast) -> None:
    class Books(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.point = transaction.atomic()
            self.point.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

        def tried(self, act) -> None:
            """Do it; a refusal must leave nothing behind."""
            try:
                with transaction.atomic():
                    act()
            except Refused:
                return

        @rule(name=names, base=st.none() | amounts.filter(lambda n: n >= 0), month=months)
        def declare(self, name, base, month) -> None:
            person = cast.person(name)
            base = None if base is None else base * 100
            self.tried(lambda: actions.declare_base(
                cast.actor("office"), unit=person.home, person=person, starts_on=month,
                category="employed", base_fen=base, reason="试"))  # fmt: skip

        @rule(month=months, unit=st.sampled_from(["ZB1", "ZB2", "JU"]))
        def assess(self, month, unit) -> None:
            self.tried(lambda: assess(cast, month, unit))

        @rule(name=names, amount=amounts, extra=st.sampled_from(["", "advance", "voluntary"]))
        def pay(self, name, amount, extra) -> None:
            person = cast.person(name)
            self.tried(lambda: actions.record_payment(
                cast.actor("office"), unit=person.home, person=person, amount_fen=amount,
                paid_on=TODAY, extra=extra))  # fmt: skip

        @rule(nth=st.integers(0, 5))
        def reverse(self, nth) -> None:
            rows = list(Payment.objects.order_by("pk"))
            if rows:
                row = rows[nth % len(rows)]
                self.tried(lambda: actions.reverse_payment(
                    cast.actor("office"), unit=row.unit, payment=row, reason="试"))  # fmt: skip

        @rule(month=months, unit=st.sampled_from(["ZB1", "ZB2"]))
        def close(self, month, unit) -> None:
            self.tried(
                lambda: actions.close_month(cast.actor("office"), unit=cast.unit(unit), month=month)
            )

        @rule(name=names, month=months, amount=amounts)
        def correct(self, name, month, amount) -> None:
            person = cast.person(name)
            self.tried(lambda: actions.correct(
                cast.actor("office"), unit=person.home, person=person, month=month, due_fen=amount,
                reason="试"))  # fmt: skip

        @rule(name=names, day=st.integers(1, 20))
        def transfer(self, name, day) -> None:
            person = cast.person(name)
            to = cast.unit("ZB2" if person.home.code == "ZB1" else "ZB1")
            self.tried(lambda: org.move_person(
                cast.actor("office"), unit=person.home, person=person, to=to, on=date(2020, 8, day)))  # fmt: skip

        @rule(
            unit=st.sampled_from(["ZB1", "ZB2", "JU"]), share=st.sampled_from([10_000, 2000, 3333])
        )
        def remit(self, unit, share) -> None:
            self.tried(lambda: actions.prepare_remittance(
                cast.actor("office"), unit=cast.unit(unit), until=TODAY, share_parts=share, share_basis="试"))  # fmt: skip

        @rule(nth=st.integers(0, 5), settled=st.booleans())
        def voucher(self, nth, settled) -> None:
            rows = list(Voucher.objects.order_by("pk"))
            if not rows:
                return
            row = rows[nth % len(rows)]
            who = cast.actor(
                {"ZB1": "secretary1", "ZB2": "secretary2"}.get(row.unit.code, "office")
            )
            if settled:
                self.tried(lambda: actions.settle_voucher(who, unit=row.unit, voucher=row))
            else:
                self.tried(
                    lambda: actions.cancel_voucher(who, unit=row.unit, voucher=row, reason="试")
                )

        @invariant()
        def balanced(self) -> None:
            assert queries.check().problems == ()

    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=int(environ.get("TONGPIN_BOOKS", "15")), stateful_step_count=18, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
