"""What 意见建议 tells of units: whether what was due got its answer. Numbers only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import F, Q

from tongpin.capability.evidence import Evidence, EvidenceKind
from tongpin.ledgers.opinions.models import Opinion
from tongpin.org.models import Unit

KINDS = (EvidenceKind("opinions.answered", "意见建议按期答复", True, "opinions:list"),)


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Evidence]:
    """Of the letters whose answer fell due between two days, those answered in time; two statements.

    A unit that got none was asked for nothing. No reference: a letter leads to nobody.
    """
    ids = [unit.pk for unit in units]
    due = Opinion.objects.filter(unit__in=ids, due_on__range=(start, end)).order_by()
    in_time = Q(answered_on__lte=F("due_on"))
    of = Counter(due.values_list("unit", flat=True))
    done = Counter(due.filter(in_time).values_list("unit", flat=True))
    for unit in sorted(ids):
        words = (
            f"到期应答复{of[unit]}件，按期答复{done[unit]}件" if of[unit] else "没有到期应答复的意见建议"
        )  # fmt: skip
        yield Evidence("opinions.answered", unit, done[unit], of[unit], words)
