"""An election of the first branch for the tests, from 1 to 14 September 2020: three seats, four names."""

from __future__ import annotations

from datetime import date

from tongpin.ledgers.elections import actions, queries
from tongpin.ledgers.elections.models import Ballot, Election
from tongpin.life.actions import Minutes, record_gathering
from tongpin.org.scope import Scope

EVERYTHING = Scope.everything()
NAMES = ("张守正", "李组织", "王宣传", "赵纪检")
MEMBERS = (*NAMES, "钱大海", "孙玉梅", "周建国", "吴晓东", "郑文")


def d(day: int, month: int = 9) -> date:
    """A day of September 2020."""
    return date(2020, month, day)


def fresh(row: Election) -> Election:
    """The election as the database has it."""
    found = queries.election(EVERYTHING, row.pk)
    assert found is not None
    return found


def act(cast, verb, row: Election, who="secretary1", unit=None, **more):
    """A verb on the election as it stands now."""
    row = fresh(row)
    place = cast.unit(unit) if unit else row.unit
    return verb(cast.actor(who), unit=place, election=row, version=row.version, **more)


def above(cast, verb, row: Election, **more):
    """A verb of the bureau."""
    return act(cast, verb, row, who="office", unit="JU", **more)


def opened(cast, unit="ZB1", who="secretary1", **more) -> Election:
    """Begun."""
    values = {
        "title": "2020年换届选举", "opened_on": d(1), "seats": 3, "deputies": 0, "number": 3,
        "expires_on": d(5, 11),
    } | more  # fmt: skip
    return fresh(actions.open_election(cast.actor(who), unit=cast.unit(unit), **values))


def answered(cast, row=None) -> Election:
    """Asked for and answered."""
    row = row or opened(cast)
    act(cast, actions.request, row, on=d(1))
    above(cast, actions.answer, row, key="replied", on=d(3), number="青水党〔2020〕30号")
    return fresh(row)


def proposed(cast, row=None, names=NAMES, secretary="张守正") -> Election:
    """With its candidates."""
    row = row or answered(cast)
    for name in names if row.seats else ():
        act(
            cast, actions.propose, row, person=cast.person(name), office="committee",
            proposed_on=d(4),
        )  # fmt: skip
    act(
        cast, actions.propose, row, person=cast.person(secretary), office="secretary",
        proposed_on=d(4),
    )  # fmt: skip
    return fresh(row)


def submitted(cast, row=None, **more) -> Election:
    """Sent up."""
    row = row or proposed(cast)
    act(cast, actions.submit, row, on=d(5), **more)
    return fresh(row)


def reviewed(cast, row=None, declined=()) -> Election:
    """Examined by the bureau."""
    row = row or submitted(cast)
    results = {
        c.pk: ("declined", "不合适") if c.person.name in declined else ("approved", "")
        for c in row.candidates.filter(withdrawn_reason="").select_related("person")
    }
    above(cast, actions.review, row, on=d(7), results=results)
    return fresh(row)


DAY = d(10)


def assembly(cast, on=DAY, kinds=("general_meeting",), unit="ZB1"):
    """A meeting that was held."""
    return record_gathering(
        cast.actor("office"), unit=cast.unit(unit),
        minutes=Minutes(kinds=kinds, topic="换届选举大会", held_on=on),
    )  # fmt: skip


def balloted(cast, row=None, gathering=None, office="committee", **more) -> Ballot:
    """The roll is frozen: everybody is there."""
    row = row or reviewed(cast)
    values = {
        "gathering": gathering or assembly(cast), "office": office,
        "present": [cast.people[n] for n in MEMBERS], "scrutineers": [cast.person("钱大海")],
        "tellers": [cast.person("孙玉梅")],
    } | more  # fmt: skip
    return act(cast, actions.open_ballot, row, **values)


def votes(cast, **by_name: int) -> dict[int, tuple[int, int, None]]:
    """`{person: (yes, no, the rest)}` of nine ballots."""
    return {cast.people[name]: (yes, 9 - yes, None) for name, yes in by_name.items()}


GOOD = {"张守正": 9, "李组织": 8, "王宣传": 6, "赵纪检": 4}


def counted(cast, ballot=None, by_name=None, **more) -> Ballot:
    """Counted by name."""
    ballot = ballot or balloted(cast)
    values = {"issued": 9, "returned": 9, "votes": votes(cast, **(by_name or GOOD))} | more
    return act(
        cast, actions.count_ballot, ballot.election, ballot=ballot,
        counted=actions.Counted(**values),
    )  # fmt: skip


def declared(cast, ballot=None) -> Election:
    """The members' meeting has elected the committee."""
    ballot = ballot or counted(cast)
    act(cast, actions.declare, ballot.election, key="meeting")
    return fresh(ballot.election)


def headed(cast, row=None) -> Election:
    """The new committee has elected its secretary."""
    row = row or declared(cast)
    meeting = assembly(cast, kinds=("committee_meeting",))
    ballot = act(
        cast, actions.open_ballot, row, office="secretary", gathering=meeting,
        present=[cast.people[n] for n in NAMES[:3]], scrutineers=[cast.person("李组织")],
        tellers=[cast.person("王宣传")],
    )  # fmt: skip
    act(
        cast,
        actions.count_ballot,
        row,
        ballot=ballot,
        counted=actions.Counted(3, 3, {cast.people["张守正"]: (3, 0, None)}),
    )
    act(
        cast, actions.declare, row, key="first_committee",
        titles={cast.people["李组织"]: "organization", cast.people["王宣传"]: "discipline"},
    )  # fmt: skip
    return fresh(row)


def reported(cast, row=None) -> Election:
    """Reported to the bureau."""
    row = row or headed(cast)
    act(cast, actions.report, row, on=d(11))
    return fresh(row)


def approved(cast, row=None, **more) -> Election:
    """Approved: term and posts are made."""
    row = row or reported(cast)
    values = {"on": d(14), "number": "青水党〔2020〕33号", "expires_on": date(2023, 9, 10)} | more
    above(cast, actions.approve, row, **values)
    return fresh(row)
