"""发展计划: how many new members a unit may take in a year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tongpin.audit.models import Audited
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class Target(Audited):
    """发展计划: the number set for a unit's year, a ceiling in total, with least numbers of some."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    year = models.PositiveSmallIntegerField("年度")
    total = models.PositiveSmallIntegerField("计划发展人数")
    women = models.PositiveSmallIntegerField("其中女性不少于", default=0)
    under_35 = models.PositiveSmallIntegerField("其中35岁及以下不少于", default=0)
    front_line = models.PositiveSmallIntegerField("其中生产、工作一线不少于", default=0)
    document = models.CharField("下达文号", max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "unit__order"]
        verbose_name = "发展计划"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "year"], name="development_target_once"),
            models.CheckConstraint(
                condition=Q(
                    women__lte=F("total"), under_35__lte=F("total"), front_line__lte=F("total")
                ),
                name="development_quota_within_total",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}{self.year}年发展计划"
