"""处分决定: entered once it has been decided, never before."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tongpin.audit.models import Audited
from tongpin.ledgers.talks.models.matter import Matter
from tongpin.org.scope import ScopedQuerySet
from tongpin.rules.sanctions import Sanction as SanctionKind

KINDS = [(kind.value, kind.label) for kind in SanctionKind]


class Sanction(Audited):
    """处分决定: kind, deciding body, number and day; the effect is computed by the rulebook of that day.

    `years` and `extended_years` are those of 留党察看.
    """

    audit_secret: ClassVar[frozenset[str]] = frozenset(
        {"kind", "body", "document", "years", "extended_years", "extension", "held_post", "is_criminal"}
    )  # fmt: skip
    scope_path: ClassVar[str] = "matter__unit__path"

    matter = models.OneToOneField(Matter, models.CASCADE, related_name="sanction")
    kind = models.CharField("处分种类", max_length=16, choices=KINDS)
    body = models.CharField("决定机关", max_length=60)
    document = models.CharField("文号", max_length=60)
    decided_on = models.DateField("决定日期", db_index=True)
    years = models.PositiveSmallIntegerField("察看年数", default=1)
    extended_years = models.PositiveSmallIntegerField("延长年数", default=0)
    extension = models.CharField("延长决定的机关和文号", max_length=120, blank=True)
    held_post = models.BooleanField("担任党内职务", default=True)
    is_criminal = models.BooleanField("涉嫌违法犯罪，已移送", default=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "处分决定"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(body="") & ~Q(document=""), name="sanction_was_decided"
            ),
            models.CheckConstraint(
                condition=Q(extended_years=0) | (Q(kind="probation") & ~Q(extension="")),
                name="only_probation_is_extended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter}处分决定"
