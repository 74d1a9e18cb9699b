"""自学: what somebody studied alone, confirmed by somebody else of the branch."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.ledgers.study.models.library import Material
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet

MOST_MINUTES = 480  # of a day


class SelfState(models.TextChoices):
    """How far an entry has got."""

    SUBMITTED = "submitted", "待确认"
    CONFIRMED = "confirmed", "已确认"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class SelfStudy(Audited):
    """自学: what was read and how long; no thoughts about it are asked for. Counts once confirmed."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="self_study", verbose_name="姓名"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党支部")
    on = models.DateField("日期", db_index=True)
    minutes = models.PositiveSmallIntegerField("学习分钟")
    what = models.CharField("学习内容", max_length=200)
    material = models.ForeignKey(
        Material, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="学习资料"
    )
    state = models.CharField(
        "状态", max_length=10, choices=SelfState.choices, default=SelfState.SUBMITTED
    )
    entered_on = models.DateField("登记日期")
    entered_by = models.CharField("登记人", max_length=100)
    entered_account = models.BigIntegerField(null=True, editable=False)
    settled_on = models.DateField("确认日期", null=True, blank=True)
    settled_by = models.CharField("确认人", max_length=100, blank=True)
    settled_account = models.BigIntegerField(null=True, blank=True, editable=False)
    returned_reason = models.CharField("退回原因", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = "自学"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, MOST_MINUTES)), name="self_study_within_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | Q(settled_on__isnull=False)
                & (Q(settled_account__isnull=True) | Q(entered_account__isnull=True)
                   | ~Q(settled_account=F("entered_account"))),
                name="self_study_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(returned_reason=""),
                name="self_study_returned_with_reason",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return f"{self.person} {self.on} {self.what[:30]}"
