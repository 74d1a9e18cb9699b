"""会议和表决: may the meeting open, did the motion pass, and on which base.

The shares, their bases and whether written votes count are data (`voting.yaml`): 半数以上 is at
least one half, 超过半数 more than one half; resolutions count against those entitled, elections
against those present. Sources are the articles of each parameter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from .book import Book
from .parameters import Article
from .refusal import Refusal


class Meeting(StrEnum):
    """A kind of meeting with its own quorum and majority."""

    BRANCH_RESOLUTION = "branch_resolution"
    ACCEPT_MEMBER = "accept_member"
    CONVERT_MEMBER = "convert_member"
    BRANCH_COMMITTEE = "branch_committee"
    ELECTION = "election"
    PARTY_GROUP = "party_group"
    PARTY_GROUP_PERSONNEL = "party_group_personnel"
    DEMOCRATIC_LIFE_MEETING = "democratic_life_meeting"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LABELS[self]


_LABELS = {
    Meeting.BRANCH_RESOLUTION: "党员大会决议",
    Meeting.ACCEPT_MEMBER: "接收预备党员",
    Meeting.CONVERT_MEMBER: "预备党员转正",
    Meeting.BRANCH_COMMITTEE: "支委会",
    Meeting.ELECTION: "选举",
    Meeting.PARTY_GROUP: "党组会议",
    Meeting.PARTY_GROUP_PERSONNEL: "党组讨论干部任免",
    Meeting.DEMOCRATIC_LIFE_MEETING: "民主生活会",
}
RULES: dict[Meeting, tuple[str, str]] = {
    Meeting.BRANCH_RESOLUTION: ("general-meeting-quorum", "general-meeting-majority"),
    Meeting.ACCEPT_MEMBER: ("dev-meeting-quorum", "dev-meeting-majority"),
    Meeting.CONVERT_MEMBER: ("dev-meeting-quorum", "dev-meeting-majority"),
    Meeting.BRANCH_COMMITTEE: ("branch-committee-quorum", "branch-committee-majority"),
    Meeting.ELECTION: ("elec-quorum", "elec-majority"),
    Meeting.PARTY_GROUP: ("dz-quorum", "dz-majority"),
    Meeting.PARTY_GROUP_PERSONNEL: ("dz-quorum-personnel", "dz-majority"),
    Meeting.DEMOCRATIC_LIFE_MEETING: ("dlm-quorum", ""),
}
DEVELOPMENT = frozenset({Meeting.ACCEPT_MEMBER, Meeting.CONVERT_MEMBER})
FLAGS = {
    "exactly_four_fifths": "到会人数恰为五分之四，现行条例要求超过五分之四，须请示上级党组织后再定",
    "written_not_counted": "会前书面意见不计入票数",
    "written_not_quorum": "书面意见计入票数，但不计入到会人数",
    "exclusion_unapproved": "不计入应到会人数的党员尚未报上级同意并经党员大会通过，仍按全部应到会人数计算",
    "excluded": "已扣除经上级同意、党员大会通过不计入应到会人数的党员",
    "surplus_short": "候选人差额不足",
    "ballots_exceed_issued": "收回的选票多于发出的选票，选举无效",
    "ballots_missing": "收回的选票少于发出的选票，选举有效",
    "not_secret": "没有采取无记名投票",
    "not_one_by_one": "有两名以上同志时应当逐个讨论、逐个表决",
    "recused": "需要回避的成员不参加讨论和表决",
    "needs_confirmation": "依据的条文尚待核实原文，结果供参考",
}


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted at a meeting; only totals, never who voted how.

    `yes` None: not voted yet. `excluded` are members left out of the base, which holds once the
    upper organisation agreed and the meeting adopted it; `recused` are those who left the room.
    """

    entitled: int
    present: int
    yes: int | None = None
    written_yes: int = 0
    seats: int | None = None
    candidates: int | None = None
    issued: int | None = None
    returned: int | None = None
    excluded: int = 0
    is_exclusion_approved: bool = False
    recused: int = 0
    is_secret: bool | None = None
    is_one_by_one: bool | None = None


