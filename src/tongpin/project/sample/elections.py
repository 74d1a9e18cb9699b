"""The sample year's election: a branch whose term ended in September, ready for its meeting."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.ledgers.elections import actions, queries
from tongpin.ledgers.elections.models import Election
from tongpin.org.scope import Scope
from tongpin.project.sample.bureau import Sample

BRANCH = "SW03"
NAMES = 6
WORDS = ("连任", "连任", "连任", "连任", "管网抢修班班长", "营业厅主任")
PLACES = (4, 3, 1, 5, 2, 6)
"""By the strokes of the family name: 卢任许何贾薛."""


def fill(actor: Actor, sample: Sample) -> None:
    """Reminded, asked for, answered, six candidates for five seats sent up and examined."""
    unit, bureau = sample.branches[BRANCH], sample.bureau
    people = sample.members[BRANCH][:NAMES]
    with on_day(date(2020, 3, 9)):
        row = actions.open_election(
            actor, unit=unit, opened_on=date(2020, 3, 9), title="2020年换届选举", seats=5,
            deputies=0, expires_on=date(2020, 9, 10), number=2,
        )  # fmt: skip
        actions.answer(
            actor, unit=bureau, election=row, version=row.version, key="reminded",
            on=date(2020, 3, 9), note="9月10日任期届满，请提前准备",
        )  # fmt: skip
    with on_day(date(2020, 8, 3)):
        row = _fresh(row)
        actions.request(actor, unit=unit, election=row, version=row.version, on=date(2020, 8, 3))
    with on_day(date(2020, 8, 12)):
        row = _fresh(row)
        actions.answer(
            actor, unit=bureau, election=row, version=row.version, key="replied",
            on=date(2020, 8, 12), number="青水党〔2020〕28号",
        )  # fmt: skip
    with on_day(date(2020, 8, 25)):
        for person, words, place in zip(people, WORDS, PLACES, strict=True):
            row = _fresh(row)
            actions.propose(
                actor, unit=unit, election=row, version=row.version, person=person,
                office="committee", proposed_on=date(2020, 8, 24), position=place, proposal=words,
            )  # fmt: skip
        row = _fresh(row)
        actions.propose(
            actor, unit=unit, election=row, version=row.version, person=people[0],
            office="secretary", proposed_on=date(2020, 8, 24), proposal="连任",
        )  # fmt: skip
        row = _fresh(row)
        actions.submit(actor, unit=unit, election=row, version=row.version, on=date(2020, 8, 25))
    with on_day(date(2020, 9, 2)):
        row = _fresh(row)
        results = {c.pk: ("approved", "") for c in row.candidates.all()}
        actions.review(
            actor, unit=bureau, election=row, version=row.version, on=date(2020, 9, 2),
            results=results, number="青水党〔2020〕31号",
        )  # fmt: skip


def _fresh(row: Election) -> Election:
    found = queries.election(Scope.everything(), row.pk)
    assert found is not None
    return found
