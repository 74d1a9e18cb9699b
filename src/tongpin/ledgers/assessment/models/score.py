"""得分: what the branch and the review gave for an item, with the evidence as it stood then."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.ledgers.assessment.models.creation import Creation
from tongpin.ledgers.assessment.models.scheme import Item
from tongpin.org.scope import ScopedQuerySet


class Side(models.TextChoices):
    """Who gave the score."""

    SELF = "self", "自评"
    REVIEW = "review", "考评"


class State(models.TextChoices):
    """Whether an item can be judged. Unknown is never zero: it is left out with its reason."""

    KNOWN = "known", "已评"
    UNKNOWN = "unknown", "不能判断"
    EXCLUDED = "excluded", "不涉及"


class Score(Audited):
    """得分: `points` in tenths, None where the item is left out. A veto that is passed has 0 points;
    one that failed is marked `has_failed`.

    `basis` is the evidence as it stood: `{"done", "of", "words", "refs", "points"}`, empty for what no
    ledger knows; `points` there are those that the ledgers gave.
    """

    scope_path: ClassVar[str] = "creation__unit__path"

    creation = models.ForeignKey(Creation, models.CASCADE, related_name="scores")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="考评项目")
    side = models.CharField("方面", max_length=6, choices=Side.choices)
    state = models.CharField("状态", max_length=8, choices=State.choices)
    points = models.PositiveIntegerField("得分（十分之一分）", null=True, blank=True)
    most = models.PositiveIntegerField("分值（十分之一分）", editable=False)
    has_failed = models.BooleanField("触及否决", default=False)
    reason = models.TextField("说明", blank=True)
    by_hand = models.BooleanField("人工评定", default=False)
    basis = models.JSONField("评分时的证据", default=dict)
    on = models.DateField("日期")
    by = models.CharField("评分人", max_length=100)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["item__number"]
        verbose_name = "得分"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["creation", "item", "side"], name="score_once_a_side"),
            models.CheckConstraint(
                condition=Q(state=State.KNOWN, points__isnull=False, points__lte=F("most"))
                | (~Q(state=State.KNOWN) & Q(points=None) & ~Q(reason="")),
                name="score_known_or_reasoned",
            ),
            models.CheckConstraint(
                condition=Q(by_hand=False) | ~Q(reason=""), name="score_by_hand_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.get_side_display()}"

    @property
    def ref(self) -> str:
        """The reference under which papers name this score."""
        return f"assessment-score:{self.pk}"
