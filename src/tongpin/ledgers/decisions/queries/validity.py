"""Does a decision hold? Every rule that speaks of the meeting, with its article, live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tongpin.duties.rulebook import current_book
from tongpin.ledgers.decisions.models import Category, Item, Outcome, Stance, Topic
from tongpin.ledgers.decisions.queries.rules import lacking_steps, steps_article
from tongpin.ledgers.decisions.queries.topics import leader
from tongpin.life.models import Elector, Standing, Vote
from tongpin.life.queries import Counted, judged
from tongpin.rules.book import Book
from tongpin.rules.following import follow
from tongpin.rules.parameters import Article
from tongpin.rules.procedure import Event, Judgement, Procedure, StepVerdict
from tongpin.rules.regulation import Severity
from tongpin.rules.voting import RULES, Meeting

PROCEDURE, MEETING = "major_decision", "meeting"
EMERGENCY, RATIFIED = "emergency_decision", "ratified"
BY_NAME = frozenset({"researched", "consulted", "reviewed"})
"""Steps of the procedure that the bureau's own rule names for each category (`mmo-steps-*`)."""
BEFORE = BY_NAME | {"accepted", "materials"}
"""What an emergency could not wait for."""
TALLY = "tally"
BY_THE_ROLL = frozenset({*RULES[Meeting.PARTY_GROUP], *RULES[Meeting.PARTY_GROUP_PERSONNEL]})
"""What the procedure says of the numbers; here the frozen roll speaks for itself."""


@dataclass(frozen=True, slots=True)
class Validity:
    """What each rule says of an item, and the vote as counted (None: no roll yet)."""

    checks: tuple[Judgement, ...]
    counted: Counted | None

    @property
    def broken(self) -> tuple[Judgement, ...]:
        """The rules that are broken: with one of them nothing can be passed."""
        return tuple(c for c in self.checks if c.verdict is StepVerdict.BREACH)

    @property
    def open(self) -> tuple[Judgement, ...]:
        """What cannot be told yet."""
        return tuple(c for c in self.checks if c.verdict is StepVerdict.CANNOT_TELL)

    @property
    def is_passed(self) -> bool:
        """Whether the numbers carry it."""
        return (
            self.counted is not None
            and self.counted.result is not None
            and self.counted.result.passed is True
        )

    @property
    def has_failed(self) -> bool:
        """Whether enough are known not to carry it."""
        counted = self.counted
        return counted is not None and counted.result is not None and counted.result.passed is False

    @property
    def tally(self) -> Judgement | None:
        """The contradiction between numbers and opinions, while nobody has explained it."""
        return next((c for c in self.open if c.rule == TALLY), None)

    @property
    def holds(self) -> bool:
        """Whether it may be closed as passed."""
        return self.is_passed and not self.broken and not self.open

    @property
    def chip(self) -> tuple[str, str]:
        """Verdict key and word for the page."""
        if self.broken:
            return "overdue", f"{len(self.broken)}处不符合规定"
        if self.counted is None or self.counted.vote.yes is None:
            return "due", "等待表决"
        if self.open:
            return "cannot_tell", "还有情况没有登记"
        return ("met", "决定有效") if self.is_passed else ("not_applicable", "没有通过")


def meeting_kind(topic: Topic) -> Meeting:
    """Which numbers count."""
    is_personnel = topic.category == Category.PERSONNEL
    return Meeting.PARTY_GROUP_PERSONNEL if is_personnel else Meeting.PARTY_GROUP


def validity(item: Item, book: Book | None = None) -> Validity:
    """The item as it stands now, by the rulebook of the meeting's day.

    Statements: item's speeches, recusals, roll, the topic's steps, the leader; constant.
    """
    book = book or current_book()
    vote = item.standing_vote
    roll = list(vote.roll.select_related("person")) if vote is not None else []
    counted = _counted(book, item, vote, roll) if vote is not None else None
    return Validity(tuple(_checks(book, item, roll, counted)), counted)


