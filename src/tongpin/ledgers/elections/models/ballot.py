"""投票: one round of voting at a meeting, its frozen roll, who counts, and the votes by name.

Who voted how is nowhere kept. Who is elected is judged from the totals by the rulebook of the day.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.ledgers.elections.models.election import Election, Office
from tongpin.life.models import Gathering, Standing
from tongpin.org.models import Person
from tongpin.org.scope import ScopedQuerySet


class Ballot(Audited):
    """一轮投票: for one office. `cut` seats are left vacant afterwards with `cut_agreed` voters."""

    scope_path: ClassVar[str] = "election__unit__path"

    election = models.ForeignKey(Election, models.CASCADE, related_name="ballots")
    office = models.CharField("职务", max_length=10, choices=Office.choices)
    round = models.PositiveSmallIntegerField("轮次")
    gathering = models.ForeignKey(
        Gathering, models.PROTECT, related_name="+", verbose_name="选举会议"
    )
    seats = models.PositiveSmallIntegerField("应选名额")
    is_secret = models.BooleanField("无记名投票", default=True)
    has_proxy = models.BooleanField("有委托投票", default=False)
    exclusion_agreed = models.CharField("上级同意情况", max_length=100, blank=True)
    is_exclusion_adopted = models.BooleanField("经党员大会通过", default=False)
    issued = models.PositiveSmallIntegerField("发出选票", null=True, blank=True)
    returned = models.PositiveSmallIntegerField("收回选票", null=True, blank=True)
    invalid = models.PositiveSmallIntegerField("废票", null=True, blank=True)
    cut = models.PositiveSmallIntegerField("减少名额", default=0)
    cut_agreed = models.PositiveSmallIntegerField("同意减少名额的人数", default=0)
    frozen_by = models.CharField("名单确定人", max_length=100)
    counted_by = models.CharField("计票登记人", max_length=100, blank=True)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "投票"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["election", "office", "round"], condition=Q(withdrawn_reason=""),
                name="ballot_round_once",
            ),
            models.CheckConstraint(
                condition=Q(invalid__isnull=True) | Q(invalid__lte=F("returned")),
                name="ballots_invalid_of_returned",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_office_display()}第{self.round}轮投票"

    @property
    def is_counted(self) -> bool:
        """Whether the votes were entered."""
        return self.issued is not None

    @property
    def valid(self) -> int:
        """有效票."""
        return (self.returned or 0) - (self.invalid or 0)

    @property
    def is_exclusion_approved(self) -> bool:
        """Both halves: the organisation above agreed and the meeting adopted it."""
        return bool(self.exclusion_agreed) and self.is_exclusion_adopted


class Voter(Audited):
    """选举人名单: one person's standing and presence, frozen with the ballot."""

    scope_path: ClassVar[str] = "ballot__election__unit__path"

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="roll")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    standing = models.CharField("选举资格", max_length=15, choices=Standing.choices)
    reason = models.CharField("不计入的情形", max_length=60, blank=True)
    is_present = models.BooleanField("到会")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "选举人"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ballot", "person"], name="voter_once"),
            models.CheckConstraint(
                condition=~Q(standing="excluded") | ~Q(reason=""), name="excluded_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_standing_display()}"


class Part(models.TextChoices):
    """监票、计票."""

    SCRUTINEER = "scrutineer", "监票人"
    TELLER = "teller", "计票人"


class Helper(Audited):
    """监票人、计票人."""

    scope_path: ClassVar[str] = "ballot__election__unit__path"

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="helpers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    part = models.CharField("分工", max_length=10, choices=Part.choices)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "监票计票人员"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ballot", "person"], name="helper_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}{self.person}"


class Tally(Audited):
    """得票: the votes of one name on the ballot, or of somebody whom voters wrote in.

    `is_declared`: what the meeting declared, asked for only where the rulebook holds no rule of the day.
    """

    scope_path: ClassVar[str] = "ballot__election__unit__path"

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="tallies")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField("次序")
    is_write_in = models.BooleanField("另选他人", default=False)
    yes = models.PositiveSmallIntegerField("赞成", null=True, blank=True)
    no = models.PositiveSmallIntegerField("不赞成", null=True, blank=True)
    abstain = models.PositiveSmallIntegerField("弃权", null=True, blank=True)
    is_declared = models.BooleanField("会议宣布当选", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["is_write_in", "position", "id"]
        verbose_name = "得票"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ballot", "person"], name="tally_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}{self.yes if self.yes is not None else ''}"
