"""对照检查材料: one for each who writes, sealed, in versions, with what the reviewers said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.ledgers.meetings.models.meeting import Meeting
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Person
from tongpin.org.scope import ScopedQuerySet


class Standing(models.TextChoices):
    """Where a material stands."""

    DRAFT = "draft", "草稿"
    HANDED_IN = "handed_in", "已提交"
    RETURNED = "returned", "退回修改"
    ACCEPTED = "accepted", "审阅通过"


class Material(Audited):
    """对照检查材料、发言提纲: of one person; without a person it is the team's own."""

    scope_path: ClassVar[str] = "meeting__unit__path"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="materials")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撰写人"
    )
    state = models.CharField(
        "状态", max_length=10, choices=Standing.choices, default=Standing.DRAFT
    )
    handed_in_on = models.DateField("提交日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["person__search_text", "id"]
        verbose_name = "对照检查材料"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "person"], name="material_once_a_person"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(person__isnull=True), name="material_once_a_team"
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(handed_in_on__isnull=False),
                name="material_handed_in_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}的对照检查材料" if self.person else "班子对照检查材料"


class MaterialText(Audited):
    """第几稿: the words. A draft is overwritten, what was handed in is not."""

    scope_path: ClassVar[str] = "material__meeting__unit__path"
    audit_secret: ClassVar[frozenset[str]] = frozenset({"content"})

    material = models.ForeignKey(Material, models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField("稿次")
    content = EncryptedField("内容")
    handed_in_on = models.DateField("提交日期", null=True, blank=True)
    written_by = models.CharField("撰写登记", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = "材料文稿"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["material", "number"], name="material_text_once")
        ]

    def __str__(self) -> str:
        return f"第{self.number}稿"


class Decision(models.TextChoices):
    """What a review comes to."""

    ACCEPT = "accept", "通过"
    RETURN = "return", "退回修改"


class Review(Audited):
    """审阅意见: of one version, by who reviewed."""

    scope_path: ClassVar[str] = "material__meeting__unit__path"
    audit_secret: ClassVar[frozenset[str]] = frozenset({"comment"})

    material = models.ForeignKey(Material, models.CASCADE, related_name="reviews")
    number = models.PositiveSmallIntegerField("稿次")
    decision = models.CharField("审阅结果", max_length=10, choices=Decision.choices)
    comment = EncryptedField("审阅意见", blank=True)
    on = models.DateField("审阅日期")
    by = models.CharField("审阅人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "审阅意见"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(decision="return") | ~Q(comment=""), name="return_says_why"
            )
        ]

    def __str__(self) -> str:
        which = f"第{self.number}稿" if self.number else "纸质材料"
        return f"{which}{self.get_decision_display()}"
