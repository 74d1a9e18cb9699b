"""Every read of directives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from tongpin.documents.models import Attachment
from tongpin.ledgers.directives.models import Directive, Measure, Progress, StageReply
from tongpin.ledgers.directives.standing import Stage, Standing, standing
from tongpin.life.models import Gathering, State
from tongpin.org.models import Unit
from tongpin.org.scope import Scope, ScopedQuerySet


def directives(scope: Scope) -> ScopedQuerySet:
    """Directives that units of the scope received or carry out a measure of, with their counts."""
    owned = scope.condition("unit__path")
    handed = Exists(Measure.objects.within(scope).filter(directive=OuterRef("pk")))
    rows = Directive.objects.filter(owned | Q(handed)) if owned else Directive.objects.all()
    open_ones = Q(measures__done_on__isnull=True, measures__isnull=False)
    return rows.select_related("unit", "gathering").annotate(
        total=Count("measures"),
        left=Count("measures", filter=open_ones),
        first_due=Min("measures__due_on", filter=open_ones),
    )


def directive(scope: Scope, pk: int) -> Directive | None:
    """One directive."""
    return directives(scope).filter(pk=pk).first()


def standing_of(row: Any, day: date) -> Standing:
    """Where a directive of `directives` stands on a day."""
    return standing(
        day=day, due_on=row.due_on, replied_on=row.replied_on,
        is_withdrawn=bool(row.withdrawn_reason),
        is_transmitted=not row.must_transmit or row.gathering_id is not None,
        measures=row.total, open_measures=row.left, first_late=row.first_due,
    )  # fmt: skip


def in_stage(rows: QuerySet[Any], stage: str) -> QuerySet[Any]:
    """Directives of `directives` in a stage; agrees with `standing`."""
    live = rows.filter(withdrawn_reason="", replied_on=None)
    passed_on = Q(must_transmit=False) | Q(gathering__isnull=False)
    match stage:
        case Stage.WITHDRAWN:
            return rows.exclude(withdrawn_reason="")
        case Stage.ANSWERED:
            return rows.filter(withdrawn_reason="", replied_on__isnull=False)
        case Stage.RECEIVED:
            return live.exclude(passed_on)
        case Stage.TRANSMITTED:
            return live.filter(passed_on, total=0)
        case Stage.DOING:
            return live.filter(passed_on, left__gt=0)
        case _:
            return live.filter(passed_on, total__gt=0, left=0)


def overdue(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Directives of `directives` with a missed day."""
    open_late = Q(replied_on=None) & (Q(due_on__lt=day) | Q(first_due__lt=day))
    answered_late = Q(replied_on__gt=F("due_on"))
    return rows.filter(open_late | answered_late, withdrawn_reason="")


def measures(row: Directive) -> list[Measure]:
    """The measures in order."""
    return list(row.measures.select_related("responsible_unit"))


def stages(row: Directive) -> list[tuple[StageReply, list[Attachment]]]:
    """The replies in stages with their papers; two statements."""
    found = list(row.stages.all())
    files: dict[str, list[Attachment]] = defaultdict(list)
    for file in Attachment.objects.filter(
        owner__in=[item.ref for item in found], withdrawn_at__isnull=True
    ):
        files[file.owner].append(file)
    return [(item, files[item.ref]) for item in found]


def measure(scope: Scope, pk: int) -> Measure | None:
    """One measure that the reader carries out or has handed out."""
    rows = Measure.objects.select_related("directive__unit", "responsible_unit")
    seen = scope.condition("responsible_unit__path") | scope.condition("directive__unit__path")
    return rows.filter(seen, pk=pk).first()


def progress(rows: Iterable[Measure]) -> dict[int, list[tuple[Progress, list[Attachment]]]]:
    """What was done for the measures with its evidence, latest first; two statements."""
    found = list(Progress.objects.filter(measure__in=[m.pk for m in rows]))
    files: dict[str, list[Attachment]] = defaultdict(list)
    owners = [item.ref for item in found]
    for file in Attachment.objects.filter(owner__in=owners, withdrawn_at__isnull=True):
        files[file.owner].append(file)
    result: dict[int, list[tuple[Progress, list[Attachment]]]] = defaultdict(list)
    for item in found:
        result[item.measure_id].append((item, files[item.ref]))
    return dict(result)


def gatherings(unit: Unit, since: date) -> QuerySet[Gathering]:
    """The unit's recorded gatherings since a day, newest first, to cite one as the transmission."""
    rows: QuerySet[Gathering] = Gathering.objects.filter(
        unit=unit, state=State.RECORDED, held_on__gte=since
    )
    return rows.order_by("-held_on", "-pk")


def unanswered(scope: Scope, until: date) -> QuerySet[Any]:
    """Open directives of the scope whose reply or a measure is due by a day, the earliest first."""
    rows = directives(scope).filter(withdrawn_reason="", replied_on=None)
    due = Q(due_on__lte=until) | Q(first_due__lte=until) | Q(gathering=None, must_transmit=True)
    return rows.filter(due | Q(total=0)).order_by("due_on", "pk")
