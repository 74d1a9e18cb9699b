"""Gates of time: how soon, how late, how often, at what age, for how many working days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from .asked import OK, PENDING, UNKNOWN, WARN, Asked, Outcome
from .course import Course, interval, length_label, shift
from .explain import full_day
from .interval import add_months
from .procedure import Event


def within(asked: Asked) -> Iterator[Outcome]:
    """Done within so long of another step or day; of each time that a step was taken again."""
    course = asked.course
    anchors = _anchors(course, asked.gate.of)
    if not anchors and asked.event is not None:
        yield Outcome(UNKNOWN, f"没有“{asked.of_title}”的日期，无法计算期限")
    for number, anchor in enumerate(anchors):
        following = anchors[number + 1] if number + 1 < len(anchors) else date.max
        yield _within(asked, anchor, following)


def _anchors(course: Course, name: str) -> list[date]:
    step = course.procedure.by_key.get(name)
    if step is not None and step.again_on:
        return [event.on for event in course.all(name)]
    day = course.day(name)
    return [] if day is None else [day]


def _within(asked: Asked, anchor: date, following: date) -> Outcome:
    """The first time the step was taken from the anchor on, and before the next one."""
    course, events = asked.course, asked.course.all(asked.step.key)
    unit, length = interval(asked.article)
    latest = shift(course.book, anchor, unit, length)
    event = next((item for item in events if anchor <= item.on < following), None)
    if event is None and events and following == date.max and events[-1].on < anchor:
        anchor_step = course.procedure.by_key.get(asked.gate.of)
        if anchor_step is None or anchor_step.comes_by_itself:
            return _early(asked, events[-1], anchor, (unit, length))
        if not (anchor_step.is_repeated or anchor_step.again_on):
            found = f"{asked.step.title}（{full_day(events[-1].on)}）早于{asked.of_title}"
            return Outcome(asked.broken, f"{found}（{full_day(anchor)}），请核对日期")
    special = "special" in asked.article.values
    limit = add_months(anchor, asked.article.integer("special")) if special else latest
    said = f"{full_day(anchor)}{asked.of_title}，最迟{full_day(latest)}"
    return _timely(asked, event, said, latest, limit)


def _early(asked: Asked, event: Event, day: date, length: tuple[str, int]) -> Outcome:
    """Before a day that only falls due, such as the end of a term: in order, so long as not far."""
    earliest = shift(asked.course.book, day, length[0], -length[1])
    said = f"{full_day(day)}{asked.of_title}，{full_day(event.on)}{asked.step.title}"
    if event.on >= earliest:
        return Outcome(OK, f"{said}，在期满以前")
    return Outcome(asked.broken, f"{said}，提前超过{length_label(*length)}")


def _timely(asked: Asked, event: Event | None, said: str, latest: date, limit: date) -> Outcome:
    title, as_of = asked.step.title, asked.course.as_of
    day = event.on if event else as_of
    if event is None and as_of <= latest:
        return Outcome(PENDING, f"{said}，由{asked.step.actor}办理", latest=latest)
    late = (day - latest).days
    if late <= 0:
        return Outcome(OK, f"{said}，{full_day(day)}已办", latest=latest)
    found = f"{full_day(day)}才办，晚了{late}天" if event else f"至今没有{title}，已超过{late}天"
    if limit > latest and day <= limit:
        reason = event.values.get("reason") if event else None
        if reason:
            words = (
                f"{said}；{found}，理由：{str(reason)[:60]}，在特殊情况的期限{full_day(limit)}以内"
            )
            return Outcome(WARN, words)
        if event is None:
            words = f"{said}；{found}。确有特殊情况的应说明理由，最迟{full_day(limit)}"
            return Outcome(WARN, words, latest=limit)
        return Outcome(asked.broken, f"{said}；{found}，没有写明特殊情况的理由")
    return Outcome(asked.broken, f"{said}；{found}", latest=None if event else limit)


def not_before(asked: Asked) -> Iterator[Outcome]:
    """Not before so long after another step or day."""
    event = asked.event
    anchor = asked.course.day(asked.gate.of, event.on if event else None)
    if anchor is None:
        if event is not None:
            yield Outcome(UNKNOWN, f"没有“{asked.of_title}”的日期，无法计算最早日期")
        return
    is_derived = asked.gate.of not in asked.course.procedure.by_key
    earliest = anchor if is_derived else shift(asked.course.book, anchor, *interval(asked.article))
    said = f"{full_day(anchor)}{asked.of_title}"
    if not is_derived:
        said += f"，满{length_label(*interval(asked.article))}是{full_day(earliest)}"
    yield _not_early(asked, said, earliest)


def _not_early(asked: Asked, said: str, earliest: date) -> Outcome:
    if asked.event is None:
        words = f"{said}，最早{full_day(earliest)}{asked.step.title}"
        if earliest < asked.course.as_of:
            words = f"{said}，{full_day(earliest)}起可以{asked.step.title}，至今没有记录"
        return Outcome(PENDING, words, earliest)
    day, title = asked.event.on, asked.step.title
    if day >= earliest:
        return Outcome(OK, f"{said}；{full_day(day)}{title}，符合要求", earliest)
    early = (earliest - day).days
    return Outcome(asked.broken, f"{said}；{full_day(day)}{title}，早了{early}天", earliest)


def ahead(asked: Asked) -> Iterator[Outcome]:
    """So long before another step or day."""
    anchor = asked.course.day(asked.gate.of)
    if anchor is None:
        return
    unit, length = interval(asked.article)
    latest = shift(asked.course.book, anchor, unit, -length)
    said = f"{full_day(anchor)}{asked.of_title}，应提前{length_label(unit, length)}"
    yield _timely(asked, asked.event, f"{said}，即{full_day(latest)}以前", latest, latest)


def age(asked: Asked) -> Iterator[Outcome]:
    """Old enough on the day."""
    course, born = asked.course, asked.course.born
    if born is None:
        if asked.event is not None:
            yield Outcome(UNKNOWN, "没有出生日期，无法计算年龄")
        return
    years = asked.article.integer("years")
    earliest = add_months(born, 12 * years)
    if not course.book.holds("conv-age", "from_birthday", earliest):
        earliest += timedelta(days=1)
    yield _not_early(asked, f"{full_day(born)}出生，{full_day(earliest)}年满{years}周岁", earliest)


def every(asked: Asked) -> Iterator[Outcome]:
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
            PENDING,
            f"{full_day(start)}{asked.of_title}，第一次最迟{full_day(latest)}",
            latest=latest,
        )
        return
    more = "" if end_event else f"，下一次最迟{full_day(latest)}"
    said = f"已{asked.step.title}{len(days)}次，间隔都不超过{every}{more}"
    if not days:
        said = f"{full_day(start)}{asked.of_title}，到{full_day(end)}不满{every}"
    yield Outcome(OK, said, latest=None if end_event else latest)


def workdays(asked: Asked) -> Iterator[Outcome]:
    """Open for so many working days, by the calendar of days off."""
    event, table = asked.event, asked.course.book.workdays
    need = asked.article.integer("workdays")
    if event is None:
        if asked.course.superseded(asked.step):
            yield Outcome(asked.broken, f"没有{asked.step.title}的记录就进行了后面的步骤")
        return
    to = event.values.get("to")
    if not isinstance(to, date):
        last = event.on
        while asked.course.book.public_days(event.on, last) < need:
            last += timedelta(days=1)
        verdict = PENDING if asked.course.as_of <= last else UNKNOWN
        yield Outcome(
            verdict, f"{full_day(event.on)}开始，最早{full_day(last)}期满，还没有登记截止日期"
        )
        return
    days = asked.course.book.public_days(event.on, to)
    doubt = (
        "（该年度放假安排尚未登记，按周一至周五暂算）" if table.is_provisional(event.on, to) else ""
    )
    said = f"{full_day(event.on)}至{full_day(to)}共{days}个工作日{doubt}"
    if to > asked.course.as_of:
        yield Outcome(PENDING, f"{said}，尚未期满")
    elif days >= need:
        yield Outcome(OK, f"{said}，不少于{need}个工作日")
    else:
        yield Outcome(asked.broken, f"{said}，少{need - days}个工作日")
