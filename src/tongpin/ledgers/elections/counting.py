"""计票: who is elected by the totals of one ballot. Pure: the rulebook judges each name.

Above half of those present and the most votes first (elec-majority, elec-more-than-seats); equal at
the edge of the seats leaves those names for another ballot; what is missing stays open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongpin.rules.book import Book
from tongpin.rules.refusal import Refusal
from tongpin.rules.voting import FLAGS, Count, Meeting, VoteResult, judge_vote

NOT_HELD = (
    "规则库没有收录{}适用的选举规定（《中国共产党基层组织选举工作条例》施行以前为1990年的暂行条例），"
    "不能判断选举是否有效、谁当选，依据待补，请对照原文核对。"
)


class Fate(StrEnum):
    """What a name's votes come to."""

    ELECTED = "elected"
    TIED = "tied"
    BEYOND = "beyond"
    SHORT = "short"
    UNKNOWN = "unknown"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The word on the chip."""
        return {
            "elected": "当选", "tied": "票数相等，重新投票", "beyond": "超过半数，名额已满",
            "short": "没有当选", "unknown": "待核", "open": "还没有计票",
        }[self.value]  # fmt: skip

    @property
    def chip(self) -> str:
        """The key of the chip."""
        return {
            "elected": "met", "tied": "due_soon", "beyond": "not_applicable",
            "short": "not_applicable", "unknown": "cannot_tell", "open": "due",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Votes:
    """The yes votes of one name; None while they are not counted."""

    person: int
    yes: int | None = None
    is_declared: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One ballot as it was counted. `candidates` only where more names than seats are asked for."""

    on: date
    seats: int
    entitled: int
    present: int
    excluded: int = 0
    is_exclusion_approved: bool = False
    candidates: int | None = None
    issued: int | None = None
    returned: int | None = None
    is_secret: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a ballot came to: each name's fate, those elected in order of votes, those to vote on again.

    `is_valid` None: the rulebook cannot tell. `opening` says whether the meeting may vote, `basis` which
    article the votes are judged by.
    """

    is_valid: bool | None
    opening: str
    remarks: tuple[str, ...]
    fates: dict[int, Fate]
    words: dict[int, str]
    elected: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    basis: str = ""


def decide(book: Book, sheet: Sheet, votes: Sequence[Votes]) -> Outcome:
    """Judge every name on the ballot."""
    try:
        opening = _judged(book, sheet, None)
        found = {v.person: _judged(book, sheet, v.yes) for v in votes}
    except Refusal as refusal:
        return _unknown(sheet, votes, refusal)
    words = {key: _short(result.voting) for key, result in found.items()}
    basis = _basis(opening.voting)
    if any(v.yes is None for v in votes):
        return Outcome(
            opening.quorum, opening.opening, _remarks(opening),
            {v.person: Fate.OPEN for v in votes}, words, basis=basis,
        )  # fmt: skip
    fates = {v.person: Fate.SHORT for v in votes}
    passed = [v for v in votes if found[v.person].passed]
    elected, tied = _seated(passed, sheet.seats)
    for vote in passed:
        fates[vote.person] = Fate.BEYOND
    fates |= dict.fromkeys(elected, Fate.ELECTED) | dict.fromkeys(tied, Fate.TIED)
    is_valid = opening.quorum and "ballots_exceed_issued" not in opening.flags
    return Outcome(is_valid, opening.opening, _remarks(opening), fates, words, elected, tied, basis)


def _short(voting: str) -> str:
    """The sentence on a name's votes without the article, which is the same for all."""
    return voting.partition("（")[0]


def _basis(voting: str) -> str:
    return voting.partition("（")[2].rstrip("）。")


def _seated(passed: Sequence[Votes], seats: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The first by votes, and those equal at the edge of the seats, of whom none sits yet."""
    ranked = sorted(passed, key=lambda v: -(v.yes or 0))
    if len(ranked) <= seats:
        return tuple(v.person for v in ranked), ()
    edge = ranked[seats].yes
    if seats and ranked[seats - 1].yes != edge:
        return tuple(v.person for v in ranked[:seats]), ()
    sure = tuple(v.person for v in ranked if (v.yes or 0) > (edge or 0))
    return sure, tuple(v.person for v in ranked if v.yes == edge)


def _judged(book: Book, sheet: Sheet, yes: int | None) -> VoteResult:
    count = Count(
        entitled=sheet.entitled, present=sheet.present, yes=yes, seats=sheet.seats,
        candidates=sheet.candidates, issued=sheet.issued, returned=sheet.returned,
        excluded=sheet.excluded, is_exclusion_approved=sheet.is_exclusion_approved,
        is_secret=sheet.is_secret,
    )  # fmt: skip
    return judge_vote(book, Meeting.ELECTION, count, sheet.on)


def _remarks(result: VoteResult) -> tuple[str, ...]:
    return tuple(f"{FLAGS[flag]}。" for flag in result.flags)


def _unknown(sheet: Sheet, votes: Sequence[Votes], refusal: Refusal) -> Outcome:
    """No rule of the day is held: what the meeting declared stands, and nothing is said to be right."""
    is_held = refusal.code != "no_edition"
    words = refusal.message if is_held else NOT_HELD.format(sheet.on)
    is_open = any(v.yes is None for v in votes)
    fate = Fate.OPEN if is_open else Fate.UNKNOWN
    declared = () if is_open or is_held else tuple(v.person for v in votes if v.is_declared)
    return Outcome(
        None, words, (), {v.person: fate for v in votes},
        {v.person: "会议宣布当选，依据待补。" if v.person in declared else "" for v in votes}, declared,
    )  # fmt: skip
