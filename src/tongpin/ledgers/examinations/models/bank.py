"""题库: questions with their key, their ground and their article."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class Kind(models.TextChoices):
    """What sort of question it is."""

    SINGLE = "single", "单选题"
    MULTIPLE = "multiple", "多选题"
    JUDGE = "judge", "判断题"
    BLANK = "blank", "填空题"
    SHORT = "short", "简答题"


CHOSEN = (Kind.SINGLE, Kind.MULTIPLE, Kind.JUDGE)
"""Kinds that are answered by choosing."""
JUDGEMENTS = (("T", "正确"), ("F", "错误"))
LETTERS = "ABCDEFGH"


class Difficulty(models.IntegerChoices):
    """How hard its author thinks it is; how hard it was, the analysis of a sitting tells."""

    EASY = 1, "较易"
    MEDIUM = 2, "中等"
    HARD = 3, "较难"


class Question(Audited):
    """试题: `options` are texts under the letters A, B, C…; `key` is what is right.

    The key by kind: letters of the right options (`["A", "C"]`), `["T"]` or `["F"]`, one list of
    accepted wordings a blank (`[["32", "三十二"]]`), or the reference answer (`["…"]`).
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    kind = models.CharField("题型", max_length=10, choices=Kind.choices)
    stem = models.TextField("题干")
    options = models.JSONField("选项", default=list)
    key = models.JSONField("答案", default=list)
    explanation = models.TextField("解析", blank=True)
    topic = models.CharField("专题", max_length=40)
    difficulty = models.PositiveSmallIntegerField(
        "难度", choices=Difficulty.choices, default=Difficulty.MEDIUM
    )
    source = models.CharField("依据", max_length=100, blank=True)
    article = models.CharField("条款", max_length=60, blank=True)
    is_practice = models.BooleanField("用于练习", default=True)
    fingerprint = models.CharField(max_length=64, editable=False)
    withdrawn_reason = models.CharField("停用原因", max_length=200, blank=True)
    created_on = models.DateField("录入日期")
    created_by = models.CharField("录入人", max_length=100)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "试题"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "fingerprint"],
                condition=Q(withdrawn_reason=""),
                name="question_once_in_a_bank",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "topic", "kind"])]

    def __str__(self) -> str:
        return self.stem[:60]

    @property
    def content(self) -> dict[str, Any]:
        """What a paper keeps of it, so that later changes do not touch a paper in use."""
        return {
            "kind": self.kind, "stem": self.stem, "options": self.options, "key": self.key,
            "explanation": self.explanation, "topic": self.topic, "difficulty": self.difficulty,
            "source": self.source, "article": self.article,
        }  # fmt: skip
