"""议题 and 会前程序: what is put before the leading body, and what was done before it may be."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.ledgers.decisions.models.sealing import OfTopic
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Account, Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Category(models.TextChoices):
    """事项: the four of 三重一大, and what else is decided together."""

    POLICY = "policy", "重大决策"
    PERSONNEL = "personnel", "重要干部任免"
    PROJECT = "project", "重大项目安排"
    FUNDS = "funds", "大额度资金使用"
    OTHER = "other", "其他集体研究事项"


class Topic(OfTopic):
    """议题. Where it stands follows from its dates and its meetings; nothing of that is stored.

    A personnel topic keeps its substance in `details`, which only who needs to know can open.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset({"details"})

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="决策机构")
    category = models.CharField("事项类别", max_length=12, choices=Category.choices)
    title = models.CharField("议题", max_length=120)
    summary = models.TextField("内容和建议", blank=True)
    details = EncryptedField("需要保密的内容", blank=True)
    amount_fen = models.BigIntegerField("金额", null=True, blank=True)
    department = models.CharField("承办部门", max_length=60, blank=True)
    proposer = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出人"
    )
    responsible = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分管负责人"
    )
    proposed_on = models.DateField("提出日期")
    accepted_on = models.DateField("审定日期", null=True, blank=True)
    accepted_by = models.CharField("审定人", max_length=60, blank=True)
    changes = models.ForeignKey(
        "Resolution", models.PROTECT, null=True, blank=True, related_name="changed_by",
        verbose_name="变更的决议",
    )  # fmt: skip
    is_emergency = models.BooleanField("紧急情况临时处置", default=False)
    handled_on = models.DateField("处置日期", null=True, blank=True)
    handled_by = models.CharField("处置人", max_length=100, blank=True)
    handling = models.TextField("处置情况", blank=True)
    reported_on = models.DateField("报告日期", null=True, blank=True)
    reported_to = models.CharField("向谁报告", max_length=100, blank=True)
    kept_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", editable=False
    )
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-proposed_on", "-id"]
        verbose_name = "议题"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(category="funds") | Q(amount_fen__isnull=False),
                name="funds_topic_has_amount",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__isnull=True) | Q(amount_fen__gte=0),
                name="topic_amount_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(is_emergency=False) | Q(handled_on__isnull=False),
                name="emergency_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(category="personnel") | Q(summary=""),
                name="personnel_substance_is_sealed",
            ),
        ]

    def topic_of(self) -> Topic:
        """Itself."""
        return self

    def shown(self) -> str:
        """Its title."""
        return self.title

    @property
    def is_sealed(self) -> bool:
        """Whether it is a personnel topic, or was one until the change that is being saved."""
        before = self.__dict__.get("_stored", {}).get("category")
        return Category.PERSONNEL in (self.category, before)

    @property
    def ref(self) -> str:
        """The reference under which attachments name this topic."""
        return f"topic:{self.pk}"


class PriorStep(OfTopic):
    """会前程序: one thing done before the meeting (调研论证, 听取意见, 合法性审查 …), or let off with why."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"result"})
    scope_path: ClassVar[str] = "topic__unit__path"

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="steps")
    name = models.CharField("程序", max_length=30)
    on = models.DateField("日期")
    by = models.CharField("由谁办理", max_length=60)
    result = EncryptedField("结果")
    is_waived = models.BooleanField("经同意不需要", default=False)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        verbose_name = "会前程序"

    def topic_of(self) -> Topic:
        """What it was done for."""
        return self.topic

    def shown(self) -> str:
        """The day and what was done."""
        return f"{self.on} {self.name}"

    @property
    def ref(self) -> str:
        """The reference under which papers name this step."""
        return f"prior:{self.pk}"
