"""Judge one gate of one step: each kind is one pure function that also says why in Chinese.

A message reads: what is required (article), what was found, what is missing and by when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from .asked import BREACH, OK, UNKNOWN, WARN, Asked, Outcome
from .course import meeting_of
from .explain import full_day
from .procedure import WORST_FIRST, GateKind, StepVerdict
from .refusal import Refusal
from .regulation import Severity
from .time_gates import age, ahead, every, not_before, within, workdays
from .voting import RULES, Meeting


def judge(asked: Asked) -> Iterator[Outcome]:
    """What a gate says, nothing while there is nothing to say."""
    decision = asked.value("decision")
    if asked.gate.unless and decision == asked.gate.unless:
        return
    yield from _JUDGES[asked.gate.kind](asked)


def _count(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None:
        return
    found = asked.value("count")
    least, most = asked.article.integer("least"), asked.article.integer("most")
    if not isinstance(found, int):
        yield Outcome(UNKNOWN, "没有登记人数")
    elif least <= found <= most:
        yield Outcome(OK, f"登记{found}名")
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
        yield Outcome(UNKNOWN, f"没有登记{asked.step.title}的天数或者学时")
        return
    said = "、".join(f"{value:g}{_MEASURES[name]}" for name, value in given.items())
    if any(value >= asked.article.decimal(name) for name, value in given.items()):
        yield Outcome(OK, f"登记{said}")
    else:
        yield Outcome(asked.broken, f"登记{said}，天数和学时都没有达到要求")


def _share(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None:
        return
    part, whole = asked.value(asked.gate.name), asked.value(asked.gate.whole)
    if not isinstance(part, int) or not isinstance(whole, int) or whole <= 0:
        yield Outcome(UNKNOWN, f"没有登记{asked.gate.words.rstrip('的')}的人数")
        return
    numerator, denominator = asked.article.fraction("share")
    most = whole * numerator // denominator
    said = f"{whole}人中{asked.gate.words}{part}人，最多{most}人"
    yield Outcome(OK if part <= most else asked.broken, said)


def _after(asked: Asked) -> Iterator[Outcome]:
    event, course = asked.event, asked.course
    earlier = course.procedure.by_key[asked.gate.of]
    if event is None or not course.requires(earlier):
        return
    rows = course.all(earlier.key)
    if any(item.on <= event.on for item in rows):
        day = next(item.on for item in rows if item.on <= event.on)
        yield Outcome(OK, f"“{earlier.title}”已于{full_day(day)}完成")
    elif rows:
        words = f"{full_day(event.on)}{asked.step.title}，先于“{earlier.title}”"
        yield Outcome(asked.broken, f"{words}（{full_day(rows[0].on)}），次序颠倒")
    else:
        words = f"{full_day(event.on)}{asked.step.title}时没有“{earlier.title}”的记录"
        yield Outcome(asked.broken, f"{words}，请补齐材料或者说明情况")


def _vote(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None:
        return
    meeting = meeting_of(asked.gate, asked.event)
    rules = [rule for rule in RULES[meeting] if rule]
    try:
        result = asked.course.vote(asked.event, asked.gate)
    except Refusal as error:
        yield from _all_unknown(asked, rules, error.told.rstrip("。"))
        return
    if result is None:
        yield from _all_unknown(asked, rules, "没有登记应到、实到人数和票数")
        return
    answers = ((result.quorum, result.opening), (result.passed, result.voting))
    found = [
        (rule, UNKNOWN if holds is None else OK if holds else _broken(asked, rule), words)
        for rule, (holds, words) in zip(rules, answers, strict=False)
    ]
    for rule, verdict, words in found:
        yield Outcome(verdict, words.rstrip("。"), rule=rule)
    if asked.gate.rule:
        # The procedure's own rule holds when the meeting's rules do.
        _, verdict, words = min(found, key=lambda item: WORST_FIRST.index(item[1]))
        said = "开会人数和票数符合要求" if verdict is OK else words.rstrip("。")
        yield Outcome(verdict, said)
    vote = asked.event.values["vote"]
    if meeting is Meeting.ELECTION and "seats" in vote and "candidates" in vote:
        short = "surplus_short" in result.flags
        words = f"应选{vote['seats']}名，候选人{vote['candidates']}名"
        surplus = "elec-surplus-ratio"
        yield Outcome(_broken(asked, surplus) if short else OK, words, rule=surplus)


def _all_unknown(asked: Asked, rules: Iterable[str], words: str) -> Iterator[Outcome]:
    own = [asked.gate.rule] if asked.gate.rule else []
    for rule in (*rules, *own):
        yield Outcome(UNKNOWN, words, rule=rule)


def _broken(asked: Asked, rule: str) -> StepVerdict:
    """What breaking another rule than the gate's own counts as, by that rule's wording."""
    article = asked.course.article(rule, asked.event)
    return BREACH if article is None or article.severity is Severity.HARD else WARN


def _secret(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None or not asked.article.flag("secret"):
        return
    vote = asked.value("vote")
    secret = vote.get("secret") if isinstance(vote, Mapping) else None
    if secret is None:
        yield Outcome(UNKNOWN, "没有登记表决方式")
    else:
        yield Outcome(
            OK if secret else asked.broken, "无记名投票" if secret else "没有采取无记名投票"
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
        yield Outcome(UNKNOWN, "没有登记按期转正、延长预备期还是取消资格")
    elif decision != "extend":
        yield Outcome(OK, "按期转正" if decision == "on_time" else "取消预备党员资格")
    elif not isinstance(months, int):
        yield Outcome(UNKNOWN, "没有登记延长几个月")
    elif not least <= months <= most:
        yield Outcome(asked.broken, f"延长{months}个月，应为{least}至{most}个月")
    elif len(extensions) > times:
        yield Outcome(asked.broken, f"已延长{len(extensions)}次，只能延长{times}次")
    else:
        yield Outcome(OK, f"延长{months}个月")


def _told(asked: Asked) -> Iterator[Outcome]:
    if asked.event is None:
        return
    told = asked.value(asked.gate.name)
    if told is None:
        yield Outcome(UNKNOWN, f"记录中没有写明是否{asked.gate.words}")
    else:
        yield Outcome(OK if told else asked.broken, f"{'已' if told else '没有'}{asked.gate.words}")


def _never(asked: Asked) -> Iterator[Outcome]:
    if asked.event is not None and asked.value(asked.gate.name):
        yield Outcome(asked.broken, asked.gate.words)


_JUDGES: Mapping[GateKind, Callable[[Asked], Iterator[Outcome]]] = {
    GateKind.WITHIN: within,
    GateKind.NOT_BEFORE: not_before,
    GateKind.AHEAD: ahead,
    GateKind.AGE: age,
    GateKind.EVERY: every,
    GateKind.WORKDAYS: workdays,
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
