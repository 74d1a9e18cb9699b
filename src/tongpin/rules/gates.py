"""Judge one gate of one step: each kind is one pure function that also says why in Chinese.

A message reads: what is required (article), what was found, what is missing and by when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from .course import Course, interval, length_label, shift
from .explain import full_day
from .interval import add_months
from .parameters import Article
from .procedure import WORST_FIRST, Event, Gate, GateKind, Step, StepVerdict
from .refusal import Refusal
from .regulation import Severity
from .voting import RULES, Meeting

_OK, _WARN, _BREACH = StepVerdict.OK, StepVerdict.WARN, StepVerdict.BREACH
_PENDING, _UNKNOWN = StepVerdict.PENDING, StepVerdict.CANNOT_TELL


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a gate says: the verdict, the words after the requirement, the days it allows."""

    verdict: StepVerdict
    words: str
    earliest: date | None = None
    latest: date | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One gate with all it is judged by."""

    gate: Gate
    step: Step
    event: Event | None
    article: Article
    course: Course

    @property
    def broken(self) -> StepVerdict:
        """What a violation counts as: a breach, or a warning where the wording is 一般."""
        return _BREACH if self.article.severity is Severity.HARD else _WARN

    def value(self, name: str) -> object:
        """What the event's record says under a name, or None."""
        return self.event.values.get(name) if self.event else None

    @property
    def of_title(self) -> str:
        """The title of the step or day it is measured from."""
        return self.course.procedure.title_of(self.gate.of)


def judge(asked: Asked) -> Iterator[Outcome]:
    """What a gate says, nothing while there is nothing to say."""
    decision = asked.value("decision")
    if asked.gate.unless and decision == asked.gate.unless:
        return
    yield from _JUDGES[asked.gate.kind](asked)


def _within(asked: Asked) -> Iterator[Outcome]:
    course, event = asked.course, asked.event
    anchor = course.day(asked.gate.of)
    if anchor is None:
        if event is not None:
            yield Outcome(_UNKNOWN, f"没有“{asked.of_title}”的日期，无法计算期限")
        return
    unit, length = interval(asked.article)
    latest = shift(course.book, anchor, unit, length)
    event = next((item for item in course.all(asked.step.key) if item.on >= anchor), None)
    if event is None and asked.event is not None and not _is_repeated(course, asked.gate.of):
        yield Outcome(
            _BREACH,
            f"{asked.step.title}（{full_day(asked.event.on)}）早于"
            f"{asked.of_title}（{full_day(anchor)}），请核对日期",
        )
        return
    special = "special" in asked.article.values
    limit = add_months(anchor, asked.article.integer("special")) if special else latest
    said = f"{full_day(anchor)}{asked.of_title}，最迟{full_day(latest)}"
    yield _timely(asked, event, said, latest, limit)


def _is_repeated(course: Course, name: str) -> bool:
    step = course.procedure.by_key.get(name)
    return step is not None and (step.is_repeated or bool(step.again_on))


def _timely(asked: Asked, event: Event | None, said: str, latest: date, limit: date) -> Outcome:
    title, as_of = asked.step.title, asked.course.as_of
    day = event.on if event else as_of
    if event is None and as_of <= latest:
        return Outcome(_PENDING, f"{said}，由{asked.step.actor}办理", latest=latest)
    late = (day - latest).days
    if late <= 0:
        return Outcome(_OK, f"{said}，{full_day(day)}已办", latest=latest)
    found = f"{full_day(day)}才办，超过{late}天" if event else f"至今没有{title}，已超过{late}天"
    if limit > latest and day <= limit:
        reason = event.values.get("reason") if event else None
        if reason:
            words = (
                f"{said}；{found}，理由：{str(reason)[:60]}，在特殊情况的期限{full_day(limit)}以内"
            )
            return Outcome(_WARN, words)
        if event is None:
            words = f"{said}；{found}。确有特殊情况的应说明理由，最迟{full_day(limit)}"
            return Outcome(_WARN, words, latest=limit)
        return Outcome(asked.broken, f"{said}；{found}，没有写明特殊情况的理由")
    return Outcome(asked.broken, f"{said}；{found}", latest=None if event else limit)


