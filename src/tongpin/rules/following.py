"""Follow a procedure: what is done, allowed next, earliest, latest, skipped, and broken, with why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from .asked import Asked, Outcome
from .book import Book
from .course import Course, course
from .gates import judge
from .parameters import Article
from .procedure import (
    WORST_FIRST,
    Event,
    Gate,
    Judgement,
    NextStep,
    Procedure,
    Progress,
    Step,
    StepVerdict,
)
from .voting import RULES, Meeting


def follow(
    book: Book,
    procedure: Procedure,
    events: Iterable[Event],
    *,
    as_of: date,
    born: date | None = None,
) -> Progress:
    """Judge a case as of a day: events after it are not seen, the order of `events` is of no account.

    Each rule is told once, at the step where it stands worst. Refusal for an unknown step.
    """
    case = course(book, procedure, events, as_of, born)
    outcomes = [
        (step, gate, outcome)
        for step in procedure.steps
        for gate in step.gates
        for outcome in _outcomes(case, step, gate)
    ]
    done = tuple(key for key in case.finished)
    return Progress(
        stage=_stage(case),
        done=done,
        judgements=tuple(_by_rule(case, outcomes)),
        next=tuple(_next_steps(case, outcomes)),
        missing=tuple(
            step.key
            for step in procedure.steps
            if step.key not in case.by_step and case.requires(step) and case.superseded(step)
        ),
        days={day.key: case.day(day.key) for day in procedure.days},
        limits=_limits(case, outcomes),
    )


def _stage(case: Course) -> str:
    """The last stage reached; a vote that failed is not passed by what was recorded after it."""
    reached = ""
    for step in case.procedure.steps:
        if not step.stage:
            continue
        if step.key in case.finished:
            reached = step.stage
        elif step.key in case.by_step:
            break
    return reached


def _limits(case: Course, outcomes: list[tuple[Step, Gate, Outcome]]) -> dict[str, date]:
    """The last day of each step that is still to be taken."""
    found: dict[str, date] = {}
    for step, _, outcome in outcomes:
        if outcome.latest is not None and _is_open(case, step):
            found[step.key] = min(outcome.latest, found.get(step.key, outcome.latest))
    return found


def _outcomes(case: Course, step: Step, gate: Gate) -> Iterator[Outcome]:
    """What a gate says of each time the step was taken, or of its being still to come."""
    events: tuple[Event | None, ...] = case.all(step.key)
    if not events and not case.requires(step):
        return
    if not step.again_on:
        events = events[-1:]
    if events and step.again_on and step.key not in case.finished:
        events = (*events, None)
    for event in events or (None,):
        article = _article(case, step, gate, event)
        if article is not None:
            yield from judge(Asked(gate, step, event, article, case))


def _article(case: Course, step: Step, gate: Gate, event: Event | None) -> Article | None:
    """The wording of a gate: of the day of the step, or of the step that decides its edition."""
    rule = gate.rule or RULES[Meeting(gate.meeting)][0]
    deciding = event or (case.last(step.edition_of) if step.edition_of else None)
    return case.article(rule, deciding)


def _by_rule(case: Course, outcomes: list[tuple[Step, Gate, Outcome]]) -> Iterator[Judgement]:
    """One judgement a rule, the worst; several sentences of the same weight are joined."""
    groups: dict[str, list[tuple[Step, Gate, Outcome]]] = {}
    for step, gate, outcome in outcomes:
        groups.setdefault(outcome.rule or gate.rule, []).append((step, gate, outcome))
    for rule, rows in groups.items():
        worst = min((outcome.verdict for _, _, outcome in rows), key=WORST_FIRST.index)
        found = [(step, gate, outcome) for step, gate, outcome in rows if outcome.verdict is worst]
        step, _, _ = found[0]
        words = list(dict.fromkeys(outcome.words for _, _, outcome in found))
        # What is in order is said once; every fault is named.
        words = words[:1] if worst is StepVerdict.OK else words
        is_firm = any(gate.is_firm for _, gate, _ in found)
        verdict, message = _told(case, step, worst, "；".join(words), rule, is_firm=is_firm)
        yield Judgement(step.key, rule, verdict, message)


def _told(
    case: Course, step: Step, verdict: StepVerdict, words: str, rule: str, *, is_firm: bool
) -> tuple[StepVerdict, str]:
    """The sentence with its article first and who decides last; a breach that somebody with the
    power allowed is a warning, except where the rule is firm.
    """
    event = case.last(step.key)
    article = case.article(rule, event or (case.last(step.edition_of) if step.edition_of else None))
    if article is not None and article.cite.label not in words:
        words = f"{article.cite.label}：{article.text}。{words}"
    deviation = event.values.get("deviation") if event else None
    if verdict is StepVerdict.BREACH:
        if is_firm:
            return verdict, f"{words}；这一条不能变通。"
        allowed = deviation if isinstance(deviation, Mapping) else {}
        approver, reason = allowed.get("approver"), allowed.get("reason")
        if approver and reason:
            return StepVerdict.WARN, f"{words}；经{approver}同意变通，理由：{reason}。"
        decides = case.procedure.deviation_of(step)
        return verdict, f"{words}；确需变通的，由{decides}决定。"
    doubt = article is not None and article.cite.confidence.is_doubtful
    return verdict, f"{words}{'（条文待核实，供参考）' if doubt else ''}。"


def _next_steps(case: Course, outcomes: list[tuple[Step, Gate, Outcome]]) -> Iterator[NextStep]:
    """The steps whose predecessors are done, that are not done themselves nor overtaken."""
    for step in case.procedure.steps:
        if not _is_open(case, step):
            continue
        before = _predecessors(case, step)
        if before is None:
            continue
        own = [outcome for other, _, outcome in outcomes if other is step]
        earliest = [*before, *(outcome.earliest for outcome in own if outcome.earliest)]
        latest = [outcome.latest for outcome in own if outcome.latest]
        yield NextStep(step.key, max(earliest, default=None), min(latest, default=None))


def _is_open(case: Course, step: Step) -> bool:
    """Whether a step may still be taken: not done (or taken again and again), asked for, not closed."""
    if step.until in case.by_step or case.superseded(step):
        return False
    is_asked = step.is_optional or case.requires(step)
    return is_asked and (step.is_repeated or step.key not in case.finished)


def _predecessors(case: Course, step: Step) -> list[date] | None:
    """The days of the steps before, looking through those not asked for; None while one is open."""
    days: list[date] = []
    for key in step.after:
        earlier = case.procedure.by_key[key]
        event = case.finished.get(key)
        if event is not None:
            days.append(event.values.get("to") or event.on)
        elif not case.requires(earlier) or case.superseded(earlier):
            more = _predecessors(case, earlier)
            if more is None:
                return None
            days += more
        else:
            return None
    return days
