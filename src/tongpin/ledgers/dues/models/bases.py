"""What a member's dues are worked out from: the declared base, and decisions to lower or waive."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.ledgers.dues.models.uploads import Upload
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet
from tongpin.rules.dues import Category

CATEGORIES = [(category.value, category.label) for category in Category]


class BaseState(models.TextChoices):
    """How far a declaration has got."""

    DECLARED = "declared", "待本人确认"
    CONFIRMED = "confirmed", "本人已确认"
    DISPUTED = "disputed", "本人有异议"
    WITHDRAWN = "withdrawn", "已撤回"


class Declaration(Audited):
    """基数申报: a member's category and base from a month on, within one year.

    `base_fen` is empty where the category has a fixed amount or the pay is not known. `items` is
    the pay sheet as JSON `{"pay": {item: yuan}, "withheld": …}`, sealed and need-to-know.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset({"items", "words"})

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="declarations", verbose_name="党员"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党支部")
    starts_on = models.DateField("起始月份")
    category = models.CharField("党员类别", max_length=20, choices=CATEGORIES)
    base_fen = models.BigIntegerField("基数（分）", null=True, blank=True)
    items = EncryptedField("工资项目", blank=True)
    words = EncryptedField("基数来由", blank=True)
    upload = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="declarations",
        verbose_name="工资表",
    )  # fmt: skip
    line = models.PositiveIntegerField("工资表行", null=True, blank=True)
    reason = models.CharField("变更原因", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=BaseState.choices, default=BaseState.DECLARED
    )
    objection = models.CharField("本人意见", max_length=200, blank=True)
    declared_on = models.DateField("申报日期")
    declared_by = models.CharField("经办人", max_length=100)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["person", "starts_on"]
        verbose_name = "基数申报"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(base_fen__isnull=True) | Q(base_fen__gte=0),
                name="dues_base_not_negative",
            ),
            models.UniqueConstraint(
                fields=["person", "starts_on"],
                condition=~Q(state="withdrawn"),
                name="dues_base_once_a_month",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "starts_on"])]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_on:%Y-%m} 起"


class Proof(Audited):
    """依据: a pay slip or a certificate behind a base, sealed; `content` is base64.

    It is not an attachment: those are open to every reader of the branch's files, this is for the
    member, the secretary and the committee only.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset({"content"})

    declaration = models.ForeignKey(
        Declaration, models.PROTECT, related_name="proofs", verbose_name="基数申报"
    )
    name = models.CharField("文件名", max_length=160)
    media_type = models.CharField("类型", max_length=100)
    content = EncryptedField("内容")

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "基数依据"

    def __str__(self) -> str:
        return self.name


class ReliefKind(models.TextChoices):
    """Why a member pays less than the table says here."""

    EXEMPT = "exempt", "免交"
    REDUCED = "reduced", "少交"
    ELSEWHERE = "elsewhere", "在其他支部交纳"


class Relief(Audited):
    """减免: less or nothing for some months, by an approved decision; or paid to another branch."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="reliefs", verbose_name="党员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党支部")
    kind = models.CharField("种类", max_length=10, choices=ReliefKind.choices)
    starts_on = models.DateField("起始月份")
    ends_on = models.DateField("终止月份")
    amount_fen = models.BigIntegerField("每月交纳（分）", default=0)
    reason = models.CharField("理由", max_length=200)
    discussed_on = models.DateField("支部讨论日期", null=True, blank=True)
    approved_by = models.CharField("批准单位", max_length=100)
    approved_on = models.DateField("批准日期")
    approval_number = models.CharField("批准文号", max_length=60)
    is_withdrawn = models.BooleanField("已撤回", default=False)
    recorded_by = models.CharField("经办人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on", "id"]
        verbose_name = "减免"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="dues_relief_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind="reduced", amount_fen__gt=0)
                | (~Q(kind="reduced") & Q(amount_fen=0)),
                name="dues_relief_amount_fits",
            ),
            models.CheckConstraint(
                condition=~Q(approval_number=""), name="dues_relief_has_approval"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"