def _not_before(asked: Asked) -> Iterator[Outcome]:
    event = asked.event
    anchor = asked.course.day(asked.gate.of, event.on if event else None)
    if anchor is None:
        if event is not None:
            yield Outcome(_UNKNOWN, f"没有“{asked.of_title}”的日期，无法计算最早日期")
        return
    is_derived = asked.gate.of not in asked.course.procedure.by_key
    earliest = anchor if is_derived else shift(asked.course.book, anchor, *interval(asked.article))
    said = f"{full_day(anchor)}{asked.of_title}"
    if not is_derived:
        said += f"，满{length_label(*interval(asked.article))}是{full_day(earliest)}"
    yield _not_early(asked, said, earliest)


def _not_early(asked: Asked, said: str, earliest: date) -> Outcome:
    if asked.event is None:
        return Outcome(_PENDING, f"{said}，最早{full_day(earliest)}{asked.step.title}", earliest)
    day, title = asked.event.on, asked.step.title
    if day >= earliest:
        return Outcome(_OK, f"{said}；{full_day(day)}{title}，符合要求", earliest)
    early = (earliest - day).days
    return Outcome(asked.broken, f"{said}；{full_day(day)}{title}，早了{early}天", earliest)


def _ahead(asked: Asked) -> Iterator[Outcome]:
    anchor = asked.course.day(asked.gate.of)
    if anchor is None:
        return
    unit, length = interval(asked.article)
    latest = shift(asked.course.book, anchor, unit, -length)
    said = f"{full_day(anchor)}{asked.of_title}，应提前{length_label(unit, length)}"
    yield _timely(asked, asked.event, f"{said}，即{full_day(latest)}以前", latest, latest)


def _age(asked: Asked) -> Iterator[Outcome]:
    born = asked.course.born
    if born is None:
        if asked.event is not None:
            yield Outcome(_UNKNOWN, "没有出生日期，无法计算年龄")
        return
    years = asked.article.integer("years")
    earliest = add_months(born, 12 * years)
    yield _not_early(asked, f"{full_day(born)}出生，{full_day(earliest)}年满{years}周岁", earliest)


def _every(asked: Asked) -> Iterator[Outcome]:
    """Points in time, none further from the one before than the interval."""
    course = asked.course
    start = course.day(asked.gate.of)
    if start is None:
        return
    end_event = course.last(asked.step.until) if asked.step.until else None
    end = end_event.on if end_event else course.as_of
    days = [item.on for item in course.all(asked.step.key) if start <= item.on <= end]
    unit, length = interval(asked.article)
    every = length_label(unit, length)
    for before, after in zip([start, *days], [*days, end], strict=True):
        latest = shift(course.book, before, unit, length)
        if after > latest:
            found = f"此后到{full_day(after)}超过了{every}"
            named = asked.of_title if before == start else asked.step.title
            words = f"{full_day(before)}{named}，下一次最迟{full_day(latest)}，{found}"
            yield Outcome(asked.broken, words, latest=None if end_event else latest)
            return
    latest = shift(course.book, days[-1] if days else start, unit, length)
    if end_event is None and not days:
        yield Outcome(
            _PENDING,
            f"{full_day(start)}{asked.of_title}，第一次最迟{full_day(latest)}",
            latest=latest,
        )
        return
    more = "" if end_event else f"，下一次最迟{full_day(latest)}"
    yield Outcome(_OK, f"已{asked.step.title}{len(days)}次，间隔都不超过{every}{more}",
                  latest=None if end_event else latest)  # fmt: skip


