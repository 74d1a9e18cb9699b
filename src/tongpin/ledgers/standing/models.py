"""Members away, members out of reach, and decisions on membership. All dated; nothing follows by itself."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Person, Stage, Unit
from tongpin.org.scope import ScopedQuerySet


class Direction(models.TextChoices):
    """Which side registers a floating member (2024 意见: both do)."""

    OUT = "out", "流出"
    IN = "in", "流入"


class FloatEnd(models.TextChoices):
    """Why somebody is no longer floating."""

    RETURNED = "returned", "返回"
    TRANSFERRED = "transferred", "已转接组织关系"
    LOST = "lost", "失去联系"
    OTHER = "other", "其他"


class Floating(Audited):
    """流动党员: a member away from the branch, or one of another branch who lives here.

    For an outflow `person` is on the roster; for an inflow only what reporting in needs is kept.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset({"phone"})

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="登记党支部")
    direction = models.CharField("方向", max_length=3, choices=Direction.choices)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    name = models.CharField("姓名", max_length=50)
    phone = EncryptedField("联系电话", blank=True)
    left_on = models.DateField("外出（到达）日期")
    place = models.CharField("外出（居住）地", max_length=100)
    reason = models.CharField("事由", max_length=100, blank=True)
    is_abroad = models.BooleanField("出国（境）学习研究", default=False)
    other_unit = models.CharField("对方党组织", max_length=100, blank=True)
    certificate = models.CharField("流动党员活动证编号", max_length=40, blank=True)
    identified_on = models.DateField("认定日期", null=True, blank=True)
    reported_on = models.DateField("流入地报到日期", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)
    end_reason = models.CharField("结束原因", max_length=12, choices=FloatEnd.choices, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-left_on", "-id"]
        verbose_name = "流动党员"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on__isnull=True), name="floating_once"
            ),
            models.CheckConstraint(
                condition=Q(direction="out", person__isnull=False)
                | Q(direction="in", person__isnull=True),
                name="floating_person_fits",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__gte=F("left_on")) & ~Q(end_reason="")),
                name="floating_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(identified_on__isnull=True) | Q(identified_on__gte=F("left_on")),
                name="floating_identified_after_left",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}{self.get_direction_display()}"

    @property
    def ref(self) -> str:
        """The reference under which it is named."""
        return f"standing:{self.pk}"


class ContactKind(models.TextChoices):
    """What a contact was about."""

    CONTACT = "contact", "联系"
    LIFE = "life", "参加组织生活"
    REVIEW = "review", "民主评议"
    DUES = "dues", "交纳党费"


class Contact(Audited):
    """联系记录: a contact with a floating member, or a review at the inflow organisation."""

    floating = models.ForeignKey(Floating, models.CASCADE, related_name="contacts")
    on = models.DateField("日期")
    kind = models.CharField("事项", max_length=10, choices=ContactKind.choices)
    means = models.CharField("方式", max_length=40)
    result = models.CharField("情况", max_length=200, blank=True)
    recorded_by = models.CharField("登记人", max_length=100)

    class Meta:
        ordering: ClassVar = ["on", "id"]
        verbose_name = "联系记录"

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"


class LostCause(models.TextChoices):
    """失联原因."""

    WORK = "work", "外出务工经商"
    RESTRUCTURED = "restructured", "单位改制或破产"
    GRADUATED = "graduated", "毕业后去向不明"
    JOB = "job", "工作单位改变"
    ABROAD = "abroad", "出国(境)"
    RESIDENCE = "residence", "居住地改变"
    OTHER = "other", "其他"


class LostContact(Audited):
    """失联党员: since the last organisational life or payment of dues; ends when found or decided."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党支部")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    lost_on = models.DateField("失联日期")
    last_seen = models.CharField("最后一次联系", max_length=100)
    cause = models.CharField("失联原因", max_length=14, choices=LostCause.choices)
    found_on = models.DateField("取得联系日期", null=True, blank=True)
    found_note = models.CharField("取得联系情况", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-lost_on", "-id"]
        verbose_name = "失联党员"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(found_on__isnull=True), name="lost_contact_once"
            ),
            models.CheckConstraint(
                condition=Q(found_on__isnull=True)
                | (Q(found_on__gte=F("lost_on")) & ~Q(found_note="")),
                name="lost_contact_found_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.lost_on}失联"


class Search(Audited):
    """查找记录: when, by what means, whom one asked, what came of it."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"result"})

    lost = models.ForeignKey(LostContact, models.CASCADE, related_name="searches")
    on = models.DateField("日期")
    means = models.CharField("方式", max_length=60)
    asked = models.CharField("联系对象", max_length=60)
    result = EncryptedField("结果")
    recorded_by = models.CharField("登记人", max_length=100)

    class Meta:
        ordering: ClassVar = ["on", "id"]
        verbose_name = "查找记录"

    def __str__(self) -> str:
        return f"{self.on} {self.means}"


