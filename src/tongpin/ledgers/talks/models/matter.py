"""监督事项: one talk, inquiry or sanction, its steps and its named readers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.casework.models import Recorded
from tongpin.org.encryption import EncryptedField
from tongpin.org.models import Account, Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Kind(models.TextChoices):
    """方式: how the organisation deals with it."""

    REMIND = "remind", "提醒谈话"
    CRITICISE = "criticise", "批评教育"
    INSPECT = "inspect", "责令检查"
    ADMONISH = "admonish", "诫勉谈话"
    INQUIRY = "inquiry", "函询"
    SANCTION = "sanction", "党纪处分"


class Cause(models.TextChoices):
    """事由: a closed list of organisational causes; nobody's suspicion can be written down as one."""

    LIFE = "life", "参加组织生活不经常"
    DUES = "dues", "不按规定交纳党费"
    STUDY = "study", "学习教育不落实"
    REPORTING = "reporting", "请示报告不及时"
    CENTRALISM = "centralism", "执行民主集中制不到位"
    DUTY = "duty", "主体责任落实不到位"
    DISCIPLINE = "discipline", "违反工作纪律"
    STYLE = "style", "工作作风问题"
    INTEGRITY = "integrity", "廉洁自律苗头性问题"
    RECTIFICATION = "rectification", "问题整改不到位"
    TRANSFERRED = "transferred", "巡察、审计、信访移交"
    DECISION = "decision", "执行上级处理决定"


class Matter(Audited):
    """监督事项. Who it is about, why and how never enters the operations log: only that it changed.

    Its procedure is the rulebook's (`queries.PROCEDURES`). Handed over to the discipline organ it
    takes no further entries.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset(
        {"kind", "person_id", "cause", "brief", "talker_id", "handed_to", "withdrawn_reason"}
    )

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    kind = models.CharField("方式", max_length=10, choices=Kind.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="谈话对象")
    cause = models.CharField("事由", max_length=15, choices=Cause.choices)
    brief = EncryptedField("简要情况", blank=True)
    talker = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谈话人"
    )
    opened_on = models.DateField("开始日期", db_index=True)
    follow_due_on = models.DateField("了解改正情况的期限", null=True, blank=True)
    handed_on = models.DateField("移交日期", null=True, blank=True)
    handed_to = models.CharField("移交给", max_length=60, blank=True)
    withdrawn_reason = models.CharField("撤销理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_on", "-id"]
        verbose_name = "监督事项"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(handed_on__isnull=True) | (Q(handed_on__gte=F("opened_on")) & ~Q(handed_to="")),
                name="handed_over_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(talker__isnull=True) | ~Q(talker=F("person")),
                name="nobody_talks_to_himself",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"〔{self.opened_on.year}〕{self.pk}号"

    @property
    def is_open(self) -> bool:
        """Whether entries may still be made."""
        return self.handed_on is None and not self.withdrawn_reason


class Step(Recorded):
    """办理记录: one step of a matter; what was said or written is sealed in `words`."""

    audit_secret: ClassVar[frozenset[str]] = frozenset({"step", "values", "words"})
    scope_path: ClassVar[str] = "matter__unit__path"

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="steps")
    words = EncryptedField("内容", blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on", "id"]
        verbose_name = "办理记录"

    def __str__(self) -> str:
        return f"{self.on}的办理记录"

    @property
    def ref(self) -> str:
        """The reference of this record."""
        return f"talkstep:{self.pk}"


class Reader(Audited):
    """知情人: an account that may read one matter, who let it and why."""

    scope_path: ClassVar[str] = "matter__unit__path"

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="readers")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="账号")
    reason = models.CharField("理由", max_length=200)
    granted_by = models.CharField("授权人", max_length=100)
    granted_on = models.DateField("授权日期")
    withdrawn_on = models.DateField("收回日期", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "知情人"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["matter", "account"], condition=Q(withdrawn_on__isnull=True),
                name="reader_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.account}"
