"""发展计划: planned, used and left, in total and of each kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development.models import Case, Step, Target
from tongpin.ledgers.development.queries.votes import is_failed
from tongpin.org.models import BRANCH_KINDS, Affiliation, Sex, Unit
from tongpin.org.queries import units
from tongpin.org.scope import Scope
from tongpin.rules.interval import add_months

YOUNG = 35


@dataclass(frozen=True, slots=True)
class Used:
    """New members of a unit's year: `total`, and how many of them of each kind."""

    total: int = 0
    women: int = 0
    under_35: int = 0
    front_line: int = 0

    def __add__(self, other: Used) -> Used:
        return Used(
            self.total + other.total, self.women + other.women, self.under_35 + other.under_35,
            self.front_line + other.front_line,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quota:
    """A unit's line: the target of its own (None where none was set) and what is used."""

    unit: Unit
    target: Target | None
    used: Used

    @property
    def left(self) -> int | None:
        """How many more may be taken."""
        return None if self.target is None else self.target.total - self.used.total

    @property
    def lacking(self) -> list[str]:
        """Least numbers that can no longer be met within the total, or are not met yet, in words."""
        if self.target is None or self.left is None:
            return []
        pairs = (
            ("女性", self.target.women, self.used.women),
            ("35岁及以下", self.target.under_35, self.used.under_35),
            ("生产、工作一线", self.target.front_line, self.used.front_line),
        )
        return [f"{name}还差{want - have}名" for name, want, have in pairs if want > have]

    @property
    def is_over(self) -> bool:
        """Whether more were taken than planned."""
        return self.left is not None and self.left < 0


def target(unit: Unit, year: int) -> Target | None:
    """The target set for a unit's year."""
    return Target.objects.filter(unit=unit, year=year).first()


def used_by_branch(unit: Unit, year: int) -> dict[str, Used]:
    """`{path of a branch: new members}`: accepted by a branch meeting in the year, approved or not yet.

    The place counts against the year of the branch meeting, from which probation runs, and against
    the branch that held it, wherever the person belongs today. A vote that failed uses none, nor does
    a case that ended before it was approved. One statement.
    """
    book = current_book()
    there = Affiliation.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("on")),
        person=OuterRef("case__person"), starts_on__lte=OuterRef("on"),
    ).order_by("-starts_on")  # fmt: skip
    approved = Step.objects.filter(case=OuterRef("case"), step="approval", withdrawn_reason="")
    meetings = (
        Step.objects.filter(step="branch_meeting", withdrawn_reason="", on__year=year)
        .annotate(
            place=Coalesce(Subquery(there.values("unit__path")[:1]), "case__person__home__path")
        )
        .filter(place__startswith=unit.path)
        .filter(Q(case__closed_on__isnull=True) | Exists(approved))
        .select_related("case__person")
        .order_by("on", "pk")
    )
    found: dict[str, Used] = {}
    for row in {step.case_id: step for step in meetings}.values():
        if not is_failed(book, row.step, row.on, row.values):
            found[row.place] = found.get(row.place, Used()) + _one(row.case, row.on)
    return found


def _one(case: Case, on: date) -> Used:
    person = case.person
    young = person.born_on is not None and on < add_months(person.born_on, 12 * (YOUNG + 1))
    return Used(1, int(person.sex == Sex.FEMALE), int(young), int(case.is_front_line))


def quotas(scope: Scope, unit: Unit, year: int, day: date) -> list[Quota]:
    """The unit and everything below it that develops members; three statements."""
    rows = units(scope, as_of=day).filter(path__startswith=unit.path)
    places: Sequence[Unit] = [
        u for u in rows if u.pk == unit.pk or u.kind in BRANCH_KINDS or u.kind == "general_branch"
    ]
    targets = {t.unit_id: t for t in Target.objects.filter(unit__in=places, year=year)}
    used = used_by_branch(unit, year)
    return [
        Quota(
            place,
            targets.get(place.pk),
            sum((n for path, n in used.items() if path.startswith(place.path)), Used()),
        )
        for place in places
    ]


def used_total(unit: Unit, year: int) -> int:
    """New members at and below a unit in a year."""
    return sum(used.total for used in used_by_branch(unit, year).values())


def exhausted(unit: Unit, year: int) -> Target | None:
    """The target of the unit, or of one above it, that has no place left in the year."""
    above = [int(part) for part in unit.path.strip("/").split("/")]
    for row in Target.objects.filter(unit__in=above, year=year).select_related("unit"):
        if used_total(row.unit, year) >= row.total:
            return row
    return None
