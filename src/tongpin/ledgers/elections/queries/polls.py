"""Ballots, judged; and what is filled and what is still open of each office."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tongpin.ledgers.elections.counting import Fate, Outcome, Sheet, Votes, decide
from tongpin.ledgers.elections.models import Ballot, Candidate, Election, Office, Review, Tally
from tongpin.life.models import Gathering, Kind, Presence, Standing, State, Vote
from tongpin.life.queries import arrivals
from tongpin.org.models import BRANCH_KINDS, LEADING_KINDS, Person, Unit
from tongpin.org.scope import ScopedQuerySet
from tongpin.rules.book import Book
from tongpin.rules.voting import Meeting


@dataclass(frozen=True, slots=True)
class Poll:
    """One ballot with its roll in numbers and what it came to."""

    ballot: Ballot
    numbers: dict[str, int]
    outcome: Outcome
    differences: tuple[str, ...] = ()

    @property
    def lines(self) -> list[tuple[Tally, Fate, str]]:
        """Each name with its fate and why, those with most votes first once they are counted."""
        rows = list(self.ballot.tallies.all())
        if self.ballot.is_counted:
            rows.sort(key=lambda t: (t.is_write_in, -(t.yes or 0), t.position))
        fates, words = self.outcome.fates, self.outcome.words
        return [(t, fates[t.person_id], words[t.person_id]) for t in rows]

    @property
    def chip(self) -> tuple[str, str]:
        """The chip of the ballot."""
        if not self.ballot.is_counted:
            return ("due", "等待计票") if self.outcome.is_valid else self._opening
        if self.outcome.is_valid is None:
            return "cannot_tell", "不能判断，依据待补"
        return ("met", "选举有效") if self.outcome.is_valid else ("overdue", "选举无效")

    @property
    def _opening(self) -> tuple[str, str]:
        if self.outcome.is_valid is None:
            return "cannot_tell", "不能判断，依据待补"
        return "overdue", "人数不够"


@dataclass(frozen=True, slots=True)
class Race:
    """An office: its seats, who fills them, how many were left vacant, who is to be voted on again."""

    office: Office
    seats: int
    polls: tuple[Poll, ...]
    filled: tuple[int, ...]
    cut: int
    tied: tuple[int, ...]

    @property
    def left(self) -> int:
        """Seats still to be filled."""
        return self.seats - self.cut - len(self.filled)

    @property
    def waiting(self) -> Poll | None:
        """The ballot that is not counted yet."""
        return next((p for p in self.polls if not p.ballot.is_counted), None)

    @property
    def last(self) -> Poll | None:
        """The last ballot that was counted."""
        return next((p for p in reversed(self.polls) if p.ballot.is_counted), None)

    @property
    def deciding(self) -> Poll | None:
        """The first ballot that elected somebody."""
        return next((p for p in self.polls if p.outcome.elected), None)


def roll_numbers(roll: Sequence[Any]) -> dict[str, int]:
    """Entitled (those left out included), present, left out, and without a right."""
    voting = [v for v in roll if v.standing == Standing.VOTING]
    excluded = sum(v.standing == Standing.EXCLUDED for v in roll)
    return {
        "entitled": len(voting) + excluded,
        "present": sum(v.is_present for v in voting),
        "excluded": excluded,
        "without": len(roll) - len(voting) - excluded,
    }


def base_of(poll: Poll) -> int:
    """应到会人数 as it counts: without those left out, where that was approved."""
    approved = poll.ballot.is_exclusion_approved
    return poll.numbers["entitled"] - (poll.numbers["excluded"] if approved else 0)


def sheet_of(ballot: Ballot, numbers: dict[str, int], names: int) -> Sheet:
    """The ballot as it is judged. A surplus is asked for in the first ballot for the committee."""
    first = ballot.office == Office.COMMITTEE and ballot.round == 1
    return Sheet(
        on=ballot.gathering.held_on, seats=ballot.seats, entitled=numbers["entitled"],
        present=numbers["present"], excluded=numbers["excluded"],
        is_exclusion_approved=ballot.is_exclusion_approved,
        candidates=names if first else None, issued=ballot.issued, returned=ballot.returned,
        is_secret=ballot.is_secret,
    )  # fmt: skip


def one_poll(book: Book, ballot: Ballot) -> Poll:
    """A ballot with its outcome."""
    numbers = roll_numbers(list(ballot.roll.all()))
    tallies = list(ballot.tallies.all())
    names = sum(not t.is_write_in for t in tallies)
    votes = [Votes(t.person_id, t.yes, t.is_declared) for t in tallies]
    outcome = decide(book, sheet_of(ballot, numbers, names), votes)
    return Poll(ballot, numbers, outcome)


def checked(poll: Poll) -> Poll:
    """The same with where the record of its meeting says otherwise."""
    vote = life_vote(poll.ballot.gathering) if poll.ballot.round == 1 else None
    return replace(poll, differences=compared(poll, vote))


def polls(book: Book, row: Election) -> list[Poll]:
    """The ballots of an election that stand, in order; a constant number of statements."""
    rows = Ballot.objects.filter(election=row, withdrawn_reason="").select_related("gathering")
    rows = rows.prefetch_related("roll__person", "helpers__person", "tallies__person")
    return [one_poll(book, b) for b in rows]


def race(row: Election, office: Office, found: Sequence[Poll]) -> Race:
    """What the ballots of one office come to together."""
    mine = tuple(p for p in found if p.ballot.office == office)
    filled: list[int] = []
    for poll in mine:
        filled += [key for key in poll.outcome.elected if key not in filled]
    counted = [p for p in mine if p.ballot.is_counted]
    tied = counted[-1].outcome.tied if counted else ()
    return Race(
        office, row.seats_of(office), mine, tuple(filled), sum(p.ballot.cut for p in mine), tied
    )


def races(book: Book, row: Election) -> list[Race]:
    """The offices of an election in the order in which they are elected."""
    found = polls(book, row)
    return [race(row, office, found) for office in Office if row.seats_of(office)]


def elected_committee(found: Sequence[Race]) -> tuple[int, ...] | None:
    """The new committee; None where there is none to be elected, or it is not complete."""
    first = next((r for r in found if r.office == Office.COMMITTEE), None)
    if first is None or first.left or first.waiting:
        return None
    return first.filled


def on_ballot(row: Election, found: Race, committee: Collection[int] | None) -> list[Person]:
    """Who stands in the next ballot: the tied ones, else the approved ones who are not elected yet."""
    rows = Candidate.objects.filter(
        election=row, office=found.office, review=Review.APPROVED, withdrawn_reason=""
    ).select_related("person__home")
    people = [c.person for c in rows if c.person_id not in found.filled]
    if found.tied:
        return list(Person.objects.filter(pk__in=found.tied).select_related("home"))
    if committee is not None:
        people = [p for p in people if p.pk in committee]
    return people


def meetings_for(unit: Unit, *, members: bool, day: date) -> ScopedQuerySet:
    """The unit's own meetings up to the day at which the members, or the new committee, can elect."""
    if unit.kind in BRANCH_KINDS:
        kinds = [Kind.GENERAL_MEETING if members else Kind.COMMITTEE_MEETING]
    else:
        kinds = [Kind.ACTIVITY]
        if not members and unit.kind in LEADING_KINDS:
            kinds.append(Kind.LEADING_MEETING)
    rows = Gathering.objects.filter(
        unit=unit,
        kinds__kind__in=kinds,
        held_on__lte=day,
        state__in=(State.PLANNED, State.RECORDED),
    )
    return rows.distinct().order_by("-held_on", "-pk")


