"""Sign-in: opening it, taking codes, and what the recorder enters by hand or from paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.life.actions.recording import ARCHIVED, locked
from tongpin.life.clock import at, site_moment
from tongpin.life.codes import DIGITS, is_valid, new_secret
from tongpin.life.models import Arrival, FailedCode, Gathering, SignIn, State, Way
from tongpin.life.queries import arrivals, failures, is_expected
from tongpin.org.models import Person, Unit

EARLY, LATE = timedelta(minutes=30), timedelta(minutes=30)
NO_HOURS = timedelta(hours=2)
MOST_FAILURES, PAUSE = 5, timedelta(minutes=3)


@action("life.open_sign_in", "开放签到", permission="life.write")
def open_sign_in(
    actor: Actor, *, unit: Unit, gathering: Gathering, opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> SignIn:  # fmt: skip
    """Take sign-ins, from half an hour before until half an hour after the beginning by default.

    Opened again, the code changes to a new secret and the window moves.
    """
    row = locked(gathering)
    _signable(row)
    moment = site_moment()
    if row.held_on != moment.date():
        raise Refused("签到只能在开会当天开放；事后请登记纸质签到表。", field="opens_at")
    if opens_at is None or closes_at is None:
        opens_at, closes_at = usual_window(row, moment)
    if not opens_at < closes_at or closes_at - opens_at > timedelta(hours=24):
        raise Refused("签到截止须晚于开始，且不超过 24 小时。", field="closes_at")
    if closes_at <= moment:
        raise Refused("签到截止时间已经过去，请重新选择。", field="closes_at")
    found = SignIn.objects.filter(gathering=row).first() or SignIn(gathering=row)
    found.secret, found.opens_at, found.closes_at = new_secret(), opens_at, closes_at
    found.save()
    current().about(row, unit=unit, summary="开放签到")
    return found


def usual_window(row: Gathering, moment: datetime) -> tuple[datetime, datetime]:
    """Half an hour before until half an hour after the beginning; from now on where that is past."""
    if row.starts_at is not None:
        start = at(row.held_on, row.starts_at)
        if moment < start + LATE:
            return min(start - EARLY, moment), start + LATE
    return moment, moment + NO_HOURS


@action("life.close_sign_in", "结束签到", permission="life.write")
def close_sign_in(actor: Actor, *, unit: Unit, gathering: Gathering) -> SignIn:
    """Take no more sign-ins."""
    found: SignIn | None = SignIn.objects.select_for_update().filter(gathering=gathering).first()
    if found is None or found.closes_at <= site_moment():
        raise Refused("签到没有开放，不需要结束。")
    found.closes_at = max(site_moment(), found.opens_at + timedelta(seconds=1))
    found.save()
    current().about(gathering, unit=unit, summary="结束签到")
    return found


def sign_in(actor: Actor, *, gathering: Gathering, code: str) -> tuple[Arrival, bool]:
    """Sign oneself in: `(arrival, True)`, or the arrival there was already and False.

    Asking again is harmless: a lost answer may be sent again. Wrong codes are counted by account;
    after five in a row there is a pause.
    """
    person_id = _own_person(actor, gathering)
    known = _arrival(gathering, person_id)
    if known is not None:
        return known, False
    found = _open_window(gathering)
    _brake(actor, gathering)
    digits = "".join(code.split())
    if not is_valid(found.secret, digits, site_moment()):
        _count_failure(actor, gathering)
        raise Refused(
            "签到码不对，或者已经更换。请看大屏幕上现在的六位码，或者再扫一次。", field="code"
        )
    way = Way.CODE if len(digits) == DIGITS else Way.QR
    try:
        return _arrive(actor, gathering=gathering, person_id=person_id, way=way), True
    except IntegrityError:  # the same phone was quicker than itself
        known = _arrival(gathering, person_id)
        if known is None:
            raise
        return known, False


@action("life.sign_in", "签到", permission=None)
def _arrive(actor: Actor, *, gathering: Gathering, person_id: int, way: str) -> Arrival:
    row = Arrival(
        gathering=gathering, person_id=person_id, at=site_moment(), way=way, by=actor.name
    )
    row.save()
    current().about(row, unit=gathering.unit, summary=gathering.topic)
    return row


@action("life.sign_in_for", "登记到会人员", permission="life.write")
def sign_in_for(
    actor: Actor, *, unit: Unit, gathering: Gathering, people: Sequence[Person], way: str
) -> list[Arrival]:
    """Enter who was there, by hand or from the paper list; those signed in already stay as they are."""
    row = locked(gathering)
    _signable(row)
    if way not in (Way.MANUAL, Way.PAPER):
        raise Refused("登记方式只能是代签或者纸质签到表。", field="way")
    if row.held_on > site_day():
        raise Refused("还没有到开会的日子，不能登记到会人员。")
    known = arrivals(row)
    fresh = [
        Arrival(gathering=row, person=p, at=site_moment(), way=way, by=actor.name)
        for p in people
        if p.pk not in known
    ]
    Arrival.objects.bulk_create(fresh)
    names = "、".join(a.person.name for a in fresh[:10])
    current().about(row, unit=unit, summary=f"登记到会 {len(fresh)} 人：{names}")
    return fresh


@action("life.sign_out", "撤销签到", permission="life.write")
def undo_sign_in(actor: Actor, *, unit: Unit, gathering: Gathering, person: Person) -> None:
    """Take back a sign-in that was wrong."""
    row = locked(gathering)
    _signable(row)
    found = _arrival(row, person.pk)
    if found is None:
        raise Refused(f"{person.name}没有签到。")
    found.delete()
    current().about(row, unit=unit, summary=f"撤销{person.name}的签到")


def _signable(row: Gathering) -> None:
    if row.is_archived:
        raise Refused(ARCHIVED)


def _own_person(actor: Actor, row: Gathering) -> int:
    if actor.person_id is None:
        raise Refused("您的账号没有对应的党员，不能签到；请联系安全管理员关联人员。")
    if row.state in (State.WITHDRAWN, State.RECORDED):
        raise Refused("这次组织生活已经登记或者撤回，不再签到；有出入请联系记录人。")
    if not is_expected(row, actor.person_id):
        raise Refused("您不在这次的通知对象里，请联系记录人。")
    return actor.person_id


def _arrival(row: Gathering, person_id: int) -> Arrival | None:
    return Arrival.objects.filter(gathering=row, person=person_id).first()


def _open_window(row: Gathering) -> SignIn:
    found = SignIn.objects.filter(gathering=row).first()
    moment = site_moment()
    if found is None:
        raise Refused("签到还没有开放，请等会议工作人员开放签到。")
    if moment < found.opens_at:
        raise Refused(f"签到从 {found.opens_at.astimezone(moment.tzinfo):%H:%M} 开始，请稍后再试。")
    if moment >= found.closes_at:
        raise Refused(
            f"签到已于 {found.closes_at.astimezone(moment.tzinfo):%H:%M} 截止；"
            "确已到会的，请当面告诉记录人代签。"
        )
    return found


def _brake(actor: Actor, row: Gathering) -> None:
    found = failures(row, actor.account_id or 0)
    if found is None or found.number < MOST_FAILURES:
        return
    if site_moment() < found.last_at + PAUSE:
        raise TooMany
    FailedCode.objects.filter(pk=found.pk).update(number=0)


class TooMany(Refused):
    """Too many wrong codes in a row (429)."""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            "连续输错五次，请三分钟后再试，或者请记录人代签。", field="code", code="too_many"
        )


def _count_failure(actor: Actor, row: Gathering) -> None:
    """Outside of the action that is refused, so that the count stays."""
    if actor.account_id is None:
        return
    with transaction.atomic():
        found, _ = FailedCode.objects.get_or_create(
            gathering=row, account_id=actor.account_id, defaults={"last_at": site_moment()}
        )
        FailedCode.objects.filter(pk=found.pk).update(number=F("number") + 1, last_at=site_moment())
