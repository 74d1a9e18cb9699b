"""组织生活: a gathering, what it was, who held it with whom and who was there."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.life.models.series import Series
from tongpin.life.models.vocabulary import Content, Form, Kind, Presence, State
from tongpin.org.models import Account, Person, Unit
from tongpin.org.scope import ScopedQuerySet

LATE_AFTER = timedelta(days=7)


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
    # What the record gives to each who was there; None where it is no study or no hours are known.
    study_minutes = models.PositiveSmallIntegerField("学习分钟", null=True, blank=True)
    agenda = models.TextField("议程", blank=True)
    content = models.TextField("内容", blank=True)
    resolutions = models.TextField("决议事项", blank=True)
    guests = models.CharField("列席人员", max_length=300, blank=True)
    series = models.ForeignKey(
        Series, models.SET_NULL, null=True, blank=True, related_name="gatherings",
        verbose_name="固定安排",
    )  # fmt: skip
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECORDED)
    convened_at = models.DateTimeField("通知时间", null=True, blank=True)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)
    archived_on = models.DateField("归档日期", null=True, blank=True)
    archived_by = models.CharField("归档人", max_length=100, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    withdrawn_from = models.CharField(max_length=10, blank=True, editable=False)
    request_key = models.CharField(max_length=40, null=True, unique=True, editable=False)
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
            ),
            models.CheckConstraint(
                condition=Q(archived_on__isnull=True) | ~Q(state="planned") & ~Q(state="draft"),
                name="only_records_are_archived",
            ),
            models.CheckConstraint(
                condition=Q(study_minutes__isnull=True) | Q(study_minutes__range=(1, 12_000)),
                name="study_of_at_most_200_hours",
            ),
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
        return self.state != State.PLANNED and self.recorded_on - self.held_on > LATE_AFTER

    @property
    def is_archived(self) -> bool:
        """Whether the record is closed: it may be withdrawn, not changed."""
        return self.archived_on is not None and self.state == State.RECORDED

    @property
    def kind_labels(self) -> str:
        """The names of all its kinds."""
        return "、".join(Kind(k.kind).label for k in self.kinds.all())

    @property
    def tag_labels(self) -> str:
        """The names of its contents and forms."""
        return "、".join(str(t) for t in self.tags.all())


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


class GatheringTag(Audited):
    """A content or a form of a gathering."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="tags")
    tag = models.CharField("内容和形式", max_length=30, choices=Content.choices + Form.choices)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "内容和形式"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gathering", "tag"], name="tag_once")
        ]

    def __str__(self) -> str:
        return self.get_tag_display()


class JointUnit(Audited):
    """联合开展: another unit that held the gathering together with its own one."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="joint_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="联合单位")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "联合单位"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gathering", "unit"], name="joint_unit_once")
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Attendance(Audited):
    """出席: one person at one gathering; `unit` is the joint unit they came for, empty for the host."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所属联合单位"
    )
    presence = models.CharField("出席情况", max_length=10, choices=Presence.choices)
    reason = models.CharField("事由", max_length=60, blank=True)
    made_up_on = models.DateField("补学日期", null=True, blank=True)
    made_up_how = models.CharField("补学方式", max_length=100, blank=True)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "出席情况"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gathering", "person"], name="attendance_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_presence_display()}"


class TalkPair(Audited):
    """谈话双方: who talked with whom in a 谈心谈话."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="talks")
    first = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谈话人")
    second = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谈话对象")

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "谈话双方"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gathering", "first", "second"], name="talk_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="talk_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.first}—{self.second}"


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
