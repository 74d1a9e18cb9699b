"""Creations: where each phase stands, and the sheet of items with evidence, both scores and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from tongpin.audit.actor import Actor
from tongpin.casework.models import Case, StepRecord
from tongpin.casework.queries import Rung, ladder, progress
from tongpin.documents.models import Attachment
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.assessment.marking import Mark
from tongpin.ledgers.assessment.models import Creation, Gap, Item, Lesson, Score, Side, State
from tongpin.ledgers.assessment.queries.evidence import assess
from tongpin.life.models import Gathering
from tongpin.life.models import State as LifeState
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rectification.models import State as ProblemState

PROCEDURE = "demonstration"
# Which steps of the procedure make up which of the three phases.
PHASES = (("mobilised",), ("benchmarked", "self_scored"), ("reviewed", "gaps_closed", "awarded"))
# Steps that the actions of this ledger record themselves.
OWN_STEPS = ("self_scored", "reviewed", "awarded")


def creations(scope: Scope) -> ScopedQuerySet:
    """Creations within the scope."""
    rows = Creation.objects.within(scope).select_related(
        "unit__parent", "case__unit", "case__person", "scheme", "lead", "award"
    )
    steps = StepRecord.objects.select_related("gathering")
    return rows.prefetch_related(Prefetch("case__records", steps))


def creation(scope: Scope, pk: int) -> Creation | None:
    """One creation."""
    return creations(scope).filter(pk=pk).first()


def bare_case(scope: Scope, pk: int) -> Case | None:
    """A case of the procedure, opened under 程序办理, that has no creation yet."""
    rows = Case.objects.within(scope).filter(procedure=PROCEDURE, creation=None, pk=pk)
    return rows.select_related("unit").first()


def superior(unit: Unit) -> Unit:
    """Who reviews a branch: the unit above it, or itself where there is none."""
    return unit.parent or unit


def own_of(actor: Actor, row: Creation) -> str:
    """Why the actor may not review this branch for being its own; empty where nothing stands against."""
    if actor.person_id is not None:
        if Person.objects.filter(pk=actor.person_id, home=row.unit_id).exists():
            return "不能考评自己所在的支部，请由其他考评人登记。"
        if actor.person_id == row.self_person:
            return "自评人不能考评同一个支部，请由其他考评人登记。"
    if actor.account_id is not None and actor.account_id == row.self_account:
        return "自评用的账号不能再登记考评，请由其他考评人登记。"
    return ""


def can_review(actor: Actor, row: Creation) -> bool:
    """Whether the actor may review: the right is held above the branch, and it is not the own one."""
    return actor.can("assessment.review", superior(row.unit).path) and not own_of(actor, row)


def can_manage(actor: Actor, row: Creation) -> bool:
    """Whether the actor may award: the right is held above the branch."""
    return actor.can("assessment.manage", superior(row.unit).path)


# ------------------------------------------------------------------------------------------ phases


@dataclass(frozen=True, slots=True)
class Phase:
    """One of the three phases: planned day, steps, the day on which all that is asked was done."""

    title: str
    due: date
    rungs: tuple[Rung, ...]
    done_on: date | None
    day: date

    @property
    def state(self) -> str:
        """The key of the chip."""
        if self.done_on is not None:
            return "met" if self.done_on <= self.due else "met_late"
        return "overdue" if self.day > self.due else "due"

    @property
    def word(self) -> str:
        """The word on the chip."""
        return {"met": "已完成", "met_late": "逾期完成", "overdue": "已逾期", "due": "进行中"}[
            self.state
        ]


def phases(row: Creation, day: date) -> list[Phase]:
    """动员部署、对标创建、考评验收 as the rulebook names them."""
    book = current_book()
    rungs = {r.step.key: r for r in ladder(book, row.case, progress(book, row.case, day))}
    article = book.parameters["std-phases"].editions[-1]
    titles = [str(t) for t in article.values["phases"]]
    dues = (row.mobilise_due, row.benchmark_due, row.review_due)
    return [
        Phase(title, due, tuple(rungs[s] for s in steps), _done_on([rungs[s] for s in steps]), day)
        for title, due, steps in zip(titles, dues, PHASES, strict=True)
    ]


def _done_on(rungs: Iterable[Rung]) -> date | None:
    """The last day of the steps that are asked; None while one is missing. An award may follow later."""
    asked = [r for r in rungs if not r.step.is_optional and r.step.key != "awarded"]
    days = [max((x.on for x in r.records if not x.is_withdrawn), default=None) for r in asked]
    return max(d for d in days if d) if days and all(days) else None


def step_record(row: Creation, step: str) -> StepRecord | None:
    """The last record of a step that counts."""
    found = [r for r in row.case.records.all() if r.step == step and not r.is_withdrawn]
    return found[-1] if found else None


# ------------------------------------------------------------------------------------------- sheet


@dataclass(frozen=True, slots=True)
class Line:
    """An item with what the ledgers give now, what each side gave, and what became of the gap.

    `gone` are records that counted when the item was scored and count no more.
    """

    item: Item
    mark: Mark
    own: Score | None
    review: Score | None
    gap: Gap | None
    papers: tuple[Attachment, ...]
    gone: tuple[str, ...]
    has_lost_paper: bool

    @property
    def last(self) -> Score | None:
        """The score that stands: the review's, else the branch's own."""
        return self.review or self.own

    @property
    def difference(self) -> int | None:
        """Tenths that the review gave more or less; None where one of the two left the item out."""
        if self.own is None or self.review is None:
            return None
        if self.own.points is None or self.review.points is None:
            return None
        return self.review.points - self.own.points

    @property
    def lost(self) -> int:
        """Tenths that are missing by the score that stands, else by the ledgers."""
        if self.last is None:
            return self.mark.lost
        return self.item.weight - self.last.points if self.last.points is not None else 0

    @property
    def is_changed(self) -> bool:
        """Whether evidence was taken back after it was scored."""
        return bool(self.gone) or self.has_lost_paper

    def score(self, side: str) -> Score | None:
        """The score of a side."""
        return self.review if side == Side.REVIEW else self.own


def sheet(row: Creation) -> list[Line]:
    """Every item of the scheme in order; a constant number of statements."""
    items = list(Item.objects.filter(scheme=row.scheme_id).select_related("dimension"))
    marks = {m.item.pk: m for m in assess([row.unit], items, row.year)[row.unit_id]}
    scores = {(s.item_id, s.side): s for s in Score.objects.filter(creation=row)}
    owners = {s.ref: s for s in scores.values()}
    papers: dict[int, list[Attachment]] = {}
    lost: set[int] = set()
    for file in Attachment.objects.filter(owner__in=list(owners)):
        score = owners[file.owner]
        if file.withdrawn_at is None:
            papers.setdefault(score.item_id, []).append(file)
        else:
            lost.add(score.item_id)
    gaps = {
        g.item_id: g
        for g in Gap.objects.filter(creation=row).select_related("problem")
        if g.problem.state != ProblemState.CANCELLED
    }
    return [
        _line(item, marks[item.pk], scores, gaps.get(item.pk), papers.get(item.pk, []), lost)
        for item in items
    ]


def _line(
    item: Item, mark: Mark, scores: Mapping[tuple[int, str], Score], gap: Gap | None,
    papers: Sequence[Attachment], lost: set[int],
) -> Line:  # fmt: skip
    own, review = scores.get((item.pk, Side.SELF)), scores.get((item.pk, Side.REVIEW))
    last = review or own
    kept = set(mark.refs)
    gone = [ref for ref in (last.basis.get("refs", ()) if last else ()) if ref not in kept]
    return Line(
        item, mark, own, review, gap, tuple(papers), tuple(dict.fromkeys(gone)), item.pk in lost
    )


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one side in tenths: points of what could be judged, and what was left out."""

    points: int
    of: int
    unknown: int
    excluded: int
    vetoes: tuple[str, ...]

    @property
    def share(self) -> int | None:
        """Thousandths of what could be judged, rounded down; None where nothing could."""
        return self.points * 1000 // self.of if self.of else None


