"""荣誉: the record that lasts, with its revocation."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.ledgers.honours.models.commendation import HonourKind, Nomination, of_one
from tongpin.ledgers.honours.models.station import Taken
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Honour(Taken):
    """荣誉: what a person or an organisation was awarded; `unit` is the branch it belonged to.

    Revoked by a decision, it stays with reason and day; entered wrongly, it is taken back.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="所在党组织")
    kind = models.CharField("类别", max_length=15, choices=HonourKind.choices)
    title = models.CharField("荣誉名称", max_length=120)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name="人员"
    )
    organisation = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name="党组织"
    )
    awarded_on = models.DateField("表彰日期")
    awarded_by = models.CharField("表彰单位", max_length=100)
    number = models.CharField("文号", max_length=60, blank=True)
    nomination = models.OneToOneField(
        Nomination,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="honour",
        verbose_name="推荐",
    )
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    revoked_by = models.CharField("撤销决定", max_length=100, blank=True)
    revoked_reason = models.CharField("撤销理由", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-awarded_on", "-id"]
        verbose_name = "荣誉"
        indexes: ClassVar = [models.Index(fields=["unit", "awarded_on"])]
        constraints: ClassVar = [
            of_one("honour"),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True, revoked_reason="")
                | Q(revoked_on__gte=F("awarded_on")) & ~Q(revoked_reason=""),
                name="honour_revoked_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.organisation} {self.title}"

    @property
    def ref(self) -> str:
        """The reference under which papers name this honour."""
        return f"honour:{self.pk}"
