"""对标情况: the marks that the ledgers give a branch, kept as a cache of what can be computed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tongpin.ledgers.assessment.models.scheme import Scheme
from tongpin.org.models import Unit
from tongpin.org.scope import WithinScope


class Standing(models.Model):
    """One branch by one scheme in one year; written by `standings` alone, a full run gives the same.

    `share` is thousandths of the points that can be told, None where none can.
    """

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name="党支部")
    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    points = models.PositiveIntegerField("得分（十分之一分）")
    of = models.PositiveIntegerField("可判断的分值（十分之一分）")
    unknown = models.PositiveIntegerField("不能判断的分值（十分之一分）")
    by_hand = models.PositiveIntegerField("现场核实的分值（十分之一分）")
    share = models.PositiveIntegerField("得分率（千分之）", null=True)
    gaps = models.PositiveIntegerField("差距项")
    vetoes = models.JSONField("触及否决", default=list)

    objects = WithinScope.as_manager()

    class Meta:
        verbose_name = "对标情况"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "year", "unit"], name="standing_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.scheme} {self.year}"


class Stamp(models.Model):
    """What the standings of a scheme and year rest on: the day, the rulebook, the last entry seen."""

    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    book = models.CharField(max_length=64)
    entry = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "对标情况的依据"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "year"], name="standing_stamp_once")
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.year} {self.as_of}"