def total(scores: Iterable[Score | Mark]) -> Total:
    """The sum of scores, or of what the ledgers give. Unknown and excluded items are no zeros."""
    points = of = unknown = excluded = 0
    vetoes = []
    for score in scores:
        weight = score.item.weight
        if score.has_failed:
            vetoes.append(score.item.title)
        if score.state == State.KNOWN:
            points, of = points + (score.points or 0), of + weight
        elif score.state == State.UNKNOWN:
            unknown += weight
        else:
            excluded += weight
    return Total(points, of, unknown, excluded, tuple(vetoes))


@dataclass(frozen=True, slots=True)
class Totals:
    """What the ledgers, the branch and the review say."""

    ledgers: Total
    own: Total | None
    review: Total | None


def totals(row: Creation, lines: Sequence[Line]) -> Totals:
    """The three sums; a side's is there once it was handed in."""
    own = [line.own for line in lines if line.own] if row.self_on else None
    review = [line.review for line in lines if line.review] if row.review_on else None
    return Totals(
        total([line.mark for line in lines]),
        total(own) if own is not None else None,
        total(review) if review is not None else None,
    )


def _asked(lines: Iterable[Line]) -> list[tuple[Line, bool]]:
    """Each item that the branch is asked for, with whether the review judged it. Only the ledgers can
    tell that an item doesn't concern the branch: what a reviewer left out is asked and not judged.
    """
    found = []
    for line in lines:
        score = line.review
        if score is None or score.state != State.EXCLUDED or score.by_hand:
            found.append((line, score is not None and score.state == State.KNOWN))
    return found


def untold_vetoes(lines: Iterable[Line]) -> list[str]:
    """Vetoes that the review left open."""
    return [line.item.title for line, told in _asked(lines) if line.item.is_veto and not told]


def judged_percent(lines: Iterable[Line]) -> int:
    """How many per cent of the points that the branch is asked for the review judged, rounded down."""
    found = _asked(lines)
    asked = sum(line.item.weight for line, _ in found)
    return sum(line.item.weight for line, told in found if told) * 100 // asked if asked else 0


def in_dimensions(lines: Iterable[Line]) -> list[tuple[str, int, list[Line]]]:
    """The lines by dimension with its points, vetoes last."""
    found: dict[str, tuple[int, list[Line]]] = {}
    for line in lines:
        place = line.item.dimension
        key = place.title if place else ""
        found.setdefault(key, (place.weight if place else 0, []))[1].append(line)
    return [(title, weight, own) for title, (weight, own) in found.items()]


# --------------------------------------------------------------------------------------- learning


def lessons(row: Creation) -> list[Lesson]:
    """What the branch learned from others."""
    return list(Lesson.objects.filter(creation=row).select_related("gathering"))


def lesson_choices(row: Creation) -> ScopedQuerySet:
    """Recorded gatherings of the branch in the year that are not cited yet."""
    cited = Lesson.objects.filter(creation=row).values("gathering")
    rows = Gathering.objects.filter(
        unit=row.unit_id, state=LifeState.RECORDED, held_on__year=row.year
    )
    return rows.exclude(pk__in=cited).order_by("-held_on", "-pk")
