"""The yearly work opinion and its duties; what was done for them; the judgements."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.documents.models import StoredFile
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet, WithinScope


class PlanState(models.TextChoices):
    """Where a paper stands."""

    DRAFT = "draft", "核对中"
    ADOPTED = "adopted", "已采用"
    SUPERSEDED = "superseded", "已被修订"
    WITHDRAWN = "withdrawn", "已撤销"


class Plan(Audited):
    """年度工作意见: one paper as read, with the text that every duty points into."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="plans", verbose_name="印发单位")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("标题", max_length=200)
    issuer = models.CharField("发文机关", max_length=100, blank=True)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    text = models.TextField("正文")
    source = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, verbose_name="原件"
    )
    source_name = models.CharField("原件名称", max_length=160, blank=True)
    warnings = models.JSONField("提示", default=list)
    state = models.CharField(
        "状态", max_length=12, choices=PlanState.choices, default=PlanState.DRAFT
    )
    revision = models.PositiveSmallIntegerField("修订次数", default=0)
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name="修订自",
    )
    uploaded_on = models.DateField("导入日期")
    adopted_on = models.DateField("采用日期", null=True, blank=True)
    adopted_by = models.CharField("采用人", max_length=100, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "-revision", "-pk"]
        verbose_name = "年度工作意见"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                condition=Q(state="adopted"),
                name="one_adopted_plan_a_year",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> str:
        """The reference under which other ledgers name this paper."""
        return f"plan:{self.pk}"


class Section(Audited):
    """部分: 一、二、三 …"""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections")
    number = models.CharField("序号", max_length=20, blank=True)
    title = models.CharField("标题", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField()

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["order"]
        verbose_name = "部分"

    def __str__(self) -> str:
        return f"{self.number}、{self.title}"


class Measure(Audited):
    """措施: the first numbered level below a section. `identity` lasts through amendments."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    section = models.ForeignKey(Section, models.CASCADE, null=True, related_name="measures")
    number = models.CharField("序号", max_length=20, blank=True)
    title = models.CharField("标题", max_length=300, blank=True)
    text = models.TextField("内容")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    order = models.PositiveSmallIntegerField()
    identity = models.CharField(max_length=32, db_index=True)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["order"]
        verbose_name = "措施"

    def __str__(self) -> str:
        return f"{self.number}{self.title}"[:120]


PER = {"month": "每月", "quarter": "每季度", "half-year": "每半年", "year": "每年", "once": "年内"}


class Binds(models.TextChoices):
    """Whom a duty binds."""

    BRANCHES = "branches", "各党支部"
    COMMITTEE = "committee", "局党委（党组）"
    EVERYBODY = "everybody", "党委和各党支部"
    SELECTED = "selected", "指定的党组织"


class Duty(Audited):
    """责任: one binding sentence, with its words, period and owner.

    `key` lasts through amendments and undo, so that what was done for it is never lost.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="duties")
    measure = models.ForeignKey(Measure, models.CASCADE, null=True, related_name="duties")
    key = models.CharField(max_length=60, db_index=True)
    kind = models.CharField("类别", max_length=40)
    title = models.CharField("名称", max_length=80)
    quote = models.TextField("原文", max_length=1000)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    times = models.PositiveSmallIntegerField("次数", null=True, blank=True)
    per = models.CharField("周期", max_length=10, blank=True)
    bound = models.CharField("界限", max_length=3, blank=True)
    deadline = models.DateField("期限", null=True, blank=True)
    quantity = models.CharField("数量", max_length=40, blank=True)
    responsible = models.CharField("责任单位（原文）", max_length=100, blank=True)
    rules = models.JSONField("对应规则", default=list)
    binds = models.CharField(
        "约束对象", max_length=10, choices=Binds.choices, default=Binds.BRANCHES
    )
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name="指定的党组织")
    is_dropped = models.BooleanField("已移除", default=False)
    is_added = models.BooleanField("人工添加", default=False)
    order = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        verbose_name = "责任"
        verbose_name_plural = "责任"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "key"], name="duty_key_once_a_plan")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def frequency_label(self) -> str:
        """每季度至少1次, 6月30日前, or that the paper names neither."""
        parts = []
        if self.per:
            bound = {"min": "至少", "max": "不超过"}.get(self.bound, "")
            parts.append(f"{PER.get(self.per, '')}{bound}{self.times or 1}次")
        if self.deadline:
            parts.append(f"{self.deadline.month}月{self.deadline.day}日前")
        if self.quantity:
            parts.append(self.quantity)
        return "，".join(parts) or "未写明次数和期限"


class Progress(Audited):
    """办理记录: what a unit did for a duty that has no ledger of its own."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    duty_key = models.CharField(max_length=60, db_index=True)
    title = models.CharField("责任", max_length=80)
    on = models.DateField("办理日期")
    content = models.TextField("办理情况", max_length=4000)
    is_done = models.BooleanField("已办结", default=False)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)
    is_withdrawn = models.BooleanField("已撤回", default=False)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]
        verbose_name = "办理记录"

    def __str__(self) -> str:
        return f"{self.on} {self.title}"

    @property
    def ref(self) -> str:
        """The reference under which findings name this record."""
        return f"progress:{self.pk}"


class Waiver(Audited):
    """免除: a recorded decision that a duty is not asked of a unit in a window."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    rule_key = models.CharField(max_length=80)
    title = models.CharField("责任", max_length=80)
    starts_on = models.DateField("自")
    ends_on = models.DateField("至")
    reason = models.CharField("理由", max_length=300)
    decided_by = models.CharField("决定人", max_length=100)
    decided_on = models.DateField("决定日期")
    is_withdrawn = models.BooleanField("已撤销", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-decided_on", "-pk"]
        verbose_name = "免除"

    def __str__(self) -> str:
        return f"{self.title} {self.starts_on}—{self.ends_on}"


class Finding(models.Model):
    """判定: the cached judgement of one rule, subject and window as of the site's day.

    Written by `duties.judging` alone; a full rebuild gives the same rows (docs/adr/0003), so the
    cache itself leaves no audit entry.
    """

    scope_path: ClassVar[str] = "unit__path"

    subject = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="findings")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    rule_key = models.CharField(max_length=80)
    duty_key = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=120)
    window_label = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField()
    deadline = models.DateField(null=True)
    verdict = models.CharField(max_length=16)
    needed = models.PositiveSmallIntegerField()
    counted = models.JSONField(default=list)
    reason = models.TextField()
    citation = models.CharField(max_length=300)

    objects = WithinScope.as_manager()

    class Meta:
        verbose_name = "判定"
        indexes: ClassVar = [
            models.Index(fields=["year", "unit", "verdict"]),
            models.Index(fields=["year", "rule_key"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "subject", "rule_key", "starts_on"], name="finding_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.window_label} {self.verdict}"


class JudgedYear(models.Model):
    """What the cached findings of a year rest on: the day, the rulebook, the last audit entry seen."""

    year = models.PositiveSmallIntegerField(unique=True)
    as_of = models.DateField()
    book = models.CharField(max_length=64, blank=True)
    entry = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "判定日"

    def __str__(self) -> str:
        return f"{self.year} {self.as_of}"


class FindingRef(models.Model):
    """Which record counted in which finding, so that a record can say what it counted for."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="refs")
    ref = models.CharField(max_length=40, db_index=True)

    class Meta:
        verbose_name = "计入"

    def __str__(self) -> str:
        return self.ref
