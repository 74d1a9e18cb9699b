"""Every write at the meeting: agenda, recusal, speeches, the roll, the numbers, the conclusion."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action
from tongpin.audit.errors import Conflict, Refused
from tongpin.duties.judging import refresh
from tongpin.ledgers.decisions import queries
from tongpin.ledgers.decisions.actions.telling import tell
from tongpin.ledgers.decisions.models import (
    SEALED,
    Item,
    Outcome,
    Recusal,
    Resolution,
    Speech,
    Topic,
)
from tongpin.life import actions as life
from tongpin.life.models import Gathering, Standing, State, Vote
from tongpin.life.queries import proposed_standings
from tongpin.org.models import Person, Unit


@action("decisions.put_on", "列入会议", permission="decisions.write")
def put_on(
    actor: Actor, *, unit: Unit, topic: Topic, gathering: Gathering, reporter: str = "",
    materials_on: date | None = None,
) -> Item:  # fmt: skip
    """Put an accepted topic on the agenda of one of the body's own meetings."""
    row: Topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if row.withdrawn_reason:
        raise Refused("议题已经撤回。")
    if row.accepted_on is None and not row.is_emergency:
        raise Refused("议题还没有审定，审定以后才能列入会议。")
    if gathering.unit_id != row.unit_id:
        raise Refused("只能列入本机构自己的会议。", field="gathering")
    if not queries.meetings(unit).filter(pk=gathering.pk).exists():
        raise Refused("会议须是没有归档的党委（党组）会议。", field="gathering")
    standing = list(row.items.filter(withdrawn_reason=""))
    if any(i.outcome in ("", Outcome.PASSED, Outcome.REJECTED) for i in standing):
        raise Refused("议题已经列入会议或者已经作出决定。")
    if any(i.gathering_id == gathering.pk for i in standing):
        raise Refused("议题在这次会议上已经讨论过，请列入下一次会议。", field="gathering")
    _check_materials(materials_on, gathering)
    item = Item(
        topic=row, gathering=gathering, position=queries.next_position(gathering),
        reporter=reporter, materials_on=materials_on,
    )  # fmt: skip
    item.save()
    tell(row, row, unit, f"列入{gathering.held_on}的会议")
    return item


@action("decisions.prepare", "登记汇报人和材料", permission="decisions.write")
def prepare(
    actor: Actor, *, unit: Unit, item: Item, version: int, reporter: str,
    materials_on: date | None,
) -> Item:  # fmt: skip
    """Who reports and when the papers went out, as long as the item is open."""
    row = _open(item, version)
    _check_materials(materials_on, row.gathering)
    row.reporter, row.materials_on = reporter, materials_on
    row.save()
    tell(row.topic, row.topic, unit, f"材料送达{materials_on or '未登记'}")
    return row


def _check_materials(on: date | None, gathering: Gathering) -> None:
    if on is not None and on > gathering.held_on:
        raise Refused("材料送达日期不能晚于会议日期。", field="materials_on")


@action("decisions.take_off", "从会议撤下议题", permission="decisions.write")
def take_off(actor: Actor, *, unit: Unit, item: Item, version: int, reason: str) -> Item:
    """Take a topic off an agenda before it was decided."""
    row = _open(item, version, is_leaving=True)
    if not reason.strip():
        raise Refused("请写明撤下的理由。", field="reason")
    row.withdrawn_reason = reason.strip()
    row.save()
    tell(row.topic, row.topic, unit, f"从会议撤下：{reason.strip()}")
    return row


@action("decisions.recuse", "登记回避", permission="decisions.write")
def recuse(
    actor: Actor, *, unit: Unit, item: Item, version: int, person: Person, reason: str,
    has_left: bool = True,
) -> Recusal:  # fmt: skip
    """A member whose own interest is concerned leaves; before the roll is frozen."""
    row = _open(item, version)
    if row.vote_id is not None:
        raise Refused("表决名单已经确定。请先撤回名单，再登记回避。")
    _member(row, person)
    if row.recusals.filter(person=person).exists():
        raise Refused(f"{person.name}已经登记回避。", field="person")
    found = Recusal(item=row, person=person, reason=reason, has_left=has_left)
    found.save()
    row.save()
    tell(row.topic, row.topic, unit, f"{person.name}回避")
    return found


