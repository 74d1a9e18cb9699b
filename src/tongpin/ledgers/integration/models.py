"""业务工作, what was linked to it, how it went, and the four marks of 四同."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet


class WorkItem(Audited):
    """业务工作: one piece of the bureau's business with its owner and deadline.

    `unit` keeps it; where the item stands follows from the dates and is not kept.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="登记党组织")
    name = models.CharField("业务工作", max_length=120)
    category = models.CharField("类别", max_length=40, blank=True)
    department = models.CharField("承办科室（单位）", max_length=80)
    owner_name = models.CharField("责任人", max_length=50)
    owner = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="责任人员"
    )
    goal = models.TextField("目标要求", max_length=2000, blank=True)
    starts_on = models.DateField("开始日期")
    due_on = models.DateField("完成时限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    stopped_on = models.DateField("终止日期", null=True, blank=True)
    stopped_reason = models.CharField("终止理由", max_length=200, blank=True)
    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        verbose_name = "业务工作"
        indexes: ClassVar = [models.Index(fields=["unit", "stopped_on", "done_on", "due_on"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")), name="work_due_after_start"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_on__gte=F("starts_on")),
                name="work_done_after_start",
            ),
            models.CheckConstraint(
                condition=Q(stopped_on__isnull=True, stopped_reason="")
                | Q(stopped_on__isnull=False, done_on__isnull=True) & ~Q(stopped_reason=""),
                name="work_stopped_with_reason",
            ),
            models.UniqueConstraint(
                fields=["unit", "name", "starts_on"], condition=Q(stopped_on__isnull=True),
                name="work_item_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """The reference under which other records name this item."""
        return f"integration:{self.pk}"


class Taken(Audited):
    """A row that is taken back with a reason and stays readable."""

    recorded_on = models.DateField("登记日期")
    recorded_by = models.CharField("登记人", max_length=100)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    class Meta:
        abstract = True


class Step(Taken):
    """进展: how far an item had come on a day; files hang on `ref`."""

    scope_path: ClassVar[str] = "item__unit__path"

    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="steps")
    on = models.DateField("日期")
    percent = models.PositiveSmallIntegerField("完成比例（%）")
    note = models.TextField("进展", max_length=2000)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name = "进展"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="work_percent_of_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.percent}%"

    @property
    def ref(self) -> str:
        """The reference under which files name this step."""
        return f"integration-step:{self.pk}"


class LinkKind(models.TextChoices):
    """What an item is linked to. The key is also the first part of the reference."""

    MEASURE = "measure", "党建措施"
    BRANCH = "unit", "党支部"
    GATHERING = "life", "组织生活"
    STATION = "honours", "岗队"
    DIRECTIVE = "directives", "上级部署"


SUPPORT = (LinkKind.BRANCH, LinkKind.GATHERING, LinkKind.STATION)
"""What carries an item on the Party's side: somebody who does something for it."""


class Link(Taken):
    """关联: a business item and one thing of the Party's side, named by its reference.

    `ref` is `life:12`, `honours:3`, `directives:7`, `unit:5` (a branch), or `measure:` with the
    measure's identity, which lasts through amendments of the paper. `unit` is the organisation whose
    thing it is: empty for a measure.
    """

    scope_path: ClassVar[str] = "item__unit__path"

    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="links")
    kind = models.CharField("类别", max_length=12, choices=LinkKind.choices)
    ref = models.CharField("对象", max_length=48, db_index=True)
    label = models.CharField("名称", max_length=200)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="党组织"
    )
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="组织生活"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "关联"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "ref"], condition=Q(withdrawn_reason=""), name="work_linked_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="unit") | Q(unit__isnull=False), name="branch_link_has_branch"
            ),
            models.CheckConstraint(
                condition=Q(kind="life", gathering__isnull=False)
                | ~Q(kind="life") & Q(gathering__isnull=True),
                name="gathering_link_has_gathering",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class MarkKind(models.TextChoices):
    """四同."""

    PLANNED = "planned", "同谋划"
    DEPLOYED = "deployed", "同部署"
    CHECKED = "checked", "同检查"
    ASSESSED = "assessed", "同考核"


class Mark(Taken):
    """四同记录: Party work and the item were planned, deployed, checked or assessed together.

    `link` is the item's own link that proves it; empty where files on `ref` do.
    """

    scope_path: ClassVar[str] = "item__unit__path"

    item = models.ForeignKey(WorkItem, models.CASCADE, related_name="marks")
    kind = models.CharField("环节", max_length=10, choices=MarkKind.choices)
    on = models.DateField("日期")
    note = models.CharField("怎样一起做的", max_length=500)
    link = models.ForeignKey(
        Link, models.PROTECT, null=True, blank=True, related_name="marks", verbose_name="依据"
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        verbose_name = "四同记录"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "kind"], condition=Q(withdrawn_reason=""), name="work_marked_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display()}"

    @property
    def ref(self) -> str:
        """The reference under which files name this mark."""
        return f"integration-mark:{self.pk}"
