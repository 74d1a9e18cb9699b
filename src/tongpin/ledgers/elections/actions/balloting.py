"""At the meeting: the roll is frozen, the votes are counted by name, seats are left vacant."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.elections import queries
from tongpin.ledgers.elections.actions.steps import WRITE, enough, in_order, locked, needs
from tongpin.ledgers.elections.models import Ballot, Election, Helper, Office, Part, Tally, Voter
from tongpin.ledgers.elections.queries import Race
from tongpin.life.models import Gathering, Standing
from tongpin.org.models import Person, Unit

MOST_ON_THE_ROLL = 1_000


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted: `votes` is `{person: (yes, no, abstain)}` of the names on the ballot,
    `write_ins` `{person: yes}` of others; `declared` only where the rulebook cannot tell.
    """

    issued: int
    returned: int
    votes: Mapping[int, tuple[int, int, int | None]]
    invalid: int = 0
    write_ins: Mapping[int, int] | None = None
    declared: Collection[int] = ()
    has_proxy: bool = False


@action("elections.open_ballot", "确定选举人名单", permission=WRITE)
def open_ballot(
    actor: Actor,
    *,
    unit: Unit,
    election: Election,
    version: int,
    office: str,
    gathering: Gathering,
    present: Collection[int],
    scrutineers: Sequence[Person],
    tellers: Sequence[Person],
    excluded: Mapping[int, str] | None = None,
    exclusion_agreed: str = "",
    is_exclusion_adopted: bool = False,
    is_secret: bool = True,
) -> Ballot:
    """Freeze the roll of one ballot: who is there, who is left out of the base and why, who counts."""
    row = locked(election, version)
    needs(row, "candidates_approved")
    found = queries.races(current_book(), row)
    race = next((r for r in found if r.office == office), None)
    if race is None:
        raise Refused("这次选举没有这个职务的名额。", field="office")
    committee = _committee(row, race, found)
    _may_ballot(row, race, gathering, committee is None)
    names = queries.on_ballot(row, race, committee)
    if not names:
        raise Refused("没有经上级审查同意的候选人，请先办候选人报批。")
    if race.office == Office.COMMITTEE and not race.polls:
        enough(row, len(names), gathering.held_on)
    _still_eligible(names, gathering.held_on)
    roll = queries.roll_of(row, gathering.held_on, committee)
    _roll_holds(roll, present, excluded or {}, exclusion_agreed, is_exclusion_adopted)
    _independent(names, scrutineers, tellers, roll, gathering.held_on)
    ballot = Ballot(
        election=row, office=office, round=len(race.polls) + 1, gathering=gathering,
        seats=race.left, is_secret=is_secret, frozen_by=actor.name[:100],
        exclusion_agreed=exclusion_agreed.strip() if excluded else "",
        is_exclusion_adopted=is_exclusion_adopted and bool(excluded),
    )  # fmt: skip
    ballot.save()
    _write_roll(ballot, roll, present, excluded or {})
    for part, people in ((Part.SCRUTINEER, scrutineers), (Part.TELLER, tellers)):
        for person in people:
            Helper(ballot=ballot, person=person, part=part).save()
    for position, person in enumerate(names, 1):
        Tally(ballot=ballot, person=person, position=position).save()
    row.save()
    current().about(row, unit=unit, summary=f"{ballot}，候选人{len(names)}名")
    return ballot


def _committee(row: Election, race: Race, found: Sequence[Race]) -> tuple[int, ...] | None:
    """The new committee where it elects; None where the members' meeting does."""
    if not row.seats or race.office == Office.COMMITTEE:
        return None
    committee = queries.elected_committee(found)
    if committee is None:
        raise Refused("委员还没有选齐，新一届委员会产生以后才能选举书记、副书记。")
    return committee


def _may_ballot(row: Election, race: Race, gathering: Gathering, by_members: bool) -> None:
    if race.waiting is not None:
        raise Refused(f"{race.waiting.ballot}还没有登记计票结果，请先登记或者撤回。")
    if race.left <= 0:
        raise Refused(f"{race.office.label}名额已经选满。")
    key = "meeting" if by_members else "first_committee"
    if queries.has_step(row, key):
        raise Refused("选举结果已经宣布；需要再投票的，请先撤回这一步。")
    if not by_members:
        needs(row, "meeting")
    meetings = queries.meetings_for(row.unit, members=by_members, day=site_day())
    if gathering.unit_id != row.unit_id or not meetings.filter(pk=gathering.pk).exists():
        what = "党员大会" if by_members else "新一届委员会会议"
        raise Refused(f"请选择本党组织已经召开的{what}。", field="gathering")
    in_order(row, key, gathering.held_on, "gathering")
    last = race.last
    if last is not None and gathering.held_on < last.ballot.gathering.held_on:
        raise Refused("这次会议早于上一轮投票的会议，请核对。", field="gathering")


def _still_eligible(names: Sequence[Person], on: date) -> None:
    for person in names:
        why = queries.barred(person, on)
        if why:
            raise Refused(f"{why}请先撤回这名候选人。")


