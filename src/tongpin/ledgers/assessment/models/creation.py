"""创建: one branch's way to an award in a year; its steps are those of the case."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.casework.models import Case
from tongpin.ledgers.assessment.models.scheme import Item, Scheme
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet
from tongpin.rectification.models import Problem


class Creation(Audited):
    """创建: plan, phases and who scored. Steps and papers are the case's; `pk` is the case's.

    `self_*` and `review_*` hold account and person of both hands, so that the database itself refuses
    a review of one's own score.
    """

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="creation", verbose_name="办理事项"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党支部")
    year = models.PositiveSmallIntegerField("年度")
    scheme = models.ForeignKey(
        Scheme, models.PROTECT, related_name="creations", verbose_name="考评细则"
    )
    lead = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="负责人"
    )
    plan = models.TextField("创建方案", blank=True)
    mobilise_due = models.DateField("动员部署完成")
    benchmark_due = models.DateField("对标创建完成")
    review_due = models.DateField("考评验收完成")
    self_on = models.DateField("自评日期", null=True, blank=True)
    self_by = models.CharField("自评人", max_length=100, blank=True)
    self_account = models.BigIntegerField(null=True, blank=True, editable=False)
    self_person = models.BigIntegerField(null=True, blank=True, editable=False)
    self_words = models.TextField("自评意见", blank=True)
    review_on = models.DateField("考评日期", null=True, blank=True)
    review_by = models.CharField("考评人", max_length=100, blank=True)
    review_account = models.BigIntegerField(null=True, blank=True, editable=False)
    review_person = models.BigIntegerField(null=True, blank=True, editable=False)
    review_words = models.TextField("考评意见", blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "-case_id"]
        verbose_name = "示范支部创建"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year"], name="creation_once_a_year"),
            models.CheckConstraint(
                condition=Q(
                    benchmark_due__gte=F("mobilise_due"), review_due__gte=F("benchmark_due")
                ),
                name="creation_phases_in_order",
            ),
            models.CheckConstraint(
                condition=Q(review_on=None) | Q(self_on__isnull=False),
                name="creation_self_before_review",
            ),
            models.CheckConstraint(
                condition=Q(review_account=None)
                | Q(self_account=None)
                | ~Q(review_account=F("self_account")),
                name="creation_two_accounts",
            ),
            models.CheckConstraint(
                condition=Q(review_person=None)
                | Q(self_person=None)
                | ~Q(review_person=F("self_person")),
                name="creation_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.year}年示范支部创建"

    @property
    def ref(self) -> str:
        """The reference under which problems and facts name this creation."""
        return f"assessment:{self.pk}"


class Lesson(Audited):
    """学习借鉴: a gathering at which the branch learned from others, and what it took home."""

    scope_path: ClassVar[str] = "creation__unit__path"

    creation = models.ForeignKey(Creation, models.CASCADE, related_name="lessons")
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, related_name="+", verbose_name="活动记录"
    )
    host = models.CharField("学习对象", max_length=100)
    learned = models.TextField("可以借鉴的做法")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["gathering__held_on", "id"]
        verbose_name = "学习借鉴"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["creation", "gathering"], name="lesson_once")
        ]

    def __str__(self) -> str:
        return f"{self.host} {self.gathering}"


class Gap(Audited):
    """差距: an item where points were lost, and the problem that became of it."""

    scope_path: ClassVar[str] = "creation__unit__path"

    creation = models.ForeignKey(Creation, models.CASCADE, related_name="gaps")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="考评项目")
    problem = models.OneToOneField(Problem, models.CASCADE, related_name="+", verbose_name="问题")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["item__number", "id"]
        verbose_name = "差距"

    def __str__(self) -> str:
        return f"{self.item} {self.problem}"
