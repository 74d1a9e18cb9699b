"""试卷: questions in order with what each is worth, drawn by rule or put together by hand."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.ledgers.examinations.models.bank import Kind, Question
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class PaperState(models.TextChoices):
    """How far a paper has got."""

    DRAFT = "draft", "组卷中"
    FIXED = "fixed", "已定稿"
    WITHDRAWN = "withdrawn", "已停用"


class Paper(Audited):
    """试卷: once fixed, each item keeps its own copy of the question.

    `rules` are the lines by which it was drawn: `{"kind", "topic", "difficulty", "count", "worth"}`,
    worth in tenths of a point; with the same bank and `seed` they draw the same questions again.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    title = models.CharField("试卷名称", max_length=100)
    note = models.TextField("卷首说明", blank=True)
    rules = models.JSONField("抽题规则", default=list)
    seed = models.PositiveIntegerField("抽题种子", null=True, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=PaperState.choices, default=PaperState.DRAFT
    )
    fixed_on = models.DateField("定稿日期", null=True, blank=True)
    fixed_by = models.CharField("定稿人", max_length=100, blank=True)
    withdrawn_reason = models.CharField("停用原因", max_length=200, blank=True)
    created_on = models.DateField("组卷日期")
    created_by = models.CharField("组卷人", max_length=100)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "试卷"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state="fixed") | Q(fixed_on__isnull=False), name="paper_fixed_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
                name="paper_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PaperItem(Audited):
    """卷中题: a place in a paper; `worth` is in tenths of a point."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="items", verbose_name="试卷")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name="试题")
    number = models.PositiveSmallIntegerField("题号")
    worth = models.PositiveSmallIntegerField("分值（十分之一分）")
    content = models.JSONField("题目内容", default=dict)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number", "id"]
        verbose_name = "卷中题"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "question"], name="question_once_in_a_paper"),
            models.CheckConstraint(
                condition=Q(worth__range=(1, 1000)), name="question_worth_up_to_100_points"
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.number}题"

    @property
    def shown(self) -> dict[str, Any]:
        """Its own copy; before the paper is fixed, the question of the bank."""
        return self.content or self.question.content

    @property
    def kind(self) -> Kind:
        """What sort of question it is."""
        return Kind(self.shown["kind"])
