"""表决、记录修订和签字: what was decided, and the words that stand."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.life.models.gathering import Gathering
from tongpin.org.models import Person
from tongpin.rules.voting import Meeting


class Vote(Audited):
    """表决: one motion and its totals. Who voted how is nowhere kept; whether it passed is judged
    from the totals by the rulebook of the day, never stored.
    """

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="votes")
    motion = models.CharField("表决事项", max_length=200)
    kind = models.CharField(
        "表决种类", max_length=30,
        choices=[(m.value, m.label) for m in Meeting if m != Meeting.DEMOCRATIC_LIFE_MEETING],
    )  # fmt: skip
    is_secret = models.BooleanField("无记名投票", default=True)
    is_exclusion_approved = models.BooleanField("不计入应到会的党员已经批准", default=False)
    exclusion_approval = models.CharField("批准情况", max_length=100, blank=True)
    candidates = models.PositiveSmallIntegerField("候选人数", null=True, blank=True)
    seats = models.PositiveSmallIntegerField("应选人数", null=True, blank=True)
    issued = models.PositiveSmallIntegerField("发出选票", null=True, blank=True)
    returned = models.PositiveSmallIntegerField("收回选票", null=True, blank=True)
    yes = models.PositiveSmallIntegerField("赞成", null=True, blank=True)
    no = models.PositiveSmallIntegerField("不赞成", null=True, blank=True)
    abstain = models.PositiveSmallIntegerField("弃权", null=True, blank=True)
    written_yes = models.PositiveSmallIntegerField("会前书面赞成", default=0)
    frozen_at = models.DateTimeField("名单确定时间")
    frozen_by = models.CharField("名单确定人", max_length=100)
    counted_at = models.DateTimeField("计票时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "表决"

    def __str__(self) -> str:
        return self.motion

    @property
    def ref(self) -> str:
        """The reference under which ledgers are asked whether something rests on this vote."""
        return f"vote:{self.pk}"


class Standing(models.TextChoices):
    """表决资格 of a member on the roll."""

    VOTING = "voting", "有表决权"
    PROBATIONARY = "probationary", "预备党员，没有表决权"
    SUSPENDED = "suspended", "留党察看，没有表决权"
    EXCLUDED = "excluded", "经批准不计入应到会人数"
    RECUSED = "recused", "回避"


class Elector(Audited):
    """表决名单: one member's standing, frozen with the vote."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="roll")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    standing = models.CharField("表决资格", max_length=15, choices=Standing.choices)
    is_present = models.BooleanField("到会")

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "表决名单"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["vote", "person"], name="elector_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_standing_display()}"


class Revision(Audited):
    """修订: the words of the minutes as they stood from a moment on; never changed."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField("版次")
    head = models.TextField("会议情况", blank=True)
    agenda = models.TextField("议程", blank=True)
    content = models.TextField("内容", blank=True)
    resolutions = models.TextField("决议事项", blank=True)
    at = models.DateTimeField("时间")
    by = models.CharField("修订人", max_length=100)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name = "记录修订"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gathering", "number"], name="revision_once")
        ]

    def __str__(self) -> str:
        return f"第{self.number}稿"


class Signer(models.TextChoices):
    """Who signs the minutes."""

    CHAIR = "chair", "主持人"
    RECORDER = "recorder", "记录人"


class Confirmation(Audited):
    """签字确认: chair or recorder stands by one revision; a later revision needs a new one."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="confirmations")
    signer = models.CharField("签字人", max_length=10, choices=Signer.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="人员")
    revision = models.PositiveSmallIntegerField("版次")
    is_on_paper = models.BooleanField("纸质签字", default=False)
    at = models.DateTimeField("确认时间")
    by = models.CharField("登记人", max_length=100)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "签字确认"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["gathering", "signer", "revision"], name="signed_once_a_revision"
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="signed_a_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.get_signer_display()}{self.person}"
