"""会议档案: what belongs to a meeting year beside the steps that its case records."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.casework.models import Case
from tongpin.life.models import Gathering
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Procedure(models.TextChoices):
    """The two procedures that are guided here; the values are the rulebook's keys."""

    DEMOCRATIC = "democratic_life", "民主生活会"
    ORGANIZATIONAL = "organizational_life", "组织生活会"


class Meeting(Audited):
    """会议档案: one meeting of one year. Steps, dates and deviations are the case's; `pk` is the case's."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="meeting", verbose_name="办理事项"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    procedure = models.CharField("种类", max_length=40, choices=Procedure.choices)
    year = models.PositiveSmallIntegerField("年度")
    is_special = models.BooleanField("专门召开", default=False)
    theme = models.CharField("主题", max_length=200)
    plan = models.TextField("方案", blank=True)
    planned_on = models.DateField("计划召开日期", null=True, blank=True)
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会议记录"
    )
    report = models.TextField("情况报告", blank=True)
    report_to = models.CharField("报送", max_length=100, blank=True)
    notice = models.TextField("情况通报", blank=True)
    notice_scope = models.CharField("通报范围", max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "-case_id"]
        verbose_name = "会议档案"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "procedure", "year"],
                condition=Q(is_special=False),
                name="meeting_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2099)), name="meeting_year_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度{'专题' if self.is_special else ''}{self.get_procedure_display()}"

    @property
    def ref(self) -> str:
        """The reference under which problems and facts name this meeting."""
        return f"meetings:{self.pk}"

    @property
    def is_democratic(self) -> bool:
        """Whether it is a leading team's meeting, with materials that everybody has to write."""
        return self.procedure == Procedure.DEMOCRATIC


class Study(Audited):
    """会前学习: a recorded gathering that the meeting cites."""

    scope_path: ClassVar[str] = "meeting__unit__path"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="studies")
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, related_name="+", verbose_name="学习记录"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["gathering__held_on", "id"]
        verbose_name = "会前学习"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "gathering"], name="study_cited_once")
        ]

    def __str__(self) -> str:
        return str(self.gathering)


class Source(models.TextChoices):
    """From whom an opinion was asked."""

    MASSES = "masses", "群众和服务对象"
    BRANCHES = "branches", "下级党组织"
    MEMBERS = "members", "党员"
    UNITS = "units", "干部职工和所属单位"
    SUPERIOR = "superior", "上级党组织"


class Remark(Audited):
    """征求到的意见: what was said of the team or of one of its people. No name means none is kept."""

    scope_path: ClassVar[str] = "meeting__unit__path"
    audit_secret: ClassVar[frozenset[str]] = frozenset({"content", "given_by"})

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="remarks")
    source = models.CharField("来自", max_length=10, choices=Source.choices)
    way = models.CharField("方式", max_length=40, blank=True)
    about = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="针对"
    )
    content = EncryptedField("意见建议")
    given_by = EncryptedField("提出人", blank=True)
    collected_on = models.DateField("收集日期")
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["source", "collected_on", "id"]
        verbose_name = "征求到的意见"

    def __str__(self) -> str:
        return f"{self.collected_on} {self.get_source_display()}"


class Criticism(Audited):
    """批评和自我批评: what a person said of oneself (`by` is the same person) or was told by another."""

    scope_path: ClassVar[str] = "meeting__unit__path"
    audit_secret: ClassVar[frozenset[str]] = frozenset({"content", "answer"})

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="criticisms")
    about = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="被批评人")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="提出人")
    content = EncryptedField("要点")
    answer = EncryptedField("表态", blank=True)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["about__search_text", "about_id", "id"]
        verbose_name = "批评和自我批评"

    def __str__(self) -> str:
        return f"{self.by}—{self.about}"

    @property
    def is_self(self) -> bool:
        """Whether it is self-criticism."""
        return self.about_id == self.by_id
