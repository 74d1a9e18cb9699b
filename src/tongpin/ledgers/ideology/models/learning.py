"""学习强国: a sheet that comes in, and each member's own number, sealed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet


class ImportState(models.TextChoices):
    """How far an upload has got."""

    PREVIEW = "preview", "待确认"
    DONE = "done", "已导入"
    UNDONE = "undone", "已撤销"


class Import(Audited):
    """学习情况导入: one sheet of one month; its cells are sealed and forgotten once it is adopted.

    `columns` is `{head: key}` as it was adopted, for the next sheet.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset({"cells"})

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    month = models.DateField("月份")
    file_name = models.CharField("文件名", max_length=200)
    cells = EncryptedField("内容", blank=True)
    columns = models.JSONField("列对应", default=dict)
    state = models.CharField(
        "状态", max_length=10, choices=ImportState.choices, default=ImportState.PREVIEW
    )
    count = models.PositiveIntegerField("人数", default=0)
    created_by = models.CharField("上传人", max_length=100)
    created_on = models.DateField("上传日期")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "学习情况导入"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "month"], condition=Q(state="done"), name="learning_month_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.file_name}"


class Participation(Audited):
    """参学情况: whether a member took part in a month; the number is sealed for the member alone."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"points"})
    scope_path: ClassVar[str] = "branch__path"

    source = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="党员")
    branch = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="所在支部")
    month = models.DateField("月份", db_index=True)
    points = EncryptedField("学习积分", blank=True)
    is_active = models.BooleanField("参学", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-month", "id"]
        verbose_name = "参学情况"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "month"], name="participation_once")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}参学情况"
