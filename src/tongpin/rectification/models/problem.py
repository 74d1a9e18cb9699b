"""问题: what was found, what is done about it, who proved that it is done."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rectification.models.round import Round
from tongpin.rectification.models.source import Source


class State(models.TextChoices):
    """Where a problem stands; `moves` says what leads from one to the next."""

    FOUND = "found", "待定措施"
    PLANNED = "planned", "已定措施"
    DOING = "doing", "整改中"
    SUBMITTED = "submitted", "申请销号"
    RETURNED = "returned", "退回整改"
    REOPENED = "reopened", "重新整改"
    LONG_TERM = "long_term", "长期坚持"
    CLOSED = "closed", "已销号"
    CANCELLED = "cancelled", "已撤销"


UNPLANNED = (State.FOUND, State.CANCELLED)
PROVEN = (State.CLOSED, State.LONG_TERM)
LATE_STATES = (State.FOUND, State.PLANNED, State.DOING, State.RETURNED, State.REOPENED)


class Publication(models.TextChoices):
    """公开: to whom the rectification was made known."""

    NONE = "", "未公开"
    INTERNAL = "internal", "党内公开"
    SOCIETY = "society", "向社会公开"
    EXCEPTED = "excepted", "不公开"


class Exemption(models.TextChoices):
    """What is left out of publication (巡视工作条例 2015 第三十二条 and county rules)."""

    SECRET = "secret", "涉及国家秘密、工作秘密"
    OPEN_CASE = "open_case", "涉及尚未办结的案件"
    HYPE = "hype", "公开后容易引起炒作"
    PETITION = "petition", "涉及信访事项"
    SENSITIVE = "sensitive", "其他敏感事项"


class Review(models.TextChoices):
    """成效评估: what a look back some time after the closure found."""

    NONE = "", "未评估"
    LASTING = "lasting", "成效巩固"
    RELAPSED = "relapsed", "问题反弹"


class ProblemQuerySet(ScopedQuerySet):  # type: ignore[override]
    """A problem is seen by who raised it and by who has to put it right."""

    def within(self, scope: Scope) -> Self:
        """Only problems raised in or handed to a unit of the scope.

        A scope that leaves no unit out asks for nothing. Else the two sides are looked up apart, each by
        its index, and joined: with an OR between them a database reads every problem.
        """
        inside = scope.condition("path")
        if ("", True) in scope.places or not Unit.objects.exclude(inside).exists():
            return self
        units = Unit.objects.filter(inside).values("pk")
        raised = Problem.objects.filter(unit__in=units).order_by().values("pk")
        handed = Problem.objects.filter(responsible_unit__in=units).order_by().values("pk")
        return self.filter(pk__in=raised.union(handed))


class Problem(Audited):
    """问题: `unit` raised it and verifies it, `responsible_unit` puts it right.

    `ref` is the record that found it, such as `supervision:12`. Persons are named in words, because
    who answers for work need not be on the roster; the key is kept beside where the person is.
    `submitted_*` and `verified_*` hold the account and the person of both, so that the database
    itself refuses somebody's own work.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="提出党组织")
    source = models.CharField("来源", max_length=30, choices=Source.choices)
    ref = models.CharField("出处", max_length=60, blank=True, db_index=True)
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name="轮次"
    )
    number = models.CharField("序号", max_length=20, blank=True)
    title = models.CharField("问题", max_length=200)
    description = models.TextField("具体表现", blank=True)
    category = models.CharField("类别", max_length=60, blank=True)
    root_cause = models.TextField("产生原因", blank=True)
    measure = models.TextField("整改措施", blank=True)
    lead = models.CharField("牵头领导", max_length=50, blank=True)
    responsible_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name="责任党组织"
    )
    responsible_person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="责任人员"
    )
    responsible_name = models.CharField("责任人", max_length=50, blank=True)
    found_on = models.DateField("发现日期")
    due_on = models.DateField("整改时限", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.FOUND)
    started_on = models.DateField("开始整改日期", null=True, blank=True)
    submitted_on = models.DateField("申请销号日期", null=True, blank=True)
    submitted_by = models.CharField("申请人", max_length=100, blank=True)
    submitted_account = models.BigIntegerField(null=True, blank=True, editable=False)
    submitted_person = models.BigIntegerField(null=True, blank=True, editable=False)
    verified_on = models.DateField("核验日期", null=True, blank=True)
    verified_by = models.CharField("核验人", max_length=100, blank=True)
    verified_account = models.BigIntegerField(null=True, blank=True, editable=False)
    verified_person = models.BigIntegerField(null=True, blank=True, editable=False)
    verification = models.CharField("核验意见", max_length=500, blank=True)
    review_due_on = models.DateField("成效评估日期", null=True, blank=True)
    review = models.CharField(
        "成效评估", max_length=10, choices=Review.choices, blank=True, default=""
    )
    reviewed_on = models.DateField("评估日期", null=True, blank=True)
    publication = models.CharField(
        "公开", max_length=10, choices=Publication.choices, blank=True, default=""
    )
    exception = models.CharField(
        "不公开情形", max_length=10, choices=Exemption.choices, blank=True, default=""
    )
    publication_reviewer = models.CharField("公开审核人", max_length=50, blank=True)
    published_on = models.DateField("公开日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "id"]
        verbose_name = "问题"
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], name="problem_due"),
            models.Index(fields=["unit", "state", "due_on"], name="problem_unit_state"),
            models.Index(fields=["responsible_unit", "state", "due_on"], name="problem_doer_state"),
            models.Index(fields=["source", "state", "due_on"], name="problem_source_state"),
            models.Index(fields=["state", "due_on"], name="problem_state_due"),
            models.Index(fields=["round", "state", "due_on"], name="problem_round_state"),
            models.Index(fields=["-verified_on", "id"], name="problem_verified"),
            models.Index(fields=["category"], name="problem_category"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=UNPLANNED)
                | (~Q(measure="") & ~Q(responsible_name="") & Q(due_on__isnull=False)),
                name="problem_planned_with_measure",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*UNPLANNED, State.PLANNED]) | Q(started_on__isnull=False),
                name="problem_started",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SUBMITTED, *PROVEN])
                | (Q(submitted_on__isnull=False) & ~Q(submitted_by="")),
                name="problem_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PROVEN)
                | (Q(verified_on__isnull=False) & ~Q(verified_by="") & ~Q(verification="")),
                name="problem_closed_with_verification",
            ),
            models.CheckConstraint(
                condition=Q(verified_account__isnull=True)
                | Q(submitted_account__isnull=True)
                | ~Q(verified_account=F("submitted_account")),
                name="problem_verified_by_other_account",
            ),
            models.CheckConstraint(
                condition=Q(verified_person__isnull=True)
                | (
                    (Q(submitted_person__isnull=True) | ~Q(verified_person=F("submitted_person")))
                    & (
                        Q(responsible_person__isnull=True)
                        | ~Q(verified_person=F("responsible_person"))
                    )
                ),
                name="problem_verified_by_other_person",
            ),
            models.CheckConstraint(
                condition=Q(publication="")
                | (
                    Q(state__in=PROVEN) & Q(published_on__isnull=False)
                    & ~Q(publication_reviewer="")
                    & (~Q(publication="excepted") | ~Q(exception=""))
                ),
                name="problem_published_after_review",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The reference under which facts name this problem."""
        return f"rectification:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state not in (*PROVEN, State.CANCELLED)

    def is_overdue(self, day: Any) -> bool:
        """Whether the deadline is over and nothing was submitted; long-term items have none."""
        late = self.due_on is not None and self.due_on < day
        return late and self.state in LATE_STATES
