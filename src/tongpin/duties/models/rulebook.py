"""What a bureau adds to the published rulebook: local rulebooks, settings, yearly day-off notices.

Rows are versions: what was once in force is never overwritten, it is ended or superseded.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class RulebookState(models.TextChoices):
    """Where a version stands."""

    DRAFT = "draft", "草稿"
    ADOPTED = "adopted", "执行中"
    SUPERSEDED = "superseded", "已有新版"
    WITHDRAWN = "withdrawn", "已停用"


class LocalRulebook(Audited):
    """本地规则: one version of a rulebook that the bureau wrote; `identity` joins the versions.

    In force from `effective_on` up to the day before `ended_on`.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="制定单位")
    identity = models.CharField(max_length=32, db_index=True)
    revision = models.PositiveSmallIntegerField("版次", default=1)
    title = models.CharField("名称", max_length=200)
    text = models.TextField("规则（YAML）")
    state = models.CharField(
        "状态", max_length=12, choices=RulebookState.choices, default=RulebookState.DRAFT
    )
    written_on = models.DateField("起草日期")
    written_by = models.CharField("起草人", max_length=100)
    effective_on = models.DateField("生效日期", null=True, blank=True)
    adopted_on = models.DateField("采用日期", null=True, blank=True)
    adopted_by = models.CharField("采用人", max_length=100, blank=True)
    reason = models.CharField("采用理由", max_length=300, blank=True)
    ended_on = models.DateField("停用日期", null=True, blank=True)
    withdrawn_by = models.CharField("停用人", max_length=100, blank=True)
    withdrawn_reason = models.CharField("停用理由", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = "本地规则"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["identity", "revision"], name="local_rulebook_revision_once"
            ),
            models.UniqueConstraint(
                fields=["identity"],
                condition=Q(state="adopted"),
                name="local_rulebook_one_adopted_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.revision}版）"


class ParameterSetting(Audited):
    """参数设定: the bureau's own value of a parameter, with the document that sets it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="设定单位")
    parameter = models.CharField("参数编号", max_length=60, db_index=True)
    title = models.CharField("参数", max_length=100)
    values = models.JSONField("数值")
    from_on = models.DateField("自")
    to_on = models.DateField("至", null=True, blank=True)
    source_title = models.CharField("依据文件", max_length=200)
    source_number = models.CharField("文号", max_length=60, blank=True)
    place = models.CharField("条款", max_length=60)
    is_stricter = models.BooleanField("比全国性规定更严", default=False)
    reason = models.CharField("理由", max_length=300)
    set_on = models.DateField("登记日期")
    set_by = models.CharField("登记人", max_length=100)
    is_withdrawn = models.BooleanField("已撤销", default=False)
    withdrawn_reason = models.CharField("停止或撤销的理由", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-from_on", "-pk"]
        verbose_name = "参数设定"

    def __str__(self) -> str:
        return f"{self.title} {self.from_on}"


class WorkdayNotice(Audited):
    """节假日安排: the days off and the weekend days worked that one yearly notice announces."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="登记单位")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("通知名称", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    holidays = models.JSONField("放假日", default=list)
    makeup = models.JSONField("上班日", default=list)
    state = models.CharField(
        "状态", max_length=12, choices=RulebookState.choices, default=RulebookState.ADOPTED
    )
    adopted_on = models.DateField("采用日期")
    adopted_by = models.CharField("采用人", max_length=100)
    withdrawn_reason = models.CharField("停用理由", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "-pk"]
        verbose_name = "节假日安排"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(state="adopted"), name="one_workday_notice_a_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.title}"
