"""学习计划: what a centre group or a branch studies in a year, and what became of each topic."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.ledgers.study.models.library import Material
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Group(models.TextChoices):
    """Whose plan it is."""

    CENTRE = "centre", "理论学习中心组"
    BRANCH = "branch", "党支部"


class PlanState(models.TextChoices):
    """How far a plan has got."""

    DRAFT = "draft", "拟订中"
    ADOPTED = "adopted", "已印发"
    WITHDRAWN = "withdrawn", "已撤回"


class StudyPlan(Audited):
    """学习计划: one a year and group. Whom it was sent to: 《党委（党组）理论学习中心组学习规则》第十一条."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    year = models.PositiveSmallIntegerField("年度")
    group = models.CharField("类别", max_length=10, choices=Group.choices)
    title = models.CharField("计划名称", max_length=100)
    requirements = models.TextField("学习要求", blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=PlanState.choices, default=PlanState.DRAFT
    )
    adopted_on = models.DateField("印发日期", null=True, blank=True)
    adopted_by = models.CharField("印发人", max_length=100, blank=True)
    sent_on = models.DateField("报送日期", null=True, blank=True)
    sent_to = models.CharField("报送单位", max_length=100, blank=True)
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)
    created_on = models.DateField("拟订日期")
    created_by = models.CharField("拟订人", max_length=100)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "unit", "-id"]
        verbose_name = "学习计划"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year", "group"],
                condition=~Q(state="withdrawn"),
                name="study_plan_once_a_year",
            ),
            models.CheckConstraint(
                condition=~Q(state="adopted") | Q(adopted_on__isnull=False),
                name="study_plan_adopted_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
                name="study_plan_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True) | ~Q(sent_to=""), name="study_plan_sent_to_whom"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """The reference under which findings name this plan."""
        return f"study:{self.pk}"


class StudyForm(models.TextChoices):
    """学习形式: 第九条 of the rules of the centre group, and the usual forms of a branch."""

    SEMINAR = "seminar", "集体学习研讨"
    SELF = "self", "个人自学"
    RESEARCH = "research", "专题调研"
    LECTURE = "lecture", "党课"
    THEME_DAY = "theme_day", "主题党日"
    READING = "reading", "集中学习"
    EXCHANGE = "exchange", "交流研讨"
    VISIT = "visit", "参观学习"


class Topic(Audited):
    """学习专题: what, by when, who leads; done when it has a gathering or was otherwise carried out."""

    plan = models.ForeignKey(StudyPlan, models.CASCADE, related_name="topics")
    due_on = models.DateField("计划日期")
    title = models.CharField("专题", max_length=200)
    form = models.CharField("形式", max_length=12, choices=StudyForm.choices)
    lead = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="主讲人"
    )
    lead_name = models.CharField("其他主讲人", max_length=60, blank=True)
    note = models.CharField("要求", max_length=300, blank=True)
    materials = models.ManyToManyField(Material, through="TopicMaterial", verbose_name="学习资料")
    gathering = models.ForeignKey(
        Gathering, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="学习记录"
    )
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_how = models.CharField("完成情况", max_length=200, blank=True)
    dropped_reason = models.CharField("取消原因", max_length=200, blank=True)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        verbose_name = "学习专题"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(gathering__isnull=False) | ~Q(done_how=""),
                name="study_topic_done_how",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def leader(self) -> str:
        """Who leads, by name."""
        return self.lead.name if self.lead is not None else self.lead_name


class TopicMaterial(Audited):
    """What is read for a topic."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    material = models.ForeignKey(Material, models.CASCADE, related_name="+")

    objects = AuditedQuerySet.as_manager()

    class Meta:
        verbose_name = "专题资料"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "material"], name="topic_material_once")
        ]

    def __str__(self) -> str:
        return str(self.material)
