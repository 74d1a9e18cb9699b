"""Every read of members away and out of reach, and what has to be decided by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse

from tongpin.casework.models import Case
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.standing.models import (
    REMOVALS,
    Cause,
    ContactKind,
    Decision,
    Direction,
    Floating,
    Kind,
    LostContact,
)
from tongpin.org.models import MEMBER_STAGES, Membership, Person, Unit
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rules.book import Book
from tongpin.rules.following import follow
from tongpin.rules.interval import add_months
from tongpin.rules.parameters import Article
from tongpin.rules.procedure import Event, Judgement, Progress

REVIEW_FROM = 10
"""The month from which this year's review of floating members shows as something to do."""


def _below(rows: ScopedQuerySet, unit: Unit | None) -> ScopedQuerySet:
    return rows.filter(unit__path__startswith=unit.path) if unit is not None else rows


def floatings(scope: Scope, unit: Unit | None = None) -> ScopedQuerySet:
    """Floating members registered at and below the unit, with their contacts."""
    rows = Floating.objects.within(scope).select_related("unit", "person")
    return _below(rows.defer("phone").prefetch_related("contacts"), unit)


def floating(scope: Scope, pk: int) -> Floating | None:
    """One of them."""
    rows = Floating.objects.within(scope).select_related("unit", "person")
    return rows.prefetch_related("contacts").filter(pk=pk).first()


def lost(scope: Scope, unit: Unit | None = None) -> ScopedQuerySet:
    """Members out of reach, with searches and decisions."""
    rows = LostContact.objects.within(scope).select_related("unit", "person")
    standing = Prefetch("decisions", Decision.objects.filter(withdrawn_reason="").defer("note"))
    return _below(rows.prefetch_related("searches", standing), unit)


def lost_contact(scope: Scope, pk: int) -> LostContact | None:
    """One of them."""
    return lost(scope).filter(pk=pk).first()


def open_lost(person: Person) -> LostContact | None:
    """The registration under which the person is out of reach."""
    return LostContact.objects.filter(person=person, found_on__isnull=True).first()


def decisions(scope: Scope, unit: Unit | None = None) -> ScopedQuerySet:
    """Decisions on membership."""
    rows = Decision.objects.within(scope).select_related("unit", "person", "lost").defer("note")
    return _below(rows, unit)


def decision(scope: Scope, pk: int) -> Decision | None:
    """One of them with its note."""
    rows = Decision.objects.within(scope).select_related("unit", "person", "lost")
    return rows.filter(pk=pk).first()


def last_decision(person: Person) -> Decision | None:
    """What was last decided about a person and still holds."""
    rows = Decision.objects.filter(person=person, withdrawn_reason="")
    return rows.order_by("-effective_on", "-pk").first()


def possible(last: Decision | None) -> tuple[Kind, ...]:
    """What may be decided after the last decision."""
    if last is None or last.kind == Kind.RESTORED:
        return (Kind.SUSPENDED, *(k for k in REMOVALS if k != Kind.REMOVED_LOST), Kind.DIED)
    if last.kind == Kind.SUSPENDED:
        return (Kind.RESTORED, *REMOVALS, Kind.DIED)
    return ()


def membership_on(person: Person, day: date) -> Membership | None:
    """The membership that holds on the day."""
    rows = Membership.objects.filter(person=person, stage__in=MEMBER_STAGES, starts_on__lte=day)
    return next((r for r in rows if r.ends_on is None or r.ends_on >= day), None)


def article(key: str, day: date) -> Article | None:
    """The wording of a rule on the day, with what the bureau adopted itself."""
    return current_book().article(key, day)


def cases_of(person: Person | None, procedure: str) -> list[Case]:
    """The cases of 程序办理 about the same matter, to link."""
    return list(Case.objects.filter(person=person, procedure=procedure)) if person else []


# ---------------------------------------------------------------- the rulebook's word


def lost_events(row: LostContact) -> list[Event]:
    """A registration as the rulebook's procedure reads it."""
    events = [Event("lost", row.lost_on)]
    events += [Event("searched", s.on) for s in row.searches.all()]
    names = {
        Kind.SUSPENDED: "suspended", Kind.RESTORED: "restored", Kind.REMOVED_LOST: "removed",
    }  # fmt: skip
    for held in row.decisions.all():
        name = names.get(Kind(held.kind))
        if name:
            events.append(event(name, held.effective_on, held.deviation_by, held.deviation_reason))
    return events


def event(name: str, on: date, by: str = "", reason: str = "") -> Event:
    """A step, with the deviation that somebody allowed."""
    return Event(name, on, {"deviation": {"approver": by, "reason": reason}} if by else {})


def progress(key: str, events: Iterable[Event], day: date) -> Progress:
    """Where a procedure of the rulebook stands."""
    book = current_book()
    return follow(book, book.procedure(key), events, as_of=day)


def lost_judgements(row: LostContact, day: date) -> list[Judgement]:
    """What the rulebook says of a registration."""
    return list(progress("lost_contact", lost_events(row), day).judgements)


