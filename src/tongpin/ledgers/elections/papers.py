"""换届请示, 人选请示, 选票 and 选举结果报告 as Word papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from tongpin.audit.errors import Refused
from tongpin.documents.papers import rendered
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.elections import queries
from tongpin.ledgers.elections.counting import Fate
from tongpin.ledgers.elections.models import Ballot, Candidate, Election, Office, Part
from tongpin.ledgers.elections.queries import Poll, Race
from tongpin.org.models import Person, PostTitle
from tongpin.rules.explain import full_day


def _head(row: Election, step: str, day: date) -> dict[str, str]:
    """Who writes to whom, and when: the step's day where it stands."""
    record = queries.step_on(row, step)
    upper = queries.above(row.unit)
    return {
        "unit": row.unit.name, "upper": upper.name if upper else "上级党组织",
        "day": full_day(record.on if record else day), "meeting": _meeting(row),
    }  # fmt: skip


def _meeting(row: Election) -> str:
    return "党员代表大会" if row.by_congress else "党员大会"


def _posts(row: Election) -> str:
    deputies = f"、副书记{row.deputies}名" if row.deputies else ""
    if not row.seats:
        return f"不设委员会，由{_meeting(row)}选举书记1名{deputies}。"
    return f"拟设委员{row.seats}名，其中书记1名{deputies}；{_heads(row)}由新一届委员会第一次会议选举产生。"


def _heads(row: Election) -> str:
    return "书记、副书记" if row.deputies else "书记"


def _surplus(row: Election, day: date) -> str:
    """The surplus as the rulebook of the day asks for it."""
    book = current_book()
    article = book.article("elec-surplus-ratio", day)
    need = queries.needed_candidates(book, row.seats, day)
    if not row.seats or article is None or need is None:
        return ""
    return f"委员实行差额选举，{article.text}，应选{row.seats}名，候选人不少于{need}名。"


def request(row: Election, day: date) -> bytes:
    """换届请示."""
    members = queries.of_the_unit(row.unit, day).count()
    return rendered(
        row.unit, "elections.request",
        _head(row, "requested", day) | {
            "expires": full_day(row.expires_on) if row.expires_on else "", "posts": _posts(row),
            "surplus": _surplus(row, day), "members": str(members),
            "full": str(queries.with_right(row.unit, day).count()),
        },
    )  # fmt: skip


def candidates(row: Election, day: date) -> bytes:
    """人选请示 with everybody who is proposed; `Refused` while there is nobody."""
    rows = list(row.candidates.filter(withdrawn_reason="").select_related("person__home"))
    if not rows:
        raise Refused("还没有候选人预备人选，登记以后才能导出。")
    head = _head(row, "candidates", day)
    sent = queries.step_on(row, "candidates")
    return rendered(
        row.unit, "elections.candidates",
        head | {
            "committee": [_said(c) for c in rows if c.office == Office.COMMITTEE],
            "heads": [_said(c) for c in rows if c.office != Office.COMMITTEE],
            "surplus": _surplus(row, sent.on if sent else day), "posts": _heads(row),
        },
    )  # fmt: skip


def _said(row: Candidate) -> dict[str, str]:
    person = row.person
    return {
        "name": person.name, "office": row.get_office_display(), "sex": person.get_sex_display(),
        "born": f"{person.born_on:%Y.%m}" if person.born_on else "", "branch": person.home.name,
        "proposal": row.proposal,
    }  # fmt: skip


def ballot(row: Election, day: date) -> bytes:
    """选票 of the ballot that is being voted on, else of the next one; `Refused` without names."""
    races = queries.races(current_book(), row)
    open_race = next((r for r in races if r.left > 0), races[-1])
    waiting = open_race.waiting
    names: Sequence[Person]
    if waiting is not None:
        names = [t.person for t in waiting.ballot.tallies.all()]
    else:
        by_committee = row.seats and open_race.office != Office.COMMITTEE
        committee = queries.elected_committee(races) if by_committee else None
        names = queries.on_ballot(row, open_race, committee)
    if not names or open_race.left <= 0:
        raise Refused("没有要投票的候选人：候选人经上级审查同意以后、选满以前才能导出选票。")
    held = waiting.ballot.gathering.held_on if waiting else day
    return rendered(
        row.unit, "elections.ballot",
        {
            "unit": row.unit.name, "office": open_race.office.label,
            "seats": str(open_race.left),
            "round": str(waiting.ballot.round if waiting else len(open_race.polls) + 1),
            "names": [{"name": p.name} for p in names], "day": full_day(held),
        },
    )  # fmt: skip


