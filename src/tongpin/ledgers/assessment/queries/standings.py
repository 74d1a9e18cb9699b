"""对标情况 of all branches: computed at once, then only again for those about whom something was
written since (docs/adr/0022).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tongpin.audit.clock import site_day
from tongpin.audit.models import Entry
from tongpin.duties.judging import reorganised
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.assessment.marking import Mark
from tongpin.ledgers.assessment.models import Item, Scheme, Stamp, Standing, State
from tongpin.ledgers.assessment.queries.evidence import assess
from tongpin.life.models import JointUnit
from tongpin.org.models import Unit
from tongpin.org.queries import branches
from tongpin.org.scope import Scope, ScopedQuerySet, WithinScope

BATCH = 500
# What is written about these changes no evidence.
SETTLES = timedelta(minutes=1)
ELSEWHERE = ("assessment.", "org.login", "org.logout", "documents.", "audit.")


def standings(scope: Scope, scheme: Scheme, year: int) -> WithinScope:
    """The branches of the scope by the scheme, brought up to the site's day."""
    refresh(scheme, year)
    rows: WithinScope = Standing.objects.within(scope).filter(scheme=scheme, year=year)
    return rows.select_related("unit")


def measured(scheme: Scheme) -> ScopedQuerySet:
    """The branches that a scheme measures: those at and below who made it."""
    return branches(Scope(((scheme.unit.path, True),)), as_of=site_day())


def refresh(scheme: Scheme, year: int) -> int:
    """Bring the standings up to date; how many branches were assessed again."""
    book = current_book().content_hash
    with transaction.atomic():
        Stamp.objects.get_or_create(
            scheme=scheme, year=year, defaults={"as_of": site_day().min, "book": ""}
        )
        stamp = Stamp.objects.select_for_update().get(scheme=scheme, year=year)
        entry = _settled()
        paths = touched(stamp.entry) if (stamp.as_of, stamp.book) == (site_day(), book) else None
        if paths is not None and not paths:
            return 0
        units = list(measured(scheme))
        chosen = units if paths is None else [u for u in units if _is_near(u.path, paths)]
        if chosen:
            _store(scheme, year, chosen, units if paths is None else None)
        stamp.as_of, stamp.book, stamp.entry = site_day(), book, entry
        stamp.save()
    return len(chosen)


def _settled() -> int:
    """The last entry that is old enough (`SETTLES`): what was written since is looked at again, because
    the judgements that follow a record are stored just after it.
    """
    before = timezone.now() - SETTLES
    rows = Entry.objects.filter(at__lte=before)
    return rows.aggregate(last=Max("number"))["last"] or 0


def touched(since: int) -> set[str] | None:
    """Paths of the units about which something was written; None where it may be any."""
    paths = reorganised(since)
    if paths is None:
        return None
    rows = Entry.objects.filter(number__gt=since)
    for prefix in ELSEWHERE:
        rows = rows.exclude(action__startswith=prefix)
    held: set[int] = set()
    for path, kind, key in rows.values_list("unit_path", "target_type", "target_id"):
        if path:
            paths.add(path)
        if kind == "life.gathering" and key.isdigit():
            held.add(int(key))
    joint = JointUnit.objects.filter(gathering__in=held) if held else JointUnit.objects.none()
    return paths | set(joint.values_list("unit__path", flat=True))


def _is_near(path: str, changed: Collection[str]) -> bool:
    """Whether the branch lies at or below a unit that was written about, or has it as a group."""
    return any(path.startswith(other) or other.startswith(path) for other in changed)


def _store(scheme: Scheme, year: int, units: Sequence[Unit], only: Sequence[Unit] | None) -> None:
    items = list(Item.objects.filter(scheme=scheme))
    marks = assess(units, items, year)
    old = Standing.objects.filter(scheme=scheme, year=year)
    if only is None:
        old = old.filter(unit__in=[u.pk for u in units])
    old.delete()
    Standing.objects.bulk_create(
        (row(scheme, year, unit, marks[unit.pk]) for unit in units), batch_size=BATCH
    )


def row(scheme: Scheme, year: int, unit: Unit, marks: Sequence[Mark]) -> Standing:
    """The marks of one branch in one line."""
    scored = [m for m in marks if not m.item.is_veto]
    told = [m for m in scored if m.points is not None]
    untold = [m for m in scored if m.state == State.UNKNOWN]
    points, of = sum(m.points or 0 for m in told), sum(m.item.weight for m in told)
    return Standing(
        unit=unit, scheme=scheme, year=year, points=points, of=of,
        unknown=sum(m.item.weight for m in untold if not m.item.by_hand),
        by_hand=sum(m.item.weight for m in untold if m.item.by_hand),
        share=points * 1000 // of if of else None,
        gaps=sum(m.lost > 0 for m in told),
        vetoes=[m.item.title for m in marks if m.has_failed],
    )  # fmt: skip
