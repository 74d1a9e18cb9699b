"""Does a decision hold? Every rule that speaks of the meeting, with its article, live."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tongpin.duties.rulebook import current_book
from tongpin.ledgers.decisions.models import Category, Item, Outcome, Topic
from tongpin.ledgers.decisions.queries.rules import lacking_steps, steps_article
from tongpin.ledgers.decisions.queries.topics import leader
from tongpin.life.models import Elector, Standing, Vote
from tongpin.life.queries import Counted, judged
from tongpin.rules.book import Book
from tongpin.rules.following import follow
from tongpin.rules.parameters import Article
from tongpin.rules.procedure import Event, Judgement, StepVerdict
from tongpin.rules.regulation import Severity
from tongpin.rules.voting import Meeting

PROCEDURE, MEETING = "major_decision", "meeting"
OF_STEP = {"调研论证": "researched", "听取意见": "consulted"}
BY_THE_ROLL = frozenset({"dz-quorum", "dz-majority"})
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
    roll = list(item.vote.roll.select_related("person")) if item.vote is not None else []
    counted = _counted(book, item, item.vote, roll) if item.vote is not None else None
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
    yield from _prior(book, item)
    present = {e.person_id for e in roll if e.is_present and e.standing == Standing.VOTING}
    event = Event(MEETING, day, _told(item, present))
    events = [*_events(item), event]
    found = follow(book, book.procedure(PROCEDURE), events, as_of=day)
    for judgement in found.judgements:
        if judgement.step == MEETING and judgement.rule not in BY_THE_ROLL:
            yield judgement
    yield from _attends(book, item, present, bool(roll))


def _events(item: Item) -> list[Event]:
    topic = item.topic
    events = [Event("proposed", topic.proposed_on)]
    for step in topic.steps.all():
        if not step.withdrawn_reason:
            events.append(Event(OF_STEP.get(step.name, "reviewed"), step.on))
    if (
        topic.category == Category.PERSONNEL
    ):  # 动议、推荐、考察 are the research of a personnel topic
        events += [Event("researched", e.on) for e in events if e.step == "reviewed"]
    if topic.accepted_on:
        events.append(Event("accepted", topic.accepted_on))
    if item.materials_on:
        events.append(Event("materials", item.materials_on))
    return events


def _told(item: Item, present: set[int]) -> dict[str, bool]:
    speeches = list(item.speeches.all())
    spoke = [s.person_id for s in speeches]
    recused = list(item.recusals.all())
    told: dict[str, bool] = {
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
        lacking = lacking_steps(book, item.topic)
        words = f"{article.cite.label}：{article.text}。" + (
            f"还缺“{'、'.join(lacking)}”的记录。" if lacking else "已经办完。"
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
