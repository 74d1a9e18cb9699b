"""督查组: who supervises which units."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tongpin.audit.models import Audited, AuditedQuerySet
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Team(Audited):
    """督查组: set up by a unit, covers units at or below it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组建党组织")
    name = models.CharField("名称", max_length=60)
    covers = models.ManyToManyField(Unit, related_name="+", verbose_name="督查范围")
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name", "id"]
        verbose_name = "督查组"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "name"], name="team_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(Audited):
    """督查组成员."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="成员")
    is_leader = models.BooleanField("组长", default=False)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-is_leader", "id"]
        verbose_name = "督查组成员"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "person"], name="team_member_once")
        ]

    def __str__(self) -> str:
        return self.person.name
