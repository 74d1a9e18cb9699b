"""督查清单: what is looked at, as data with editions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class Purpose(models.TextChoices):
    """What a list is for."""

    VISIT = "visit", "现场督查"
    SELF = "self", "作风自查"


class Checklist(Audited):
    """督查清单: one edition; once released its items stand, a change is a new edition."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="制定党组织")
    name = models.CharField("名称", max_length=80)
    purpose = models.CharField("用途", max_length=10, choices=Purpose.choices)
    edition = models.PositiveIntegerField("版次", default=1)
    released_on = models.DateField("启用日期", null=True, blank=True)
    retired_on = models.DateField("停用日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "-edition"]
        verbose_name = "督查清单"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "name", "edition"], name="checklist_edition_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（第{self.edition}版）"


class ChecklistItem(Audited):
    """清单项目: one question, with its ground and how it is looked at."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="items")
    number = models.PositiveIntegerField("序号")
    area = models.CharField("类别", max_length=40, blank=True)
    text = models.CharField("检查内容", max_length=300)
    basis = models.CharField("依据", max_length=200, blank=True)
    method = models.CharField("检查方法", max_length=200, blank=True)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = "清单项目"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["checklist", "number"], name="checklist_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
