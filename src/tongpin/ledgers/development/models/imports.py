"""补录导入: dates of cases that began before Tongpin, from one spreadsheet."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class ImportState(models.TextChoices):
    """How far an upload has got."""

    PREVIEW = "preview", "待确认"
    DONE = "done", "已补录"
    UNDONE = "undone", "已撤销"


class DateImport(Audited):
    """补录导入: one upload with its rows, sealed at rest, kept so that it can be undone."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"rows"})

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    file_name = models.CharField("文件名", max_length=200)
    file_hash = models.CharField(max_length=64)
    rows = EncryptedField("内容", blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=ImportState.choices, default=ImportState.PREVIEW
    )
    cases = models.JSONField("新建档案", default=list)
    steps = models.JSONField("补录步骤", default=list)
    created_on = models.DateField("上传日期")
    created_by = models.CharField("上传人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "补录导入"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "file_hash"],
                condition=Q(state="done"),
                name="development_file_once",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
