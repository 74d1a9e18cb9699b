"""岗队 and what is done in them: members with pledges, activities, results; volunteer service."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet

DAY_MINUTES = 1440


class Taken(Audited):
    """A row that is taken back with a reason and stays readable."""

    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    class Meta:
        abstract = True


class StationKind(models.TextChoices):
    """岗队类别 (年度工作意见 （六）)."""

    DEMONSTRATION = "demonstration", "党员示范岗"
    VANGUARD = "vanguard", "党员先锋队"
    YOUTH = "youth", "青年志愿岗"


class Station(Taken):
    """岗队: a post or a team with its pledge and term; ended early with a reason."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    kind = models.CharField("类别", max_length=15, choices=StationKind.choices)
    name = models.CharField("名称", max_length=80)
    place = models.CharField("岗位（区域）", max_length=80, blank=True)
    duty = models.TextField("职责任务", max_length=2000)
    pledge = models.TextField("承诺", max_length=2000)
    starts_on = models.DateField("设立日期")
    ends_on = models.DateField("期满日期")
    ended_on = models.DateField("撤下日期", null=True, blank=True)
    ended_reason = models.CharField("撤下理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-id"]
        verbose_name = "岗队"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="station_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_reason="")
                | Q(ended_on__gte=F("starts_on")) & ~Q(ended_reason=""),
                name="station_ended_with_reason",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "name", "starts_on"], condition=Q(withdrawn_reason=""),
                name="station_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}“{self.name}”"

    @property
    def leader_word(self) -> str:
        """What its leader is called."""
        return "队长" if self.kind == StationKind.VANGUARD else "岗长"

    @property
    def ref(self) -> str:
        """The reference under which other records name this post."""
        return f"honours:{self.pk}"


class StationMember(Taken):
    """成员: who stands at a post, from when to when, with the own pledge."""

    scope_path: ClassVar[str] = "station__unit__path"

    station = models.ForeignKey(Station, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="成员")
    is_leader = models.BooleanField("岗长（队长）", default=False)
    pledge = models.CharField("个人承诺", max_length=500, blank=True)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-is_leader", "starts_on", "id"]
        verbose_name = "岗队成员"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="station_member_in_order",
            ),
            models.UniqueConstraint(
                fields=["station", "person"],
                condition=Q(ends_on__isnull=True, withdrawn_reason=""),
                name="station_member_once",
            ),
            models.UniqueConstraint(
                fields=["station"],
                condition=Q(is_leader=True, ends_on__isnull=True, withdrawn_reason=""),
                name="station_one_leader",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}"


class StationActivity(Taken):
    """活动: a gathering in which a post took part; the gathering itself is recorded once, in life."""

    scope_path: ClassVar[str] = "station__unit__path"

    station = models.ForeignKey(Station, models.CASCADE, related_name="activities")
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, related_name="+", verbose_name="组织生活"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-gathering__held_on", "-id"]
        verbose_name = "岗队活动"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["station", "gathering"], condition=Q(withdrawn_reason=""),
                name="station_activity_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.gathering)


class Result(Taken):
    """成果: what a post did and what came of it; evidence is a gathering or files on `ref`."""

    scope_path: ClassVar[str] = "station__unit__path"

    station = models.ForeignKey(Station, models.CASCADE, related_name="results")
    on = models.DateField("日期")
    text = models.TextField("做了什么", max_length=2000)
    effect = models.CharField("成效", max_length=300)
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="依据"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = "岗队成果"

    def __str__(self) -> str:
        return f"{self.on} {self.text[:40]}"

    @property
    def ref(self) -> str:
        """The reference under which files name this result."""
        return f"honours-result:{self.pk}"


class Service(Taken):
    """志愿服务: what somebody gave of the own time, in minutes; counts once the branch confirmed it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党支部")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="服务人")
    on = models.DateField("日期")
    minutes = models.PositiveSmallIntegerField("服务分钟")
    what = models.CharField("服务内容", max_length=200)
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="services", verbose_name="岗队"
    )
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="组织生活"
    )
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    confirmed_by = models.CharField("确认人", max_length=100, blank=True)
    declined_reason = models.CharField("退回理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = "志愿服务"
        indexes: ClassVar = [models.Index(fields=["unit", "confirmed_on", "on"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, DAY_MINUTES)), name="service_within_a_day"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on__isnull=True) | Q(declined_reason=""),
                name="service_confirmed_or_declined",
            ),
            models.UniqueConstraint(
                fields=["person", "gathering"], condition=Q(withdrawn_reason="", declined_reason=""),
                name="service_once_a_gathering",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.on} {self.what[:30]}"

    @property
    def ref(self) -> str:
        """The reference under which facts name this row."""
        return f"honours-service:{self.pk}"
