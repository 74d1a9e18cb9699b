"""Every read of supervision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from tongpin.documents.models import Attachment
from tongpin.ledgers.supervision.models import (
    Charge,
    Check,
    CheckItem,
    Checklist,
    ChecklistItem,
    Purpose,
    Result,
    Round,
    Team,
    TeamMember,
)
from tongpin.life.models import Attendance, Gathering, State
from tongpin.life.models.vocabulary import Presence
from tongpin.org.models import BRANCH_KINDS, Person, Unit
from tongpin.org.queries import bodies
from tongpin.org.scope import Scope, ScopedQuerySet


def teams(scope: Scope) -> ScopedQuerySet:
    """Teams set up within the scope, with their members."""
    members = Prefetch("members", TeamMember.objects.select_related("person"))
    return Team.objects.within(scope).select_related("unit").prefetch_related(members, "covers")


def checklists(scope: Scope) -> ScopedQuerySet:
    """Lists of the scope with the number of their items."""
    return Checklist.objects.within(scope).select_related("unit").annotate(size=Count("items"))


def in_use(unit: Unit, purpose: str) -> ScopedQuerySet:
    """Released editions that a unit may work with: its own and those of the units above."""
    above = [int(part) for part in unit.path.split("/") if part]
    return Checklist.objects.filter(
        unit__in=above, purpose=purpose, released_on__isnull=False, retired_on__isnull=True
    )


def checklist(scope: Scope, pk: int) -> Checklist | None:
    """One edition with its items."""
    rows = Checklist.objects.within(scope).select_related("unit")
    return rows.prefetch_related("items").filter(pk=pk).first()


def rounds(scope: Scope) -> ScopedQuerySet:
    """Rounds with how many units are to be visited and how many got their feedback."""
    rows = Round.objects.within(scope).select_related("unit", "team", "checklist")
    done = Count("checks", filter=Q(checks__finished_on__isnull=False))
    return rows.annotate(visits=Count("checks"), done=done)


def round_(scope: Scope, pk: int) -> Round | None:
    """One round."""
    return rounds(scope).filter(pk=pk).first()


def checks(scope: Scope) -> ScopedQuerySet:
    """Checks of units in the scope."""
    return Check.objects.within(scope).select_related("unit", "round", "round__unit", "checklist")


def check(scope: Scope, pk: int) -> Check | None:
    """One check."""
    return checks(scope).filter(pk=pk).first()


def is_in_team(row: Check, person_id: int | None) -> bool:
    """Whether the person belongs to the team of the visit."""
    team = TeamMember.objects.filter(team__rounds=row.round_id, person=person_id)
    return person_id is not None and row.round_id is not None and team.exists()


def self_checks(scope: Scope) -> ScopedQuerySet:
    """作风自查 with how many problems each found."""
    found = Count("items", filter=Q(items__result=Result.PROBLEM))
    return checks(scope).filter(round=None).annotate(found=found)


def visits(round_row: Round) -> list[Check]:
    """The checks of a round with their counts, in the order of units."""
    rows = Check.objects.filter(round=round_row).select_related("unit")
    seen, found = Count("items"), Count("items", filter=Q(items__result=Result.PROBLEM))
    return list(rows.annotate(seen=seen, found=found).order_by("unit__order", "unit__path"))


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the list with what was seen of it, and the evidence."""

    item: ChecklistItem
    record: CheckItem | None
    evidence: tuple[Attachment, ...]


def entries(row: Check) -> list[Entry]:
    """Every item of the list in order; three statements."""
    records = {
        r.item_id: r for r in CheckItem.objects.filter(check_of=row).select_related("problem")
    }
    papers: dict[str, list[Attachment]] = defaultdict(list)
    owners = [r.ref for r in records.values()]
    for file in Attachment.objects.filter(owner__in=owners, withdrawn_at__isnull=True):
        papers[file.owner].append(file)
    items = ChecklistItem.objects.filter(checklist=row.checklist_id)
    return [
        Entry(i, records.get(i.pk), tuple(papers[records[i.pk].ref]) if i.pk in records else ())
        for i in items
    ]


