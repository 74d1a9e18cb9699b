"""办理事项: a case that follows a procedure, and the steps recorded of it."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet

LATE_AFTER = timedelta(days=7)


class Case(Audited):
    """办理事项: one run of a procedure in a unit, about the unit or about one of its people."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases", verbose_name="党组织")
    procedure = models.CharField("程序", max_length=40, db_index=True)
    title = models.CharField("名称", max_length=120)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    opened_on = models.DateField("开始日期")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    closing_note = models.CharField("办结说明", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_on", "-id"]
        verbose_name = "办理事项"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="case_closed_after_opened",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """The reference under which attachments name this case."""
        return f"casework:{self.pk}"


class Recorded(Audited):
    """What happened at one step of a procedure: the shape of every record, here and in the ledgers
    that run a procedure of their own. Withdrawn with a reason, never deleted.
    """

    step = models.CharField("步骤", max_length=40)
    on = models.DateField("日期")
    values = models.JSONField("登记内容", default=dict)
    note = models.TextField("说明", blank=True)
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会议记录"
    )
    approver = models.CharField("同意变通的组织或者负责人", max_length=60, blank=True)
    approval_reason = models.CharField("变通理由", max_length=200, blank=True)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.on} {self.step}"

    @property
    def is_late(self) -> bool:
        """补记: written down more than seven days afterwards."""
        return self.recorded_on - self.on > LATE_AFTER

    @property
    def is_withdrawn(self) -> bool:
        """Whether the record was taken back."""
        return bool(self.withdrawn_reason)


class StepRecord(Recorded):
    """步骤记录: a step of a case of 程序办理."""

    scope_path: ClassVar[str] = "case__unit__path"

    case = models.ForeignKey(Case, models.CASCADE, related_name="records")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        verbose_name = "步骤记录"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approver="") | ~Q(approval_reason=""), name="deviation_has_reason"
            )
        ]

    @property
    def ref(self) -> str:
        """The reference under which papers name this record."""
        return f"step:{self.pk}"
