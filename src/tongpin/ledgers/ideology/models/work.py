"""The organisation's own work: meetings, reports, fields of work, approvals, key days.

Nothing here describes what a person thinks or said (`ideo-ledger-scope`); a test walks every field.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.life.models import Gathering
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class Entry(Audited):
    """What every line of the ledger has; taken back with a reason, never deleted."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    recorded_by = models.CharField("登记人", max_length=100)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


class ActivityKind(models.TextChoices):
    """What is asked of the organisation by the `ideo-*` parameters."""

    AGENDA = "agenda", "专题研究"
    ANALYSIS = "analysis", "分析研判"
    REPORT = "report", "向上报告"
    INFORM = "inform", "党内通报"


class Activity(Entry):
    """责任落实: one agenda item, analysis session, report or notice. 专题研究 cites its meeting."""

    kind = models.CharField("类别", max_length=10, choices=ActivityKind.choices)
    on = models.DateField("日期", db_index=True)
    title = models.CharField("事项", max_length=120)
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会议记录"
    )
    addressee = models.CharField("报送或者通报范围", max_length=60, blank=True)
    arrangement = models.TextField("工作安排", blank=True)

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = "责任落实"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind="agenda") | Q(gathering__isnull=False),
                name="ideology_agenda_has_meeting",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Field(models.TextChoices):
    """工作领域: the organisation's own platforms and events."""

    WEBSITE = "website", "自有网站和账号"
    PUBLICATION = "publication", "出版物"
    FORUM = "forum", "讲座论坛"
    EXHIBITION = "exhibition", "展览"
    TRAINING = "training", "培训"
    NEWS = "news", "信息发布"


class Charge(Entry):
    """责任分工: who answers for one platform or field of work."""

    field = models.CharField("工作领域", max_length=12, choices=Field.choices)
    title = models.CharField("阵地名称", max_length=60)
    leader = models.CharField("分管负责人", max_length=60)
    responsible = models.CharField("责任人和职务", max_length=60)
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["field", "id"]
        verbose_name = "责任分工"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="ideology_charge_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.title


class EventForm(models.TextChoices):
    """What kind of event is approved."""

    LECTURE = "lecture", "讲座"
    FORUM = "forum", "论坛"
    REPORT = "report", "报告会"
    SEMINAR = "seminar", "研讨会"


class Approval(Entry):
    """活动审批: one event, one approval (`ideo-approval-events`); the speaker by post only."""

    form = models.CharField("形式", max_length=10, choices=EventForm.choices)
    title = models.CharField("活动名称", max_length=120)
    on = models.DateField("举办日期", db_index=True)
    organiser = models.CharField("主办部门", max_length=60)
    place = models.CharField("地点", max_length=60, blank=True)
    speaker_post = models.CharField("主讲人单位职务", max_length=60)
    approved_by = models.CharField("审批人", max_length=60)
    approved_on = models.DateField("审批日期")

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = "活动审批"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_on__lte=F("on")), name="ideology_event_approved_before"
            )
        ]

    def __str__(self) -> str:
        return self.title


class KeyDay(Entry):
    """重要节点: a day to prepare for."""

    on = models.DateField("日期", db_index=True)
    title = models.CharField("节点", max_length=60)
    preparation = models.CharField("准备工作", max_length=200)
    responsible = models.CharField("责任人和职务", max_length=60)
    ready_on = models.DateField("准备完成", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["on", "id"]
        verbose_name = "重要节点"

    def __str__(self) -> str:
        return self.title
