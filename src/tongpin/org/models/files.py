"""What a personal file holds besides the roster: circumstances, training, and asked-for changes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.org.encryption import EncryptedField
from tongpin.org.models.organisation import Dated, Person
from tongpin.org.scope import ScopedQuerySet


class CircumstanceKind(models.TextChoices):
    """个人情况: what the national item set asks about a member's circumstances."""

    HARDSHIP = "hardship", "生活困难"
    ABROAD = "abroad", "出国（境）"


class Circumstance(Dated):
    """个人情况: something about a member that holds for a time. Need to know: the note is sealed."""

    scope_path: ClassVar[str] = "person__home__path"
    audit_secret: ClassVar[frozenset[str]] = frozenset({"note"})

    person = models.ForeignKey(Person, models.CASCADE, related_name="circumstances")
    kind = models.CharField("情况", max_length=20, choices=CircumstanceKind.choices)
    note = EncryptedField("说明", blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-id"]
        verbose_name = "个人情况"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="circumstance_in_order",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ends_on__isnull=True, withdrawn_reason=""),
                name="circumstance_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"


class TrainingLevel(models.TextChoices):
    """举办级别."""

    COUNTY = "county", "县级以上党委"
    GRASSROOTS = "grassroots", "基层党委"
    BRANCH = "branch", "党支部"


class Training(Audited):
    """培训: a course that somebody attended, in hours (学时)."""

    scope_path: ClassVar[str] = "person__home__path"

    person = models.ForeignKey(Person, models.CASCADE, related_name="trainings")
    title = models.CharField("培训班名称", max_length=100)
    organiser = models.CharField("举办单位", max_length=60, blank=True)
    level = models.CharField("举办级别", max_length=20, choices=TrainingLevel.choices)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    hours = models.PositiveSmallIntegerField("学时")
    is_concentrated = models.BooleanField("集中轮训", default=False)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-starts_on", "-id"]
        verbose_name = "培训"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="training_in_order"
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=1000), name="training_has_hours"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.title}"


class Reward(Audited):
    """奖励: a commendation that somebody was granted, with the paper that grants it."""

    scope_path: ClassVar[str] = "person__home__path"

    person = models.ForeignKey(Person, models.CASCADE, related_name="rewards")
    title = models.CharField("奖励名称", max_length=100)
    granted_by = models.CharField("授予单位", max_length=60)
    granted_on = models.DateField("授予日期")
    number = models.CharField("文号", max_length=60, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-granted_on", "-id"]
        verbose_name = "奖励"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "title", "granted_on"], condition=Q(withdrawn_reason=""),
                name="reward_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.title}"


class RequestState(models.TextChoices):
    """How far an asked-for change has got."""

    WAITING = "waiting", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "未同意"
    WITHDRAWN = "withdrawn", "本人撤回"


class ChangeRequest(Audited):
    """信息变更申请: what a member asks to have changed in the own file; nothing changes before.

    `wanted` is JSON `{field: new value}`, sealed: it may hold numbers and an address.
    """

    scope_path: ClassVar[str] = "person__home__path"
    audit_secret: ClassVar[frozenset[str]] = frozenset({"wanted"})

    person = models.ForeignKey(Person, models.CASCADE, related_name="change_requests")
    wanted = EncryptedField("申请内容")
    reason = models.CharField("说明", max_length=200, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=RequestState.choices, default=RequestState.WAITING
    )
    made_on = models.DateField("申请日期")
    decided_on = models.DateField("办理日期", null=True, blank=True)
    decided_by = models.CharField("办理人", max_length=100, blank=True)
    answer = models.CharField("办理意见", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-made_on", "-id"]
        verbose_name = "信息变更申请"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state="waiting"), name="one_request_waits"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(answer=""), name="refusal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.made_on}"


class RosterNote(Audited):
    """核对说明: somebody looked at a contradiction and found the record right, with the reason.

    `mark` is the fingerprint of what was found; when the facts change it no longer fits.
    """

    scope_path: ClassVar[str] = "person__home__path"

    person = models.ForeignKey(Person, models.CASCADE, related_name="roster_notes")
    kind = models.CharField("核对项目", max_length=20)
    mark = models.CharField(max_length=64)
    words = models.CharField("问题", max_length=200)
    reason = models.CharField("核实情况", max_length=200)
    noted_on = models.DateField("核实日期")
    noted_by = models.CharField("核实人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-noted_on", "-id"]
        verbose_name = "核对说明"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "mark"], name="noted_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="noted_with_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.words}"[:80]
