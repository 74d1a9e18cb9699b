"""How a bureau's rosters name their columns."""

from __future__ import annotations

from django.db import models

from tongpin.audit.models import Audited
from tongpin.org.models.organisation import Unit
from tongpin.org.scope import ScopedQuerySet


class RosterColumns(Audited):
    """名册列对应: `{head: key}` as somebody set it last time, for the unit's next roster."""

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="+", verbose_name="党组织")
    columns = models.JSONField("列对应", default=dict)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "名册列对应"

    def __str__(self) -> str:
        return str(self.unit)
