"""Appraisals, their rolls, what a reader may know, and the share of the excellent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.casework.models import Case, StepRecord
from tongpin.ledgers.appraisals.models import (
    Appraisal,
    BallotState,
    Comment,
    Grade,
    Participant,
    Ticket,
)
from tongpin.org.models import Person, PostTitle, Unit
from tongpin.org.queries import posts_on
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rules.book import Book
from tongpin.rules.regulation import Severity

CAP = "democratic-review-excellent-cap"


@dataclass(frozen=True, slots=True)
class Reader:
    """What somebody may read of self and mutual assessments: the own, or all as secretary or office."""

    person: int | None
    is_reviewer: bool

    def may_read(self, *people: int | None) -> bool:
        """Whether what concerns these people is open to this reader."""
        return self.is_reviewer or (self.person is not None and self.person in people)


def reader(actor: Actor, row: Appraisal) -> Reader:
    """Need-to-know: the branch's secretary, the office that reviews, everybody for the own part."""
    if actor.can("appraisals.review", row.unit.path):
        return Reader(actor.person_id, True)
    heads = posts_on(row.unit, site_day()).filter(title=PostTitle.SECRETARY)
    is_head = actor.person_id is not None and heads.filter(person=actor.person_id).exists()
    return Reader(actor.person_id, is_head)


def appraisals(scope: Scope) -> ScopedQuerySet:
    """Appraisals within the scope with their cases and the numbers of their rolls."""
    full = Q(participants__stage="full")
    rows = Prefetch("case__records", StepRecord.objects.select_related("gathering"))
    return (
        Appraisal.objects.within(scope)
        .select_related("unit", "case__unit", "case__person")
        .prefetch_related(rows)
        .annotate(
            people=Count("participants"),
            graded=Count("participants", filter=full & ~Q(participants__grade="")),
            excellent=Count("participants", filter=Q(participants__grade=Grade.EXCELLENT)),
        )
    )


def appraisal(scope: Scope, pk: int) -> Appraisal | None:
    """One appraisal within the scope."""
    return appraisals(scope).filter(pk=pk).first()


def bare_case(scope: Scope, pk: int) -> Case | None:
    """A case of the procedure that has no roll yet."""
    rows = Case.objects.within(scope).select_related("unit")
    return rows.filter(pk=pk, procedure="member_appraisal", appraisal__isnull=True).first()


def participants(row: Appraisal) -> list[Participant]:
    """The roll with totals, the number of mutual assessments and whether the ticket is used."""
    standing = Q(comments__withdrawn_reason="")
    rows = row.participants.select_related("person", "tally", "ticket", "helper")
    return list(rows.annotate(said=Count("comments", filter=standing)))


def participant(row: Appraisal, pk: int) -> Participant | None:
    """One line of the roll."""
    return row.participants.select_related("person", "helper").filter(pk=pk).first()


def subjects(row: Appraisal) -> list[Participant]:
    """Who stands on the paper: every full member of the roll, the voter too. A paper that left its
    writer out would name the writer.
    """
    return list(row.participants.filter(stage="full").select_related("person"))


def own_lines(person_id: int | None) -> list[Participant]:
    """A person's lines in all appraisals, the newest first."""
    if person_id is None:
        return []
    rows = Participant.objects.filter(person=person_id).select_related(
        "appraisal__unit", "appraisal__case", "person", "ticket", "helper"
    )
    return list(rows.order_by("-appraisal__year"))


def own_line(row: Appraisal, person_id: int | None) -> Participant | None:
    """A person's line in one appraisal."""
    return row.participants.select_related("person").filter(person=person_id).first()


def history_of(person: Person) -> list[Participant]:
    """The decided grades of a person, for the file."""
    rows = Participant.objects.filter(
        person=person, appraisal__decided_on__isnull=False
    ).select_related("appraisal__unit")
    return list(rows.order_by("-appraisal__year"))


def comments(row: Appraisal, who: Reader) -> list[Comment]:
    """Mutual assessments, as far as the reader is one of the two or reviews."""
    rows = Comment.objects.filter(about__appraisal=row, withdrawn_reason="")
    found = rows.select_related("about__person", "by")
    return [c for c in found if who.may_read(c.about.person_id, c.by_id)]


def ticket_of(row: Appraisal, person_id: int | None) -> Ticket | None:
    """The ticket of a person, while the ballot is open."""
    rows = Ticket.objects.filter(
        participant__appraisal=row, participant__person=person_id,
        participant__appraisal__ballot_state=BallotState.OPEN,
    )  # fmt: skip
    return rows.select_related("participant__appraisal__unit").first()


def ticket_by(digest: str) -> Ticket | None:
    """The ticket with this hash, while its ballot is open."""
    rows = Ticket.objects.filter(code=digest, participant__appraisal__ballot_state=BallotState.OPEN)
    return rows.select_related("participant__appraisal__unit").first()


def turnout(row: Appraisal) -> tuple[int, list[str]]:
    """`(tickets used, names of who has not voted)`."""
    rows = Ticket.objects.filter(participant__appraisal=row).order_by(
        "participant__person__search_text"
    )
    found = list(rows.values_list("is_used", "participant__person__name"))
    return sum(used for used, _ in found), [name for used, name in found if not used]


def turnouts(unit: Unit) -> dict[int, tuple[int, int]]:
    """`{appraisal: (tickets used, tickets given)}` of a unit's open ballots; one statement."""
    rows = Ticket.objects.filter(participant__appraisal__unit=unit)
    counted = rows.values_list("participant__appraisal").annotate(
        used=Count("pk", filter=Q(is_used=True)), given=Count("pk")
    )
    return {key: (used, given) for key, used, given in counted}


# ------------------------------------------------------------------------------- the third


@dataclass(frozen=True, slots=True)
class Cap:
    """The share of the excellent: how many, of how many, at most how many, by which article."""

    excellent: int
    base: int
    limit: int
    base_word: str
    article: str
    is_hard: bool

    @property
    def is_over(self) -> bool:
        """Whether there are more than the share allows."""
        return self.excellent > self.limit

    @property
    def words(self) -> str:
        """The sentence under the form."""
        over = f"，超出{self.excellent - self.limit}人" if self.is_over else ""
        return (
            f"评为优秀{self.excellent}人，以{self.base_word}{self.base}人计，最多{self.limit}人{over}"
            f"（{self.article}）。"
        )


BASES = {"members": "党员总数", "participants": "参加评议党员数", "full": "正式党员数"}


def cap(book: Book, roll: Iterable[Participant], grades: Mapping[int, str], day: date) -> Cap:
    """The share judged for grades that are stored or only typed: `{participant: grade}`.

    The denominator is the bureau's: the value `of` of the parameter.
    """
    people = list(roll)
    article = book.article(CAP, day)
    if article is None:  # no edition on the day: nothing to judge by
        return Cap(0, len(people), len(people), BASES["members"], "没有适用的规定", False)
    of = str(article.values.get("of", "members"))
    counted = {
        "participants": sum(not p.away_reason for p in people),
        "full": sum(p.is_graded_kind for p in people),
    }
    base = counted.get(of, len(people))
    numerator, denominator = article.fraction("share")
    chosen = sum(1 for p in people if grades.get(p.pk) == Grade.EXCELLENT)
    return Cap(
        chosen, base, base * numerator // denominator, BASES.get(of, BASES["members"]),
        article.cite.label, article.severity is Severity.HARD,
    )  # fmt: skip
