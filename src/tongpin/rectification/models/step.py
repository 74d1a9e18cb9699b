"""办理记录: what happened to a problem, stage by stage, with the evidence that hangs on it."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rectification.models.problem import Problem


class StepKind(models.TextChoices):
    """What a step is."""

    OPEN = "open", "登记问题"
    PLAN = "plan", "制定措施"
    START = "start", "开始整改"
    PROGRESS = "progress", "整改进展"
    SUBMIT = "submit", "申请销号"
    RECALL = "recall", "撤回申请"
    RETURN = "return", "退回"
    CLOSE = "close", "核验销号"
    LONG_TERM = "long_term", "转为长期坚持"
    REOPEN = "reopen", "重新整改"
    REVIEW = "review", "成效评估"
    EXTEND = "extend", "延期"
    HAND_OVER = "hand_over", "交接"
    PUBLISH = "publish", "公开"
    CANCEL = "cancel", "撤销"


class StepQuerySet(ScopedQuerySet):  # type: ignore[override]
    """Steps are seen where their problem is."""

    def within(self, scope: Scope) -> Self:
        """Only the steps of problems inside the scope."""
        return self.filter(problem__in=Problem.objects.within(scope).values("pk"))


class Step(Audited):
    """办理记录: never changed afterwards; evidence hangs on `ref`."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="steps")
    kind = models.CharField("事项", max_length=12, choices=StepKind.choices)
    on = models.DateField("日期")
    note = models.TextField("内容", blank=True)
    approver = models.CharField("批准人", max_length=50, blank=True)
    old_due_on = models.DateField("原时限", null=True, blank=True)
    new_due_on = models.DateField("新时限", null=True, blank=True)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)
    account = models.BigIntegerField(null=True, blank=True, editable=False)
    person = models.BigIntegerField(null=True, blank=True, editable=False)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "办理记录"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="extend")
                | (~Q(approver="") & Q(new_due_on__isnull=False) & ~Q(note="")),
                name="extension_has_approver",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"

    @property
    def ref(self) -> str:
        """The reference under which evidence names this step."""
        return f"problem-step:{self.pk}"
