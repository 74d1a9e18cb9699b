"""What the gatherings tell of units: how many of which kind and content, who came, hours of study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Count, Q, Sum

from tongpin.capability.evidence import Evidence, EvidenceKind
from tongpin.life.models import (
    LATE_AFTER,
    Attendance,
    Content,
    Form,
    Gathering,
    GatheringKind,
    GatheringTag,
    JointUnit,
    Kind,
    Presence,
    State,
)
from tongpin.life.study import demands
from tongpin.org.models import MEMBER_STAGES, Affiliation, Membership, Unit
from tongpin.org.queries.asof import holds_on
from tongpin.org.scope import ScopedQuerySet

LABELS = {
    f"life.{value}": label for value, label in [*Kind.choices, *Content.choices, *Form.choices]
}
KINDS = (
    *(EvidenceKind(key, f"{label}次数", url="life:list") for key, label in LABELS.items()),
    EvidenceKind("life.attendance", "组织生活到会率", is_share=True, url="life:overview"),
    EvidenceKind("life.in_time", "组织生活及时登记", is_share=True, url="life:list"),
    EvidenceKind("life.study_hours", "党员学时达标", is_share=True, url="life:study"),
)
Owners = Mapping[int, Sequence[int]]


def collect(units: Sequence[Unit], start: date, end: date) -> Iterator[Evidence]:
    """Evidence of the units between two days; a constant number of statements.

    A unit that recorded no gathering at all tells nothing: its life may be kept elsewhere.
    """
    ids = [unit.pk for unit in units]
    held = Gathering.objects.filter(state=State.RECORDED, held_on__range=(start, end))
    owners, late = _owners(ids, held)
    lived = sorted({unit for own in owners.values() for unit in own})
    yield from _counts(lived, owners, held)
    yield from _in_time(owners, late)
    yield from _attendance(lived, held)
    yield from _hours(lived, start, end)


def _owners(ids: Sequence[int], held: ScopedQuerySet) -> tuple[dict[int, list[int]], set[int]]:
    """`{gathering: units of ours that held it}`, and those written down late."""
    owners: dict[int, list[int]] = defaultdict(list)
    late: set[int] = set()
    rows = held.filter(unit__in=ids).order_by("pk")
    for pk, unit, on, recorded in rows.values_list("pk", "unit", "held_on", "recorded_on"):
        owners[pk].append(unit)
        if recorded is not None and recorded - on > LATE_AFTER:
            late.add(pk)
    joint = JointUnit.objects.filter(unit__in=ids, gathering__in=held).order_by("pk")
    for pk, unit in joint.values_list("gathering", "unit"):
        owners[pk].append(unit)
    return owners, late


def _counts(lived: Sequence[int], owners: Owners, held: ScopedQuerySet) -> Iterator[Evidence]:
    """One evidence for every kind, content and form; 0 where a unit that lives had none."""
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    kinds = GatheringKind.objects.filter(gathering__in=held).order_by()
    tags = GatheringTag.objects.filter(gathering__in=held).order_by()
    for rows, name in ((kinds, "kind"), (tags, "tag")):
        for pk, value in rows.values_list("gathering", name):
            for unit in owners.get(pk, ()):
                found[f"life.{value}", unit].add(pk)
    for key, label in LABELS.items():
        for unit in lived:
            own = sorted(found.get((key, unit), ()))
            refs = tuple(f"life:{pk}" for pk in own)
            yield Evidence(key, unit, len(own), None, f"登记的组织生活中{label}{len(own)}次", refs)


def _in_time(owners: Owners, late: Collection[int]) -> Iterator[Evidence]:
    """How many were written down within the days after which a record is 补记."""
    held: dict[int, list[int]] = defaultdict(list)
    for pk, units in owners.items():
        for unit in units:
            held[unit].append(pk)
    for unit, own in sorted(held.items()):
        refs = tuple(f"life:{pk}" for pk in own if pk not in late)
        words = f"登记的{len(own)}次组织生活中{len(refs)}次在{LATE_AFTER.days}天内登记"
        yield Evidence("life.in_time", unit, len(refs), len(own), words, refs)


def _attendance(lived: Sequence[int], held: ScopedQuerySet) -> Iterator[Evidence]:
    """出席 of those asked at the unit's own gatherings."""
    asked = Attendance.objects.filter(
        gathering__in=held, gathering__unit__in=lived, unit=None
    ).exclude(presence=Presence.OBSERVER)
    there = Count("pk", filter=Q(presence=Presence.PRESENT))
    rows = asked.order_by().values_list("gathering__unit").annotate(of=Count("pk"), done=there)
    for unit, of, done in sorted(rows):
        words = f"应到{of}人次，实到{done}人次，到会率{done * 100 // of}%"
        yield Evidence("life.attendance", unit, done, of, words)


def _hours(lived: Sequence[int], start: date, end: date) -> Iterator[Evidence]:
    """How many members reach the hours that are asked; before the year is over in proportion to the
    days that passed.
    """
    demand = demands(start.year).member
    if demand is None:
        return
    last = date(start.year, 12, 31)
    passed, whole = (min(end, last) - start).days + 1, (last - start).days + 1
    needed = demand.minutes * passed // whole
    members = Membership.objects.filter(holds_on(end), stage__in=MEMBER_STAGES)
    placed = Affiliation.objects.filter(
        holds_on(end),
        unit__in=lived,
        person__withdrawn_on=None,
        person__in=members.values("person"),
    )
    studied = Attendance.objects.filter(
        Q(presence=Presence.PRESENT) | Q(made_up_on__isnull=False),
        gathering__state=State.RECORDED, gathering__held_on__range=(start, end),
        gathering__study_minutes__isnull=False, person__in=placed.values("person"),
    )  # fmt: skip
    minutes = dict(
        studied.order_by().values_list("person").annotate(n=Sum("gathering__study_minutes"))
    )
    done: dict[int, list[int]] = defaultdict(list)
    for person, unit in placed.values_list("person", "unit").order_by("person"):
        done[unit].append(minutes.get(person, 0))
    share = "" if passed == whole else f"按已过天数折算应有{needed // 60}学时，"
    for unit, own in sorted(done.items()):
        if not any(own):
            continue  # nobody wrote down how long anything took
        reached = sum(n >= needed for n in own)
        words = f"全年要求{demand.minutes // 60}学时，{share}{len(own)}名党员中{reached}名达到"
        yield Evidence("life.study_hours", unit, reached, len(own), words)
