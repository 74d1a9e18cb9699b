"""督查 and 自查: rounds, the check of one unit, what was found at each item."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.ledgers.supervision.models.checklist import Checklist, ChecklistItem
from tongpin.ledgers.supervision.models.team import Team
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet
from tongpin.rectification.models import Problem


class Round(Audited):
    """督查: a team goes through a list at a sample of units."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织党组织")
    team = models.ForeignKey(Team, models.PROTECT, related_name="rounds", verbose_name="督查组")
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, related_name="rounds", verbose_name="督查清单"
    )
    title = models.CharField("名称", max_length=100)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    drawn = models.CharField("抽样", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-id"]
        verbose_name = "督查"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="supervision_round_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Check(Audited):
    """检查: a list gone through at one unit, by a team in a round or by the unit itself."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="被查党组织")
    round = models.ForeignKey(
        Round, models.CASCADE, null=True, blank=True, related_name="checks", verbose_name="督查"
    )
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+", verbose_name="清单")
    on = models.DateField("检查日期", null=True, blank=True)
    finished_on = models.DateField("反馈日期", null=True, blank=True)
    feedback = models.TextField("反馈意见", blank=True)
    feedback_by = models.CharField("反馈人", max_length=100, blank=True)
    second_look_on = models.DateField("回头看日期", null=True, blank=True)
    second_look = models.TextField("回头看情况", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = "检查"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "unit"],
                condition=Q(round__isnull=False),
                name="check_once_a_round",
            ),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True) | (Q(on__isnull=False) & ~Q(feedback="")),
                name="check_fed_back_with_words",
            ),
            models.CheckConstraint(
                condition=Q(second_look_on__isnull=True)
                | (Q(finished_on__isnull=False) & Q(second_look_on__gte=F("finished_on"))),
                name="check_second_look_after_feedback",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.checklist}"

    @property
    def is_self(self) -> bool:
        """作风自查: the unit checks itself."""
        return self.round_id is None

    @property
    def ref(self) -> str:
        """The reference under which problems and facts name this check."""
        return f"supervision:{self.pk}"


class Result(models.TextChoices):
    """检查结果."""

    OK = "ok", "符合"
    PROBLEM = "problem", "有问题"
    NOT_APPLICABLE = "na", "不涉及"


class CheckItem(Audited):
    """检查记录: what was seen at one item; the problem that became of it."""

    scope_path: ClassVar[str] = "check_of__unit__path"

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="items")
    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    result = models.CharField("结果", max_length=10, choices=Result.choices)
    note = models.TextField("情况", blank=True)
    checked_on = models.DateField("检查日期")
    checked_by = models.CharField("检查人", max_length=100)
    problem = models.OneToOneField(
        Problem, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="问题"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["item__number"]
        verbose_name = "检查记录"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["check_of", "item"], name="check_item_once"),
            models.CheckConstraint(
                condition=~Q(result="problem") | ~Q(note=""), name="check_problem_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item.number} {self.get_result_display()}"

    @property
    def ref(self) -> str:
        """The reference under which evidence names this record."""
        return f"check-item:{self.pk}"
