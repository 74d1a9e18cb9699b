"""选举: one election of a unit, what is to be elected, and who is proposed for it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.casework.models import Case
from tongpin.org.models import CommitteeTerm, Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Office(models.TextChoices):
    """选举职务."""

    COMMITTEE = "committee", "委员"
    SECRETARY = "secretary", "书记"
    DEPUTY = "deputy", "副书记"


class Election(Audited):
    """换届选举: its steps and days are the case's; `pk` is the case's. Without seats there is no
    committee, and the members' meeting elects the secretary itself.
    """

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="election", verbose_name="办理事项"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    number = models.PositiveSmallIntegerField("届次", null=True, blank=True)
    expires_on = models.DateField("本届届满日期", null=True, blank=True)
    seats = models.PositiveSmallIntegerField("委员名额", default=0)
    deputies = models.PositiveSmallIntegerField("副书记名额", default=0)
    by_congress = models.BooleanField("召开党员代表大会选举", default=False)
    titles = models.JSONField("委员分工", default=dict)
    term = models.OneToOneField(
        CommitteeTerm, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="产生的届次",
    )  # fmt: skip
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-case__opened_on", "-case_id"]
        verbose_name = "换届选举"

    def __str__(self) -> str:
        return self.case.title

    def seats_of(self, office: str) -> int:
        """How many are to be elected to an office."""
        return {
            Office.COMMITTEE.value: self.seats,
            Office.SECRETARY.value: 1,
            Office.DEPUTY.value: self.deputies,
        }[str(office)]


class Review(models.TextChoices):
    """上级审查."""

    APPROVED = "approved", "同意"
    DECLINED = "declined", "不同意"


class Candidate(Audited):
    """候选人预备人选: who is proposed for an office, and what the organisation above said."""

    scope_path: ClassVar[str] = "election__unit__path"

    election = models.ForeignKey(Election, models.CASCADE, related_name="candidates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="候选人")
    office = models.CharField("职务", max_length=10, choices=Office.choices)
    position = models.PositiveSmallIntegerField("选票上的次序")
    proposed_on = models.DateField("推荐日期")
    proposal = models.CharField("推荐、考察情况", max_length=500, blank=True)
    review = models.CharField("上级审查", max_length=10, choices=Review.choices, blank=True)
    review_note = models.CharField("审查说明", max_length=200, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)
    recorded_by = models.CharField("登记人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["office", "position", "id"]
        verbose_name = "候选人预备人选"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["election", "office", "person"], condition=Q(withdrawn_reason=""),
                name="candidate_once_for_an_office",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_office_display()}候选人{self.person}"


class Delegate(Audited):
    """代表: who votes in a congress of delegates."""

    scope_path: ClassVar[str] = "election__unit__path"

    election = models.ForeignKey(Election, models.CASCADE, related_name="delegates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="代表")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "代表"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["election", "person"], name="delegate_once")
        ]

    def __str__(self) -> str:
        return str(self.person)