@action("decisions.unrecuse", "取消回避", permission="decisions.write")
def unrecuse(actor: Actor, *, unit: Unit, item: Item, version: int, recusal: Recusal) -> Item:
    """Undo a recusal that was entered by mistake; before the roll is frozen."""
    row = _open(item, version)
    if row.vote_id is not None:
        raise Refused("表决名单已经确定，不能再改回避情况。")
    tell(row.topic, row.topic, unit, f"取消{recusal.person.name}的回避")
    recusal.delete()
    row.save()
    return row


@action("decisions.speak", "登记发言", permission="decisions.write")
def speak(
    actor: Actor, *, unit: Unit, item: Item, version: int, person: Person, stance: str,
    words: str = "", is_reserved: bool = False, is_reported_up: bool = False,
) -> Speech:  # fmt: skip
    """A member's opinion, in the order of being said; one a member, a second one replaces the first
    and moves to the end.
    """
    row = _open(item, version)
    _member(row, person)
    if row.recusals.filter(person=person).exists():
        raise Refused(f"{person.name}已经回避，不参加讨论。", field="person")
    earlier = row.speeches.filter(person=person).first()
    if earlier is not None:
        earlier.delete()
    last = row.speeches.order_by("-position").first()
    found = Speech(
        item=row, person=person, stance=stance, words=words, is_reserved=is_reserved,
        is_reported_up=is_reported_up, position=last.position + 1 if last else 1,
    )  # fmt: skip
    found.save()
    row.save()
    tell(row.topic, row.topic, unit, f"第{found.position}位发言")
    return found


@action("decisions.freeze", "确定表决名单", permission="decisions.write")
def freeze(actor: Actor, *, unit: Unit, item: Item, version: int, present: Collection[int]) -> Item:
    """Freeze the roll of the body for this item: who is there, who has left for recusal."""
    row = _open(item, version)
    if row.vote_id is not None:
        raise Refused("表决名单已经确定。")
    day = row.gathering.held_on
    members = queries.team(unit, day)
    standings = proposed_standings(members, day)
    recused = set(row.recusals.values_list("person", flat=True))
    standings |= dict.fromkeys(recused, Standing.RECUSED.value)
    row.vote = life.open_vote(
        actor, unit=unit, gathering=row.gathering, standings=standings, present=set(present),
        motion=life.Motion(
            str(row.topic),
            queries.meeting_kind(row.topic).value, is_secret=False,
        ),
    )  # fmt: skip
    row.save()
    tell(row.topic, row.topic, unit)
    return row


@action("decisions.thaw", "撤回表决名单", permission="decisions.write")
def thaw(actor: Actor, *, unit: Unit, item: Item, version: int, reason: str) -> Item:
    """Take the roll back before a conclusion; the withdrawn vote stays with the meeting."""
    row = _open(item, version)
    if row.vote is None:
        raise Refused("还没有确定表决名单。")
    vote, row.vote, row.count_note = row.vote, None, ""
    row.save()  # first: life asks whether something still rests on the vote
    told = SEALED if row.topic.is_sealed else reason
    if not vote.withdrawn_reason:
        life.withdraw_vote(actor, unit=unit, gathering=row.gathering, vote=vote, reason=told)
    tell(row.topic, row.topic, unit, f"撤回表决名单：{reason}")
    return row


@action("decisions.count", "登记表决票数", permission="decisions.write")
def count(
    actor: Actor, *, unit: Unit, item: Item, version: int, totals: life.Totals, is_split: bool,
    note: str = "",
) -> Item:  # fmt: skip
    """The numbers, whether opinions were far apart, and why where they are not what was said."""
    row = _open(item, version)
    if row.vote is None:
        raise Refused("请先确定表决名单。")
    life.count_vote(
        actor, unit=unit, gathering=row.gathering, vote=row.vote, version=row.vote.version,
        totals=totals,
    )  # fmt: skip
    row.is_split, row.count_note = is_split, note.strip()
    row.save()
    tell(row.topic, row.topic, unit)
    return row