def report(row: Election, day: date) -> bytes:
    """选举结果报告 with every ballot by name; `Refused` before the result was declared."""
    held = queries.step_on(row, "meeting")
    if held is None:
        raise Refused("还没有宣布选举结果，宣布以后才能导出报告。")
    races = queries.races(current_book(), row)
    polls = [poll for race in races for poll in race.polls]
    first = queries.step_on(row, "first_committee")
    heads = f"{_heads(row)}报请审批"
    asked = f"委员报请备案，{heads}。" if row.seats else f"{heads}。"
    return rendered(
        row.unit, "elections.report",
        _head(row, "reported", day) | {
            "held": full_day(held.on), "ballots": [_ballot(p) for p in polls],
            "votes": [line for p in polls for line in _votes(p)],
            "elected": _elected(row, races, held.on, first.on if first else held.on),
            "asked": asked,
        },
    )  # fmt: skip


def _ballot(poll: Poll) -> dict[str, str]:
    item = poll.ballot
    helpers = list(item.helpers.all())
    by = {part: "、".join(h.person.name for h in helpers if h.part == part) for part in Part}
    said = "选举有效。" if poll.outcome.is_valid else poll.chip[1] + "。"
    if item.cut:
        said += f"经选举人{item.cut_agreed}名同意，减少名额{item.cut}名。"
    return {
        "name": f"{full_day(item.gathering.held_on)}{item}", "base": str(queries.base_of(poll)),
        "present": str(poll.numbers["present"]), "issued": str(item.issued or 0),
        "returned": str(item.returned or 0), "valid": str(item.valid),
        "invalid": str(item.invalid or 0), "how": "" if item.is_secret else "没有采取无记名投票。",
        "scrutineers": by[Part.SCRUTINEER], "tellers": by[Part.TELLER], "result": said,
    }  # fmt: skip


def _votes(poll: Poll) -> list[dict[str, str]]:
    declared = poll.outcome.elected
    return [
        {
            "ballot": _short(poll.ballot),
            "name": f"{tally.person.name}{'（另选）' if tally.is_write_in else ''}",
            "yes": str(tally.yes or 0), "no": str(tally.no or 0),
            "abstain": str(tally.abstain or 0),
            "result": "当选" if tally.person_id in declared
            else "重新投票" if fate is Fate.TIED else "未当选",
        }
        for tally, fate, _ in poll.lines
    ]  # fmt: skip


def _short(item: Ballot) -> str:
    return f"{item.get_office_display()}第{item.round}轮"


def _elected(
    row: Election, races: Sequence[Race], meeting: date, first: date
) -> list[dict[str, str]]:
    people = Person.objects.in_bulk([key for race in races for key in race.filled])
    labels = dict(PostTitle.choices)
    found: dict[int, tuple[str, date]] = {}
    for race in races:
        for key in race.filled:
            title = row.titles.get(str(key), race.office.value)
            is_head = race.office != Office.COMMITTEE
            found[key] = (
                labels.get(title, race.office.label), first if is_head else meeting,
            )  # fmt: skip
    return [
        {"name": people[key].name, "post": post, "on": full_day(on)}
        for key, (post, on) in found.items()
    ]


PAPERS: dict[str, tuple[Callable[[Election, date], bytes], str]] = {
    "request": (request, "换届请示"),
    "candidates": (candidates, "候选人预备人选请示"),
    "ballot": (ballot, "选票"),
    "report": (report, "选举结果报告"),
}


def offered(
    row: Election, races: Sequence[Race], named: Sequence[Candidate]
) -> list[tuple[str, str]]:
    """`(key, title)` of the papers that can be written now; the others would be refused."""
    ready = {
        "request": True,
        "candidates": any(not c.withdrawn_reason for c in named),
        "ballot": queries.has_step(row, "candidates_approved") and any(r.left > 0 for r in races),
        "report": queries.has_step(row, "meeting"),
    }
    return [(key, title) for key, (_, title) in PAPERS.items() if ready[key]]
