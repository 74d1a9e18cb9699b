"""Need to know in the operations log: of a personnel topic it tells that a row changed, never what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from tongpin.audit.models import Audited

if TYPE_CHECKING:
    from tongpin.ledgers.decisions.models.topics import Topic

SEALED = "（人事议题）"
BY_PERSON = frozenset({"person_id", "stance"})
"""Who left or spoke, and for what: withheld beside every free text."""


class OfTopic(Audited):
    """A row that belongs to a topic. Where that is a personnel topic, its label is neutral and the log
    withholds its free texts, and who spoke or left.
    """

    class Meta:
        abstract = True

    def topic_of(self) -> Topic:
        """The topic the row belongs to."""
        raise NotImplementedError

    def shown(self) -> str:
        """What the row is called where its topic is open to everybody."""
        raise NotImplementedError

    def __str__(self) -> str:
        return SEALED if self.topic_of().is_sealed else self.shown()

    def audit_withheld(self) -> frozenset[str]:
        """`audit_secret`, and for a personnel topic every text that is typed."""
        own = super().audit_withheld()
        if not self.topic_of().is_sealed:
            return own
        typed = {
            f.attname for f in self._meta.concrete_fields
            if isinstance(f, models.CharField | models.TextField) and not f.choices
        }  # fmt: skip
        return own | typed | BY_PERSON
