"""组织生活: a gathering, its kinds, its agenda and who was there."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.org.models import Account, Person, Unit
from tongpin.org.scope import ScopedQuerySet

LATE_AFTER = timedelta(days=7)


class Kind(models.TextChoices):
    """What was held; one gathering may be several at once."""

    GENERAL_MEETING = "general_meeting", "支部党员大会"
    COMMITTEE_MEETING = "committee_meeting", "支部委员会会议"
    GROUP_MEETING = "group_meeting", "党小组会"
    LECTURE = "lecture", "党课"
    THEME_DAY = "theme_day", "主题党日"
    ORGANIZATIONAL_LIFE_MEETING = "organizational_life_meeting", "组织生活会"
    MEMBER_APPRAISAL = "member_appraisal", "民主评议党员"
    HEART_TALK = "heart_talk", "谈心谈话"
    THEORY_STUDY = "theory_study", "中心组学习"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting", "民主生活会"
    STUDY = "study", "集中学习"
    ACTIVITY = "activity", "其他活动"


LEADING_TEAM_KINDS = (Kind.THEORY_STUDY, Kind.DEMOCRATIC_LIFE_MEETING)
BRANCH_ONLY_KINDS = (
    Kind.GENERAL_MEETING,
    Kind.COMMITTEE_MEETING,
    Kind.GROUP_MEETING,
    Kind.THEME_DAY,
    Kind.ORGANIZATIONAL_LIFE_MEETING,
    Kind.MEMBER_APPRAISAL,
)


class State(models.TextChoices):
    """Where the record stands."""

    DRAFT = "draft", "草稿"
    RECORDED = "recorded", "已登记"
    WITHDRAWN = "withdrawn", "已撤回"


class Gathering(Audited):
    """组织生活: one record that counts in every ledger it belongs to."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="gatherings", verbose_name="党组织")
    topic = models.CharField("主题", max_length=200)
    held_on = models.DateField("日期", db_index=True)
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    group = models.ForeignKey(
        Unit, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="党小组"
    )
    chair = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="主持人"
    )
    recorder = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="记录人"
    )
    makes_up = models.CharField("补办时段", max_length=7, blank=True)
    agenda = models.TextField("议程", blank=True)
    content = models.TextField("内容", blank=True)
    resolutions = models.TextField("决议事项", blank=True)
    guests = models.CharField("列席人员", max_length=300, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECORDED)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-held_on", "-id"]
        verbose_name = "组织生活"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True)
                | Q(starts_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                name="gathering_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"

    @property
    def ref(self) -> str:
        """The reference under which findings and attachments name this record."""
        return f"life:{self.pk}"

    @property
    def is_late(self) -> bool:
        """补记: written down more than seven days afterwards."""
        return self.recorded_on - self.held_on > LATE_AFTER

    @property
    def kind_labels(self) -> str:
        """The names of all its kinds."""
        return "、".join(Kind(k.kind).label for k in self.kinds.all())


class GatheringKind(Audited):
    """One of the kinds that a gathering is."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="kinds")
    kind = models.CharField("种类", max_length=30, choices=Kind.choices)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "种类"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gathering", "kind"], name="kind_once")
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Presence(models.TextChoices):
    """出席情况."""

    PRESENT = "present", "出席"
    LEAVE = "leave", "请假"
    ABSENT = "absent", "缺席"
    OBSERVER = "observer", "列席"


class Attendance(Audited):
    """出席: one person at one gathering."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    presence = models.CharField("出席情况", max_length=10, choices=Presence.choices)
    reason = models.CharField("事由", max_length=60, blank=True)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "出席情况"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gathering", "person"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_presence_display()}"


class Draft(models.Model):
    """What was typed into a form and not yet saved; belongs to the account alone, so no audit."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "未保存的草稿"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "unit", "key"], name="draft_once")
        ]

    def __str__(self) -> str:
        return self.key
