"""What the access table needs of dues: one of each, in the first branch."""

from __future__ import annotations

from datetime import date

from tests.ledgers.dues.books import TODAY, assess, declare, pay
from tongpin.ledgers.dues import actions, tables


def declaration(cast):
    """A base of 郑文."""
    return declare(cast)


def relief(cast):
    """郑文 pays nothing for a while."""
    person = cast.person("郑文")
    return actions.add_relief(
        cast.actor("office"), unit=person.home, person=person, kind="exempt", reason="重病",
        starts_on=date(2020, 9, 1), ends_on=date(2020, 12, 1), discussed_on=date(2020, 8, 20),
        approved_by="局党委", approved_on=date(2020, 8, 30), approval_number="局党字〔2020〕8号",
    )  # fmt: skip


def payment(cast):
    """September paid by 郑文."""
    declare(cast)
    assess(cast)
    return pay(cast)


def upload(cast):
    """A statement of one line."""
    text = "交易日期,付款人,金额\n2020-09-03,郑文,77.93\n".encode()
    return actions.keep_upload(
        cast.actor("committee1"), unit=cast.unit("ZB1"), kind="statement", starts_on=TODAY,
        file_name="账单.csv", file_hash="0" * 64, table=tables.read(text, "账单.csv", "statement"),
    )  # fmt: skip


def voucher(cast):
    """Interest of the first branch, not settled."""
    return actions.prepare_voucher(
        cast.actor("committee1"), unit=cast.unit("ZB1"), kind="interest", amount_fen=12
    )
