"""Whether what a letter says can be: what cannot is refused, what is strange is shown to who receives.

Only what no rule of any time allows is refused. Under the constitutions before 1945 younger people
were taken in, and from 1969 to 1977 nobody was on probation: such letters are right, and looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from tongpin.audit.errors import Refused
from tongpin.ledgers.transfers.exchange import Letter, Particulars
from tongpin.org.models import MEMBER_STAGES, Stage
from tongpin.org.probation import expected_full, had_probation
from tongpin.rules.interval import add_months

ADULT, YOUNGEST = 18, 14
MOST_AHEAD = 12
ORDER = [stage.value for stage in Stage]


def latest_month(on: date) -> date:
    """The last month that dues can be paid for in advance when a letter is of this day."""
    return add_months(on.replace(day=1), MOST_AHEAD)


def refuse_impossible(who: Particulars, letter: Letter) -> None:
    """`Refused` with the cure for what cannot be."""
    spans = who.stages
    last = Stage(spans[-1].stage)
    if last != who.stage:
        raise _wrong(
            "stage", f"人员类别是{Stage(who.stage).label}，经历却止于{last.label}，两处不一致"
        )
    for before, after in pairwise(spans):
        one, other = Stage(before.stage), Stage(after.stage)
        if ORDER.index(other) <= ORDER.index(one) or after.since < before.since:
            raise _wrong(
                "stages",
                f"{other.label}（{after.since}）排在{one.label}（{before.since}）之后，次序不对",
            )
    late = next((s for s in spans if s.since > letter.issued_on), None)
    if late is not None:
        raise _wrong(
            "stages",
            f"{Stage(late.stage).label}自 {late.since} 起，晚于开具日期 {letter.issued_on}",
        )
    if who.born_on is not None and spans[0].since < add_months(who.born_on, 12 * YOUNGEST):
        raise _wrong(
            "stages",
            f"{Stage(spans[0].stage).label}自 {spans[0].since} 起，当时只有"
            f"{max(0, _age(who.born_on, spans[0].since))}岁",
        )
    if letter.paid_until and _month(letter.paid_until) > latest_month(letter.issued_on):
        raise _wrong("paid_until", f"党费交至 {letter.paid_until}，比开具日期晚一年以上")


def doubts(who: Particulars) -> Iterator[str]:
    """What is possible but strange, for who receives to compare with the file of the person."""
    since = {span.stage: span.since for span in who.stages}
    joined, full = since.get("probationary"), since.get("full")
    first = next((s.since for s in who.stages if s.stage in MEMBER_STAGES), None)
    if who.born_on and first and first < add_months(who.born_on, 12 * ADULT):
        yield f"入党时（{first}）不满{ADULT}周岁"
    if full is None or not had_probation(joined or full):
        return
    if joined is None:
        yield "没有写明成为预备党员的日期"
    elif full < expected_full(joined):
        yield f"预备期（{joined} 至 {full}）不满一年"


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _wrong(field: str, what: str) -> Refused:
    return Refused(
        f"介绍信的内容有误：{what}。请与转出党委核实，由对方更正后重新开具。", field=field
    )
