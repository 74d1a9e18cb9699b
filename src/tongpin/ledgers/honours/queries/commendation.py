"""Rounds of commendation: their case, nominees with what speaks for and against, the publicity."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from tongpin.capability import standings
from tongpin.casework.models import Case, StepRecord
from tongpin.casework.queries import gatherings_of, progress
from tongpin.ledgers.honours.models import (
    Consultation,
    Heard,
    Honour,
    HonourKind,
    Nomination,
    Organ,
    Outcome,
    Review,
    Round,
    View,
)
from tongpin.life.models import GatheringKind, Kind
from tongpin.org.models import BRANCH_KINDS, Post, Stage, Unit
from tongpin.org.queries import stages_of
from tongpin.org.queries.asof import holds_on
from tongpin.org.scope import Scope
from tongpin.rules.book import Book
from tongpin.rules.procedure import Progress

PROCEDURE = "commendation"


def known(scope: Scope) -> Q:
    """Rounds of the scope's units and of the units above, to which they nominate."""
    own = scope.condition("unit__path")
    return own | Q(unit__in=scope.above) if own else own


def rounds(scope: Scope) -> QuerySet[Any]:
    """Rounds known in the scope with the records of their cases."""
    records = Prefetch("case__records", StepRecord.objects.select_related("gathering"))
    rows = Round.objects.filter(known(scope)).select_related("unit", "case__unit", "case__person")
    return rows.prefetch_related(records)


def round_(scope: Scope, pk: int) -> Round | None:
    """One round known in the scope."""
    return rounds(scope).filter(pk=pk).first()


def cases_of(scope: Scope, pk: int) -> Case | None:
    """A case of the procedure that has no round yet."""
    rows = Case.objects.within(scope).filter(procedure=PROCEDURE, commendation=None)
    return rows.select_related("unit").filter(pk=pk).first()


def open_rounds(scope: Scope, day: date) -> list[Round]:
    """Rounds to which the scope may still nominate on the day."""
    rows = Round.objects.filter(known(scope), case__closed_on=None, nominate_by__gte=day)
    return list(rows.select_related("unit").order_by("nominate_by", "pk"))


def standing_of(book: Book, row: Round, day: date) -> Progress:
    """Where the round's case stands."""
    return progress(book, row.case, day)


@dataclass(frozen=True, slots=True)
class Publicity:
    """The publicity that stands: first and last day."""

    starts_on: date
    ends_on: date


def _live(row: Round, step: str) -> list[StepRecord]:
    return [r for r in row.case.records.all() if r.step == step and not r.is_withdrawn]


def publicity_of(row: Round) -> Publicity | None:
    """The publicity as the case records it."""
    found = _live(row, "publicity")
    if not found:
        return None
    last = found[-1]
    to = last.values.get("to")
    return Publicity(last.on, date.fromisoformat(to) if isinstance(to, str) else last.on)


def has_step(row: Round, step: str) -> bool:
    """Whether a step of the case stands."""
    return bool(_live(row, step))


def deciding_kinds(unit: Unit) -> tuple[str, ...]:
    """The meetings by which a unit decides: a branch by all its members, the others also in committee."""
    if unit.kind in BRANCH_KINDS:
        return (Kind.GENERAL_MEETING,)
    return (Kind.LEADING_MEETING, Kind.COMMITTEE_MEETING, Kind.GENERAL_MEETING)


def deciding(unit: Unit) -> Any:
    """The unit's recorded meetings that can decide, the latest first."""
    kinds = GatheringKind.objects.filter(gathering=OuterRef("pk"), kind__in=deciding_kinds(unit))
    return gatherings_of(unit).filter(Exists(kinds))


def shows_all(row: Round) -> bool:
    """Whether the round was made public, so that everybody below it may see who is in it."""
    return publicity_of(row) is not None


def nominations(row: Round, scope: Scope, *, everything: bool) -> list[Any]:
    """Those of the scope, all of them for who runs the round, and after publicity all that passed."""
    rows = row.nominations.select_related("unit", "person__home", "organisation", "gathering")
    if not everything:
        seen = scope.condition("unit__path")
        rows = rows.filter(seen | Q(review=Review.PASSED) if shows_all(row) else seen)
    return list(rows.order_by("kind", "unit__path", "pk"))