def life_vote(gathering: Gathering) -> Vote | None:
    """The election that the record of the meeting has as a vote, where it has one."""
    rows = gathering.votes.filter(kind=Meeting.ELECTION.value, withdrawn_reason="")
    return rows.prefetch_related("roll").order_by("-pk").first()


def present_by_record(gathering: Gathering) -> set[int] | None:
    """Who was there by the vote's roll, the attendance or the sign-in; None where nothing is known."""
    vote = life_vote(gathering)
    if vote is not None:
        return {e.person_id for e in vote.roll.all() if e.is_present}
    rows = gathering.attendances.filter(presence=Presence.PRESENT)
    return set(rows.values_list("person", flat=True)) or set(arrivals(gathering)) or None


def compared(poll: Poll, vote: Vote | None) -> tuple[str, ...]:
    """Where the ballot and the vote in the record of the meeting say different numbers."""
    if vote is None:
        return ()
    roll = roll_numbers(list(vote.roll.all()))
    pairs = [
        ("应到会", poll.numbers["entitled"], roll["entitled"]),
        ("到会", poll.numbers["present"], roll["present"]),
        ("发出选票", poll.ballot.issued, vote.issued),
        ("收回选票", poll.ballot.returned, vote.returned),
        ("应选名额", poll.ballot.seats, vote.seats),
    ]
    return tuple(
        f"{label}：这里{mine}，会议记录的表决{other}"
        for label, mine, other in pairs
        if mine is not None and other is not None and mine != other
    )


def exclusion_kinds(book: Book, day: date) -> list[str]:
    """The situations in which a member may be left out of the base, by the rulebook."""
    article = book.article("elec-quorum-exclusions", day)
    return list(article.words("cases")) if article else []
