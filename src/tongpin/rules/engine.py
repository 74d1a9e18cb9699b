"""Judge every duty of every subject: no clock, no database, the same answer in any order.

The cost grows with subjects × duties × windows plus the facts, each looked up by bisection.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter

from .applying import concerns, conditions, existence
from .book import Book
from .checks import CountAtLeast, anchors_of
from .explain import chinese_day, usual_label
from .facts import FactIndex, OwnFacts, once_each
from .finding import UNREACHED, Charge, Finding, Seen, Verdict
from .judging import Answer, Evidence, Outcome, judge
from .records import Fact, Subject, Waiver
from .regulation import PROGRESS, DutyEdition, Rule
from .seen import Lookout
from .slots import Slot, slots_of
from .workdays import Workdays

FIRST_YEAR, LAST_YEAR = 1921, 2199
_KEY = attrgetter("key")
_NOT_YET, _MET, _MET_LATE = Verdict.NOT_YET, Verdict.MET, Verdict.MET_LATE


@dataclass(frozen=True, slots=True)
class _Case:
    """What the judgement of one slot works on."""

    charge: Charge
    slot: Slot
    anchors: OwnFacts | None

    @property
    def edition(self) -> DutyEdition:
        """The wording judged by."""
        return self.charge.edition

    @property
    def subject(self) -> Subject:
        """Who owes it."""
        return self.charge.subject


@dataclass(frozen=True, slots=True)
class _Duty:
    """One edition of a rule with what every subject's judgement needs of it."""

    rule: Rule
    edition: DutyEdition
    slots: tuple[Slot, ...]
    times: int | None
    anchors: tuple[str, ...]


def evaluate(
    book: Book,
    subjects: Iterable[Subject],
    facts: Iterable[Fact],
    *,
    as_of: date,
    year: int,
    workdays: Workdays,
    waivers: Iterable[Waiver] = (),
) -> list[Finding]:
    """Every finding of the year, ordered by subject key, rule key and window.

    Facts count when their day is not after `as_of`; when they were recorded is only mentioned, and
    one withdrawn after `as_of` still counts.
    ValueError for a year outside 1921 to 2199.
    """
    refuse_odd_year(year)
    known = FactIndex(fact.as_it_stood(as_of) for fact in facts)
    judging = _Judging(book, known, as_of, workdays, waivers)
    plan = [
        _Duty(rule, edition, slots, _plain_times(edition), anchors_of(edition.check))
        for rule in sorted(book.rules, key=_KEY)
        for edition in rule.editions
        if (slots := slots_of(edition, year))
    ]
    found: list[Finding] = []
    for subject in sorted(subjects, key=_KEY):
        for duty in plan:
            if concerns(duty.edition.applies, subject):
                found += judging.duty(duty, subject)
    return found