def _workdays(asked: Asked) -> Iterator[Outcome]:
    event, table = asked.event, asked.course.book.workdays
    need = asked.article.integer("workdays")
    if event is None:
        if asked.course.superseded(asked.step):
            yield Outcome(asked.broken, f"没有{asked.step.title}的记录就进行了后面的步骤")
        return
    to = event.values.get("to")
    if not isinstance(to, date):
        least = event.on if table.is_workday(event.on) else table.add(event.on, 1)
        last = table.add(least, need - 1)
        verdict = _PENDING if asked.course.as_of <= last else _UNKNOWN
        yield Outcome(
            verdict, f"{full_day(event.on)}开始，最早{full_day(last)}期满，还没有登记截止日期"
        )
        return
    days = table.between(event.on, to)
    doubt = (
        "（该年度放假安排尚未登记，按周一至周五暂算）" if table.is_provisional(event.on, to) else ""
    )
    said = f"{full_day(event.on)}至{full_day(to)}共{days}个工作日{doubt}"
    if to > asked.course.as_of:
        yield Outcome(_PENDING, f"{said}，尚未期满")
    elif days >= need:
        yield Outcome(_OK, f"{said}，不少于{need}个工作日")
    else:
        yield Outcome(asked.broken, f"{said}，少{need - days}个工作日")


