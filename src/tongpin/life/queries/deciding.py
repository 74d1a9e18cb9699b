"""Votes judged by the rulebook, revisions and confirmations."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongpin.capability import standings
from tongpin.duties.rulebook import current_book
from tongpin.life.models import (
    Confirmation,
    Elector,
    Gathering,
    Kind,
    Revision,
    Signer,
    Standing,
    State,
    Vote,
)
from tongpin.org.models import Person
from tongpin.org.queries import stages_of
from tongpin.rules.refusal import Refusal
from tongpin.rules.voting import Count, Meeting, VoteResult, judge_vote

ON_THE_BASE = (Standing.VOTING, Standing.EXCLUDED, Standing.RECUSED)


@dataclass(frozen=True, slots=True)
class Counted:
    """A vote with its roll in numbers and what the rulebook says; `trouble` where it cannot say."""

    vote: Vote
    numbers: dict[str, int]
    result: VoteResult | None
    trouble: str = ""

    @property
    def verdict(self) -> str:
        """The key of the chip: met, overdue, due or cannot_tell."""
        if self.result is None:
            return "cannot_tell"
        if not self.result.quorum or self.result.passed is False:
            return "overdue"
        return "met" if self.result.passed else "due"

    @property
    def word(self) -> str:
        """What the chip says."""
        if self.result is None:
            return "不能判定"
        if not self.result.quorum:
            return "人数不够"
        words = {True: "通过", False: "没有通过", None: "可以开会，等待计票"}
        return words[self.result.passed]


def votes(row: Gathering) -> list[Vote]:
    """The votes of a gathering with their rolls."""
    return list(row.votes.prefetch_related("roll__person"))


def vote(row: Gathering, pk: int) -> Vote | None:
    """One vote of a gathering."""
    return row.votes.prefetch_related("roll__person").filter(pk=pk).first()


def counted(vote: Vote, on: date) -> Counted:
    """The vote judged as of its day."""
    roll = list(vote.roll.all())
    return judged(vote, roll, on)


def judged(vote: Vote, roll: Sequence[Elector], on: date) -> Counted:
    """A vote, stored or only typed, judged with its roll."""
    numbers = numbers_of(roll)
    try:
        result = judge_vote(
            current_book(),
            Meeting(vote.kind),
            Count(
                entitled=numbers["entitled"],
                present=numbers["present"],
                yes=vote.yes,
                written_yes=vote.written_yes,
                seats=vote.seats,
                candidates=vote.candidates,
                issued=vote.issued,
                returned=vote.returned,
                excluded=numbers["excluded"],
                is_exclusion_approved=vote.is_exclusion_approved,
                recused=numbers["recused"],
                is_secret=vote.is_secret,
                is_one_by_one=True,
            ),
            on,
        )
    except Refusal as refusal:
        return Counted(vote, numbers, None, refusal.message)
    return Counted(vote, numbers, result)


def numbers_of(roll: Sequence[Elector]) -> dict[str, int]:
    """Entitled, present, excluded and recused of a roll.

    Excluded members stay in `entitled` here: the rulebook takes them off once that was approved.
    """
    by = Counter(e.standing for e in roll)
    present = (Standing.VOTING, Standing.RECUSED)
    return {
        "entitled": sum(by[s] for s in ON_THE_BASE),
        "present": sum(1 for e in roll if e.is_present and e.standing in present),
        "excluded": by[Standing.EXCLUDED],
        "recused": sum(1 for e in roll if e.is_present and e.standing == Standing.RECUSED),
        "without": by[Standing.PROBATIONARY] + by[Standing.SUSPENDED],
    }


def proposed_standings(people: Sequence[Person], day: date) -> dict[int, str]:
    """`{person: standing}` by the stage of membership on the day, and by what ledgers know of it."""
    keys = [p.pk for p in people]
    stages, taken = stages_of(keys, day), standings(keys, day)
    probationary, voting = Standing.PROBATIONARY.value, Standing.VOTING.value
    return {
        key: probationary if stages.get(key) == probationary else taken.get(key, voting)
        for key in keys
    }


VOTE_KINDS: dict[str, tuple[Meeting, ...]] = {
    Kind.GENERAL_MEETING.value: (
        Meeting.BRANCH_RESOLUTION,
        Meeting.ACCEPT_MEMBER,
        Meeting.CONVERT_MEMBER,
        Meeting.ELECTION,
    ),
    Kind.COMMITTEE_MEETING.value: (Meeting.BRANCH_COMMITTEE,),
    Kind.LEADING_MEETING.value: (Meeting.PARTY_GROUP, Meeting.PARTY_GROUP_PERSONNEL),
}


def vote_kinds(row: Gathering) -> list[Meeting]:
    """What may be voted on at a gathering of its kinds."""
    return [m for k in row.kinds.all() for m in VOTE_KINDS.get(k.kind, ())]


# ----------------------------------------------------------------------------------- the minutes


@dataclass(frozen=True, slots=True)
class Step:
    """What differs between a revision and the one before: `(sign, line)` with sign + or -."""

    revision: Revision
    lines: list[tuple[str, str]]


def revisions(row: Gathering) -> list[Revision]:
    """The words of the minutes from the first draft on."""
    return list(row.revisions.all())


def last_revision(row: Gathering) -> Revision | None:
    """The words that stand."""
    return row.revisions.order_by("-number").first()


def steps(found: Sequence[Revision]) -> list[Step]:
    """Each revision against the one before, the newest first."""
    result, before = [], ""
    for revision in found:
        words = "\n".join(words_of(revision))
        lines = difflib.ndiff(before.splitlines(), words.splitlines())
        result.append(
            Step(revision, [(x[0], x[2:]) for x in lines if x[0] in "+-" and x[2:].strip()])
        )
        before = words
    return result[::-1]


def words_of(revision: Revision) -> tuple[str, str, str, str]:
    """Everything that chair and recorder sign for."""
    return revision.head, revision.agenda, revision.content, revision.resolutions


@dataclass(frozen=True, slots=True)
class Signature:
    """Who should sign, and the confirmation of the present words where there is one."""

    signer: Signer
    person: Person | None
    confirmation: Confirmation | None


def signatures(row: Gathering) -> list[Signature]:
    """Chair and recorder with their confirmation of the present revision."""
    last = last_revision(row)
    number = last.number if last else 0
    people = {Signer.CHAIR: row.chair, Signer.RECORDER: row.recorder}
    rows = row.confirmations.filter(revision=number).select_related("person")
    found = {c.signer: c for c in rows}
    result = []
    for signer, person in people.items():
        given = found.get(signer)
        same = given if given and person and given.person_id == person.pk else None
        result.append(Signature(signer, person, same))
    return result


def is_confirmed(row: Gathering) -> bool:
    """Whether chair and recorder both stand by the present words."""
    return row.state == State.RECORDED and all(s.confirmation for s in signatures(row))
