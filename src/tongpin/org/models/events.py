"""What befell units: foundings, mergers, splits, new names, ends; and the terms of their committees."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.org.models.organisation import Unit
from tongpin.org.scope import ScopedQuerySet


class EventKind(models.TextChoices):
    """设置变动: how a unit came, changed or ended."""

    FOUNDED = "founded", "成立"
    RENAMED = "renamed", "更名"
    MOVED = "moved", "改隶"
    MERGED = "merged", "合并"
    SPLIT = "split", "分设"
    DISSOLVED = "dissolved", "撤销"


class UnitEvent(Audited):
    """设置变动: a dated change of a unit with its approval. `done` says how to take it back.

    `unit` is the one that is changed or ends, `other` the one that takes in or comes out of it.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="events", verbose_name="党组织")
    other = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="events_beside"
    )
    kind = models.CharField("变动", max_length=20, choices=EventKind.choices)
    on = models.DateField("日期")
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    words = models.CharField("内容", max_length=300)
    done = models.JSONField(default=dict)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)
    withdrawn_reason = models.CharField("撤销理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = "设置变动"

    def __str__(self) -> str:
        return f"{self.on} {self.words}"


class CommitteeTerm(Audited):
    """届次: one term of a unit's committee: elected, ends, and a postponement that was approved."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="terms", verbose_name="党组织")
    number = models.PositiveSmallIntegerField("届次", null=True, blank=True)
    elected_on = models.DateField("当选日期")
    expires_on = models.DateField("届满日期")
    approval_number = models.CharField("批复文号", max_length=60, blank=True)
    postponed_to = models.DateField("延期至", null=True, blank=True)
    postponed_by = models.CharField("同意延期的文号", max_length=60, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-elected_on", "-id"]
        verbose_name = "届次"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("elected_on")), name="term_ends_after_election"
            ),
            models.CheckConstraint(
                condition=Q(postponed_to__isnull=True)
                | (Q(postponed_to__gt=F("expires_on")) & ~Q(postponed_by="")),
                name="postponed_with_approval",
            ),
            models.UniqueConstraint(
                fields=["unit", "elected_on"],
                condition=Q(withdrawn_reason=""),
                name="term_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.elected_on}"
