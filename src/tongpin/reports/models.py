"""What the reports keep: a report on its way to being issued, and questions worth asking again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.org.models import Account, Unit
from tongpin.org.scope import ScopedQuerySet


class Period(models.TextChoices):
    """报告期."""

    HALF = "half", "上半年"
    YEAR = "year", "全年"


class State(models.TextChoices):
    """Where a report stands."""

    DRAFT = "draft", "修改中"
    ISSUED = "issued", "已印发"
    WITHDRAWN = "withdrawn", "已撤回"


class YearReport(Audited):
    """半年和年度报告. `parts` are `{"key", "level", "heading", "drawn", "text", "evidence"}`: what was
    drawn from the ledgers on `drawn_on`, what the office made of it, and the `[words, address]` of
    the numbers behind it; `table` has its heads in the first row.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="报告单位")
    year = models.PositiveSmallIntegerField("年度")
    period = models.CharField("报告期", max_length=5, choices=Period.choices)
    title = models.CharField("标题", max_length=120)
    addressee = models.CharField("主送", max_length=100, blank=True)
    as_of = models.DateField("数据截至")
    drawn_on = models.DateField("取数日期")
    parts = models.JSONField("内容", default=list)
    table = models.JSONField("附表", default=list)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    issued_on = models.DateField("印发日期", null=True, blank=True)
    issued_by = models.CharField("印发人", max_length=100, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "-as_of", "-id"]
        verbose_name = "年度报告"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year", "period"], condition=~Q(state="withdrawn"),
                name="year_report_once",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(issued_on__isnull=False), name="year_report_issued"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
                name="year_report_withdrawn_with_reason",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.state == State.DRAFT


class SavedQuery(Audited):
    """常用查询: the address of a question under a name; the account's own."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    name = models.CharField("名称", max_length=60)
    address = models.CharField("条件", max_length=2000)
    saved_on = models.DateField("保存日期")

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = "常用查询"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "name"], name="saved_query_once")
        ]

    def __str__(self) -> str:
        return self.name
