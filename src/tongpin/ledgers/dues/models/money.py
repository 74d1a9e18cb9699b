"""Where the money went and what else came in: one voucher a movement, two people to each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.life.models import Gathering
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class VoucherKind(models.TextChoices):
    """What a voucher moves."""

    REMIT = "remit", "上缴党费"
    FORWARD = "forward", "转交大额党费"
    SPEND = "spend", "使用党费"
    GRANT = "grant", "上级下拨"
    INTEREST = "interest", "利息"
    OPENING = "opening", "期初余额"


INCOMING = (VoucherKind.GRANT, VoucherKind.INTEREST, VoucherKind.OPENING)
OUTGOING = (VoucherKind.REMIT, VoucherKind.FORWARD, VoucherKind.SPEND)


class Purpose(models.TextChoices):
    """The five permitted uses (中组发〔2008〕3号 art 19)."""

    TRAINING = "training", "培训党员"
    MATERIALS = "materials", "订阅或购买用于开展党员教育的报刊、资料、音像制品和设备"
    COMMENDATION = "commendation", "表彰先进基层党组织、优秀共产党员和优秀党务工作者"
    HARDSHIP = "hardship", "补助生活困难的党员"
    DISASTER = "disaster", "补助遭受严重自然灾害的党员和修缮因灾受损的基层党员教育设施"


class VoucherState(models.TextChoices):
    """Prepared by one, settled by another."""

    PREPARED = "prepared", "待出纳办理"
    SETTLED = "settled", "已办结"
    CANCELLED = "cancelled", "已作废"


class Voucher(Audited):
    """凭证: money to the upper organisation, out, or in from elsewhere.

    The accountant prepares it, another person (the cashier) settles it. `basis_fen` is what the
    payments (and remittances received) of a batch add up to, `share_parts` the share of it in
    ten-thousandths that goes up, `share_basis` the paper that says so.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    kind = models.CharField("种类", max_length=10, choices=VoucherKind.choices)
    number = models.CharField("凭证编号", max_length=40)
    on = models.DateField("日期")
    amount_fen = models.BigIntegerField("金额（分）")
    to = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收党组织"
    )
    counterparty = models.CharField("对方", max_length=100, blank=True)
    basis_fen = models.BigIntegerField("上缴基数（分）", null=True, blank=True)
    share_parts = models.PositiveIntegerField("上缴比例（万分之）", null=True, blank=True)
    share_basis = models.CharField("比例依据", max_length=200, blank=True)
    batch = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="received",
        verbose_name="并入的上缴批次",
    )  # fmt: skip
    purpose = models.CharField("用途", max_length=20, choices=Purpose.choices, blank=True)
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="决定的会议",
    )  # fmt: skip
    decision = models.CharField("集体决定", max_length=200, blank=True)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=VoucherState.choices, default=VoucherState.PREPARED
    )
    prepared_by = models.CharField("会计", max_length=100)
    prepared_account = models.BigIntegerField(editable=False)
    settled_by = models.CharField("出纳", max_length=100, blank=True)
    settled_account = models.BigIntegerField(null=True, blank=True, editable=False)
    settled_on = models.DateField("办结日期", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = "党费凭证"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "number"], name="dues_voucher_once"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="dues_voucher_not_nothing"),
            models.CheckConstraint(
                condition=~Q(kind="spend")
                | (~Q(purpose="") & ~Q(decision="") & Q(decided_on__isnull=False)),
                name="dues_use_has_purpose_and_decision",
            ),
            models.CheckConstraint(
                condition=~Q(kind="remit") | Q(basis_fen__gte=F("amount_fen")),
                name="dues_remittance_within_basis",
            ),
            models.CheckConstraint(
                condition=~Q(state="settled")
                | (
                    Q(settled_account__isnull=False, settled_on__isnull=False)
                    & ~Q(settled_account=F("prepared_account"))
                ),
                name="dues_voucher_two_people",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "on"])]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"