@action("decisions.close", "登记结论", permission="decisions.write")
def close(
    actor: Actor, *, unit: Unit, item: Item, version: int, outcome: str, conclusion: str
) -> Item:
    """Conclude. What breaks a rule is never closed as passed: it is put off or not passed."""
    row = _open(item, version)
    _hold_still(row)
    if row.gathering.held_on > site_day():
        raise Refused("还没有到开会的日子。")
    if not conclusion.strip():
        raise Refused("请写明决定事项；暂缓的写明理由和下一步。", field="conclusion")
    if outcome == Outcome.PASSED:
        _must_hold(row)
    elif outcome == Outcome.REJECTED:
        _must_have_failed(row)
    row.outcome, row.conclusion, row.closed_by = outcome, conclusion.strip(), actor.name
    row.save()
    if outcome == Outcome.PASSED:
        _resolve(row, unit)
    tell(row.topic, row.topic, unit, row.get_outcome_display())
    return row


def _hold_still(row: Item) -> None:
    """Lock the meeting and the vote: nobody takes them back or counts again meanwhile."""
    row.gathering = Gathering.objects.select_for_update().get(pk=row.gathering_id)
    _must_stand(row.gathering)
    if row.vote_id is not None:
        row.vote = Vote.objects.select_for_update().get(pk=row.vote_id)


def _must_have_failed(row: Item) -> None:
    found = queries.validity(row)
    if found.is_passed:
        raise Refused("赞成票已经达到规定人数，不能登记为没有通过。", field="outcome")
    if found.tally is not None:
        raise Refused(f"还不能登记为没有通过：{found.tally.message}", field="outcome")


def _must_hold(row: Item) -> None:
    found = queries.validity(row)
    if found.broken:
        raise Refused(
            "不能登记为通过：" + "".join(c.message for c in found.broken), field="outcome"
        )
    if found.has_failed:
        raise Refused("赞成票没有达到规定人数，不能登记为通过。", field="outcome")
    if found.open or not found.is_passed:
        raise Refused(
            "还不能登记为通过：" + "".join(c.message for c in found.open), field="outcome"
        )


def _resolve(row: Item, unit: Unit) -> Resolution:
    """The resolution, numbered without gaps: the body's row is the lock of its numbers."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    year = row.gathering.held_on.year
    found = Resolution(
        unit=unit, item=row, year=year, number=queries.next_number(unit, year),
        adopted_on=row.gathering.held_on, text=row.conclusion,
    )  # fmt: skip
    found.save()
    before = row.topic.changes
    if before is not None:
        before.replaced_by = found
        before.save()
    transaction.on_commit(lambda: refresh(unit, found.adopted_on))
    return found


def _open(item: Item, version: int, *, is_leaving: bool = False) -> Item:
    row: Item = (
        Item.objects.select_for_update(of=("self",))
        .select_related("topic__unit", "topic__changes", "topic__responsible", "gathering", "vote")
        .get(pk=item.pk)
    )
    if row.version != version:
        raise Conflict("别人刚刚登记了这个议题的情况，页面已经更新，请看过再登记。")
    if row.withdrawn_reason:
        raise Refused("议题已经从这次会议撤下。")
    if row.outcome:
        raise Refused("这个议题已经登记结论，不能再改。")
    if not is_leaving:
        _must_stand(row.gathering)
    row.version += 1
    return row


def _must_stand(gathering: Gathering) -> None:
    if gathering.state == State.WITHDRAWN:
        raise Refused("会议记录已经撤回。请先恢复会议记录，或者从这次会议撤下议题。")


def _member(row: Item, person: Person) -> None:
    if person.pk not in {p.pk for p in queries.team(row.topic.unit, row.gathering.held_on)}:
        raise Refused(f"{person.name}在开会当天不是班子成员。", field="person")