def floating_judgements(row: Floating, day: date) -> list[Judgement]:
    """What the rulebook says of a floating member."""
    if row.direction == Direction.IN:
        return []
    events = [Event("left", row.left_on)]
    if row.identified_on:
        events += [
            Event("identified", row.identified_on),
            Event("registered_out", row.identified_on),
        ]
    if row.reported_on:
        events.append(Event("registered_in", row.reported_on))
    events += [Event("contacted", c.on) for c in row.contacts.all()]
    if row.ended_on:
        events.append(Event("returned", row.ended_on))
    return list(progress("floating", events, day).judgements)


# ---------------------------------------------------------------- what has to be decided


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that people have to look at: about whom, since when, what, by whom, and the article."""

    name: str
    unit: str
    words: str
    decides: str
    cited: str
    due_on: date
    url: str


def alerts(scope: Scope, unit: Unit | None, day: date) -> list[Alert]:
    """Everything that is due at and below the unit, the oldest first; seven statements."""
    book = current_book()
    found = [
        *_floating_alerts(book, floatings(scope, unit).filter(ended_on__isnull=True), day),
        *_lost_alerts(book, lost(scope, unit).filter(found_on__isnull=True), day),
    ]
    return sorted(found, key=lambda a: (a.due_on, a.name))


def _cited(book: Book, key: str, day: date) -> tuple[Article | None, str]:
    found = book.article(key, day)
    return found, found.cite.label if found is not None else ""


def _months(article: Article) -> str:
    months = article.integer("months")
    return "半年" if months == 6 else f"{months}个月"  # the words people use


def _floating_alerts(book: Book, rows: Iterable[Floating], day: date) -> Iterator[Alert]:
    definition, cited = _cited(book, "float-definition", day)
    transfer, _ = _cited(book, "rel-must-transfer-months", day)
    contact, by_contact = _cited(book, "rel-abroad-contact", day)
    stop, by_stop = _cited(book, "rel-abroad-stop-years", day)
    _, by_review = _cited(book, "float-review", day)
    for row in rows:
        url = reverse("standing:floating-detail", args=[row.pk])
        contacts = list(row.contacts.all())
        here = row.direction == Direction.OUT and not row.is_abroad
        if here and row.identified_on is None and definition is not None:
            limit = add_months(row.left_on, definition.integer("months"))
            if limit <= day and transfer is not None:
                yield Alert(row.name, str(row.unit),
                            f"外出已满{definition.integer('months')}个月，请认定为流动党员；地点固定的，应当转接组织关系",
                            "流出地党支部", cited, limit, url)  # fmt: skip
        if row.is_abroad and row.direction == Direction.OUT and contact is not None:
            last = max((c.on for c in contacts), default=row.left_on)
            limit = add_months(last, contact.integer("months"))
            if limit <= day:
                yield Alert(row.name, str(row.unit),
                            f"{last}以后没有联系记录，出国（境）党员每{_months(contact)}至少联系一次",
                            "原所在党支部", by_contact, limit, url)  # fmt: skip
        if row.is_abroad and row.direction == Direction.OUT and stop is not None:
            limit = add_months(row.left_on, 12 * stop.integer("years"))
            if limit < day:
                yield Alert(row.name, str(row.unit),
                            f"出国学习超过{stop.integer('years')}年未归，一般应停止党籍，请研究",
                            "保留组织关系的党组织", by_stop, limit, url)  # fmt: skip
        reviewed = any(c.kind == ContactKind.REVIEW and c.on.year == day.year for c in contacts)
        if not reviewed and day.month >= REVIEW_FROM and row.left_on.year <= day.year:
            yield Alert(row.name, str(row.unit), f"还没有{day.year}年度民主评议的记录，可以在流入地参加",
                        "流入地党组织，结果告知流出地", by_review, date(day.year, 12, 31), url)  # fmt: skip


def _lost_alerts(book: Book, rows: Iterable[LostContact], day: date) -> Iterator[Alert]:
    stop, by_stop = _cited(book, "rel-lost-months", day)
    remove, by_remove = _cited(book, "rel-lost-remove-years", day)
    for row in rows:
        url = reverse("standing:lost-detail", args=[row.pk])
        held = max(row.decisions.all(), key=lambda d: (d.effective_on, d.pk), default=None)
        unit = str(row.unit)
        if held is None and not row.searches.all():
            yield Alert(row.person.name, unit, "还没有查找记录，请尽快通过各种方式查找",
                        "所在党支部", by_stop, row.lost_on, url)  # fmt: skip
        elif held is None and stop is not None:
            limit = add_months(row.lost_on, stop.integer("months"))
            if limit <= day:
                yield Alert(row.person.name, unit,
                            f"失去联系已满{stop.integer('months')}个月，仍未找到的，请研究是否停止党籍",
                            "所在党支部或者上级党组织", by_stop, limit, url)  # fmt: skip
        elif (
            held is not None and held.kind == Kind.SUSPENDED and held.cause == Cause.LOST and remove
        ):
            limit = add_months(held.effective_on, 12 * remove.integer("years"))
            if limit <= day:
                yield Alert(row.person.name, unit,
                            f"停止党籍已满{remove.integer('years')}年，确实无法取得联系的，请研究是否按自行脱党予以除名",
                            "党支部大会决定，上级党组织批准", by_remove, limit, url)  # fmt: skip
