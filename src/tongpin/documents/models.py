"""Files stored once by the hash of their content, and their attachment to records."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class StoredFile(Audited):
    """One content, kept once whatever its names. `sha256` is also its place on disk."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField("大小")
    media_type = models.CharField("类型", max_length=100)
    stored_at = models.DateTimeField("存入时间", auto_now_add=True)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        verbose_name = "文件内容"

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(Audited):
    """附件: a name under which a record carries a stored file."""

    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="党组织")
    owner = models.CharField("所属记录", max_length=60, db_index=True)
    name = models.CharField("文件名", max_length=160)
    withdrawn_at = models.DateTimeField("移除时间", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "附件"

    def __str__(self) -> str:
        return self.name


class OwnTemplate(Audited):
    """本单位模板: a unit's own Word template of a paper, used in the unit and everything below it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    key = models.CharField("文书", max_length=60)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=160)
    set_on = models.DateField("启用日期")
    set_by = models.CharField("上传人", max_length=100)
    ended_on = models.DateField("停用日期", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = "本单位模板"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "key"], condition=Q(ended_on__isnull=True), name="own_template_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("set_on")),
                name="own_template_ended_after_set",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SheetImport(Audited):
    """表格导入: a table read once, looked at, adopted or thrown away, and taken back.

    `rows` are the judged lines until they are adopted, sealed at rest since a table may hold numbers of
    persons; `made` the keys of what became of them.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset({"sealed"})

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    kind = models.CharField("种类", max_length=40)
    file_name = models.CharField("文件名", max_length=200)
    sealed = EncryptedField("预览内容", blank=True)
    made = models.JSONField("导入结果", default=list)
    state = models.CharField(
        "状态", max_length=10, default="preview",
        choices=[("preview", "待确认"), ("done", "已导入"), ("undone", "已撤销")],
    )  # fmt: skip
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    created_by = models.CharField("上传人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "表格导入"

    def __str__(self) -> str:
        return self.file_name

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The judged lines."""
        return list(json.loads(self.sealed)) if self.sealed else []

    @rows.setter
    def rows(self, lines: list[dict[str, Any]]) -> None:
        self.sealed = json.dumps(lines, ensure_ascii=False) if lines else ""
