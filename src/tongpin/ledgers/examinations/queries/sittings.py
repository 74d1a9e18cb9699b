"""Reads of sittings: who organises them, whom they ask, who sat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q

from tongpin.ledgers.examinations.models import Answer, Candidate, Marker, Sitting, SittingState
from tongpin.org.models import Account, Grant, Person, Unit
from tongpin.org.queries import members_on
from tongpin.org.scope import Scope, ScopedQuerySet

ASKED = Q(candidates__excused_reason="")
OF_A_ROLL = Q(excused_reason="")


def known_sittings(scope: Scope) -> ScopedQuerySet:
    """Sittings that the scope's units organise or are asked to."""
    asked = Candidate.objects.within(scope).filter(sitting=OuterRef("pk"))
    rows = Sitting.objects.filter(scope.condition("unit__path") | Q(Exists(asked)))
    return rows.select_related("unit", "paper")


def sittings(scope: Scope) -> ScopedQuerySet:
    """The same, with `asked`, `begun` and `handed`."""
    return known_sittings(scope).annotate(
        asked=Count("candidates", filter=ASKED),
        begun=Count("candidates", filter=Q(candidates__started_at__isnull=False)),
        handed=Count("candidates", filter=Q(candidates__submitted_at__isnull=False)),
    )


def sitting(scope: Scope, pk: int) -> Sitting | None:
    """One sitting that the scope's units organise or are asked to."""
    return sittings(scope).filter(pk=pk).first()


def marked_alike(row: Sitting) -> list[Sitting]:
    """The other sittings of the same paper that were marked: a corrected key marks them again."""
    rows = Sitting.objects.filter(
        paper=row.paper_id, state__in=(SittingState.MARKING, SittingState.PUBLISHED)
    )
    return list(rows.exclude(pk=row.pk).order_by("opens_at", "pk"))


def candidates(row: Sitting, scope: Scope) -> ScopedQuerySet:
    """Those asked to a sitting within the scope; everybody where the scope covers the organiser."""
    rows = Candidate.objects.filter(sitting=row).select_related("person", "unit")
    if not scope.covers(row.unit.path):
        rows = rows.within(scope)
    return rows.order_by("unit__order", "unit", "person__search_text", "pk")


def candidate(row: Sitting, pk: int) -> Candidate | None:
    """One person's row of a sitting."""
    rows = Candidate.objects.filter(sitting=row).select_related("person", "unit")
    return rows.filter(pk=pk).first()


def may_be_asked(unit: Unit, units: Sequence[Unit], day: object) -> list[Person]:
    """Members at and below the unit whose branch is one of the units on the day."""
    keys = {u.pk for u in units}
    return [p for p in members_on(unit, day) if p.home_id in keys]  # type: ignore[arg-type]


def not_yet_asked(row: Sitting) -> list[Person]:
    """Members below the organiser who are not on the roll."""
    on_roll = Candidate.objects.filter(sitting=row).values("person")
    rows = members_on(row.unit, row.opens_at.date())
    return list(rows.exclude(pk__in=on_roll))


def absentees(row: Sitting) -> list[Person]:
    """Those who were asked and never began: whom a make-up sitting asks."""
    rows = Candidate.objects.filter(OF_A_ROLL, sitting=row, started_at__isnull=True)
    return [c.person for c in rows.select_related("person")]


def possible_markers(unit: Unit) -> list[Account]:
    """Active accounts with a role at, above or below the unit."""
    above = [int(part) for part in unit.path.split("/") if part]
    granted = Grant.objects.filter(Q(unit__path__startswith=unit.path) | Q(unit__in=above))
    rows = Account._default_manager.filter(pk__in=granted.values("account"), is_active=True)
    return list(rows.order_by("display_name", "pk"))


def markers(row: Sitting) -> list[Marker]:
    """Who marks the short answers."""
    return list(Marker.objects.filter(sitting=row).select_related("account"))


def to_close(scope: Scope, now: datetime) -> ScopedQuerySet:
    """Sittings that the scope organises and whose time is up, still to be marked."""
    rows = Sitting.objects.within(scope).filter(state=SittingState.PLANNED, closes_at__lt=now)
    return rows.order_by("closes_at")


def to_publish(scope: Scope) -> ScopedQuerySet:
    """Sittings that are being marked, with `unmarked`: papers without a result yet."""
    rows = Sitting.objects.within(scope).filter(state=SittingState.MARKING)
    unmarked = Q(candidates__submitted_at__isnull=False, candidates__tenths__isnull=True)
    return rows.annotate(unmarked=Count("candidates", filter=unmarked)).order_by("closes_at")


# -------------------------------------------------------------------------------- one's own


def own(person_id: int | None) -> ScopedQuerySet:
    """A person's sittings, the latest first; nothing for an account without a person."""
    rows = Candidate.objects.filter(OF_A_ROLL, person=person_id)
    rows = rows.exclude(sitting__state=SittingState.CANCELLED)
    rows = rows.select_related("sitting__unit", "sitting__paper")
    return rows.order_by("-sitting__opens_at", "-pk") if person_id else rows.none()


def own_sitting(person_id: int | None, pk: int) -> Candidate | None:
    """A person's place in one sitting."""
    return own(person_id).filter(sitting=pk).first()


def answers(candidate: Candidate) -> dict[int, Answer]:
    """`{item: answer}` of what the person has answered."""
    return {row.item_id: row for row in Answer.objects.filter(candidate=candidate)}


# -------------------------------------------------------------------- short answers by two


def short_answers(row: Sitting) -> ScopedQuerySet:
    """Short answers that people mark: handed in, and not given nothing by rule."""
    rows = Answer.objects.filter(
        candidate__sitting=row, candidate__submitted_at__isnull=False,
        item__content__kind="short",
    ).filter(Q(tenths__isnull=True) | Q(marks__isnull=False))  # fmt: skip
    return rows.distinct().select_related("item", "candidate").prefetch_related("marks")  # type: ignore[return-value]


def markings_of(account_id: int | None) -> list[Sitting]:
    """Sittings being marked in which the account is a marker."""
    rows = Sitting.objects.filter(state=SittingState.MARKING, markers__account=account_id)
    return list(rows.select_related("unit", "paper"))


def is_marker(row: Sitting, account_id: int | None) -> bool:
    """Whether the account marks the sitting."""
    return Marker.objects.filter(sitting=row, account=account_id).exists()


def published_between(
    units: Sequence[int], start: datetime, end: datetime
) -> list[dict[str, object]]:
    """By published sitting and branch: how many were asked, sat and passed; two statements.

    Where the organiser itself is among the units, it has a line of its own over everybody.
    """
    rows = Candidate.objects.filter(
        OF_A_ROLL, sitting__state=SittingState.PUBLISHED, sitting__closes_at__range=(start, end)
    )
    facts = ("sitting", "sitting__title", "sitting__closes_at", "sitting__published_on")
    found: list[dict[str, object]] = []
    for place in ("unit", "sitting__unit"):
        asked = rows.filter(**{f"{place}__in": units})
        if place == "sitting__unit":
            asked = asked.exclude(unit=F("sitting__unit"))
        counted = asked.values(*facts, at=F(place)).annotate(
            asked=Count("pk"), sat=Count("pk", filter=Q(started_at__isnull=False))
        )
        found.extend(counted.order_by("sitting", "at"))
    return found