def _counted(book: Book, item: Item, vote: Vote, roll: list[Elector]) -> Counted:
    """The vote; where the bureau's rule takes recused members off the base, without them."""
    article = book.article("mmo-recusal", item.gathering.held_on)
    if article is not None and article.flag("reduces_base"):
        roll = [e for e in roll if e.standing != Standing.RECUSED]
    return judged(vote, roll, item.gathering.held_on)


def _checks(
    book: Book, item: Item, roll: list[Elector], counted: Counted | None
) -> Iterable[Judgement]:
    day = item.gathering.held_on
    yield from _numbers(book, item, counted)
    present = {e.person_id for e in roll if e.is_present and e.standing == Standing.VOTING}
    yield from _tally(item, present)
    if item.topic.is_emergency:
        yield from _ratified(book, item)
    else:
        yield from _prior(book, item)
    procedure = _asking(book.procedure(PROCEDURE), BEFORE if item.topic.is_emergency else BY_NAME)
    events = [*_events(item), Event(MEETING, day, _told(item, present))]
    for judgement in follow(book, procedure, events, as_of=day).judgements:
        if judgement.step == MEETING and judgement.rule not in BY_THE_ROLL:
            yield judgement
    yield from _attends(book, item, present, bool(roll))


def _asking(procedure: Procedure, but: frozenset[str]) -> Procedure:
    """The procedure without asking for some of its steps: who asks for them is another rule."""
    steps = (replace(s, is_optional=True) if s.key in but else s for s in procedure.steps)
    return replace(procedure, steps=tuple(steps))


def _events(item: Item) -> list[Event]:
    """What came before the meeting, but for the steps that are judged by name."""
    topic = item.topic
    events = [Event("proposed", topic.proposed_on)]
    if topic.accepted_on:
        events.append(Event("accepted", topic.accepted_on))
    if item.materials_on:
        events.append(Event("materials", item.materials_on))
    return events


def _ratified(book: Book, item: Item) -> Iterable[Judgement]:
    """An emergency by its own procedure: handled, reported, and ratified here."""
    topic, day = item.topic, item.gathering.held_on
    events = [Event(RATIFIED, day)]
    if topic.handled_on is not None:
        events.append(Event("decided", topic.handled_on))
    if topic.reported_on is None:
        words = "还没有登记何时向谁报告；事后应当及时报告，请在议题页登记报告。"
        article = book.article("mmo-emergency", day)
        basis = f"{article.cite.label}：{article.text}。" if article is not None else ""
        yield Judgement("reported", "mmo-reported", StepVerdict.CANNOT_TELL, f"{basis}{words}")
        return
    events.append(Event("reported", topic.reported_on))
    yield from follow(book, book.procedure(EMERGENCY), events, as_of=day).judgements


def _tally(item: Item, present: set[int]) -> Iterable[Judgement]:
    """The numbers against what the members present are on record to have said.

    Who said 同意 or 不同意 is expected to vote so; who wants it amended or did not say may vote either
    way. Where the two cannot both be, the record says why, or one of them is corrected.
    """
    vote = item.standing_vote
    if vote is None or vote.yes is None or not present:
        return
    said = [s.stance for s in item.speeches.all() if s.person_id in present]
    agree, disagree = said.count(Stance.AGREE), said.count(Stance.DISAGREE)
    yes, others = vote.yes, (vote.no or 0) + (vote.abstain or 0)
    if agree <= yes <= len(present) - disagree:
        return
    words = (
        f"票数和发言记录对不上：发言同意{agree}人、不同意{disagree}人，登记赞成{yes}票、"
        f"不赞成和弃权{others}票"
    )
    if item.count_note:
        yield Judgement(MEETING, TALLY, StepVerdict.WARN, f"{words}；说明：{item.count_note}")
    else:
        cure = "请更正票数或者发言记录；会上改变意见的，在“登记票数”的说明里写明。"
        yield Judgement(MEETING, TALLY, StepVerdict.CANNOT_TELL, f"{words}。{cure}")


