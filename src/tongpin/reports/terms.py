"""届满一览: when the committees' terms end, who is to be reminded, and what is overdue.

A term is one that was entered after an election, else the present posts tell it: elected when the
first of them began, ending when they say so or as the rulebook counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from tongpin.capability import Waiting
from tongpin.casework.models import Case
from tongpin.duties.rulebook import current_book
from tongpin.org import queries
from tongpin.org.access import PageContext
from tongpin.org.models import CommitteeTerm, Post, Unit
from tongpin.org.scope import Scope
from tongpin.rules.book import Book
from tongpin.rules.interval import add_months
from tongpin.rules.refusal import Refusal
from tongpin.rules.terms import Body, term

STATES = {
    "overdue": "已届满",
    "due_soon": "临近届满",
    "met": "任期内",
    "cannot_tell": "没有班子登记",
}
ELECTION = "term_election"


@dataclass(frozen=True, slots=True)
class TermLine:
    """A unit's present term: its days, how it stands and the election that is under way."""

    unit: Unit
    number: int | None
    elected_on: date | None
    expires_on: date | None
    remind_on: date | None
    postponed_to: date | None
    state: str
    source: str
    case: int | None = None
    article: str = ""

    @property
    def ends_on(self) -> date | None:
        """The day by which an election is due, a postponement counted."""
        return self.postponed_to or self.expires_on

    @property
    def word(self) -> str:
        """The word on the chip."""
        return STATES[self.state]

    @property
    def url(self) -> str:
        """The election under way, else the form that begins one."""
        if self.case:
            return reverse("elections:detail", args=[self.case])
        return f"{reverse('elections:new')}?{urlencode({'unit': self.unit.code})}"


def term_lines(scope: Scope, unit: Unit, day: date) -> list[TermLine]:
    """The bodies at and below a unit that exist on the day, in five statements and the book's."""
    units = queries.bodies(scope, as_of=day).filter(path__startswith=unit.path)
    return _lines(units, *_known(unit, day, subtree=True), day)


def _known(
    unit: Unit, day: date, *, subtree: bool
) -> tuple[dict[int, CommitteeTerm], dict[int, list[Post]]]:
    """The entered terms and the committees' posts of a unit, and of those below it; two statements."""
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in queries.committees_below(unit, day, subtree=subtree):
        posts[post.unit_id].append(post)
    return queries.terms_below(unit, day, subtree=subtree), posts


def _lines(
    units: Iterable[Unit],
    entered: Mapping[int, CommitteeTerm],
    posts: Mapping[int, list[Post]],
    day: date,
) -> list[TermLine]:
    book = current_book()
    lines = [
        _line(book, u, body, entered.get(u.pk), posts.get(u.pk, []), day)
        for u in units
        if (body := queries.term_body(u))
    ]
    late = [line.unit.pk for line in urgent(lines)]
    cases = dict(
        Case.objects.filter(unit__in=late, procedure=ELECTION, closed_on=None)
        .order_by("pk")
        .values_list("unit", "pk")
    ) if late else {}  # fmt: skip
    return [replace(line, case=cases.get(line.unit.pk)) for line in lines]


def _line(
    book: Book,
    unit: Unit,
    body: Body,
    entered: CommitteeTerm | None,
    posts: list[Post],
    day: date,
) -> TermLine:
    expires: date | None
    if entered is not None:
        elected, expires, source = entered.elected_on, entered.expires_on, "届次登记"
    elif posts:
        elected = min(p.starts_on for p in posts)
        stated = [p.term_ends_on for p in posts if p.term_ends_on]
        expires, source = (min(stated), "任职登记") if stated else (None, "按任期规定推算")
    else:
        return TermLine(unit, None, None, None, None, None, "cannot_tell", "")
    remind: date | None = None
    article = ""
    try:
        counted = term(book, body, elected)
        if expires is None and counted.flags:
            source = f"{source}；当选早于现有规定，年限请核对"
        expires = expires or counted.expires_on
        months = book.article("term-reminder-months", day)
        remind = add_months(expires, -months.integer("months")) if months else counted.remind_on
        article = months.cite.label if months else ""
    except (Refusal, LookupError):
        remind = None
    postponed = entered.postponed_to if entered else None
    return TermLine(
        unit, entered.number if entered else None, elected, expires, remind, postponed,
        _state(postponed or expires, remind if not postponed else None, day), source,
        article=article,
    )  # fmt: skip


def _state(ends: date | None, remind: date | None, day: date) -> str:
    if ends is None:
        return "cannot_tell"
    if ends < day:
        return "overdue"
    if remind is not None and remind <= day:
        return "due_soon"
    return "met"


def urgent(lines: Iterable[TermLine]) -> list[TermLine]:
    """Those over or near their end, the earliest first."""
    found = [line for line in lines if line.state in ("overdue", "due_soon")]
    return sorted(found, key=lambda line: line.ends_on or date.max)


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """Terms that are over or end within the months of the reminder, for who keeps units or the branch."""
    if not (place.can("org.units", unit) or place.can("org.write", unit)):
        return
    day = place.as_of
    entered, posts = _known(unit, day, subtree=place.can("org.units", unit))
    units = {term.unit_id: term.unit for term in entered.values()}
    units |= {pk: held[0].unit for pk, held in posts.items()}
    living = [u for u in units.values() if u.dissolved_on is None or u.dissolved_on >= day]
    for line in urgent(_lines(living, entered, posts, day)):
        over = line.state == "overdue"
        verb = "任期已于" if over else "任期将于"
        said = "届满，还没有登记换届结果" if over else "届满，请提前做好换届准备"
        yield Waiting(
            f"{line.unit}{verb}{line.ends_on}{said}",
            line.url,
            why=line.article,
            due_on=line.ends_on,
            unit=str(line.unit),
        )
