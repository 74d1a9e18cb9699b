"""书记培训和党课: what each secretary did in the year beside what the rulebook asks, never a rank."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from tongpin.duties.rulebook import current_book
from tongpin.life.models import Gathering, Kind, State
from tongpin.org import queries
from tongpin.org.models import Post, PostTitle, Training, Unit
from tongpin.org.scope import Scope
from tongpin.rules.interval import add_months
from tongpin.rules.parameters import Article


@dataclass(frozen=True, slots=True)
class SecretaryLine:
    """A secretary's year: courses, hours, lectures of the branch and those the secretary chaired."""

    post: Post
    unit: Unit
    concentrated: int
    hours: int
    lectures: int
    chaired: int
    new_until: date | None
    was_trained: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rulebook asks in the year, with the articles; None where no edition is in force."""

    training: Article | None
    hours: Article | None
    lecture: Article | None

    @property
    def articles(self) -> list[Article]:
        """Those in force, for the note below the table."""
        return [a for a in (self.training, self.hours, self.lecture) if a is not None]


def secretaries(
    scope: Scope, unit: Unit, year: int, day: date
) -> tuple[list[SecretaryLine], Asked]:
    """The secretaries of the branches at and below a unit on the day; five statements."""
    units = {u.pk: u for u in queries.branches(scope, as_of=day).filter(path__startswith=unit.path)}
    posts = [p for p in queries.committee_posts(list(units), day) if p.title == PostTitle.SECRETARY]
    people = [p.person_id for p in posts]
    courses: dict[int, list[Training]] = defaultdict(list)
    rows = Training.objects.filter(person__in=people, withdrawn_reason="", ends_on__lte=day)
    for row in rows:
        courses[row.person_id].append(row)
    lectures: Counter[int] = Counter()
    chaired: Counter[tuple[int, int | None]] = Counter()
    held = Gathering.objects.filter(
        unit__in=units, kinds__kind=Kind.LECTURE, held_on__year=year, held_on__lte=day,
        state=State.RECORDED,
    )  # fmt: skip
    for branch, chair in held.values_list("unit", "chair").order_by():
        lectures[branch] += 1
        chaired[branch, chair] += 1
    book = current_book()
    keys = ("secretary-training-per-year", "secretary-training-hours", "lecture-frequency-branch")
    asked = Asked(*(book.article(key, day) for key in keys))
    fresh = book.article("secretary-new-training-months", day)
    months = fresh.integer("months") if fresh else None
    return [
        _line(p, units[p.unit_id], courses[p.person_id], lectures, chaired, year, months)
        for p in posts
    ], asked


def _line(
    post: Post,
    unit: Unit,
    courses: list[Training],
    lectures: Counter[int],
    chaired: Counter[tuple[int, int | None]],
    year: int,
    months: int | None,
) -> SecretaryLine:
    own = [c for c in courses if c.ends_on.year == year]
    until = add_months(post.starts_on, months) if months else None
    return SecretaryLine(
        post=post,
        unit=unit,
        concentrated=sum(c.is_concentrated for c in own),
        hours=sum(c.hours for c in own),
        lectures=lectures[unit.pk],
        chaired=chaired[unit.pk, post.person_id],
        new_until=until,
        was_trained=any(c.starts_on >= post.starts_on for c in courses),
    )
