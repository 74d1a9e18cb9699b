"""岗位荣誉 on the shared pages: of a person, a unit, a gathering; and what waits for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse

from tongpin.capability import Line, Linkable, Offer, Panel, Waiting
from tongpin.casework.queries import next_titles
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.honours import queries
from tongpin.ledgers.honours.models import Organ, Station, StationMember
from tongpin.life.queries import recorded
from tongpin.org.access import PageContext
from tongpin.org.models import Person, Unit
from tongpin.org.scope import Scope

AHEAD = timedelta(days=30)
LATEST = 60


def waiting(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """Service to confirm, posts whose term ends, rounds to nominate to."""
    if place.can("honours.write", unit):
        scope = Scope(((unit.path, False),))
        number = queries.to_confirm(scope)
        if number:
            url = f"{reverse('honours:services')}?{urlencode({'unit': unit.code, 'state': 'waiting'})}"
            yield Waiting(
                f"确认志愿服务{number}条", url, why="党员自己登记的服务时间，确认以后才计入。"
            )
        ending = queries.running(scope, place.as_of).filter(ends_on__lte=place.as_of + AHEAD)
        for row in ending.order_by("ends_on")[:5]:
            yield Waiting(
                f"{row}快到期", reverse("honours:station", args=[row.pk]),
                why="期满前总结成果；继续设立的修改期满日期，不再设立的登记撤下。", due_on=row.ends_on,
                unit=str(unit),
            )  # fmt: skip
    yield from _rounds(place, unit)
    if place.can("honours.nominate", unit):
        for found in queries.open_rounds(Scope(((unit.path, False),)), place.as_of)[:5]:
            yield Waiting(
                f"推荐表彰对象：{found.title}", reverse("honours:round", args=[found.pk]),
                why="按条件民主推荐，先听取纪检监察机关意见再审核。", due_on=found.nominate_by,
                unit=str(unit),
            )  # fmt: skip


def _rounds(place: PageContext, unit: Unit) -> Iterator[Waiting]:
    """What the unit's own rounds wait for: the next step, and answers of the discipline organ."""
    runs, opines = place.can("honours.commend", unit), place.can("honours.opine", unit)
    if not (runs or opines):
        return
    book, own = current_book(), Scope(((unit.path, False),))
    rows = queries.rounds(own).filter(unit=unit, case__closed_on=None, nominate_by__lt=place.as_of)
    for row in rows[:5] if runs else ():
        found = queries.standing_of(book, row, place.as_of)
        public = queries.publicity_of(row)
        what = next_titles(book, row.case, found)
        if what and (public is None or public.ends_on < place.as_of):
            yield Waiting(
                f"{row.title}：{what}", reverse("honours:round", args=[row.pk]),
                why="推荐已经截止，按步骤接着办。" if public is None else "公示已经期满。", unit=str(unit),
            )  # fmt: skip
    for asked in queries.unanswered_rounds(unit) if opines else ():
        yield Waiting(
            f"答复推荐意见：{asked.title}（{asked.left}个推荐对象）",
            reverse("honours:answer", args=[asked.pk, Organ.DISCIPLINE.value]),
            why="征求纪检监察机关意见，答复以后才能审核。", unit=str(unit),
        )  # fmt: skip


def person_panel(place: PageContext, person: Person) -> Panel | None:
    """A person's honours, posts and hours of service."""
    own = place.actor.person_id == person.pk
    if not (own or place.can("honours.view", person.home)):
        return None
    lines = [
        Line(f"{row.awarded_on} {row.title}",
             f"{row.revoked_on}撤销" if row.revoked_on else row.awarded_by,
             reverse("honours:honour", args=[row.pk]))
        for row in queries.of_person(person)
    ]  # fmt: skip
    manned = StationMember.objects.filter(
        person=person, ends_on=None, withdrawn_reason="", station__withdrawn_reason=""
    )
    lines += [
        Line(str(row.station), row.station.leader_word if row.is_leader else "成员",
             reverse("honours:station", args=[row.station_id]))
        for row in manned.select_related("station")
    ]  # fmt: skip
    minutes, times = queries.minutes_of(person.pk, place.year)
    if times:
        lines.append(Line(f"{place.year}年志愿服务", f"{times}次，{queries.hours(minutes)}"))
    url = reverse("honours:own") if own else ""
    return Panel("荣誉和岗位", tuple(lines), url, "还没有登记荣誉和岗位。")


def unit_panel(place: PageContext, unit: Unit) -> Panel | None:
    """What a unit was awarded, its posts, and the honours of its people in numbers."""
    if not place.can("honours.view", unit):
        return None
    scope = Scope(((unit.path, True),))
    lines = [
        Line(f"{row.awarded_on} {row.title}",
             f"{row.revoked_on}撤销" if row.revoked_on else row.awarded_by,
             reverse("honours:honour", args=[row.pk]))
        for row in queries.of_unit(unit)[:5]
    ]  # fmt: skip
    lines += [
        Line(str(row), f"{row.ends_on}期满", reverse("honours:station", args=[row.pk]))
        for row in queries.running(scope, place.as_of).order_by("ends_on", "pk")[:8]
    ]
    people = queries.honours(scope).filter(queries.in_force(), person__isnull=False).count()
    query = urlencode({"unit": unit.code})
    if people:
        lines.append(Line("党员荣誉", f"{people} 项", f"{reverse('honours:list')}?{query}"))
    url = f"{reverse('honours:stations')}?{query}"
    return Panel("岗位和荣誉", tuple(lines), url, "还没有设立岗队，也没有登记荣誉。")


def related(place: PageContext, unit: Unit, ref: str) -> Panel | None:
    """On the page of a gathering: the posts that took part, and the form that adds one."""
    kind, _, key = ref.partition(":")
    if kind != "life" or not place.can("honours.view", unit):
        return None
    took, rest = queries.with_gathering(unit, int(key), place.as_of)
    may = place.can("honours.write", unit) and bool(recorded([int(key)]))
    lines = tuple(
        Line(str(row), row.place, reverse("honours:station", args=[row.pk])) for row in took
    )
    offer = None
    if may and rest:
        url = f"{reverse('honours:attach')}?{urlencode({'ref': ref})}"
        options = tuple((str(row.pk), str(row)) for row in rest)
        offer = Offer(url, "记为岗队活动", options, "关联")
    link = reverse("honours:serve-at", args=[int(key)]) if may else ""
    if may:
        lines += (Line("登记志愿服务时间", "按到会名单", link),)
    return Panel("岗队和志愿服务", lines, "", "没有岗队参加。", offer)


def linkable(scope: Scope) -> Iterator[Linkable]:
    """The latest posts of the units in the scope."""
    rows = Station.objects.within(scope).filter(withdrawn_reason="").select_related("unit")
    for row in rows[:LATEST]:
        yield Linkable(row.ref, f"{row}（{row.unit}）", row.unit_id)


def names(keys: Collection[int]) -> dict[int, str]:
    """Posts by their keys; what was entered by mistake no longer stands."""
    rows = Station.objects.filter(pk__in=keys, withdrawn_reason="").select_related("unit")
    return {row.pk: f"{row}（{row.unit}）" for row in rows}
