"""考评细则: what a branch is measured by, as data with editions. Points are kept in tenths."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class Scheme(Audited):
    """考评细则: one edition; once published it stands, a change is a new edition."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="制定党组织")
    name = models.CharField("名称", max_length=80)
    edition = models.PositiveIntegerField("版次", default=1)
    basis = models.CharField("依据", max_length=200, blank=True)
    full = models.PositiveIntegerField("总分（十分之一分）", default=1000)
    pass_line = models.PositiveIntegerField("达标线（十分之一分）", default=800)
    model_line = models.PositiveIntegerField("示范线（十分之一分）", default=900)
    judged_percent = models.PositiveSmallIntegerField("最低可评比例（%）", default=80)
    published_on = models.DateField("发布日期", null=True, blank=True)
    retired_on = models.DateField("停用日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "-edition"]
        verbose_name = "考评细则"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "name", "edition"], name="scheme_edition_once"),
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(published_on=None), name="scheme_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(
                    full__gt=0, pass_line__lte=F("model_line"), model_line__lte=F("full")
                ),
                name="scheme_lines_in_order",
            ),
            models.CheckConstraint(
                condition=Q(judged_percent__gte=1, judged_percent__lte=100),
                name="scheme_judged_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=Q(retired_on=None) | Q(published_on__isnull=False),
                name="scheme_published_before_retired",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.name}（第{self.edition}版）"

    @property
    def state(self) -> str:
        """The state in words."""
        if self.retired_on:
            return "已停用"
        return "在用" if self.published_on else "编写中"


class Dimension(Audited):
    """标准化类别: one of the five standardisations with the points that its items share."""

    scope_path: ClassVar[str] = "scheme__unit__path"

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="dimensions")
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("名称", max_length=40)
    weight = models.PositiveIntegerField("分值（十分之一分）")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = "标准化类别"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "number"], name="dimension_number_once"),
            models.UniqueConstraint(fields=["scheme", "title"], name="dimension_title_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Way(models.TextChoices):
    """取证方式: where the evidence of an item comes from."""

    DUTIES = "duties", "责任判定"
    EVIDENCE = "evidence", "台账数据"
    HAND = "hand", "现场核实"


class Item(Audited):
    """考评项目: a standard with its points, or a veto without a dimension.

    `keys` are rules of the rulebook (`duties`) or kinds of evidence (`evidence`). `needed` is a number
    of records, or the per cent that is enough where the evidence is a share. `deduct` is taken off for
    each that is missing, else the points follow the share; `late` for each that was done late.
    """

    scope_path: ClassVar[str] = "scheme__unit__path"

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="items")
    dimension = models.ForeignKey(
        Dimension, models.CASCADE, null=True, blank=True, related_name="items", verbose_name="类别"
    )
    number = models.PositiveSmallIntegerField("序号")
    title = models.CharField("项目", max_length=60)
    standard = models.CharField("标准", max_length=300)
    basis = models.CharField("依据", max_length=200, blank=True)
    weight = models.PositiveIntegerField("分值（十分之一分）", default=0)
    way = models.CharField("取证方式", max_length=10, choices=Way.choices)
    keys = models.JSONField("取证来源", default=list, blank=True)
    needed = models.PositiveIntegerField("要求", null=True, blank=True)
    deduct = models.PositiveIntegerField("每少一次扣（十分之一分）", null=True, blank=True)
    late = models.PositiveIntegerField("每逾期一次扣（十分之一分）", default=0)
    note = models.CharField("扣分办法", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = "考评项目"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "number"], name="assessed_item_number_once"),
            models.CheckConstraint(
                condition=Q(dimension=None, weight=0)
                | Q(dimension__isnull=False, weight__gt=0),
                name="assessed_item_weighs_or_vetoes",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def is_veto(self) -> bool:
        """一票否决: it gives no points and stands in the way of an award."""
        return self.dimension_id is None

    @property
    def by_hand(self) -> bool:
        """Whether a person has to look."""
        return self.way == Way.HAND