def _count(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None:
        return
    found = asked.value("count")
    least, most = asked.article.integer("least"), asked.article.integer("most")
    if not isinstance(found, int):
        yield Outcome(_UNKNOWN, "没有登记人数")
    elif least <= found <= most:
        yield Outcome(_OK, f"登记{found}名")
    else:
        wanted = f"{least}名" if least == most else f"{least}至{most}名"
        yield Outcome(asked.broken, f"登记{found}名，应为{wanted}")


_MEASURES = {"days": "天", "hours": "个学时"}


def _amount(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None:
        return
    known = {name: asked.value(name) for name in _MEASURES if name in asked.article.values}
    given = {name: value for name, value in known.items() if isinstance(value, int | float)}
    if not given:
        yield Outcome(_UNKNOWN, f"没有登记{asked.step.title}的天数或者学时")
        return
    said = "、".join(f"{value:g}{_MEASURES[name]}" for name, value in given.items())
    if any(value >= asked.article.decimal(name) for name, value in given.items()):
        yield Outcome(_OK, f"登记{said}")
    else:
        yield Outcome(asked.broken, f"登记{said}，天数和学时都没有达到要求")


def _share(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None:
        return
    part, whole = asked.value(asked.gate.name), asked.value(asked.gate.whole)
    if not isinstance(part, int) or not isinstance(whole, int) or whole <= 0:
        yield Outcome(_UNKNOWN, f"没有登记{asked.gate.words}的人数")
        return
    numerator, denominator = asked.article.fraction("share")
    most = whole * numerator // denominator
    said = f"{whole}人中{asked.gate.words}{part}人，最多{most}人"
    yield Outcome(_OK if part <= most else asked.broken, said)


def _after(asked: Asked) -> Iterator[Outcome]:
    event, course = asked.event, asked.course
    earlier = course.procedure.by_key[asked.gate.of]
    if event is None or not course.requires(earlier):
        return
    rows = course.all(earlier.key)
    if any(item.on <= event.on for item in rows):
        day = next(item.on for item in rows if item.on <= event.on)
        yield Outcome(_OK, f"“{earlier.title}”已于{full_day(day)}完成")
    elif rows:
        words = f"{full_day(event.on)}{asked.step.title}，{full_day(rows[0].on)}才{earlier.title}"
        yield Outcome(asked.broken, f"{words}，次序颠倒")
    else:
        words = f"{full_day(event.on)}{asked.step.title}时没有“{earlier.title}”的记录"
        yield Outcome(asked.broken, f"{words}，请补齐材料或者说明情况")


def _vote(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None:
        return
    rules = [rule for rule in RULES[Meeting(asked.gate.meeting)] if rule]
    try:
        result = asked.course.vote(asked.event, asked.gate.meeting)
    except Refusal as error:
        yield from _all_unknown(asked, rules[:1], error.message.rstrip("。"))
        return
    if result is None:
        yield from _all_unknown(asked, rules, "没有登记应到、实到人数和票数")
        return
    answers = ((result.quorum, result.opening), (result.passed, result.voting))
    found = [
        (rule, _UNKNOWN if holds is None else _OK if holds else _broken(asked, rule), words)
        for rule, (holds, words) in zip(rules, answers, strict=False)
    ]
    for rule, verdict, words in found:
        yield Outcome(verdict, words.rstrip("。"), rule=rule)
    if asked.gate.rule:
        # The procedure's own rule holds when the meeting's rules do.
        _, verdict, words = min(found, key=lambda item: WORST_FIRST.index(item[1]))
        said = "开会人数和票数符合要求" if verdict is _OK else words.rstrip("。")
        yield Outcome(verdict, said)
    vote = asked.event.values["vote"]
    if asked.gate.meeting == Meeting.ELECTION and "seats" in vote and "candidates" in vote:
        short = "surplus_short" in result.flags
        words = f"应选{vote['seats']}名，候选人{vote['candidates']}名"
        surplus = "elec-surplus-ratio"
        yield Outcome(_broken(asked, surplus) if short else _OK, words, rule=surplus)


def _all_unknown(asked: Asked, rules: Iterable[str], words: str) -> Iterator[Outcome]:
    own = [asked.gate.rule] if asked.gate.rule else []
    for rule in (*rules, *own):
        yield Outcome(_UNKNOWN, words, rule=rule)


def _broken(asked: Asked, rule: str) -> StepVerdict:
    """What breaking another rule than the gate's own counts as, by that rule's wording."""
    article = asked.course.article(rule, asked.event)
    return _BREACH if article is None or article.severity is Severity.HARD else _WARN


def _secret(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None or not asked.article.flag("secret"):
        return
    vote = asked.value("vote")
    secret = vote.get("secret") if isinstance(vote, Mapping) else None
    if secret is None:
        yield Outcome(_UNKNOWN, "没有登记表决方式")
    else:
        yield Outcome(
            _OK if secret else asked.broken, "无记名投票" if secret else "没有采取无记名投票"
        )


def _decision(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None:
        return
    decision, months = asked.value("decision"), asked.value("months")
    extensions = [
        item for item in asked.course.all(asked.step.key)
        if item.values.get("decision") == "extend" and item.on <= asked.event.on
    ]  # fmt: skip
    least, most = asked.article.integer("least"), asked.article.integer("most")
    times = asked.article.integer("times")
    if decision is None:
        yield Outcome(_UNKNOWN, "没有登记按期转正、延长预备期还是取消资格")
    elif decision != "extend":
        yield Outcome(_OK, "按期转正" if decision == "on_time" else "取消预备党员资格")
    elif not isinstance(months, int):
        yield Outcome(_UNKNOWN, "没有登记延长几个月")
    elif not least <= months <= most:
        yield Outcome(asked.broken, f"延长{months}个月，应为{least}至{most}个月")
    elif len(extensions) > times:
        yield Outcome(asked.broken, f"已延长{len(extensions)}次，只能延长{times}次")
    else:
        yield Outcome(_OK, f"延长{months}个月")


def _told(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None:
        return
    told = asked.value(asked.gate.name)
    if told is None:
        yield Outcome(_UNKNOWN, f"记录中没有写明是否{asked.gate.words}")
    else:
        yield Outcome(
            _OK if told else asked.broken, f"{'已' if told else '没有'}{asked.gate.words}"
        )


def _never(asked: Asked) -> Iterator[Outcome]:
    if asked.event is not None and asked.value(asked.gate.name):
        yield Outcome(asked.broken, asked.gate.words)


_JUDGES: Mapping[GateKind, Callable[[Asked], Iterator[Outcome]]] = {
    GateKind.WITHIN: _within,
    GateKind.NOT_BEFORE: _not_before,
    GateKind.AHEAD: _ahead,
    GateKind.AGE: _age,
    GateKind.EVERY: _every,
    GateKind.WORKDAYS: _workdays,
    GateKind.COUNT: _count,
    GateKind.AMOUNT: _amount,
    GateKind.SHARE: _share,
    GateKind.AFTER: _after,
    GateKind.VOTE: _vote,
    GateKind.SECRET: _secret,
    GateKind.DECISION: _decision,
    GateKind.TOLD: _told,
    GateKind.NEVER: _never,
}
