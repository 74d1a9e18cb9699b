"""上级部署 and what is done about it. Where it stands follows from these rows and is not kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Directive(Audited):
    """上级部署: a paper from above. `transmit` False where it is for the desk alone.

    `reply_due_on` is what the paper asks for, `due_on` the day on which the next reply is due: a reply in
    stages names the day of the next one.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="承办党组织")
    title = models.CharField("标题", max_length=200)
    number = models.CharField("文号", max_length=60, blank=True)
    issuer = models.CharField("来文单位", max_length=80)
    received_on = models.DateField("收到日期")
    reply_due_on = models.DateField("反馈期限", null=True, blank=True)
    due_on = models.DateField("现在的反馈期限", null=True, blank=True, editable=False)
    summary = models.TextField("主要要求", blank=True)
    must_transmit = models.BooleanField("需要传达学习", default=True)
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="传达会议"
    )
    replied_on = models.DateField("反馈日期", null=True, blank=True)
    reply_number = models.CharField("反馈文号", max_length=60, blank=True)
    reply = models.TextField("落实情况", blank=True)
    replied_by = models.CharField("反馈登记人", max_length=100, blank=True)
    withdrawn_reason = models.CharField("撤销理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_on", "-id"]
        verbose_name = "上级部署"
        indexes: ClassVar = [models.Index(fields=["unit", "replied_on", "due_on"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reply_due_on__isnull=True) | Q(reply_due_on__gte=F("received_on")),
                name="directive_due_after_received",
            ),
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True)
                | (Q(replied_on__gte=F("received_on")) & ~Q(reply="")),
                name="directive_replied_with_words",
            ),
            models.UniqueConstraint(
                fields=["unit", "number"], condition=~Q(number="") & Q(withdrawn_reason=""),
                name="directive_number_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """The reference under which papers and facts name this directive."""
        return f"directives:{self.pk}"


class StageReply(Audited):
    """阶段反馈: reported in time what is done while measures still run, and when the next report comes."""

    scope_path: ClassVar[str] = "directive__unit__path"

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="stages")
    was_due_on = models.DateField("反馈期限", null=True, blank=True)
    on = models.DateField("反馈日期")
    number = models.CharField("反馈文号", max_length=60, blank=True)
    words = models.TextField("落实情况")
    next_due_on = models.DateField("下次反馈期限")
    recorded_by = models.CharField("登记人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "阶段反馈"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(next_due_on__gt=F("on")) & ~Q(words=""),
                name="stage_reply_names_the_next",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.words[:30]}"

    @property
    def ref(self) -> str:
        """The reference under which papers name this reply."""
        return f"directive-stage:{self.pk}"

    @property
    def is_late(self) -> bool:
        """Whether it came after its day."""
        return self.was_due_on is not None and self.on > self.was_due_on


class Measure(Audited):
    """分解措施: one thing to do, by whom, until when."""

    scope_path: ClassVar[str] = "responsible_unit__path"

    directive = models.ForeignKey(Directive, models.CASCADE, related_name="measures")
    number = models.PositiveIntegerField("序号")
    text = models.CharField("措施", max_length=500)
    responsible_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name="责任党组织"
    )
    responsible_name = models.CharField("责任人", max_length=50)
    responsible_person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="责任人员"
    )
    due_on = models.DateField("时限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = "分解措施"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["directive", "number"], name="measure_number_once"),
            models.CheckConstraint(
                condition=~Q(responsible_name="") & ~Q(text=""), name="measure_has_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Progress(Audited):
    """落实进展: what was done for a measure; evidence hangs on `ref`."""

    scope_path: ClassVar[str] = "measure__responsible_unit__path"

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="progress")
    on = models.DateField("日期")
    note = models.TextField("进展")
    is_done = models.BooleanField("已完成", default=False)
    recorded_by = models.CharField("登记人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = "落实进展"

    def __str__(self) -> str:
        return f"{self.on} {self.note[:30]}"

    @property
    def ref(self) -> str:
        """The reference under which evidence names this progress."""
        return f"directive-progress:{self.pk}"
