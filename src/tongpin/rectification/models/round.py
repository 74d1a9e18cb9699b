"""轮次: one inspection, audit or supervision whose problems are rectified together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet
from tongpin.rectification.models.source import Source


class Level(models.TextChoices):
    """Whose inspection it was; the periods of the rulebook hang on it."""

    COUNTY = "county", "县级巡察"
    UPPER = "upper", "上级巡视巡察"


class Round(Audited):
    """轮次: feedback of one day; the deadlines follow from it and are not kept (`periods`).

    `due_on` is a deadline that the feedback paper itself names; it goes before the rulebook's.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="被反馈党组织")
    source = models.CharField("来源", max_length=30, choices=Source.choices)
    name = models.CharField("轮次", max_length=80)
    level = models.CharField("层级", max_length=10, choices=Level.choices, blank=True)
    team = models.CharField("反馈组", max_length=60, blank=True)
    feedback_on = models.DateField("反馈日期")
    due_on = models.DateField("反馈文件要求的整改期限", null=True, blank=True)
    responsible = models.CharField("第一责任人", max_length=50, blank=True)
    plan_sent_on = models.DateField("整改方案报送日期", null=True, blank=True)
    report_sent_on = models.DateField("整改报告报送日期", null=True, blank=True)
    report_number = models.CharField("整改报告文号", max_length=60, blank=True)
    case_ref = models.CharField("办理事项", max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-feedback_on", "-id"]
        verbose_name = "轮次"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "name"], name="round_once"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("feedback_on")),
                name="round_due_after_feedback",
            ),
            models.CheckConstraint(
                condition=(Q(plan_sent_on__isnull=True) | Q(plan_sent_on__gte=F("feedback_on")))
                & (Q(report_sent_on__isnull=True) | Q(report_sent_on__gte=F("feedback_on"))),
                name="round_sent_after_feedback",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """The reference under which attachments and facts name this round."""
        return f"round:{self.pk}"
