"""场次: who sits which paper when; what they answered; what it was given."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.ledgers.examinations.models.paper import Paper, PaperItem
from tongpin.org.models import Account, Person, Unit
from tongpin.org.scope import ScopedQuerySet


class SittingState(models.TextChoices):
    """How far a sitting has got; whether it is open now, the clock says."""

    PLANNED = "planned", "已安排"
    MARKING = "marking", "评卷中"
    PUBLISHED = "published", "已公布"
    CANCELLED = "cancelled", "已取消"


class Partial(models.TextChoices):
    """What a multiple choice gives that is right but not complete. A wrong letter gives nothing."""

    ALL = "all", "全部选对才得分"
    HALF = "half", "少选且没有选错的，得一半分"
    EACH = "each", "少选且没有选错的，按选对的比例得分"


class Sitting(Audited):
    """考试场次: the window, each one's time in it, and how it is marked, all declared beforehand."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织单位")
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="sittings", verbose_name="试卷")
    title = models.CharField("考试名称", max_length=100)
    instructions = models.TextField("考试须知", blank=True)
    opens_at = models.DateTimeField("开考时间")
    closes_at = models.DateTimeField("截止时间")
    minutes = models.PositiveSmallIntegerField("答题时长（分钟）")
    grace_seconds = models.PositiveSmallIntegerField("宽限（秒）", default=30)
    is_shuffled = models.BooleanField("题目和选项乱序", default=True)
    seed = models.CharField(max_length=32, editable=False)
    partial = models.CharField(
        "多选题给分", max_length=10, choices=Partial.choices, default=Partial.HALF
    )
    pass_percent = models.PositiveSmallIntegerField("合格线（%）", default=60)
    tolerance_percent = models.PositiveSmallIntegerField("两评允许相差（%）", default=20)
    state = models.CharField(
        "状态", max_length=10, choices=SittingState.choices, default=SittingState.PLANNED
    )
    cancelled_reason = models.CharField("取消原因", max_length=200, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
    published_by = models.CharField("公布人", max_length=100, blank=True)
    created_on = models.DateField("安排日期")
    created_by = models.CharField("安排人", max_length=100)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opens_at", "-id"]
        verbose_name = "考试场次"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="sitting_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, 300), grace_seconds__lte=300),
                name="sitting_of_at_most_five_hours",
            ),
            models.CheckConstraint(
                condition=Q(pass_percent__range=(1, 100), tolerance_percent__lte=100),
                name="sitting_shares_in_percent",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_on__isnull=False),
                name="sitting_published_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_reason=""),
                name="sitting_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """The reference under which findings name this sitting."""
        return f"examinations:{self.pk}"

    @property
    def grace(self) -> timedelta:
        """How long after the time an answer under way is still taken."""
        return timedelta(seconds=self.grace_seconds)


class Closing(models.TextChoices):
    """How a paper was handed in."""

    SELF = "self", "本人交卷"
    TIME = "time", "到时收卷"


class Candidate(Audited):
    """考生: one person's sitting. `tenths` is the result, empty until everything is marked.

    `seal` is the SHA-256 of the answers as handed in; the entry of handing in carries it too.
    """

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="candidates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="姓名")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党支部")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    deadline_at = models.DateTimeField("到时", null=True, blank=True)
    extra_minutes = models.PositiveSmallIntegerField("延长（分钟）", default=0)
    extra_reason = models.CharField("延长原因", max_length=200, blank=True)
    excused_reason = models.CharField("免考原因", max_length=200, blank=True)
    submitted_at = models.DateTimeField("交卷时间", null=True, blank=True)
    closing = models.CharField("交卷方式", max_length=10, choices=Closing.choices, blank=True)
    seal = models.CharField(max_length=64, blank=True, editable=False)
    tenths = models.PositiveIntegerField("得分（十分之一分）", null=True, blank=True)

    audit_secret: ClassVar[frozenset[str]] = frozenset({"tenths"})
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["unit", "id"]
        verbose_name = "考生"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sitting", "person"], name="candidate_once"),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, deadline_at__isnull=True)
                | Q(started_at__isnull=False, deadline_at__isnull=False),
                name="candidate_started_with_deadline",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True)
                | (Q(started_at__isnull=False) & ~Q(seal="") & ~Q(closing="")),
                name="candidate_handed_in_sealed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def is_over(self, now: datetime, grace: timedelta) -> bool:
        """Whether nothing more can be written: handed in, or the time and its grace are up."""
        if self.submitted_at is not None:
            return True
        return self.deadline_at is not None and now > self.deadline_at + grace


class Answer(models.Model):
    """作答: the present answer to one item. Not audited while it is written; see docs/adr/0021.

    `version` counts accepted writes; `writer` and `sequence` name the page and its own count of the
    write that stands, so that a replay is told from a change and an old page from the present one.
    """

    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="answers")
    item = models.ForeignKey(PaperItem, models.PROTECT, related_name="+")
    given = models.JSONField("作答", default=list)
    version = models.PositiveIntegerField(default=1)
    writer = models.CharField(max_length=32)
    sequence = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField("保存时间")
    tenths = models.PositiveIntegerField("得分（十分之一分）", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "作答"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["candidate", "item"], name="answer_once")
        ]

    def __str__(self) -> str:
        return f"作答{self.pk}"


class Marker(Audited):
    """评卷人: an account that marks the short answers of a sitting."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="markers")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="评卷人")

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "评卷人"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sitting", "account"], name="marker_once")
        ]

    def __str__(self) -> str:
        return str(self.account)


class Mark(Audited):
    """评分: what one marker gave a short answer; the third decides where two differ too much."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="marks")
    marker = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="评卷人")
    round = models.PositiveSmallIntegerField("评次")
    tenths = models.PositiveIntegerField("得分（十分之一分）")
    marked_at = models.DateTimeField("评分时间")

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["round"]
        verbose_name = "评分"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "marker"], name="mark_once_a_marker"),
            models.UniqueConstraint(fields=["answer", "round"], name="mark_once_a_round"),
            models.CheckConstraint(condition=Q(round__range=(1, 3)), name="mark_of_three_at_most"),
        ]

    def __str__(self) -> str:
        return f"第{self.round}评"