def _roll_holds(
    roll: Mapping[Person, str],
    present: Collection[int],
    excluded: Mapping[int, str],
    agreed: str,
    is_adopted: bool,
) -> None:
    if len(roll) > MOST_ON_THE_ROLL:
        raise Refused(f"选举人超过{MOST_ON_THE_ROLL}名，请报上级同意召开党员代表大会选举。")
    voting = {p.pk for p, standing in roll.items() if standing == Standing.VOTING}
    if not voting:
        raise Refused("名单里没有有选举权的党员；召开代表大会的，请先登记代表名单。")
    if set(excluded) - voting:
        raise Refused("只有有选举权的党员才登记不计入应到会人数。", field="roll")
    both = set(excluded) & set(present)
    if both:
        raise Refused("到会的党员不能再登记为不计入应到会人数。", field="roll")
    if set(present) - {p.pk for p in roll}:
        raise Refused("到会名单里有人不在选举人名单上，请核对。", field="roll")
    if any(not why.strip() for why in excluded.values()):
        raise Refused("不计入应到会人数的，请逐人选择情形。", field="roll")
    if is_adopted and excluded and not agreed.strip():
        raise Refused("请写明哪级党组织、何时同意不计入。", field="exclusion_agreed")


def _independent(
    names: Sequence[Person], scrutineers: Sequence[Person], tellers: Sequence[Person],
    roll: Mapping[Person, str], on: date,
) -> None:  # fmt: skip
    article = current_book().article("elec-tellers", on)
    basis = f"{article.cite.label}：{article.text}。" if article else ""
    if not scrutineers or not tellers:
        raise Refused(
            f"请选择监票人和计票人。{basis}", field="tellers" if scrutineers else "scrutineers"
        )
    standing = {p.pk for p in names}
    voting = {p.pk for p, s in roll.items() if s == Standing.VOTING}
    for field, people in (("scrutineers", scrutineers), ("tellers", tellers)):
        for person in people:
            if person.pk in standing:
                raise Refused(f"{person.name}是候选人，不能监票、计票。{basis}", field=field)
    outside = [p.name for p in scrutineers if p.pk not in voting]
    if outside:
        raise Refused(
            f"{'、'.join(outside)}不是选举人，不能担任监票人。{basis}", field="scrutineers"
        )
    if {p.pk for p in scrutineers} & {p.pk for p in tellers}:
        raise Refused("监票人和计票人不能是同一人。", field="tellers")


def _write_roll(
    ballot: Ballot,
    roll: Mapping[Person, str],
    present: Collection[int],
    excluded: Mapping[int, str],
) -> None:
    Voter.objects.bulk_create(
        [
            Voter(
                ballot=ballot, person=person,
                standing=Standing.EXCLUDED if person.pk in excluded else standing,
                reason=excluded.get(person.pk, ""), is_present=person.pk in present,
            )
            for person, standing in roll.items()
        ]
    )  # fmt: skip


@action("elections.count", "登记计票结果", permission=WRITE)
def count_ballot(
    actor: Actor, *, unit: Unit, election: Election, version: int, ballot: Ballot, counted: Counted
) -> Ballot:
    """Enter the votes by name; numbers that cannot be are refused."""
    row = locked(election, version)
    found = _standing(row, ballot)
    if found.is_counted:
        raise Refused("这一轮已经登记计票结果；有误的请撤回这一轮投票后重新登记。")
    book = current_book()
    poll = queries.one_poll(book, found)
    _ballots_can_be(poll.numbers["present"], counted)
    found.issued, found.returned = counted.issued, counted.returned
    found.invalid, found.has_proxy = counted.invalid, counted.has_proxy
    found.counted_by = actor.name[:100]
    rows = list(found.tallies.select_related("person"))
    for tally in rows:
        _votes_can_be(tally, counted, found.valid)
    rows += _written_in(row, found, rows, counted)
    total = sum(t.yes or 0 for t in rows)
    if total > found.valid * found.seats:
        raise Refused(
            f"赞成票合计{total}票，超过有效票{found.valid}张每张最多选{found.seats}名。多选的选票是废票，请核对。",
            field="returned",
        )
    for tally in rows:
        tally.is_declared = tally.person_id in counted.declared
        tally.save()
    found.save()
    after = queries.one_poll(book, found)
    if counted.declared and after.outcome.is_valid is not None:
        raise Refused("是否当选按规则库的条款计算，不用填写。")
    if len(counted.declared) > found.seats:
        raise Refused(f"宣布当选的超过应选名额{found.seats}名。")
    row.save()
    elected = [t.person.name for t in rows if t.person_id in after.outcome.elected]
    current().about(row, unit=unit, summary=f"{found}，当选：{'、'.join(elected) or '无'}")
    return found


def _ballots_can_be(present: int, counted: Counted) -> None:
    if counted.issued > present:
        raise Refused(
            f"发出选票{counted.issued}张，多于到会的选举人{present}名，请核对。", field="issued"
        )
    if counted.invalid > counted.returned:
        raise Refused("废票不能多于收回的选票。", field="invalid")


