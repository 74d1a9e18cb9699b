"""What is owed: one assessment a member and month, corrections beside it, months that close."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.ledgers.dues.models.bases import CATEGORIES, Declaration, Relief
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Month(Audited):
    """月份: a branch's month; once closed, its sums are kept and only new entries may follow."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党支部")
    month = models.DateField("月份")
    closed_on = models.DateField("结账日期", null=True, blank=True)
    closed_by = models.CharField("结账人", max_length=100, blank=True)
    people = models.PositiveIntegerField("人数", default=0)
    due_fen = models.BigIntegerField("应交合计（分）", default=0)
    paid_fen = models.BigIntegerField("当月实收（分）", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-month", "unit"]
        verbose_name = "党费月份"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "month"], name="dues_month_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.month:%Y-%m}"


class AssessmentKind(models.TextChoices):
    """The month's assessment itself, or a later entry that corrects it."""

    ASSESSED = "assessed", "核定"
    CORRECTION = "correction", "更正"


class Status(models.TextChoices):
    """How the amount came about."""

    ASSESSED = "assessed", "按比例"
    FIXED = "fixed", "按定额"
    RELIEVED = "relieved", "减免"
    ELSEWHERE = "elsewhere", "在其他支部交纳"
    UNKNOWN = "unknown", "待核"


class Assessment(Audited):
    """核定: what a member owes a branch for a month. The sum of the rows of a month is owed.

    `due_fen` is empty where it cannot be told (待核): unknown is never zero. A correction carries
    the difference, so that the first row stays as it was.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="assessments", verbose_name="党员"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="收缴支部")
    month = models.DateField("月份")
    kind = models.CharField(
        "种类", max_length=10, choices=AssessmentKind.choices, default=AssessmentKind.ASSESSED
    )
    status = models.CharField("核定方式", max_length=10, choices=Status.choices)
    category = models.CharField("党员类别", max_length=20, choices=CATEGORIES, blank=True)
    base_fen = models.BigIntegerField("基数（分）", null=True, blank=True)
    rate_parts = models.PositiveIntegerField("比例（万分之）", null=True, blank=True)
    due_fen = models.BigIntegerField("应交（分）", null=True, blank=True)
    is_capped = models.BooleanField("按上限", default=False)
    declaration = models.ForeignKey(
        Declaration, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="基数申报",
    )  # fmt: skip
    relief = models.ForeignKey(
        Relief, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="减免",
    )  # fmt: skip
    reason = models.CharField("更正理由", max_length=200, blank=True)
    assessed_on = models.DateField("核定日期")
    assessed_by = models.CharField("核定人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["month", "id"]
        verbose_name = "核定"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "month"],
                condition=Q(kind="assessed"),
                name="dues_assessed_once_a_month",
            ),
            models.CheckConstraint(
                condition=Q(kind="assessed", due_fen__gte=0)
                | Q(kind="assessed", status="unknown", due_fen__isnull=True)
                | (Q(kind="correction", due_fen__isnull=False) & ~Q(due_fen=0) & ~Q(reason="")),
                name="dues_assessment_amount_fits",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "month"])]

    def __str__(self) -> str:
        return f"{self.person} {self.month:%Y-%m}"
