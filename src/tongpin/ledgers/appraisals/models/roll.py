"""民主评议: one year of one branch, its frozen roll, what each wrote, how each was graded."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.casework.models import Case
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Person, Stage, Unit
from tongpin.org.scope import ScopedQuerySet


class Mode(models.TextChoices):
    """How the ballot is taken."""

    ELECTRONIC = "electronic", "网上无记名投票"
    PAPER = "paper", "纸质测评表"


class BallotState(models.TextChoices):
    """Where the ballot stands; there are no results before it is closed."""

    NONE = "none", "未开始"
    OPEN = "open", "正在投票"
    CLOSED = "closed", "已结束"


class Grade(models.TextChoices):
    """等次, in the words of the rulebook's `democratic-review-grades`."""

    EXCELLENT = "excellent", "优秀"
    QUALIFIED = "qualified", "合格"
    BASIC = "basic", "基本合格"
    UNQUALIFIED = "unqualified", "不合格"


class Appraisal(Audited):
    """民主评议: one year of one branch. Steps, dates and deviations are the case's; `pk` is the case's."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="appraisal", verbose_name="办理事项"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    year = models.PositiveSmallIntegerField("年度")
    rolled_on = models.DateField("名单确定日")
    mode = models.CharField("测评方式", max_length=10, choices=Mode.choices, blank=True)
    ballot_state = models.CharField(
        "测评", max_length=10, choices=BallotState.choices, default=BallotState.NONE
    )
    closed_on = models.DateField("测评结束日期", null=True, blank=True)
    issued = models.PositiveSmallIntegerField("发出测评表", null=True, blank=True)
    returned = models.PositiveSmallIntegerField("收回测评表", null=True, blank=True)
    valid = models.PositiveSmallIntegerField("有效测评表", null=True, blank=True)
    decided_on = models.DateField("评定日期", null=True, blank=True)
    cap_approver = models.CharField("同意超过比例的组织", max_length=60, blank=True)
    cap_reason = models.CharField("超过比例的理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "-case_id"]
        verbose_name = "民主评议"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year"], name="appraisal_once_a_year"),
            models.CheckConstraint(
                condition=Q(returned__isnull=True) | Q(returned__lte=models.F("issued")),
                name="no_more_returned_than_issued",
            ),
            models.CheckConstraint(
                condition=Q(valid__isnull=True) | Q(valid__lte=models.F("returned")),
                name="no_more_valid_than_returned",
            ),
            models.CheckConstraint(
                condition=Q(cap_approver="") | ~Q(cap_reason=""), name="cap_override_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度民主评议党员"


class Participant(Audited):
    """评议名单: one member as of the day of the roll. A probationary member is never graded."""

    scope_path: ClassVar[str] = "appraisal__unit__path"
    audit_secret: ClassVar[frozenset[str]] = frozenset({"self_text"})

    appraisal = models.ForeignKey(Appraisal, models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="姓名")
    stage = models.CharField(
        "人员类别", max_length=20,
        choices=[(Stage.FULL.value, Stage.FULL.label),
                 (Stage.PROBATIONARY.value, Stage.PROBATIONARY.label)],
    )  # fmt: skip
    away_reason = models.CharField("未参加评议的原因", max_length=100, blank=True)
    self_text = EncryptedField("自评", blank=True)
    self_on = models.DateField("自评日期", null=True, blank=True)
    self_on_paper = models.BooleanField("纸质自评", default=False)
    grade = models.CharField("评定等次", max_length=12, choices=Grade.choices, blank=True)
    grade_note = models.CharField("评定意见", max_length=300, blank=True)
    measure = models.CharField("帮助教育措施", max_length=500, blank=True)
    helper = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="帮助人"
    )
    measure_due_on = models.DateField("措施期限", null=True, blank=True)
    measure_result = models.CharField("落实情况", max_length=500, blank=True)
    told_on = models.DateField("反馈日期", null=True, blank=True)
    told_by = models.CharField("反馈人", max_length=100, blank=True)
    acknowledged_on = models.DateField("本人确认日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["person__search_text", "person_id"]
        verbose_name = "评议名单"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["appraisal", "person"], name="appraised_once"),
            models.CheckConstraint(
                condition=Q(grade="") | Q(stage="full"), name="probationary_is_not_graded"
            ),
            models.CheckConstraint(
                condition=Q(measure="") | Q(measure_due_on__isnull=False),
                name="measure_has_due_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}"

    @property
    def is_graded_kind(self) -> bool:
        """Whether the person is one to be graded: a full member."""
        return self.stage == Stage.FULL

    @property
    def needs_measure(self) -> bool:
        """Whether the grade asks for help and education."""
        return self.grade in (Grade.BASIC, Grade.UNQUALIFIED)


class Comment(Audited):
    """党员互评: what one member said of another at the assessment."""

    scope_path: ClassVar[str] = "about__appraisal__unit__path"
    audit_secret: ClassVar[frozenset[str]] = frozenset({"content"})

    about = models.ForeignKey(Participant, models.CASCADE, related_name="comments")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="评议人")
    content = EncryptedField("评议意见")
    on = models.DateField("日期")
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["about__person__search_text", "id"]
        verbose_name = "党员互评"

    def __str__(self) -> str:
        return f"{self.by}—{self.about}"
