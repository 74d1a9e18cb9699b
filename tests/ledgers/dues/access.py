"""What the access table needs of dues: one of each, in the first branch."""

from __future__ import annotations

from datetime import date

from tests.architecture.row import Row, pk
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
        file_name="账单.csv", table=tables.read(text, "账单.csv", "statement"),
    )  # fmt: skip


def proof(cast):
    """A pay slip of 郑文."""
    slip = actions.File("工资条.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    return declare(cast, proofs=[slip]).proofs.get()


def publication(cast):
    """The first branch made the year known."""
    return actions.publish(
        cast.actor("office"), unit=cast.unit("ZB1"), year=2020, kind="branch", on=TODAY, how="大会"
    )


def voucher(cast):
    """Interest of the first branch, not settled."""
    return actions.prepare_voucher(
        cast.actor("committee1"), unit=cast.unit("ZB1"), kind="interest", amount_fen=12
    )


DUES = {"without": "member1"}
DUES_KEPT = {"without": "member1", "outside": "secretary2"}


ROWS = [
    Row("dues:sheet", "committee1", **DUES),
    Row("dues:assess", "committee1", **DUES),
    Row("dues:close", "committee1", post=True, **DUES),
    Row("dues:own", "member1", without="security"),
    Row("dues:guidance", "member1", without="security"),
    Row("dues:own-receipt", "member1", args=pk(payment), outside="secretary1"),
    Row("dues:own-proof", "member1", args=pk(proof), outside="secretary1"),
    Row("dues:proof", "committee1", without="office", outside="secretary2", post=True, args=pk(proof)),
    Row("dues:remind", "committee1", post=True, **DUES),
    Row("dues:publication-withdraw", "committee1", args=pk(publication), post=True, **DUES_KEPT),
    Row("dues:base-confirm", "member1", args=pk(declaration), outside="secretary1", post=True),
    Row("dues:base-object", "member1", args=pk(declaration), outside="secretary1", post=True),
    Row("dues:bases", "committee1", **DUES),
    Row("dues:base", "committee1", args=pk(declaration), **DUES_KEPT),
    Row(
        "dues:base-items", "committee1", without="office", outside="secretary2", post=True,
        args=pk(declaration),
    ),
    Row("dues:base-withdraw", "committee1", args=pk(declaration), post=True, **DUES_KEPT),
    Row("dues:reliefs", "committee1", **DUES),
    Row("dues:relief-withdraw", "committee1", args=pk(relief), post=True, **DUES_KEPT),
    Row("dues:member", "committee1", args=lambda cast: [cast.people["郑文"]], **DUES_KEPT),
    Row("dues:base-new", "committee1", args=lambda cast: [cast.people["郑文"]], **DUES_KEPT),
    Row("dues:relief-new", "committee1", args=lambda cast: [cast.people["郑文"]], **DUES_KEPT),
    Row("dues:payment-new", "committee1", args=lambda cast: [cast.people["郑文"]], **DUES_KEPT),
    Row("dues:correct", "committee1", args=lambda cast: [cast.people["郑文"]], **DUES_KEPT),
    Row("dues:payments", "committee1", **DUES),
    Row("dues:payment", "committee1", args=pk(payment), **DUES_KEPT),
    Row("dues:receipt", "committee1", args=pk(payment), **DUES_KEPT),
    Row("dues:payment-reverse", "committee1", args=pk(payment), post=True, **DUES_KEPT),
    Row("dues:arrears", "committee1", **DUES),
    Row("dues:payroll", "committee1", **DUES),
    Row("dues:payroll-template", "committee1", **DUES),
    Row("dues:statement", "committee1", **DUES),
    Row("dues:statement-template", "committee1", **DUES),
    Row("dues:upload", "committee1", args=pk(upload), **DUES_KEPT),
    Row("dues:upload-columns", "committee1", args=pk(upload), post=True, **DUES_KEPT),
    Row("dues:upload-choose", "committee1", args=pk(upload), post=True, **DUES_KEPT),
    Row("dues:upload-adopt", "committee1", args=pk(upload), post=True, **DUES_KEPT),
    Row("dues:upload-discard", "committee1", args=pk(upload), post=True, **DUES_KEPT),
    Row("dues:vouchers", "committee1", **DUES),
    Row("dues:voucher-new", "committee1", **DUES),
    Row("dues:remit", "committee1", **DUES),
    Row("dues:voucher", "committee1", args=pk(voucher), **DUES_KEPT),
    Row("dues:voucher-settle", "committee1", args=pk(voucher), post=True, **DUES_KEPT),
    Row("dues:voucher-cancel", "committee1", args=pk(voucher), post=True, **DUES_KEPT),
    Row("dues:cash", "committee1", **DUES),
    Row("dues:publication", "committee1", **DUES),
]  # fmt: skip
