"""The sample year's talks: one reminder followed up, one inquiry waiting for its reply."""

from __future__ import annotations

from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import on_day
from tongpin.ledgers.talks import actions
from tongpin.ledgers.talks.models import Matter
from tongpin.project.sample.bureau import Sample


def fill(actor: Actor, sample: Sample) -> None:
    """Enter two matters of the first branch; the officer is the account `jijian`."""
    unit = sample.branches["SW01"]
    people = sample.members["SW01"]
    with on_day(date(2020, 6, 8)):
        reminder = actions.open_matter(
            actor, unit=unit,
            opening=actions.Opening(
                "remind", people[11], "life", date(2020, 6, 8),
                "二季度两次没有参加主题党日，事先没有请假。", people[0],
            ),
        )  # fmt: skip
    _take(actor, reminder, actions.Taken("approved", date(2020, 6, 9), by="支部委员会"))
    _take(
        actor, reminder,
        actions.Taken(
            "talk", date(2020, 6, 11), by=people[0].name, place="支部活动室",
            words="指出问题，本人说明是下乡值守没有及时请假，表示今后按规定请假。",
            follow_due_on=date(2020, 9, 11),
        ),
    )  # fmt: skip
    with on_day(date(2020, 9, 14)):
        actions.open_matter(
            actor,
            unit=unit,
            opening=actions.Opening("inquiry", people[12], "reporting", date(2020, 9, 14)),
        )


def _take(actor: Actor, matter: Matter, taken: actions.Taken) -> None:
    with on_day(taken.on):
        matter.refresh_from_db()
        actions.record(actor, unit=matter.unit, matter=matter, version=matter.version, taken=taken)
