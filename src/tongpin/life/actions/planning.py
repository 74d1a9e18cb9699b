"""Planning, convening, replying, and the fixed arrangements of a branch."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Forbidden, Refused
from tongpin.duties.rulebook import current_book
from tongpin.life.actions.holding import refuse_moved
from tongpin.life.actions.notices import announce, tell_changed
from tongpin.life.actions.parts import Minutes, Upload, attach_all, check, write_parts
from tongpin.life.actions.recording import locked
from tongpin.life.clock import site_moment
from tongpin.life.indexing import index
from tongpin.life.models import Gathering, Invitation, Kind, Reply, Rhythm, Series, State
from tongpin.life.queries import (
    asked_people,
    expected_people,
    invitation,
    kinds_for,
    people_by_unit,
    planned_days,
)
from tongpin.org.models import Person, Unit


@action("life.plan", "计划组织生活", permission="life.write")
def plan_gathering(
    actor: Actor, *, unit: Unit, minutes: Minutes, files: Iterable[Upload] = (),
    series: Series | None = None, request_key: str | None = None,
) -> Gathering:  # fmt: skip
    """Put a gathering on the calendar; it counts once it was held and recorded."""
    minutes = replace(minutes, attendance={})  # nobody was there yet
    check(unit, minutes, is_plan=True)
    row = Gathering(
        unit=unit,
        **minutes.plain(),
        series=series,
        state=State.PLANNED,
        recorded_on=site_day(),
        recorded_by=actor.name,
        request_key=request_key or None,
    )
    row.save()
    current().about(row, unit=unit, summary=minutes.topic)
    write_parts(row, minutes, {})
    attach_all(actor, unit, row, files)
    index(row)
    return row


@action("life.change_plan", "修改组织生活计划", permission="life.write")
def change_plan(
    actor: Actor, *, unit: Unit, gathering: Gathering, version: int, minutes: Minutes,
    files: Iterable[Upload] = (),
) -> Gathering:  # fmt: skip
    """Change a plan; whoever was asked already is told of a new time or place."""
    row = _planned(gathering, version)
    refuse_moved(row, minutes)
    minutes = replace(minutes, attendance={})
    check(unit, minutes, is_plan=True)
    before = (row.held_on, row.starts_at, row.ends_at, row.place)
    for name, value in minutes.plain().items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=minutes.topic)
    write_parts(row, minutes, {})
    attach_all(actor, unit, row, files)
    index(row)
    after = (row.held_on, row.starts_at, row.ends_at, row.place)
    if row.convened_at is not None and before != after:
        tell_changed(row)
    return row


@action("life.convene", "发出组织生活通知", permission="life.write")
def convene(
    actor: Actor, *, unit: Unit, gathering: Gathering, people: Sequence[Person],
    observers: Sequence[Person] = (), use_robots: bool = True,
) -> Gathering:  # fmt: skip
    """Ask people to a planned gathering; asked again, only those who are new are told."""
    row = _planned(gathering)
    if not people:
        raise Refused("请至少选择一名通知对象。", field="people")
    joint = [j.unit for j in row.joint_units.select_related("unit")]
    places: dict[int, int | None] = {}
    for key, members in people_by_unit([*joint, unit], row.held_on).items():
        places |= {p.pk: None if key == unit.pk else key for p in members}
    strangers = [p.name for p in people if p.pk not in places]
    if strangers:
        names = "、".join(strangers[:20])
        raise Refused(f"{names}当天不在{unit}，请改为列席或从名单中移除。", field="people")
    known = set(row.invitations.values_list("person", flat=True))
    fresh = [Invitation(gathering=row, person=p, unit_id=places[p.pk])
             for p in people if p.pk not in known]  # fmt: skip
    asked = known | {i.person_id for i in fresh}
    fresh += [Invitation(gathering=row, person=p, is_observer=True)
              for p in observers if p.pk not in asked]  # fmt: skip
    if not fresh:
        raise Refused("所选人员都已经通知过了。", field="people")
    Invitation.objects.bulk_create(fresh)
    first = row.convened_at is None
    row.convened_at = row.convened_at or site_moment()
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=f"通知 {len(fresh)} 人")
    announce(row, [i.person_id for i in fresh], robots_too=first and use_robots)
    return row


@action("life.reply", "回复组织生活通知", permission=None)
def reply(
    actor: Actor, *, gathering: Gathering, person: Person, answer: str, reason: str = ""
) -> Invitation:
    """Answer a notice: one's own, or for somebody who asked the secretary by word of mouth."""
    row = _planned(gathering)
    mine = actor.person_id == person.pk
    if not mine and not actor.can("life.write", row.unit.path):
        raise Forbidden
    found = invitation(row, person.pk)
    if found is None:
        raise Refused("通知对象里没有这名同志。")
    if answer not in (Reply.ATTENDING, Reply.LEAVE):
        raise Refused("请选择参加或者请假。", field="answer")
    if answer == Reply.LEAVE and not reason.strip():
        raise Refused("请假请写明事由。", field="reason")
    found.reply, found.replied_at = answer, site_moment()
    found.reason = reason.strip() if answer == Reply.LEAVE else ""
    found.save()
    current().about(found, unit=row.unit, summary=f"{person.name} {found.get_reply_display()}")
    return found


