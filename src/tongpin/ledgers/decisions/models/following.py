"""决议, 落实任务 and 后评价: what was decided, who does what by when, and how it turned out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tongpin.ledgers.decisions.models.meeting import Item
from tongpin.ledgers.decisions.models.sealing import OfTopic
from tongpin.ledgers.decisions.models.topics import Topic
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class Resolution(OfTopic):
    """决议, numbered by body and year. Changed only by another decision of the same body. Its number
    tells nothing and names it everywhere.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset({"text"})

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="决策机构")
    item = models.OneToOneField(Item, models.PROTECT, related_name="resolution")
    year = models.PositiveSmallIntegerField("年度")
    number = models.PositiveIntegerField("编号")
    adopted_on = models.DateField("作出日期", db_index=True)
    text = EncryptedField("决定事项")
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name="变更为",
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "-number"]
        verbose_name = "决议"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year", "number"], name="resolution_number_once"
            )
        ]

    def __str__(self) -> str:
        return self.shown()

    def topic_of(self) -> Topic:
        """What was decided."""
        return self.item.topic

    def shown(self) -> str:
        """Its number."""
        return f"〔{self.year}〕{self.number}号"

    @property
    def ref(self) -> str:
        """The reference under which facts and attachments name this resolution."""
        return f"decisions:{self.pk}"


class Task(OfTopic):
    """落实任务: one part of a resolution with who answers for it and the day."""

    scope_path: ClassVar[str] = "resolution__unit__path"

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="tasks")
    words = models.CharField("任务", max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    person = models.CharField("责任人", max_length=60)
    due_on = models.DateField("完成时限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        verbose_name = "落实任务"

    def topic_of(self) -> Topic:
        """What it carries out."""
        return self.resolution.item.topic

    def shown(self) -> str:
        """What is to be done."""
        return self.words


class TaskNote(OfTopic):
    """落实情况: how far a task had come on a day."""

    scope_path: ClassVar[str] = "task__resolution__unit__path"

    task = models.ForeignKey(Task, models.CASCADE, related_name="notes")
    on = models.DateField("日期")
    words = models.TextField("情况")
    by = models.CharField("登记人", max_length=100)
    is_done = models.BooleanField("已经完成", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        verbose_name = "落实情况"

    def topic_of(self) -> Topic:
        """What is carried out."""
        return self.task.resolution.item.topic

    def shown(self) -> str:
        """The day and the first words."""
        return f"{self.on} {self.words[:20]}"


class Effect(models.TextChoices):
    """How a decision turned out."""

    REACHED = "reached", "达到预期"
    PARTLY = "partly", "基本达到"
    MISSED = "missed", "没有达到"


class Evaluation(OfTopic):
    """后评价: a decision looked back at."""

    scope_path: ClassVar[str] = "resolution__unit__path"

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="evaluations")
    on = models.DateField("评价日期")
    effect = models.CharField("效果", max_length=10, choices=Effect.choices)
    words = models.TextField("评价意见")
    by = models.CharField("登记人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        verbose_name = "后评价"

    def topic_of(self) -> Topic:
        """What is looked back at."""
        return self.resolution.item.topic

    def shown(self) -> str:
        """The day and how it turned out."""
        return f"{self.on} {self.get_effect_display()}"
