"""An appraisal of the first branch at each stage, for the tests of this ledger."""

from __future__ import annotations

from collections import Counter
from datetime import date

from tongpin.ledgers.appraisals import actions, queries
from tongpin.ledgers.appraisals.models import Appraisal, Mark, Participant, Ticket
from tongpin.org.scope import Scope

TODAY = date(2020, 9, 20)
NAMES = ("张守正", "李组织", "王宣传", "赵纪检", "钱大海", "孙玉梅", "周建国", "吴晓东", "郑文")


def opened(cast, unit: str = "ZB1", who: str = "secretary1", year: int = 2020) -> Appraisal:
    """The branch's appraisal with its roll."""
    return actions.open_appraisal(
        cast.actor(who),
        unit=cast.unit(unit),
        year=year,
        rolled_on=TODAY,
        opened_on=date(2020, 9, 1),
    )


def fresh(row: Appraisal) -> Appraisal:
    """The appraisal as it stands in the database."""
    return queries.appraisal(Scope.everything(), row.pk)


def line(row: Appraisal, name: str) -> Participant:
    """Somebody's line on the roll."""
    return row.participants.select_related("person").get(person__name=name)


def balloting(cast) -> Appraisal:
    """The electronic ballot is open."""
    row = opened(cast)
    actions.open_ballot(cast.actor("secretary1"), unit=row.unit, appraisal=row)
    return fresh(row)


def ticket(row: Appraisal, name: str) -> Ticket:
    """Somebody's ticket."""
    return Ticket.objects.select_related("participant").get(participant=line(row, name))


def marks(row: Appraisal, mark: str = "qualified") -> dict[int, str]:
    """The same mark for everybody."""
    return {p.pk: mark for p in queries.subjects(row)}


def voted(row: Appraisal, *names: str, mark: str = "qualified") -> None:
    """These have voted."""
    for name in names:
        actions.cast_ballot(ticket=ticket(row, name), marks=marks(row, mark))


def tallied(cast) -> Appraisal:
    """A ballot on paper: nine papers, 合格 for everybody."""
    row = opened(cast)
    totals = {p.pk: Counter({Mark.QUALIFIED.value: 9}) for p in queries.subjects(row)}
    actions.enter_tally(
        cast.actor("secretary1"), unit=row.unit, appraisal=row, issued=9, returned=9, valid=9,
        totals=totals,
    )  # fmt: skip
    return fresh(row)


def graded(cast, excellent: tuple[str, ...] = NAMES[:3], **others: str) -> Appraisal:
    """Everybody has a grade: the named excellent, `others` as told, the rest 合格."""
    row = tallied(cast)
    grades = {
        p.pk: (
            "excellent" if p.person.name in excellent else others.get(p.person.name, "qualified"),
            "",
        )
        for p in queries.subjects(row)
    }
    actions.set_grades(
        cast.actor("secretary1"), unit=row.unit, appraisal=row, version=row.version, grades=grades
    )
    return fresh(row)


def decided(cast, **others: str) -> Appraisal:
    """The grades are settled."""
    row = graded(cast, **others)
    actions.decide(cast.actor("secretary1"), unit=row.unit, appraisal=row, on=TODAY)
    return fresh(row)


def told(cast) -> Appraisal:
    """The results were told."""
    row = decided(cast)
    actions.tell(
        cast.actor("secretary1"), unit=row.unit, appraisal=row, lines=queries.participants(row)
    )
    return fresh(row)