def _planned(gathering: Gathering, version: int | None = None) -> Gathering:
    row = locked(gathering, version)
    if row.state != State.PLANNED:
        raise Refused("这次组织生活已经登记，计划不能再改。")
    return row


# ---------------------------------------------------------------------------------- fixed days


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A fixed day: `number` is the day of the month, or which `weekday` (1 Monday … 7 Sunday)."""

    topic: str
    kinds: tuple[str, ...]
    rhythm: str
    number: int
    weekday: int | None = None
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""


@action("life.arrange", "设定固定安排", permission="life.write")
def arrange(actor: Actor, *, unit: Unit, arrangement: Arrangement) -> Series:
    """Fix a day of the month for a kind of gathering."""
    if not arrangement.kinds or set(arrangement.kinds) - {k.value for k in kinds_for(unit)}:
        raise Refused("请勾选本单位召开的会议或活动。", field="kinds")
    is_day = arrangement.rhythm == Rhythm.DAY
    if not 1 <= arrangement.number <= (31 if is_day else 5):
        raise Refused("日期须在 1 至 31 日之间，第几个须在 1 至 5 之间。", field="number")
    if not is_day and arrangement.weekday is None:
        raise Refused("请选择星期几。", field="weekday")
    row = Series(
        unit=unit,
        topic=arrangement.topic,
        kinds=",".join(dict.fromkeys(arrangement.kinds)),
        rhythm=arrangement.rhythm,
        number=arrangement.number,
        weekday=None if is_day else arrangement.weekday,
        starts_at=arrangement.starts_at,
        ends_at=arrangement.ends_at,
        place=arrangement.place,
    )
    row.save()
    current().about(row, unit=unit, summary=row.rhythm_label)
    return row


@action("life.arrange_stop", "停止固定安排", permission="life.write")
def stop_series(actor: Actor, *, unit: Unit, series: Series) -> Series:
    """Stop a fixed arrangement; what was planned stays and may be withdrawn one by one."""
    series.stopped_on = site_day()
    series.save()
    current().about(series, unit=unit)
    return series


@action("life.arrange_resume", "恢复固定安排", permission="life.write")
def resume_series(actor: Actor, *, unit: Unit, series: Series) -> Series:
    """Go on with a fixed arrangement that was stopped."""
    series.stopped_on = None
    series.save()
    current().about(series, unit=unit)
    return series


@action("life.arrange_year", "按固定安排排出全年", permission="life.write")
def plan_series(actor: Actor, *, unit: Unit, series: Series, year: int) -> list[Gathering]:
    """Plan the months of a year that are still ahead and have none of the series yet."""
    if series.stopped_on is not None:
        raise Refused("这项固定安排已经停止。")
    known, today = planned_days(series), site_day()
    days = [series_day(series, year, m) for m in range(1, 13) if (year, m) not in known]
    made = [
        plan_gathering(actor, unit=unit, minutes=_of_series(unit, series, day), series=series)
        for day in days
        if day is not None and day >= today
    ]
    current().about(series, unit=unit, summary=f"{year}年排出 {len(made)} 次")
    return made


def series_day(series: Series, year: int, month: int) -> date | None:
    """The day of a series in a month; None where the month has no such weekday.

    A holiday moves it to the next workday, or to the one before where that is another month. A
    weekend chosen as such stays.
    """
    last = calendar.monthrange(year, month)[1]
    workdays = current_book().workdays
    if series.rhythm == Rhythm.DAY:
        day = date(year, month, min(series.number, last))
        is_free = not workdays.is_workday(day)
    else:
        offset = ((series.weekday or 1) - 1 - date(year, month, 1).weekday()) % 7
        number = 1 + offset + 7 * (series.number - 1)
        if number > last:
            return None
        day = date(year, month, number)
        is_free = day in workdays.holidays
    if not is_free:
        return day
    moved = workdays.add(day, 1)
    return moved if moved.month == month else workdays.add(day, -1)


def _of_series(unit: Unit, series: Series, day: date) -> Minutes:
    wanted = {k.value for k in kinds_for(unit)}
    return Minutes(
        kinds=tuple(k for k in series.kinds.split(",") if k in wanted) or (Kind.ACTIVITY.value,),
        topic=f"{series.topic}（{day.month}月）",
        held_on=day,
        starts_at=series.starts_at,
        ends_at=series.ends_at,
        place=series.place,
    )


def proposed_people(row: Gathering) -> list[Person]:
    """Whom the kinds of a planned gathering ask for, those of joint units included."""
    kinds = [k.kind for k in row.kinds.all()]
    own = expected_people(row.unit, row.held_on)
    people = asked_people(own, row.unit, row.held_on, kinds, row.group)
    for item in row.joint_units.select_related("unit"):
        others = expected_people(item.unit, row.held_on)
        people += asked_people(others, item.unit, row.held_on, kinds, None)
    return list(dict.fromkeys(people))
