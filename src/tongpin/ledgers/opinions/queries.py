"""Every read of opinions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from tongpin.audit.clock import site_day
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.opinions.models import Mailbox, Opinion, RatingBox, Satisfaction, State
from tongpin.ledgers.opinions.receipts import hashed
from tongpin.org.models import Unit
from tongpin.org.queries import bodies
from tongpin.org.scope import Scope, ScopedQuerySet

OPEN_STATES = (State.RECEIVED, State.ASSIGNED)


def opinions(scope: Scope) -> ScopedQuerySet:
    """Opinions within the scope."""
    return Opinion.objects.within(scope).select_related("unit")


def opinion(scope: Scope, key: UUID) -> Opinion | None:
    """One opinion within the scope."""
    return opinions(scope).filter(pk=key).first()


def overdue(day: date) -> Q:
    """The condition of those that should have been answered before the day."""
    return Q(state__in=OPEN_STATES, due_on__lt=day)


def answer_days(day: date) -> int:
    """Within how many days a letter of the day is answered, by the local rule."""
    return current_book().nearest("opinion-answer-days", day).integer("days")


def by_receipt(code: str) -> Opinion | Mailbox | None:
    """What a code opens: the opinion, or the letter that still waits for tonight."""
    receipt = hashed(code)
    found = Opinion.objects.filter(receipt=receipt).select_related("unit").first()
    return found or Mailbox.objects.filter(receipt=receipt).select_related("unit").first()


def is_mail_waiting(day: date) -> bool:
    """Whether letters or ratings of an earlier day lie in the box; one statement."""
    letters = Mailbox.objects.filter(dropped_on__lt=day).order_by().values("pk")
    ratings = RatingBox.objects.filter(dropped_on__lt=day).order_by().values("pk")
    return letters.union(ratings).exists()


def rating_waiting(row: Opinion) -> RatingBox | None:
    """What its sender said today of the answer."""
    return RatingBox.objects.filter(receipt=row.receipt).first()


def to_do(scope: Scope, until: date) -> ScopedQuerySet:
    """Letters to hand out, answers due by a day, answers that do not satisfy; the earliest first."""
    rows = opinions(scope).filter(
        Q(state=State.RECEIVED)
        | Q(state=State.ASSIGNED, due_on__lte=until)
        | Q(state=State.ANSWERED, satisfaction=Satisfaction.UNSATISFIED)
    )
    return rows.order_by("due_on", "pk")


def addressees() -> list[Unit]:
    """The organisations that one may write to."""
    return list(bodies(Scope.everything(), as_of=site_day()).order_by("path"))


def published(limit: int = 50) -> list[Opinion]:
    """Answers of general interest; without who asked."""
    rows = Opinion.objects.filter(is_published=True, answered_on__isnull=False)
    return list(rows.select_related("unit").order_by("-answered_on", "pk")[:limit])


def tally(rows: ScopedQuerySet, day: date) -> dict[str, int]:
    """Numbers above the list: open, overdue, answered, satisfied, unsatisfied."""
    return rows.aggregate(
        open=Count("pk", filter=Q(state__in=OPEN_STATES)),
        overdue=Count("pk", filter=overdue(day)),
        answered=Count("pk", filter=Q(answered_on__isnull=False)),
        satisfied=Count("pk", filter=Q(satisfaction=Satisfaction.SATISFIED)),
        unsatisfied=Count("pk", filter=Q(satisfaction=Satisfaction.UNSATISFIED)),
    )