class Kind(models.TextChoices):
    """What was decided, or happened."""

    SUSPENDED = "suspended", "停止党籍"
    RESTORED = "restored", "恢复党籍"
    REMOVED_LOST = "removed_lost", "按自行脱党予以除名"
    REMOVED = "removed", "除名"
    PERSUADED = "persuaded", "劝退"
    EXPELLED = "expelled", "开除党籍"
    QUIT = "quit", "退党除名"
    DIED = "died", "死亡"


REMOVALS = (Kind.REMOVED_LOST, Kind.REMOVED, Kind.PERSUADED, Kind.EXPELLED, Kind.QUIT)
APPROVED = (*REMOVALS, Kind.RESTORED)
"""These hold once the organisation above approved them."""


class Cause(models.TextChoices):
    """On what ground (教育管理条例 arts 24 and 31; 纪律处分条例 for an expulsion)."""

    LOST = "lost", "失去联系6个月以上"
    EMIGRATED = "emigrated", "因私出国并长期定居"
    ABROAD = "abroad", "出国学习超过5年未归"
    LOST_FAITH = "lost_faith", "理想信念缺失"
    RELIGION = "religion", "信仰宗教经教育不改"
    REQUEST = "request", "本人要求退党"
    THREAT = "threat", "以退党要挟"
    DEADLINE = "deadline", "限期改正不改"
    PASSIVE = "passive", "连续6个月自行脱党"
    VIOLATION = "violation", "违犯党纪"
    APPLIED = "applied", "本人申请恢复"
    DEATH = "death", "死亡"
    OTHER = "other", "其他"


CAUSES: dict[str, tuple[Cause, ...]] = {
    Kind.SUSPENDED: (Cause.LOST, Cause.EMIGRATED, Cause.ABROAD, Cause.OTHER),
    Kind.RESTORED: (Cause.APPLIED, Cause.OTHER),
    Kind.REMOVED_LOST: (Cause.LOST,),
    Kind.REMOVED: (Cause.LOST_FAITH, Cause.RELIGION, Cause.THREAT, Cause.DEADLINE, Cause.PASSIVE,
                   Cause.OTHER),
    Kind.PERSUADED: (Cause.LOST_FAITH, Cause.RELIGION, Cause.DEADLINE, Cause.OTHER),
    Kind.EXPELLED: (Cause.VIOLATION,),
    Kind.QUIT: (Cause.REQUEST,),
    Kind.DIED: (Cause.DEATH,),
}  # fmt: skip


class Decision(Audited):
    """党籍决定: who decided what on which day under which number. Nothing changes without one.

    `effective_on` is the first day on which it holds; `ended` the keys of the dated rows that it
    closed, so that a wrong entry can be taken back exactly. `deviation_*`: who allowed it earlier
    than the rules do, and why.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset({"note"})

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党支部")
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="decisions", verbose_name="人员"
    )
    kind = models.CharField("决定", max_length=14, choices=Kind.choices)
    cause = models.CharField("事由", max_length=12, choices=Cause.choices)
    lost = models.ForeignKey(
        LostContact, models.PROTECT, null=True, blank=True, related_name="decisions",
        verbose_name="失联登记",
    )  # fmt: skip
    decided_by = models.CharField("决定机关", max_length=100)
    decided_on = models.DateField("决定日期")
    number = models.CharField("文号", max_length=60, blank=True)
    approved_by = models.CharField("批准机关", max_length=100, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    effective_on = models.DateField("生效日期")
    stage = models.CharField("原人员类别", max_length=20, choices=Stage.choices)
    note = EncryptedField("说明", blank=True)
    deviation_by = models.CharField("同意变通的组织或者负责人", max_length=60, blank=True)
    deviation_reason = models.CharField("变通理由", max_length=200, blank=True)
    ended = models.JSONField(default=dict)
    recorded_by = models.CharField("登记人", max_length=100)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-effective_on", "-id"]
        verbose_name = "党籍决定"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="died") | (~Q(decided_by="") & ~Q(number="")),
                name="standing_decided_on_paper",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(APPROVED))
                | (Q(approved_on__gte=F("decided_on")) & ~Q(approved_by="")
                   & ~Q(approval_number="")),
                name="standing_approved_on_paper",
            ),
            models.CheckConstraint(
                condition=Q(deviation_by="") | ~Q(deviation_reason=""),
                name="standing_deviation_why",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person}{self.get_kind_display()}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back as a wrong entry."""
        return bool(self.withdrawn_reason)
