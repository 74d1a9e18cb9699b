"""上会: a topic at a meeting of the leading body: who spoke in which order, who left, what was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.ledgers.decisions.models.sealing import OfTopic
from tongpin.ledgers.decisions.models.topics import Topic
from tongpin.life.models import Gathering, Vote
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Person
from tongpin.org.scope import ScopedQuerySet


class Outcome(models.TextChoices):
    """结论 of one discussion."""

    OPEN = "", "正在讨论"
    PASSED = "passed", "通过"
    REJECTED = "rejected", "没有通过"
    POSTPONED = "postponed", "暂缓决定"


class Item(OfTopic):
    """上会议题: one topic on the agenda of one meeting. A postponed topic comes back as a new item."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"conclusion", "count_note"})
    scope_path: ClassVar[str] = "topic__unit__path"

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="items")
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, related_name="decision_items", verbose_name="会议"
    )
    position = models.PositiveSmallIntegerField("顺序")
    reporter = models.CharField("汇报人", max_length=60, blank=True)
    materials_on = models.DateField("材料送达日期", null=True, blank=True)
    vote = models.ForeignKey(
        Vote, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="表决"
    )
    is_split = models.BooleanField("意见分歧较大", default=False)
    outcome = models.CharField(
        "结论", max_length=10, choices=Outcome.choices, blank=True, default=""
    )
    count_note = EncryptedField("票数说明", blank=True)
    conclusion = EncryptedField("决定事项", blank=True)
    closed_by = models.CharField("登记人", max_length=100, blank=True)
    withdrawn_reason = models.CharField("撤下理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["gathering__held_on", "position", "id"]
        verbose_name = "上会议题"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["topic", "gathering"], condition=Q(withdrawn_reason=""),
                name="topic_once_a_meeting",
            ),
            models.UniqueConstraint(
                fields=["topic"], condition=Q(outcome="", withdrawn_reason=""),
                name="topic_at_one_meeting_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="passed") | Q(vote__isnull=False), name="passed_by_a_vote"
            ),
        ]  # fmt: skip

    def topic_of(self) -> Topic:
        """What is discussed."""
        return self.topic

    def shown(self) -> str:
        """The topic's title."""
        return str(self.topic)

    @property
    def standing_vote(self) -> Vote | None:
        """The vote, unless it was taken back."""
        return None if self.vote is None or self.vote.withdrawn_reason else self.vote

    @property
    def is_open(self) -> bool:
        """Whether it is still being discussed."""
        return not self.outcome and not self.withdrawn_reason


class Stance(models.TextChoices):
    """What a member said of the proposal."""

    AGREE = "agree", "同意"
    AMEND = "amend", "修改后同意"
    DISAGREE = "disagree", "不同意"
    UNDECIDED = "undecided", "暂不表态"


class Speech(OfTopic):
    """发言: one member's opinion, in the order in which it was said."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"words"})
    scope_path: ClassVar[str] = "item__topic__unit__path"

    item = models.ForeignKey(Item, models.CASCADE, related_name="speeches")
    position = models.PositiveSmallIntegerField("次序")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="发言人")
    stance = models.CharField("表态", max_length=10, choices=Stance.choices)
    words = EncryptedField("发言要点", blank=True)
    is_reserved = models.BooleanField("保留意见", default=False)
    is_reported_up = models.BooleanField("要求向上级反映", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = "发言"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "position"], name="speech_order_once"),
            models.UniqueConstraint(fields=["item", "person"], name="one_speech_a_member"),
        ]

    def topic_of(self) -> Topic:
        """What was spoken about."""
        return self.item.topic

    def shown(self) -> str:
        """Who said what."""
        return f"{self.person} {self.get_stance_display()}"


class Recusal(OfTopic):
    """回避: a member whose own interest is concerned, and who left the room."""

    scope_path: ClassVar[str] = "item__topic__unit__path"

    item = models.ForeignKey(Item, models.CASCADE, related_name="recusals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="回避人")
    reason = models.CharField("回避事由", max_length=100)
    has_left = models.BooleanField("已离场", default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "回避"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "person"], name="recused_once")
        ]

    def topic_of(self) -> Topic:
        """What it concerns."""
        return self.item.topic

    def shown(self) -> str:
        """Who left, and why."""
        return f"{self.person} {self.reason}"
