"""固定安排: the fixed day of a branch, from which the year's gatherings are planned."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.org.models import Unit
from tongpin.org.scope import ScopedQuerySet


class Rhythm(models.TextChoices):
    """How the day of the month is fixed."""

    DAY = "day", "每月几号"
    WEEKDAY = "weekday", "每月第几个星期几"


class Series(Audited):
    """固定安排: a day of the month, or the nth weekday; `kinds` are values of `Kind`, by commas."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="series", verbose_name="党组织")
    topic = models.CharField("名称", max_length=100)
    kinds = models.CharField("种类", max_length=300)
    rhythm = models.CharField("周期", max_length=10, choices=Rhythm.choices)
    number = models.PositiveSmallIntegerField("几号或者第几个")
    weekday = models.PositiveSmallIntegerField("星期", null=True, blank=True)
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    stopped_on = models.DateField("停止日期", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "固定安排"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rhythm="day", number__range=(1, 31))
                | Q(rhythm="weekday", number__range=(1, 5), weekday__range=(1, 7)),
                name="series_rhythm_complete",
            )
        ]

    def __str__(self) -> str:
        return self.topic

    @property
    def rhythm_label(self) -> str:
        """每月5日 or 每月第一个星期五."""
        if self.rhythm == Rhythm.DAY:
            return f"每月{self.number}日"
        return f"每月第{'一二三四五'[self.number - 1]}个星期{'一二三四五六日'[(self.weekday or 1) - 1]}"