@dataclass(frozen=True, slots=True)
class VoteResult:
    """Whether the meeting may open and the motion passed (None: not voted, or nothing to pass).

    `opening` and `voting` say why, each with its article.
    """

    quorum: bool
    passed: bool | None
    needed_present: int
    needed_yes: int | None
    flags: tuple[str, ...]
    rules: tuple[str, ...]
    opening: str
    voting: str

    @property
    def message(self) -> str:
        """Opening, vote and remarks as one paragraph."""
        return self.opening + self.voting + "".join(f"{FLAGS[flag]}。" for flag in self.flags)


def needed(article: Article, base: int) -> int:
    """The least number that meets a share of a base: over 4/5 of 40 is 33, at least 2/3 of 7 is 5."""
    numerator, denominator = article.fraction("share")
    if article.flag("more"):
        return base * numerator // denominator + 1
    return -(-base * numerator // denominator)


def judge_vote(book: Book, kind: Meeting, count: Count, on: date = date.max) -> VoteResult:
    """Judge a meeting by the edition of its day; Refusal for impossible numbers."""
    check(count)
    quorum_key, majority_key = RULES[kind]
    quorum_rule = _article(book, quorum_key, on)
    entitled = count.entitled - (count.excluded if count.is_exclusion_approved else 0)
    least = needed(quorum_rule, entitled)
    is_quorate = count.present >= least
    flags = _flags(book, kind, count, entitled, on)
    rules, majority, enough = [quorum_key], None, None
    if majority_key:
        majority = _article(book, majority_key, on)
        enough = needed(
            majority, entitled if majority.values["base"] == "entitled" else count.present
        )
        rules.append(majority_key)
    passed = _passed(count, majority, enough, is_quorate, flags)
    doubtful = [quorum_rule, *([majority] if majority else [])]
    if any(article.cite.confidence.is_doubtful for article in doubtful):
        flags.append("needs_confirmation")
    rules += _more_rules(kind, flags)
    return VoteResult(
        quorum=is_quorate,
        passed=passed,
        needed_present=least,
        needed_yes=enough,
        flags=tuple(flags),
        rules=tuple(rules),
        opening=_opening_words(kind, count, entitled, least, quorum_rule),
        voting=_voting_words(kind, count, enough, passed, majority),
    )


def _article(book: Book, key: str, on: date) -> Article:
    article = book.article(key, on)
    if article is None:
        raise Refusal("no_edition", f"{on}时没有可用的表决规定。")
    return article


def check(count: Count) -> None:
    """Refusal for numbers that cannot be, naming the field that is too large."""
    entitled = count.entitled - count.excluded
    if entitled <= 0:
        raise Refusal("no_voters", "应到会人数（entitled）必须大于0。")
    if count.present > count.entitled:
        raise Refusal("too_many_present", "到会人数（present）不能超过应到会人数（entitled）。")
    if count.is_exclusion_approved and count.present > entitled:
        raise Refusal(
            "too_many_present", "到会人数不能超过扣除后的应到会人数，请核对不计入的党员。"
        )
    if count.yes is not None and count.yes > count.present - count.recused:
        raise Refusal("too_many_yes", "赞成票（yes）不能超过到会并参加表决的人数。")
    if count.written_yes > count.entitled - count.present:
        raise Refusal("too_many_written", "书面赞成（written_yes）不能超过没有到会的人数。")
    if count.returned is not None and count.yes is not None and count.yes > count.returned:
        raise Refusal("too_many_yes", "赞成票（yes）不能超过收回的选票（returned）。")
    if count.issued is not None and count.issued > count.present:
        raise Refusal("too_many_issued", "发出的选票（issued）不能超过到会人数（present）。")
    if count.issued is not None and count.yes is not None and count.yes > count.issued:
        raise Refusal("too_many_yes", "赞成票（yes）不能超过发出的选票（issued）。")


def _passed(
    count: Count, majority: Article | None, enough: int | None, is_quorate: bool, flags: list[str]
) -> bool | None:
    if majority is None or enough is None or count.yes is None:
        return None
    if not is_quorate or "ballots_exceed_issued" in flags:
        return False
    yes = count.yes + (count.written_yes if majority.flag("written") else 0)
    return yes >= enough


def _flags(book: Book, kind: Meeting, count: Count, entitled: int, on: date) -> list[str]:
    found: list[str] = []
    if kind is Meeting.ELECTION:
        found += _election_flags(book, count, entitled, on)
    elif count.written_yes:
        found.append("written_not_quorum" if kind in DEVELOPMENT else "written_not_counted")
    if count.excluded:
        found.append("excluded" if count.is_exclusion_approved else "exclusion_unapproved")
    if count.recused:
        found.append("recused")
    if count.is_secret is False and _needs_secret(book, kind, on):
        found.append("not_secret")
    if kind in DEVELOPMENT and (count.candidates or 1) > 1 and count.is_one_by_one is not True:
        found.append("not_one_by_one")
    return found


def _needs_secret(book: Book, kind: Meeting, on: date) -> bool:
    if kind is Meeting.ELECTION:
        return True
    article = book.article("dev-ballot-mode", on)
    return kind in DEVELOPMENT and article is not None and article.flag("secret")


def _election_flags(book: Book, count: Count, entitled: int, on: date) -> list[str]:
    found = ["written_not_counted"] if count.written_yes else []
    numerator, denominator = _article(book, "elec-quorum", on).fraction("share")
    if count.present * denominator == entitled * numerator:
        found.append("exactly_four_fifths")
    if (
        count.candidates is not None
        and count.seats is not None
        and count.candidates < count.seats + surplus(book, count.seats, on)
    ):
        found.append("surplus_short")
    if count.issued is not None and count.returned is not None:
        if count.returned > count.issued:
            found.append("ballots_exceed_issued")
        elif count.returned < count.issued:
            found.append("ballots_missing")
    return found


def surplus(book: Book, seats: int, on: date = date.max) -> int:
    """How many candidates there must be beyond the seats: 20 %, rounded up."""
    numerator, denominator = _article(book, "elec-surplus-ratio", on).fraction("share")
    return -(-seats * numerator // denominator)


def _more_rules(kind: Meeting, flags: list[str]) -> list[str]:
    by_flag = {
        "surplus_short": "elec-surplus-ratio",
        "ballots_exceed_issued": "elec-valid",
        "ballots_missing": "elec-valid",
        "excluded": "elec-quorum-exclusions",
        "exclusion_unapproved": "elec-quorum-exclusions",
        "not_secret": "elec-ballot" if kind is Meeting.ELECTION else "dev-ballot-mode",
        "not_one_by_one": "dev-one-by-one",
        "written_not_quorum": "dev-written-votes",
        "recused": "mmo-recusal",
    }
    return [by_flag[flag] for flag in flags if flag in by_flag]


def _opening_words(kind: Meeting, count: Count, entitled: int, least: int, article: Article) -> str:
    words = f"应到{entitled}人，实到{count.present}人"
    if count.present >= least:
        words += f"，达到开会所需的{least}人"
    else:
        words += f"，开会至少要{least}人，还差{least - count.present}人"
    words += f"（{article.cite.label}：{article.text}）。"
    is_short_life = kind is Meeting.DEMOCRATIC_LIFE_MEETING and count.present < least
    return f"{words}人数不够，应改期召开。" if is_short_life else words


def _voting_words(
    kind: Meeting, count: Count, enough: int | None, passed: bool | None, article: Article | None
) -> str:
    if article is None or enough is None:
        return ""
    basis = f"（{article.cite.label}：{article.text}）。"
    if count.yes is None:
        return f"尚未表决，至少要{enough}票赞成{basis}"
    yes = count.yes + (count.written_yes if article.flag("written") else 0)
    said = f"赞成{yes}票{f'（含书面{count.written_yes}票）' if yes != count.yes else ''}"
    is_election = kind is Meeting.ELECTION
    if passed:
        return f"{said}，达到所需的{enough}票，{'可以当选' if is_election else '通过'}{basis}"
    if yes >= enough:
        why = "选举无效" if is_election else "到会人数不够"
        return f"{said}，但{why}，表决结果不能成立{basis}"
    word = "不能当选" if is_election else "没有通过"
    return f"{said}，至少要{enough}票，还差{enough - yes}票，{word}{basis}"


def answer(result: VoteResult) -> dict[str, Any]:
    """The result in the shape of the command-line contract."""
    return {
        "quorum": result.quorum,
        "passed": result.passed,
        "needed": {"present": result.needed_present, "yes": result.needed_yes},
        "flags": list(result.flags),
        "rules": list(result.rules),
        "message": result.message,
    }
