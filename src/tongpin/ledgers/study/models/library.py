"""学习资料: files, links and books, and the lists that say what to read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class MaterialKind(models.TextChoices):
    """What it is."""

    FILE = "file", "文件"
    LINK = "link", "网页链接"
    BOOK = "book", "书目"


class Material(Audited):
    """学习资料: open to the unit that keeps it and to everything below."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    title = models.CharField("名称", max_length=200)
    kind = models.CharField("种类", max_length=10, choices=MaterialKind.choices)
    category = models.CharField("专题", max_length=40, blank=True)
    author = models.CharField("作者或者发文单位", max_length=100, blank=True)
    address = models.URLField("链接", max_length=500, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    withdrawn_reason = models.CharField("停用原因", max_length=200, blank=True)
    created_on = models.DateField("上传日期")
    created_by = models.CharField("上传人", max_length=100)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_on", "-id"]
        verbose_name = "学习资料"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="link") | ~Q(address=""), name="study_link_has_address"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def owner(self) -> str:
        """The reference under which its files are kept."""
        return f"study.material:{self.pk}"


class ReadingList(Audited):
    """书单: materials in order, for a year."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("书单名称", max_length=100)
    note = models.CharField("说明", max_length=300, blank=True)
    withdrawn_reason = models.CharField("停用原因", max_length=200, blank=True)
    created_on = models.DateField("拟订日期")
    created_by = models.CharField("拟订人", max_length=100)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "-id"]
        verbose_name = "书单"

    def __str__(self) -> str:
        return self.title


class ReadingItem(Audited):
    """A place in a reading list."""

    reading_list = models.ForeignKey(ReadingList, models.CASCADE, related_name="items")
    material = models.ForeignKey(
        Material, models.PROTECT, related_name="+", verbose_name="学习资料"
    )
    number = models.PositiveSmallIntegerField("序号")

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number", "id"]
        verbose_name = "书单条目"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading_list", "material"], name="reading_once")
        ]

    def __str__(self) -> str:
        return str(self.material)
