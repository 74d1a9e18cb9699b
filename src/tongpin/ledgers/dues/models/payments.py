"""What was paid: money received from or for a member, and the months it counts for."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.ledgers.dues.models.money import Voucher
from tongpin.ledgers.dues.models.uploads import Upload
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Series(models.Model):
    """The running numbers of a unit's receipts and vouchers in a year; its row serialises writers."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    receipts = models.PositiveIntegerField(default=0)
    vouchers = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year"], name="dues_series_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}"


class Method(models.TextChoices):
    """How the money came."""

    CASH = "cash", "现金"
    TRANSFER = "transfer", "转账"
    ONLINE = "online", "网上交纳"


class Payment(Audited):
    """交纳: money received once. A wrong one is not changed: a second row takes it back.

    `amount_fen` is negative in a row that reverses another. `upload` and `line` name the place in
    an imported statement, so that no line counts twice.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="payments", verbose_name="党员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="收款支部")
    number = models.CharField("收据编号", max_length=40)
    amount_fen = models.BigIntegerField("金额（分）")
    paid_on = models.DateField("交纳日期", db_index=True)
    method = models.CharField("交纳方式", max_length=10, choices=Method.choices)
    payer = models.CharField("代交人", max_length=50, blank=True)
    reference = models.CharField("流水号", max_length=80, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)
    upload = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name="账单"
    )
    line = models.PositiveIntegerField("账单行", null=True, blank=True)
    batch = models.ForeignKey(
        Voucher, models.PROTECT, null=True, blank=True, related_name="payments",
        verbose_name="上缴批次",
    )  # fmt: skip
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by",
        verbose_name="冲销",
    )  # fmt: skip
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("收款人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-paid_on", "-id"]
        verbose_name = "交纳"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "number"], name="dues_receipt_once"),
            models.UniqueConstraint(fields=["upload", "line"], name="dues_statement_line_once"),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, amount_fen__gt=0)
                | (Q(reverses__isnull=False, amount_fen__lt=0) & ~Q(note="")),
                name="dues_payment_sign_fits",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "paid_on"])]

    def __str__(self) -> str:
        return f"{self.number} {self.person}"


class AllocationKind(models.TextChoices):
    """What a part of a payment is."""

    DUE = "due", "应交党费"
    VOLUNTARY = "voluntary", "自愿多交"
    LARGE = "large", "大额党费"


class Allocation(Audited):
    """入账: a part of a payment, for a month where it is regular dues. The parts make the whole."""

    payment = models.ForeignKey(Payment, models.CASCADE, related_name="allocations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField("月份", null=True, blank=True)
    kind = models.CharField("种类", max_length=10, choices=AllocationKind.choices)
    amount_fen = models.BigIntegerField("金额（分）")

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "入账"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["payment", "month"], condition=Q(kind="due"), name="dues_part_once_a_month"
            ),
            models.CheckConstraint(
                condition=Q(kind="due", month__isnull=False)
                | (~Q(kind="due") & Q(month__isnull=True)),
                name="dues_part_has_month",
            ),
            models.CheckConstraint(condition=~Q(amount_fen=0), name="dues_part_not_nothing"),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "month"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.month:%Y-%m}" if self.month else self.kind
