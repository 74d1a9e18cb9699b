"""党风廉政责任制: what each leader answers for in a year, and the half-yearly reports."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.org.models import Person, Unit
from tongpin.org.scope import ScopedQuerySet


class Charge(Audited):
    """责任清单: one leader in one year. `duties` is one duty a line."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="党组织")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="责任人")
    post = models.CharField("职务和分工", max_length=100, blank=True)
    year = models.PositiveIntegerField("年度")
    duties = models.TextField("责任")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-year", "id"]
        verbose_name = "责任清单"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "person", "year"], name="charge_once_a_year"),
            models.CheckConstraint(condition=~Q(duties=""), name="charge_has_duties"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年 {self.person}"

    @property
    def lines(self) -> list[str]:
        """The duties, one by one."""
        return [line.strip() for line in self.duties.splitlines() if line.strip()]


class HalfReport(Audited):
    """半年报告: how the duties were carried out in a half year."""

    scope_path: ClassVar[str] = "charge__unit__path"

    charge = models.ForeignKey(Charge, models.CASCADE, related_name="reports")
    half = models.PositiveSmallIntegerField("半年", choices=[(1, "上半年"), (2, "下半年")])
    on = models.DateField("报告日期")
    content = models.TextField("履行情况")
    recorded_by = models.CharField("登记人", max_length=100)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["half"]
        verbose_name = "半年报告"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["charge", "half"], name="half_report_once"),
            models.CheckConstraint(condition=Q(half__in=[1, 2]), name="half_is_first_or_second"),
        ]

    def __str__(self) -> str:
        return f"{self.charge} {self.get_half_display()}"

    @property
    def ref(self) -> str:
        """The reference under which papers name this report."""
        return f"half-report:{self.pk}"
