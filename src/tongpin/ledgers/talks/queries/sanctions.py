"""What a sanction takes away, and until when; other ledgers ask through `capability.standings`."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tongpin.duties.rulebook import current_book
from tongpin.ledgers.talks.models import Sanction
from tongpin.rules.book import Book
from tongpin.rules.refusal import Refusal
from tongpin.rules.sanctions import Effect, effect
from tongpin.rules.sanctions import Sanction as SanctionKind


def effect_of(book: Book, row: Sanction) -> Effect | None:
    """The effect by the edition of the day of the decision; None for a day without one."""
    try:
        return effect(
            book, SanctionKind(row.kind), row.decided_on, years=row.years,
            extended_years=row.extended_years, held_post=row.held_post,
        )  # fmt: skip
    except Refusal:
        return None


def restricted(people: Collection[int], day: date) -> dict[int, Effect]:
    """`{person: effect}` of those who may not vote, elect, be elected or introduce on the day.

    One statement (and the rulebook). A decision that was entered by mistake does not count.
    """
    rows = Sanction.objects.filter(
        matter__person__in=list(people), matter__withdrawn_reason="", decided_on__lte=day,
        kind__in=[SanctionKind.PROBATION.value, SanctionKind.EXPULSION.value],
    )  # fmt: skip
    found: dict[int, Effect] = {}
    kept = list(rows.select_related("matter").order_by("decided_on", "pk"))
    book = current_book() if kept else None
    for row in kept:
        assert book is not None
        what = effect_of(book, row)
        if what is not None and not what.may_vote(day):
            found[row.matter.person_id] = what
    return found


def standings(people: Collection[int], day: date) -> dict[int, str]:
    """For the rolls of votes: who stands under 留党察看 on the day (处分条例 art. 12)."""
    return {
        person: "suspended"
        for person, what in restricted(people, day).items()
        if what.sanction is SanctionKind.PROBATION
    }
