"""发展对象档案: one person's way into the Party, and what happened at each step of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.casework.models import Recorded
from tongpin.life.models import Vote
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Person
from tongpin.org.scope import ScopedQuerySet


class Column(models.TextChoices):
    """How far a case is: the columns of the board."""

    APPLICANT = "applicant", "入党申请人"
    ACTIVIST = "activist", "入党积极分子"
    OBJECT = "object", "发展对象"
    PROBATIONARY = "probationary", "预备党员"
    DONE = "done", "已转正"


class Closing(models.TextChoices):
    """Why a case ended."""

    ARCHIVED = "archived", "材料已归档"
    WITHDRAWN = "withdrawn", "本人撤回申请"
    STOPPED = "stopped", "不再培养"
    DISQUALIFIED = "disqualified", "取消预备党员资格"
    LEFT = "left", "转出本单位"
    DIED = "died", "去世"


class Case(Audited):
    """发展对象档案. The unit that answers for it is the person's branch of today: a case moves with
    the person, and its time runs on (2014 and 2026 art. 12, 28).
    """

    scope_path: ClassVar[str] = "person__home__path"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    opened_on = models.DateField("递交申请日期")
    is_front_line = models.BooleanField("生产、工作一线", default=False)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    closing = models.CharField("结束原因", max_length=15, choices=Closing.choices, blank=True)
    closing_note = models.CharField("结束说明", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["opened_on", "id"]
        verbose_name = "发展对象档案"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_on__isnull=True), name="development_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="development_closed_after_opened",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closing="")
                | (Q(closed_on__isnull=False) & ~Q(closing="")),
                name="development_closed_with_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}的发展档案"

    @property
    def ref(self) -> str:
        """The reference under which attachments and facts name this case."""
        return f"development:{self.pk}"


class Step(Recorded):
    """步骤记录: what happened at a step of a case. The note is sealed: it may hold the conclusion of
    a political review.
    """

    scope_path: ClassVar[str] = "case__person__home__path"
    audit_secret: ClassVar[frozenset[str]] = frozenset({"note"})

    case = models.ForeignKey(Case, models.CASCADE, related_name="records")
    note = EncryptedField("说明", blank=True)
    vote = models.ForeignKey(
        Vote, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="表决"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        verbose_name = "发展步骤"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approver="") | ~Q(approval_reason=""),
                name="development_deviation_has_reason",
            )
        ]

    @property
    def ref(self) -> str:
        """The reference under which papers name this record."""
        return f"development.step:{self.pk}"
