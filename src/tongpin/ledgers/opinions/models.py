"""意见建议. Anonymity is in the shape of the tables: there is no column for who, where from or when.

A letter lies in the `Mailbox` until the day is over, then all letters of the days before go over
into `Opinion` in random order, under random keys; the word of its sender on the answer goes the same
way through the `RatingBox`. What is left is the day.
"""

from __future__ import annotations

import hashlib
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class Category(models.TextChoices):
    """What an opinion is about."""

    SUGGESTION = "suggestion", "工作建议"
    ORGANISATION = "organisation", "组织生活和党员管理"
    CONDUCT = "conduct", "工作作风"
    HELP = "help", "困难和诉求"
    OTHER = "other", "其他"


class Mailbox(models.Model):
    """A letter of today. Not audited: an entry would keep the moment. Emptied the day after."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    category = models.CharField(max_length=20, choices=Category.choices)
    content = EncryptedField()
    contact = EncryptedField(blank=True)
    receipt = models.CharField(max_length=64, unique=True)
    dropped_on = models.DateField(db_index=True)

    class Meta:
        verbose_name = "当日信箱"

    def __str__(self) -> str:
        return "当日来信"


class UsedQuestion(models.Model):
    """A question at the door that was answered; nothing of who did. Gone when the box is emptied."""

    nonce = models.CharField(primary_key=True, max_length=32)
    used_on = models.DateField(db_index=True)

    class Meta:
        verbose_name = "用过的验证问题"

    def __str__(self) -> str:
        return self.nonce


class State(models.TextChoices):
    """Where an opinion stands."""

    RECEIVED = "received", "待交办"
    ASSIGNED = "assigned", "办理中"
    ANSWERED = "answered", "已答复"
    SETTLED = "settled", "已办结"


class Satisfaction(models.TextChoices):
    """What the sender says of the answer."""

    NONE = "", "未评价"
    SATISFIED = "satisfied", "满意"
    UNSATISFIED = "unsatisfied", "不满意"


class RatingBox(models.Model):
    """What the sender said of the answer today; not audited, emptied with the letters.

    `about` tells which answer was read, so that a better one given meanwhile is not blamed for it.
    """

    receipt = models.CharField(max_length=64, unique=True)
    about = models.CharField(max_length=64)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction.choices)
    comment = EncryptedField(blank=True)
    dropped_on = models.DateField(db_index=True)

    class Meta:
        verbose_name = "当日评价"

    def __str__(self) -> str:
        return "当日评价"


class Opinion(Audited):
    """意见建议: what was said, who handles it until when, what was answered."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"content", "contact", "receipt", "comment"})

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="受理党组织")
    category = models.CharField("类别", max_length=20, choices=Category.choices)
    content = EncryptedField("内容")
    contact = EncryptedField("联系方式", blank=True)
    receipt = models.CharField(max_length=64, unique=True, editable=False)
    received_on = models.DateField("收到日期", db_index=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECEIVED)
    handler = models.CharField("承办人", max_length=60, blank=True)
    due_on = models.DateField("答复期限", null=True, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    satisfaction = models.CharField(
        "评价", max_length=12, choices=Satisfaction.choices, blank=True, default=""
    )
    comment = EncryptedField("评价说明", blank=True)
    is_published = models.BooleanField("公开答复", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_on", "id"]
        verbose_name = "意见建议"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "settled"]) | ~Q(answer=""),
                name="opinion_answered_with_words",
            ),
            models.CheckConstraint(
                condition=~Q(state="assigned") | Q(due_on__isnull=False), name="opinion_has_due_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.received_on} {self.get_category_display()}"

    @property
    def is_anonymous(self) -> bool:
        """Whether the sender left no way to be reached."""
        return not self.contact

    @property
    def answer_mark(self) -> str:
        """What tells one answer from the next."""
        return hashlib.sha256(f"{self.answered_on}:{self.answer}".encode()).hexdigest()

    @property
    def ref(self) -> str:
        """The reference under which problems name this opinion."""
        return f"opinions:{self.pk}"
