"""表彰: a round, who is nominated in it, what was asked and answered, reviewed, heard and decided."""

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


class HonourKind(models.TextChoices):
    """荣誉类别 (党内功勋荣誉表彰条例 art. 16)."""

    MEMBER = "member", "优秀共产党员"
    WORKER = "worker", "优秀党务工作者"
    ORGANISATION = "organisation", "先进党组织"
    OTHER = "other", "其他荣誉"


NOMINABLE = [choice for choice in HonourKind.choices if choice[0] != HonourKind.OTHER]


def of_one(prefix: str) -> models.CheckConstraint:
    """An organisation is honoured as such, everything else is a person's or an organisation's."""
    person = Q(person__isnull=False, organisation__isnull=True)
    organisation = Q(person__isnull=True, organisation__isnull=False)
    condition = (
        Q(kind__in=[HonourKind.MEMBER, HonourKind.WORKER]) & person
        | Q(kind=HonourKind.ORGANISATION) & organisation
        | Q(kind=HonourKind.OTHER) & (person | organisation)
    )
    return models.CheckConstraint(condition=condition, name=f"{prefix}_of_one")


class Round(Audited):
    """表彰批次: one commendation of a year. Its steps and days are the case's; `pk` is the case's."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="commendation", verbose_name="办理事项"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="表彰党组织")
    title = models.CharField("名称", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    members = models.PositiveSmallIntegerField("优秀共产党员名额", null=True, blank=True)
    workers = models.PositiveSmallIntegerField("优秀党务工作者名额", null=True, blank=True)
    organisations = models.PositiveSmallIntegerField("先进党组织名额", null=True, blank=True)
    nominate_by = models.DateField("推荐截止日期")
    conditions = models.TextField("条件和要求", max_length=4000, blank=True)
    number = models.CharField("表彰决定文号", max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "-case_id"]
        verbose_name = "表彰批次"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(year__range=(2000, 2099)), name="commendation_year_in_range"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def quota(self, kind: str) -> int | None:
        """How many of a kind are to be commended; None where the plan names no number."""
        return {
            HonourKind.MEMBER.value: self.members,
            HonourKind.WORKER.value: self.workers,
            HonourKind.ORGANISATION.value: self.organisations,
        }.get(kind)


class Review(models.TextChoices):
    """审核."""

    PASSED = "passed", "同意推荐"
    FAILED = "failed", "不再推荐"


class Heard(models.TextChoices):
    """公示结果."""

    NONE = "none", "没有反映"
    CLEARED = "cleared", "有反映，经核查不影响表彰"
    UPHELD = "upheld", "有反映，影响表彰"


class Outcome(models.TextChoices):
    """决定."""

    AWARDED = "awarded", "表彰"
    DECLINED = "declined", "不予表彰"


class Nomination(Audited):
    """推荐: who is proposed by which unit, and what became of it. The reasons are sealed: they may
    speak of what only the organs know.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset(
        {"review_note", "heard_note", "outcome_note"}
    )

    round = models.ForeignKey(Round, models.CASCADE, related_name="nominations")
    kind = models.CharField("类别", max_length=15, choices=NOMINABLE)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="推荐党组织")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="推荐对象"
    )
    organisation = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="推荐的党组织"
    )
    deeds = models.TextField("主要事迹", max_length=4000)
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="推荐会议"
    )
    nominated_on = models.DateField("推荐日期")
    nominated_by = models.CharField("登记人", max_length=100)
    review = models.CharField("审核", max_length=10, choices=Review.choices, blank=True)
    review_note = EncryptedField("审核意见", blank=True)
    reviewed_on = models.DateField("审核日期", null=True, blank=True)
    heard = models.CharField("公示结果", max_length=10, choices=Heard.choices, blank=True)
    heard_note = EncryptedField("公示反映和核查情况", blank=True)
    outcome = models.CharField("决定", max_length=10, choices=Outcome.choices, blank=True)
    outcome_note = EncryptedField("决定说明", blank=True)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["kind", "unit__path", "id"]
        verbose_name = "推荐"
        constraints: ClassVar = [
            of_one("nomination"),
            models.CheckConstraint(
                condition=Q(review="") | Q(reviewed_on__isnull=False),
                name="nomination_reviewed_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="awarded") | Q(review="passed"),
                name="awarded_after_review",
            ),
            models.UniqueConstraint(
                fields=["round", "kind", "person"], condition=Q(withdrawn_reason=""),
                name="person_nominated_once",
            ),
            models.UniqueConstraint(
                fields=["round", "kind", "organisation"], condition=Q(withdrawn_reason=""),
                name="organisation_nominated_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.named

    @property
    def named(self) -> str:
        """Who is nominated."""
        return str(self.person or self.organisation)

    @property
    def ref(self) -> str:
        """The reference under which papers name this nomination."""
        return f"nomination:{self.pk}"


class Organ(models.TextChoices):
    """征求意见的单位."""

    DISCIPLINE = "discipline", "纪检监察机关"
    PERSONNEL = "personnel", "组织人事部门"
    BUSINESS = "business", "所在单位行政负责人"


class View(models.TextChoices):
    """答复."""

    AGREED = "agreed", "没有不同意见"
    OBJECTED = "objected", "不宜推荐"


class Consultation(Audited):
    """征求意见: what an organ was asked about a nominee and what it said. The words are sealed."""

    scope_path: ClassVar[str] = "nomination__round__unit__path"
    audit_secret: ClassVar[frozenset[str]] = frozenset({"text"})

    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="consultations")
    organ = models.CharField("单位", max_length=12, choices=Organ.choices)
    asked_on = models.DateField("征求日期")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    view = models.CharField("答复", max_length=10, choices=View.choices, blank=True)
    text = EncryptedField("答复内容", blank=True)
    answered_by = models.CharField("登记人", max_length=100, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["nomination", "organ"]
        verbose_name = "征求意见"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["nomination", "organ"], name="organ_asked_once"),
            models.CheckConstraint(
                condition=Q(view="", answered_on__isnull=True)
                | ~Q(view="") & Q(answered_on__isnull=False),
                name="answer_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_organ_display()}"