def _votes_can_be(tally: Tally, counted: Counted, valid: int) -> None:
    given = counted.votes.get(tally.person_id)
    name, field = tally.person.name, f"yes_{tally.person_id}"
    if given is None:
        raise Refused(f"请登记{name}的得票。", field=field)
    yes, no, abstain = given
    rest = valid - yes - no
    if rest < 0 or (abstain is not None and abstain > rest):
        raise Refused(
            f"{name}的赞成、不赞成、弃权合计{yes + no + (abstain or 0)}票，多于有效票{valid}张。",
            field=field,
        )
    if abstain is not None and abstain < rest:
        raise Refused(
            f"{name}的赞成、不赞成、弃权合计{yes + no + abstain}票，少于有效票{valid}张；没有填写的算弃权。",
            field=field,
        )
    tally.yes, tally.no, tally.abstain = yes, no, rest


def _written_in(
    row: Election, ballot: Ballot, rows: Sequence[Tally], counted: Counted
) -> list[Tally]:
    """Others whom voters named: each costs a no to somebody on the ballot, an abstention names nobody."""
    given = counted.write_ins or {}
    if not given:
        return []
    named = {t.person_id for t in rows}
    people = {p.pk: p for p in Person.objects.filter(pk__in=given)}
    day, found = ballot.gathering.held_on, []
    for position, (key, yes) in enumerate(given.items(), len(rows) + 1):
        person = people.get(key)
        if person is None or not queries.of_the_unit(row.unit, day).filter(pk=key).exists():
            raise Refused("另选他人须是本党组织的党员。", field="write_1")
        if key in named:
            raise Refused(f"{person.name}已经在选票上，不能再作另选他人。", field="write_1")
        why = queries.barred(person, day)
        if why:
            raise Refused(why, field="write_1")
        found.append(
            Tally(
                ballot=ballot, person=person, position=position, is_write_in=True, yes=yes, no=0,
                abstain=0,
            )
        )  # fmt: skip
    against = sum(t.no or 0 for t in rows)
    if sum(given.values()) > against:
        raise Refused(
            f"另选他人合计{sum(given.values())}票，多于不赞成票{against}票；不赞成的才可以另选他人，弃权的不能另选。",
            field="write_1",
        )
    return found


@action("elections.withdraw_ballot", "撤回投票", permission=WRITE)
def withdraw_ballot(
    actor: Actor, *, unit: Unit, election: Election, version: int, ballot: Ballot, reason: str
) -> Ballot:
    """Take the last ballot of an office back with a reason; it stays readable."""
    row = locked(election, version)
    found = _standing(row, ballot)
    if not reason.strip():
        raise Refused("请写明撤回的理由。", field="reason")
    key = "first_committee" if row.seats and found.office != Office.COMMITTEE else "meeting"
    if queries.has_step(row, key):
        raise Refused("选举结果已经宣布，请先撤回这一步。")
    if row.ballots.filter(office=found.office, withdrawn_reason="", round__gt=found.round).exists():
        raise Refused("后面还有一轮投票，请先撤回后面的。")
    found.withdrawn_reason = reason.strip()[:200]
    found.save()
    row.save()
    current().about(row, unit=unit, summary=f"{found}：{found.withdrawn_reason}")
    return found


@action("elections.cut", "减少名额", permission=WRITE)
def cut_seats(
    actor: Actor, *, unit: Unit, election: Election, version: int, ballot: Ballot, cut: int,
    agreed: int,
) -> Ballot:  # fmt: skip
    """Leave seats vacant after too few passed, with the consent of at least half of the voters."""
    row = locked(election, version)
    found = _standing(row, ballot)
    race = queries.race(row, Office(found.office), queries.polls(current_book(), row))
    article = current_book().article("elec-fewer-than-seats", found.gathering.held_on)
    basis = f"{article.cite.label}：{article.text}。" if article else ""
    last = race.last
    if last is None or last.ballot.pk != found.pk or race.waiting is not None:
        raise Refused("只能在最后一轮计票以后减少名额。")
    if found.cut:
        raise Refused("已经登记减少名额。")
    if race.tied:
        raise Refused("还有票数相等的，请先就这些同志重新投票。")
    if not race.filled:
        raise Refused(f"还没有人当选，不能减少名额，请另行选举。{basis}")
    if not 0 < cut <= race.left:
        raise Refused(f"还缺{race.left}名，减少的名额应在1至{race.left}之间。", field="cut")
    present = last.numbers["present"]
    if agreed > present:
        raise Refused(f"同意的人数不能超过到会的选举人{present}名。", field="agreed")
    if agreed * 2 < present:
        raise Refused(f"到会选举人{present}名，同意{agreed}名，不到半数。{basis}", field="agreed")
    found.cut, found.cut_agreed = cut, agreed
    found.save()
    row.save()
    current().about(
        row, unit=unit, summary=f"{found.get_office_display()}减少{cut}名，同意{agreed}名"
    )
    return found


def _standing(row: Election, ballot: Ballot) -> Ballot:
    rows = Ballot.objects.select_for_update(of=("self",)).select_related("gathering")
    found: Ballot = rows.get(pk=ballot.pk, election=row)
    if found.withdrawn_reason:
        raise Refused("这一轮投票已经撤回。")
    return found
