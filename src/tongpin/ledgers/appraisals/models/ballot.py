"""民主测评. Secrecy is in the shape of the tables: no column leads from a paper to who filled it in.

A ticket says that its holder has voted, and nothing else. A paper carries sealed marks under a random
key. With each paper all papers of the box are written anew in random order under new keys, so that
neither keys nor the order of rows follow the order of voting; when the box is opened the papers are
counted and destroyed. Neither table is audited: an entry would keep the moment and the account.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from tongpin.audit.models import Audited
from tongpin.ledgers.appraisals.models.roll import Appraisal, Grade, Participant
from tongpin.org.encryption import EncryptedField
from tongpin.org.scope import ScopedQuerySet


class Mark(models.TextChoices):
    """What a paper may say of a member."""

    EXCELLENT = Grade.EXCELLENT.value, "优秀"
    QUALIFIED = Grade.QUALIFIED.value, "合格"
    BASIC = Grade.BASIC.value, "基本合格"
    UNQUALIFIED = Grade.UNQUALIFIED.value, "不合格"
    ABSTAIN = "abstain", "弃权"


class Ticket(models.Model):
    """测评凭据: the right of one participant to one paper; the code is kept as a hash."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="ticket")
    code = models.CharField(max_length=64, unique=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        verbose_name = "测评凭据"

    def __str__(self) -> str:
        return "测评凭据"


class Paper(models.Model):
    """测评票: sealed marks, one for every subject; not who, not when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="papers")
    marks = EncryptedField()

    class Meta:
        verbose_name = "测评票"

    def __str__(self) -> str:
        return "测评票"


class Tally(Audited):
    """测评结果: the totals of one member, once the ballot is closed."""

    scope_path: ClassVar[str] = "participant__appraisal__unit__path"

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="tally")
    excellent = models.PositiveSmallIntegerField("优秀")
    qualified = models.PositiveSmallIntegerField("合格")
    basic = models.PositiveSmallIntegerField("基本合格")
    unqualified = models.PositiveSmallIntegerField("不合格")
    abstain = models.PositiveSmallIntegerField("弃权", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["participant__person__search_text", "participant_id"]
        verbose_name = "测评结果"

    def __str__(self) -> str:
        return f"{self.participant}"

    def counts(self) -> dict[str, int]:
        """`{mark: number}` in the order of marks."""
        return {mark: getattr(self, mark) for mark in Mark.values}
