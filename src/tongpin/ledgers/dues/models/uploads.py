"""Sheets that came in and papers that went out: payroll, statements, publications."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class UploadKind(models.TextChoices):
    """What a sheet is."""

    PAYROLL = "payroll", "工资表"
    STATEMENT = "statement", "账单"


class UploadState(models.TextChoices):
    """How far a sheet has got."""

    PREVIEW = "preview", "待核对"
    DONE = "done", "已入账"
    DISCARDED = "discarded", "已放弃"


class Upload(Audited):
    """导入: one sheet with its judged rows, sealed at rest. Content that was adopted comes in once."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"rows"})

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    kind = models.CharField("种类", max_length=10, choices=UploadKind.choices)
    starts_on = models.DateField("月份")
    file_name = models.CharField("文件名", max_length=200)
    file_hash = models.CharField(max_length=64)
    rows = EncryptedField("内容", blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=UploadState.choices, default=UploadState.PREVIEW
    )
    adopted = models.PositiveIntegerField("采用行数", default=0)
    created_on = models.DateField("上传日期")
    created_by = models.CharField("上传人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "党费导入"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "kind", "file_hash"],
                condition=Q(state="done", kind="statement"),
                name="dues_statement_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}"


class ColumnMap(Audited):
    """列对应: how a unit's sheets name their columns, remembered from the last time."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="党组织")
    kind = models.CharField("种类", max_length=10, choices=UploadKind.choices)
    columns = models.JSONField("列对应", default=dict)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "列对应"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "kind"], name="dues_columns_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_kind_display()}"


class PublicationKind(models.TextChoices):
    """To whom the year's dues were shown."""

    BRANCH = "branch", "向党员公布"
    CONGRESS = "congress", "向党员大会（党代表大会）报告"
    OPEN = "open", "党务公开"


class Publication(Audited):
    """公布: the year's collection and use were made known, when and how."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("种类", max_length=10, choices=PublicationKind.choices)
    on = models.DateField("日期")
    how = models.CharField("方式", max_length=200)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)
    is_withdrawn = models.BooleanField("已撤回", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = "党费公布"

    def __str__(self) -> str:
        return f"{self.unit} {self.year}年{self.get_kind_display()}"