def refuse_odd_year(year: int) -> None:
    """ValueError for a year outside 1921 to 2199."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"年度应在{FIRST_YEAR}年至{LAST_YEAR}年之间")


class _Judging:
    """One run: the facts, the day, the waivers."""

    def __init__(
        self,
        book: Book,
        index: FactIndex,
        as_of: date,
        workdays: Workdays,
        waivers: Iterable[Waiver],
    ) -> None:
        self.index = index
        self.as_of = as_of
        self.workdays = workdays
        self.labels = book.labels
        self.lookout = Lookout(index, as_of, book.labels)
        self.waivers: dict[tuple[str, str], list[Waiver]] = {}
        order = sorted(waivers, key=lambda w: (w.decided_on, w.decided_by, w.reason))
        for waiver in order:
            self.waivers.setdefault((waiver.rule_key, waiver.subject), []).append(waiver)

    def look(self, finding: Finding) -> tuple[Seen, ...]:
        """The facts near the window that were not counted."""
        near = finding.own.between(*finding.slot.near)
        return self.lookout.look(
            finding.subject.key, finding.edition, finding.window, near, finding.counted
        )

    def duty(self, duty: _Duty, subject: Subject) -> list[Finding]:
        """The findings of one duty of one subject, window after window."""
        own = self.index.own(subject.key, duty.rule.key, duty.edition)
        charge = Charge(duty.rule, duty.edition, subject, self, own)
        if duty.times is not None and own.is_plain and _was_there(subject, duty.slots):
            found = self._plain(charge, duty.times, duty.slots)
        else:
            anchors = None
            if duty.anchors:
                kinds = dict.fromkeys(duty.anchors)
                anchors = OwnFacts(self.index.of(subject.key, kinds), duty.edition.every)
            found = [self._slot(_Case(charge, slot, anchors)) for slot in duty.slots]
        return [self._waived(finding) for finding in found] if self.waivers else found

    def _plain(self, charge: Charge, times: int, slots: Sequence[Slot]) -> list[Finding]:
        """The usual case by the short way, with the same answers as `_slot`.

        A plain count, owed by whoever was there all the time, where every record stands for itself:
        the windows follow each other along the ordered days.
        """
        as_of, days, edition, found = self.as_of, charge.own.days, charge.edition, []
        low, known = 0, bisect_right(days, as_of)
        for slot in slots:
            if as_of < slot.start:
                found.append(Finding(charge, slot, _NOT_YET, "", UNREACHED))
                continue
            deadline, because = slot.deadline, ""
            low = bisect_left(days, slot.start, low)
            high = bisect_right(days, deadline, low, known)
            verdict = _MET
            if high - low < times:
                if deadline < slot.end:
                    high = bisect_right(days, slot.end, low, known)
                verdict = _MET_LATE
                if high - low < times:
                    verdict, because = self._open(edition, slot, deadline)
            found.append(Finding(charge, slot, verdict, because, None, low, high))
        return found

    def _slot(self, case: _Case) -> Finding:
        owing = existence(case.edition, case.subject, case.slot.window)
        if owing.owed is False:
            return self._finding(case, Verdict.NOT_APPLICABLE, because=owing.because)
        if case.edition.applies.conditions:
            owing = conditions(case.edition.applies, case.subject, case.slot.window)
        if owing.owed is False:
            return self._finding(case, Verdict.NOT_APPLICABLE, because=owing.because)
        case = self._until_dissolved(case)
        if self.as_of < case.slot.start:
            return self._finding(case, Verdict.NOT_YET)
        if owing.owed is None:
            return self._finding(case, Verdict.CANNOT_TELL, because=owing.because)
        return self._judged(case)

    @staticmethod
    def _until_dissolved(case: _Case) -> _Case:
        ended = case.subject.exists.end
        if ended is None or ended >= case.slot.deadline:
            return case
        return replace(case, slot=replace(case.slot, deadline=ended))

    def _judged(self, case: _Case) -> Finding:
        slot, edition = case.slot, case.edition
        # What follows an event may fall after the window in which the event was.
        last = slot.end if case.anchors is None else date.max
        held = case.charge.own.within(slot.window, edition.every, min(self.as_of, last))
        done = once_each(fact for fact in held if _counts(fact, edition) and fact.on <= self.as_of)
        if edition.is_qualitative:
            return self._qualitative(case, done)
        if edition.bound == "max":
            return self._at_most(case, held, done)
        on_time = tuple(fact for fact in done if fact.on <= slot.deadline)
        outcome = self._ask(case, on_time if case.anchors is None else done)
        if outcome.answer is Answer.IDLE:
            return self._idle(case, outcome)
        if outcome.answer is Answer.YES:
            counted = on_time if case.anchors is None else done
            return self._finding(case, Verdict.MET, counted, outcome)
        is_same = case.anchors is None and len(done) == len(on_time)
        late = outcome if is_same else self._ask(case, done, late_counts=True)
        if late.answer is Answer.YES:
            missed = replace(late, deadline=outcome.deadline)
            return self._finding(case, Verdict.MET_LATE, done, missed)
        if late.answer is Answer.UNKNOWN:
            return self._finding(case, Verdict.CANNOT_TELL, done, late, because=late.missing)
        return self._unmet(case, held, done, late)

    def _ask(self, case: _Case, facts: Sequence[Fact], *, late_counts: bool = False) -> Outcome:
        anchors: Sequence[Fact] = ()
        if case.anchors is not None:
            found = case.anchors.between(case.slot.start, min(self.as_of, case.slot.end))
            anchors = once_each(fact for fact in found if fact.state == "recorded")
        day = min(self.as_of, case.slot.end)
        evidence = Evidence(case.subject, facts, anchors, day, self.workdays, late_counts)
        return judge(case.edition.check, evidence)

    def _qualitative(self, case: _Case, done: tuple[Fact, ...]) -> Finding:
        """No count and no day is named: a progress record settles it, and nothing is ever late."""
        outcome = self._ask(case, done)
        is_over = self.as_of > case.slot.end
        if any(fact.kind == PROGRESS for fact in done) or (done and is_over):
            return self._finding(case, Verdict.MET, done, outcome)
        if is_over:
            why = "全年无相关记录，文件未写明次数和期限，请核实后登记进展"
            return self._finding(case, Verdict.CANNOT_TELL, done, outcome, because=why)
        return self._finding(case, Verdict.DUE, done, outcome)

    def _at_most(self, case: _Case, held: Sequence[Fact], done: tuple[Fact, ...]) -> Finding:
        outcome = self._ask(case, done)
        if outcome.answer is Answer.NO:
            return self._finding(case, Verdict.OVERDUE, done, outcome)
        drafts = _with_drafts(held, self.as_of)
        if self._ask(case, drafts).answer is Answer.NO:
            why = "如计入草稿，次数将超过规定，请先核对草稿"
            return self._finding(case, Verdict.CANNOT_TELL, done, outcome, because=why)
        if self.as_of > case.slot.deadline:
            return self._finding(case, Verdict.MET, done, outcome)
        why = f"已有{outcome.have}次，未超过{outcome.needed}次，期满后再作判定"
        return self._finding(case, Verdict.NOT_YET, done, outcome, because=why)

    def _idle(self, case: _Case, outcome: Outcome) -> Finding:
        if self.as_of <= case.slot.end:
            why = "目前没有需要跟进的事项"
            return self._finding(case, Verdict.NOT_YET, (), outcome, because=why)
        why = "本期没有需要跟进的事项"
        return self._finding(case, Verdict.NOT_APPLICABLE, (), outcome, because=why)

    def _unmet(
        self, case: _Case, held: Sequence[Fact], done: tuple[Fact, ...], outcome: Outcome
    ) -> Finding:
        edition = case.edition
        drafts = _with_drafts(held, self.as_of)
        if len(drafts) > len(done):
            with_drafts = self._ask(case, drafts, late_counts=True)
            if with_drafts.answer in (Answer.YES, Answer.UNKNOWN):
                draft = next(fact for fact in drafts if fact.state == "draft")
                day = chinese_day(draft.on, beside=self.as_of)
                name = self.labels.get(draft.kind, "记录")
                why = f"{day}的{name}还是草稿，提交后即可计入"
                return self._finding(case, Verdict.CANNOT_TELL, done, outcome, because=why)
        deadline = outcome.deadline or case.slot.deadline
        verdict, why = self._open(edition, case.slot, deadline)
        return self._finding(case, verdict, done, outcome, because=why)

    def _open(self, edition: DutyEdition, slot: Slot, deadline: date) -> tuple[Verdict, str]:
        """How pressing what is not done has become, and why where nothing is asked yet."""
        days_left = (deadline - self.as_of).days
        if days_left < 0:
            return Verdict.OVERDUE, ""
        usual = edition.usual_months
        if usual is not None and self.as_of < date(slot.start.year, usual[0], 1):
            # The months in which it is generally done have not come.
            limit = chinese_day(deadline, beside=self.as_of)
            return Verdict.NOT_YET, f"一般安排在{usual_label(usual)}，{limit}前完成即可"
        return (Verdict.DUE_SOON if days_left <= edition.due_soon_days else Verdict.DUE), ""

    @staticmethod
    def _finding(
        case: _Case,
        verdict: Verdict,
        counted: tuple[Fact, ...] = (),
        outcome: Outcome | None = None,
        *,
        because: str = "",
    ) -> Finding:
        return Finding(case.charge, case.slot, verdict, because, (counted, outcome))

    def _waived(self, finding: Finding) -> Finding:
        if finding.verdict.is_done or finding.verdict is Verdict.NOT_APPLICABLE:
            return finding
        for waiver in self.waivers.get((finding.rule.key, finding.subject.key), ()):
            covered = waiver.window.intersect(finding.window) == finding.window
            if covered and waiver.decided_on <= self.as_of:
                day = chinese_day(waiver.decided_on, beside=self.as_of)
                why = f"{waiver.decided_by}{day}决定免除（{waiver.reason.rstrip('。')}）"
                return finding.waived(why)
        return finding


def _was_there(subject: Subject, slots: Sequence[Slot]) -> bool:
    """Whether the subject existed in all windows from their first to their last day."""
    start, end = subject.exists.start, subject.exists.end
    return (start is None or start <= slots[0].start) and (end is None or slots[-1].end <= end)


def _plain_times(edition: DutyEdition) -> int | None:
    """How many are asked for, where nothing but a count is asked and of everybody."""
    check = edition.check
    if edition.bound != "min" or edition.is_qualitative or edition.applies.conditions:
        return None
    return check.times if isinstance(check, CountAtLeast) else None


def _counts(fact: Fact, edition: DutyEdition) -> bool:
    if fact.state != "recorded":
        return False
    return fact.kind != PROGRESS or (edition.accepts_progress and fact.values.get("done") == 1)


def _with_drafts(held: Iterable[Fact], as_of: date) -> tuple[Fact, ...]:
    return once_each(
        fact
        for fact in held
        if fact.state != "withdrawn" and fact.kind != PROGRESS and fact.on <= as_of
    )
