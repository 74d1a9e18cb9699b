"""Audit entries in a hash chain, and the base of every model that may be written only in an action."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.fields.files import FieldFile

from tongpin.audit import envelope

MAX_ITEMS = 200
WITHHELD_BEFORE, WITHHELD = "（保密）", "（已修改，内容保密）"
"""What an entry holds in place of a value that it must not tell."""


class Entry(models.Model):
    """One action: who, when, by which way, on what, with each field before and after."""

    number = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间", db_index=True)
    account_id = models.BigIntegerField("账号编号", null=True, db_index=True)
    actor_name = models.CharField("操作人", max_length=100)
    via = models.CharField("方式", max_length=10)
    address = models.CharField("来源地址", max_length=64, blank=True)
    action = models.CharField("动作", max_length=60, db_index=True)
    title = models.CharField("动作名称", max_length=60)
    summary = models.CharField("摘要", max_length=300, blank=True)
    unit_path = models.CharField("党组织路径", max_length=200, blank=True, db_index=True)
    target_type = models.CharField("对象类型", max_length=60, blank=True)
    target_id = models.CharField("对象编号", max_length=40, blank=True)
    target_label = models.CharField("对象", max_length=200, blank=True)
    changes = models.JSONField("变更", default=list)
    previous_hash = models.CharField("前一条哈希", max_length=64)
    hash = models.CharField("哈希", max_length=64)

    class Meta:
        ordering: ClassVar = ["-number"]
        indexes: ClassVar = [models.Index(fields=["target_type", "target_id"])]
        verbose_name = "操作记录"

    def __str__(self) -> str:
        return f"{self.number} {self.title} {self.target_label}"


class ChainHead(models.Model):
    """The one row that serialises writers of the chain on databases with concurrent transactions."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name = "记录链头"

    def __str__(self) -> str:
        return f"第{self.number}条"


class Claim(models.Model):
    """A submission that was carried out: whose, which, and where it led. Kept for a day, no record."""

    account_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    answer = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "表单提交"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account_id", "digest"], name="submission_once")
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class AuditedQuerySet(models.QuerySet[Any]):
    """A query set whose bulk writes need an envelope and are noted in it."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Create rows; the entry notes how many of which kind."""
        rows = list(objs)
        self._note("bulk_create", len(rows))
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], fields: Any, *args: Any, **kwargs: Any) -> int:
        """Update rows; the entry notes how many of which kind and which fields."""
        rows = list(objs)
        self._note("bulk_update", len(rows), list(fields))
        return super().bulk_update(rows, fields, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Update by query; the entry notes how many rows and which fields."""
        envelope.current()
        count = super().update(**kwargs)
        self._note("update", count, sorted(kwargs))
        return count

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete by query; the entry notes how many rows."""
        envelope.current()
        count, detail = super().delete()
        self._note("delete", count)
        return count, detail

    def _note(self, how: str, count: int, fields: list[str] | None = None) -> None:
        note: dict[str, Any] = {"model": self.model._meta.label_lower, "how": how, "rows": count}
        if fields:
            note["fields"] = fields
        envelope.current().changes.append(note)


class Audited(models.Model):
    """A row that is written inside an action only; each save leaves field differences in the entry.

    `audit_secret` names fields whose values never enter the entry: only that they changed.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **kwargs: Any
    ) -> Self:
        """Remember the stored values, so that a save can tell what changed without a query."""
        instance = super().from_db(db, field_names, values, **kwargs)
        instance.__dict__["_stored"] = dict(zip(field_names, values, strict=True))
        return instance

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save within the open envelope and note the differences."""
        opened = envelope.current()
        created = self._state.adding
        stored: dict[str, Any] = {} if created else self.__dict__.get("_stored", {})
        super().save(*args, **kwargs)
        differences = self._differences(stored)
        self.__dict__["_stored"] = {
            f.attname: self.__dict__[f.attname]
            for f in self._meta.concrete_fields
            if f.attname in self.__dict__
        }
        if created or differences:
            opened.changes.append(self._note("create" if created else "change", differences))
        if opened.target is None:
            opened.about(self)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete within the open envelope; the entry keeps the values that were there."""
        note = self._note("delete", {k: [v[1], None] for k, v in self._differences({}).items()})
        envelope.current().changes.append(note)
        return super().delete(*args, **kwargs)

    def audit_withheld(self) -> frozenset[str]:
        """The fields whose values stay out of the entry; a model may say more of some rows."""
        return self.audit_secret

    def _note(self, how: str, fields: dict[str, Any]) -> dict[str, Any]:
        return {
            "model": self._meta.label_lower,
            "id": str(self.pk),
            "label": str(self)[:120],
            "how": how,
            "fields": fields,
        }

    def _differences(self, stored: dict[str, Any]) -> dict[str, list[Any]]:
        """`{field: [before, after]}` of the concrete fields that differ from the stored values."""
        result: dict[str, list[Any]] = {}
        withheld = self.audit_withheld()
        for item in self._meta.concrete_fields:
            name = item.attname
            if item.primary_key or name not in self.__dict__:
                continue
            before, after = stored.get(name), self.__dict__[name]
            if before == after or (before is None and after in ("", [], {})):
                continue
            if name in withheld:
                result[name] = [WITHHELD_BEFORE if before else None, WITHHELD]
            else:
                result[name] = [_plain(before), _plain(after)]
        return result


def _plain(value: Any) -> Any:
    """The value as JSON can hold it, long texts and lists cut."""
    if isinstance(value, list | dict) and len(value) > MAX_ITEMS:
        return f"（{len(value)} 项）"
    if isinstance(value, bool | int | float | type(None) | list | dict):
        return value
    if isinstance(value, FieldFile):
        return value.name
    if isinstance(value, bytes | memoryview):
        return f"（{len(value)} 字节）"
    text = str(value)
    return text if len(text) <= 500 else f"{text[:500]}……（共 {len(text)} 字）"
