"""命名: the award, its yearly check, its withdrawal."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.ledgers.assessment.models.creation import Creation
from tongpin.org.scope import ScopedQuerySet


class Level(models.TextChoices):
    """What was awarded."""

    MODEL = "model", "标准化示范党支部"
    PASS = "pass", "标准化达标党支部"


class Award(Audited):
    """命名: what a review led to; withdrawn with a reason, never deleted."""

    scope_path: ClassVar[str] = "creation__unit__path"

    creation = models.OneToOneField(
        Creation, models.PROTECT, primary_key=True, related_name="award", verbose_name="创建"
    )
    level = models.CharField("等次", max_length=6, choices=Level.choices)
    number = models.CharField("文号", max_length=60, blank=True)
    publicised_on = models.DateField("公示开始", null=True, blank=True)
    awarded_on = models.DateField("命名日期")
    awarded_by = models.CharField("登记人", max_length=100)
    withdrawn_on = models.DateField("撤销日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤销理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-awarded_on", "-creation_id"]
        verbose_name = "命名"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_reason=""),
                name="award_withdrawn_with_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.creation.unit} {self.get_level_display()}"


class Recheck(Audited):
    """年度复核: whether an award of an earlier year still holds."""

    scope_path: ClassVar[str] = "award__creation__unit__path"

    award = models.ForeignKey(Award, models.CASCADE, related_name="rechecks")
    year = models.PositiveSmallIntegerField("年度")
    on = models.DateField("复核日期")
    keeps = models.BooleanField("保持称号")
    words = models.TextField("复核意见")
    by = models.CharField("复核人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year"]
        verbose_name = "年度复核"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["award", "year"], name="recheck_once_a_year"),
            models.CheckConstraint(condition=~Q(words=""), name="recheck_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.award} {self.year}"