def _told(item: Item, present: set[int]) -> dict[str, bool]:
    speeches = list(item.speeches.all())
    spoke = [s.person_id for s in speeches]
    recused = list(item.recusals.all())
    told: dict[str, bool] = {
        "personnel": item.topic.category == Category.PERSONNEL,
        "not_recused": any(not r.has_left or r.person_id in present for r in recused),
    }
    first = leader(item.topic.unit, item.gathering.held_on)
    if spoke and first is not None and first.pk in spoke:
        told["leader_last"] = spoke[-1] == first.pk
    elif first is not None and item.vote is not None and first.pk not in present:
        told["leader_last"] = True  # who is not there leads nobody; the deputy sums up
    if present:
        told["each_view_recorded"] = present <= set(spoke)
    if item.is_split:
        told["split_but_decided"] = item.outcome != Outcome.POSTPONED
    return told


def _numbers(book: Book, item: Item, counted: Counted | None) -> Iterable[Judgement]:
    """Quorum and majority by the roll, and the bureau's own quorum where it asks for more."""
    if counted is None:
        yield Judgement(MEETING, "dz-quorum", StepVerdict.CANNOT_TELL, "还没有确定表决名单。")
        return
    if counted.result is None:
        yield Judgement(MEETING, "dz-quorum", StepVerdict.BREACH, counted.trouble)
        return
    result = counted.result
    verdict = StepVerdict.OK if result.quorum else StepVerdict.BREACH
    yield Judgement(MEETING, result.rules[0], verdict, result.opening)
    own = book.article("mmo-quorum", item.gathering.held_on)
    if own is not None:
        yield _own_quorum(own, item, counted)
    if result.passed is None:
        yield Judgement(MEETING, "dz-majority", StepVerdict.CANNOT_TELL, result.voting)
    elif result.quorum:
        yield Judgement(MEETING, "dz-majority", StepVerdict.OK, result.voting)


def _own_quorum(own: Article, item: Item, counted: Counted) -> Judgement:
    name = "personnel" if item.topic.category == Category.PERSONNEL else "share"
    numerator, denominator = own.fraction(name)
    base, present = counted.numbers["entitled"], counted.numbers["present"]
    least = -(-base * numerator // denominator)
    enough = present >= least
    words = f"{own.cite.label}：{own.text}。应到{base}人，至少{least}人到会，实到{present}人。"
    return Judgement(MEETING, "mmo-quorum", StepVerdict.OK if enough else StepVerdict.BREACH, words)


def _prior(book: Book, item: Item) -> Iterable[Judgement]:
    """The bureau's own steps before the meeting, and how early the papers went out."""
    day = item.gathering.held_on
    article = steps_article(book, item.topic.category, item.topic.proposed_on)
    if article is not None:
        lacking = lacking_steps(book, item.topic, day)
        words = f"{article.cite.label}：{article.text}。" + (
            f"还缺“{'、'.join(lacking)}”的记录，开会以前办的请在议题页补登记。"
            if lacking
            else "已经办完。"
        )
        yield Judgement(
            MEETING, "mmo-steps", StepVerdict.BREACH if lacking else StepVerdict.OK, words
        )
    ahead = book.article("mmo-prior", day)
    if ahead is not None and item.materials_on is not None:
        days = ahead.integer("days")
        early = (day - item.materials_on).days
        if early < days:
            words = f"会议材料提前{early}天送达，应当提前{days}天（{ahead.cite.label}）。"
            hard = ahead.severity is Severity.HARD
            yield Judgement(
                MEETING, "mmo-prior-days", StepVerdict.BREACH if hard else StepVerdict.WARN, words
            )


def _attends(book: Book, item: Item, present: set[int], is_frozen: bool) -> Iterable[Judgement]:
    article = book.article("mmo-attend", item.gathering.held_on)
    person = item.topic.responsible
    if article is None or not article.flag("required") or person is None or not is_frozen:
        return
    recused = any(r.person_id == person.pk for r in item.recusals.all())
    here = person.pk in present
    words = f"分管负责人{person.name}{'到会' if here else '回避' if recused else '没有到会'}"
    verdict = StepVerdict.OK if here or recused else StepVerdict.BREACH
    yield Judgement(
        MEETING, "mmo-attend", verdict, f"{words}（{article.cite.label}：{article.text}）。"
    )