def candidates(team: Team, day: date) -> list[Unit]:
    """Branches that the team may draw: covered ones, but no member's own branch."""
    paths = [unit.path for unit in team.covers.all()]
    own = set(TeamMember.objects.filter(team=team).values_list("person__home", flat=True))
    inside = Scope(tuple((path, True) for path in paths))
    rows = bodies(inside, as_of=day).filter(kind__in=BRANCH_KINDS)
    return [unit for unit in rows.order_by("order", "path") if unit.pk not in own]


def charges(scope: Scope, year: int) -> ScopedQuerySet:
    """Lists of duties of a year with their reports."""
    rows = Charge.objects.within(scope).filter(year=year)
    return rows.select_related("unit", "person").prefetch_related("reports")


def charge(scope: Scope, pk: int) -> Charge | None:
    """One leader's list."""
    rows = Charge.objects.within(scope).select_related("unit", "person")
    return rows.prefetch_related("reports").filter(pk=pk).first()


@dataclass(slots=True)
class Turnout:
    """How a branch's gatherings were attended in a span of days."""

    unit: Unit
    gatherings: int = 0
    asked: int = 0
    present: int = 0
    leave: int = 0
    absent: int = 0

    @property
    def share(self) -> int | None:
        """Per cent present of those asked, rounded down; None where nobody was."""
        return self.present * 100 // self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class Dual:
    """双重组织生活: how often a leader came to the gatherings of the own branch."""

    person: Person
    gatherings: int
    present: int
    last_on: date | None


ASKED = (Presence.PRESENT, Presence.LEAVE, Presence.ABSENT)


def turnout(scope: Scope, start: date, end: date) -> list[Turnout]:
    """Attendance by branch between two days, both included; three statements."""
    units = list(bodies(scope, as_of=end).filter(kind__in=BRANCH_KINDS).order_by("order", "path"))
    found = {unit.pk: Turnout(unit) for unit in units}
    rows = Gathering.objects.filter(
        unit__in=units, state=State.RECORDED, held_on__range=(start, end)
    )
    for item in rows.order_by().values("unit").annotate(n=Count("pk")):
        found[item["unit"]].gatherings = item["n"]
    people = Attendance.objects.filter(gathering__in=rows, presence__in=ASKED, unit=None)
    for item in people.order_by().values("gathering__unit", "presence").annotate(n=Count("pk")):
        line, number = found[item["gathering__unit"]], item["n"]
        line.asked += number
        line.present += number * (item["presence"] == Presence.PRESENT)
        line.leave += number * (item["presence"] == Presence.LEAVE)
        line.absent += number * (item["presence"] == Presence.ABSENT)
    return list(found.values())


def dual(leaders: Sequence[Person], start: date, end: date) -> list[Dual]:
    """How the leaders took part in the life of their own branch; one statement."""
    rows = Attendance.objects.filter(
        person__in=leaders, presence__in=ASKED, gathering__state=State.RECORDED,
        gathering__held_on__range=(start, end),
    ).values_list("person", "person__home", "gathering__unit", "presence", "gathering__held_on")  # fmt: skip
    asked: dict[int, int] = defaultdict(int)
    came: dict[int, list[date]] = defaultdict(list)
    for person, home, unit, presence, day in rows:
        if home == unit:
            asked[person] += 1
            if presence == Presence.PRESENT:
                came[person].append(day)
    return [Dual(p, asked[p.pk], len(came[p.pk]), max(came[p.pk], default=None)) for p in leaders]


def unsettled(scope: Scope, purpose: str = Purpose.VISIT) -> ScopedQuerySet:
    """Visits that were made and not fed back, and checks never made."""
    rows = checks(scope).filter(finished_on=None, checklist__purpose=purpose)
    return rows.order_by("round__ends_on", "pk")