def nomination(scope: Scope, pk: int) -> Nomination | None:
    """One nomination that the scope made, or whose round the scope runs."""
    condition = scope.condition("unit__path") | scope.condition("round__unit__path")
    if not scope.condition("unit__path"):
        condition = Q()
    rows = Nomination.objects.filter(condition, pk=pk)
    return rows.select_related(
        "unit", "person__home", "organisation", "round__unit", "round__case__unit", "gathering"
    ).first()


def consultations(keys: Iterable[int]) -> dict[int, list[Consultation]]:
    """What was asked about nominations, by nomination; one statement."""
    found: dict[int, list[Consultation]] = defaultdict(list)
    for row in Consultation.objects.filter(nomination__in=list(keys)).order_by("organ"):
        found[row.nomination_id].append(row)
    return found


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a nomination stands: the chip and its word."""

    chip: str
    word: str


def stand_of(row: Nomination, asked: Sequence[Consultation], is_public: bool) -> Stand:
    """Where a nomination stands."""
    if row.withdrawn_reason:
        return Stand("not_applicable", "已撤回")
    if row.outcome == Outcome.AWARDED:
        return Stand("met", "已表彰")
    if row.outcome == Outcome.DECLINED:
        return Stand("not_applicable", "不予表彰")
    if row.heard:
        return Stand("overdue" if row.heard == Heard.UPHELD else "due", f"公示{HEARD[row.heard]}")
    if row.review == Review.FAILED:
        return Stand("not_applicable", "不再推荐")
    if row.review == Review.PASSED:
        return Stand("due", "公示中" if is_public else "待公示")
    if any(item.view == View.OBJECTED for item in asked):
        return Stand("overdue", "有不同意见")
    if asked:
        waiting = sum(not item.view for item in asked)
        return Stand("due", f"待答复{waiting}家" if waiting else "待审核")
    return Stand("due", "待征求意见")


HEARD = {Heard.NONE.value: "无反映", Heard.CLEARED.value: "已核查", Heard.UPHELD.value: "有影响"}


def flags(rows: Sequence[Nomination], day: date) -> dict[int, list[str]]:
    """What has to be looked at before somebody is commended; a constant number of statements.

    A standing under sanction is told without its kind: the discipline organ knows the rest.
    """
    people = {row.person_id for row in rows if row.person_id is not None}
    barred = standings(people, day)
    stages = stages_of(sorted(people), day)
    posted = set(
        Post.objects.filter(holds_on(day), person__in=people).values_list("person", flat=True)
    )
    revoked = set(
        Honour.objects.filter(person__in=people, revoked_on__isnull=False).values_list(
            "person", flat=True
        )
    )
    twice = Counter(row.person_id for row in rows if row.person_id and not row.withdrawn_reason)
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        key = row.person_id
        if key is None:
            continue
        if key in barred:
            found[row.pk].append("有影响推荐的情形，请向纪检监察机关核实")
        if row.kind == HonourKind.MEMBER and stages.get(key) != Stage.FULL:
            found[row.pk].append("现在不是正式党员")
        if row.kind == HonourKind.WORKER and key not in posted:
            found[row.pk].append("没有登记党内职务，请核实是否专职或者兼职党务工作者")
        if key in revoked:
            found[row.pk].append("以前的荣誉被撤销过")
        if twice[key] > 1:
            found[row.pk].append("同时推荐了两类")
    return found


def unanswered(keys: Iterable[int], organ: str = Organ.DISCIPLINE) -> set[int]:
    """The nominations about which an organ has not answered."""
    wanted = set(keys)
    rows = Consultation.objects.filter(nomination__in=wanted, organ=organ).exclude(view="")
    return wanted - set(rows.values_list("nomination", flat=True))


def unanswered_rounds(unit: Unit) -> QuerySet[Any]:
    """The unit's open rounds with `left`, the nominees about whom the discipline organ is still asked."""
    waiting = Q(
        nominations__consultations__organ=Organ.DISCIPLINE, nominations__consultations__view="",
        nominations__withdrawn_reason="", nominations__review="",
    )  # fmt: skip
    rows = Round.objects.filter(unit=unit, case__closed_on=None)
    return rows.annotate(left=Count("nominations", filter=waiting, distinct=True)).filter(
        left__gt=0
    )
