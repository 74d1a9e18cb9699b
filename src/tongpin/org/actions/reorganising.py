"""Writes that change which units there are: merging, splitting, renaming, and taking them back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Forbidden, Refused
from tongpin.capability import unit_ended, unit_revived
from tongpin.org.actions.moving import move_back
from tongpin.org.actions.units import add_unit, alive_on, note_event
from tongpin.org.models import (
    BRANCH_KINDS,
    Affiliation,
    EnteredAs,
    EventKind,
    LeftAs,
    Person,
    Post,
    Unit,
    UnitEvent,
)
from tongpin.org.search import search_text

ONE_DAY = timedelta(days=1)


@action("org.merge_units", "合并党组织", permission="org.units")
def merge_units(
    actor: Actor, *, unit: Unit, into: Unit, on: date, approval_number: str, reason: str = ""
) -> UnitEvent:
    """Everybody of the branch belongs to another one from the day on; the branch ends the day before.

    Posts in it end, its groups end with it. What was recorded in it stays where it is.
    """
    if not actor.can("org.units", into.path):
        raise Forbidden("您没有向该党组织合并的权限。")
    source, target = _two_branches(unit, into, on)
    people = _open_places(source)
    done = _move(people, target, on, EnteredAs.MERGED)
    done["posts"] = _end_posts(Post.objects.filter(unit__path__startswith=source.path), on)
    groups = list(source.children.filter(dissolved_on=None))
    for ended in (*groups, source):
        ended.dissolved_on, ended.version = on - ONE_DAY, ended.version + 1
        ended.save()
    done["ended"] = [ended.pk for ended in (*groups, source)]
    words = f"{source.name}并入{target.name}，{len(people)}人随转"
    done["taken"] = unit_ended(actor, [*groups, source], on, words)
    event = note_event(
        actor, unit=source, other=target, kind=EventKind.MERGED, on=on,
        approval_number=approval_number, words=_said(words, reason), done=done,
    )  # fmt: skip
    current().about(source, unit=source, summary=words)
    return event


@action("org.split_unit", "分设党组织", permission="org.units")
def split_unit(
    actor: Actor,
    *,
    unit: Unit,
    code: str,
    name: str,
    people: Sequence[int],
    on: date,
    approval_number: str,
    short_name: str = "",
    reason: str = "",
) -> UnitEvent:
    """A new branch beside the branch, founded on the day, to which the chosen people belong from then."""
    source: Unit = Unit.objects.select_for_update().get(pk=unit.pk)
    parent = source.parent
    if source.kind not in BRANCH_KINDS or parent is None:
        raise Refused("只有党支部可以分设。")
    if not actor.can("org.units", parent.path):
        raise Forbidden("分设党支部须有上级党组织的权限。")
    alive_on(source, on)
    chosen = [p for p in _open_places(source) if p.person_id in set(people)]
    if not chosen:
        raise Refused("请勾选分到新支部的人员。", field="people")
    if len(chosen) != len(set(people)):
        raise Refused("勾选的人员里有的已不在本支部，请刷新后重新勾选。", field="people")
    made = add_unit(
        actor, unit=parent, code=code, name=name, short_name=short_name, kind=source.kind,
        founded_on=on, order=source.order, approval_number=approval_number, noted=False,
    )  # fmt: skip
    done = _move(chosen, made, on, EnteredAs.SPLIT)
    posts = Post.objects.filter(unit__path__startswith=source.path, person__in=people)
    done["posts"] = _end_posts(posts, on)
    done["made"] = made.pk
    words = f"从{source.name}分设{made.name}，{len(chosen)}人随转"
    event = note_event(
        actor, unit=source, other=made, kind=EventKind.SPLIT, on=on,
        approval_number=approval_number, words=_said(words, reason), done=done,
    )  # fmt: skip
    current().about(source, unit=source, summary=words)
    return event


@action("org.rename_unit", "党组织更名", permission="org.units")
def rename_unit(
    actor: Actor,
    *,
    unit: Unit,
    name: str,
    on: date,
    approval_number: str,
    short_name: str = "",
    version: int | None = None,
) -> UnitEvent:
    """A new name from a day on; the old one stays in the history."""
    fresh: Unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if version is not None and fresh.version != version:
        raise Conflict
    alive_on(fresh, on)
    if name == fresh.name:
        raise Refused("新名称与现名称相同。", field="name")
    done = {"name": fresh.name, "short_name": fresh.short_name}
    words = f"{fresh.name}更名为{name}"
    fresh.name, fresh.short_name = name, short_name
    fresh.search_text = search_text(fresh.name, fresh.short_name)
    fresh.version += 1
    fresh.save()
    event = note_event(
        actor, unit=fresh, kind=EventKind.RENAMED, on=on, approval_number=approval_number,
        words=words, done=done,
    )  # fmt: skip
    current().about(fresh, unit=fresh, summary=words)
    return event


@action("org.undo_unit_event", "撤销党组织变动", permission="org.units")
def undo_unit_event(actor: Actor, *, unit: Unit, event: UnitEvent, reason: str) -> UnitEvent:
    """Take a change back while nothing followed: all of it or nothing."""
    row: UnitEvent = UnitEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if row.withdrawn_reason:
        raise Conflict("这次变动已经撤销。")
    for touched in (row.unit, row.other):
        if touched is not None and not actor.can("org.units", touched.path):
            raise Forbidden
    _nothing_followed(row)
    undo = {
        EventKind.MERGED: _undo_merge,
        EventKind.SPLIT: _undo_split,
        EventKind.RENAMED: _undo_name,
        EventKind.DISSOLVED: _undo_end,
        EventKind.MOVED: move_back,
    }.get(EventKind(row.kind), _undo_founding)
    undo(row)
    unit_revived(actor, row.done.get("taken", {}))
    current().about(row.unit, unit=row.unit, summary=f"{row.words}：{reason}")
    if row.kind == EventKind.FOUNDED:
        row.unit.delete()
        return row
    row.withdrawn_reason = reason
    row.save()
    return row


def _two_branches(unit: Unit, into: Unit, on: date) -> tuple[Unit, Unit]:
    if unit.pk == into.pk:
        raise Refused("不能并入自己。", field="into")
    locked = Unit.objects.select_for_update().in_bulk([unit.pk, into.pk])
    source, target = locked[unit.pk], locked[into.pk]
    for one in (source, target):
        if one.kind not in BRANCH_KINDS:
            raise Refused("只有党支部之间可以合并。", field="into")
        alive_on(one, on)
    if source.founded_on and on <= source.founded_on:
        raise Refused(f"合并日期须晚于{source}的成立日期 {source.founded_on}。", field="on")
    return source, target


def _open_places(unit: Unit) -> list[Affiliation]:
    return list(
        Affiliation.objects.select_for_update()
        .filter(unit=unit, ends_on=None, person__withdrawn_on=None)
        .order_by("pk")
    )


def _move(places: Sequence[Affiliation], to: Unit, on: date, how: EnteredAs) -> dict[str, Any]:
    """Close the places the day before and open new ones; what is needed to take it back."""
    late = next((p for p in places if p.starts_on >= on), None)
    if late is not None:
        raise Refused(
            f"{late.person}于 {late.starts_on} 才进入本支部，日期须晚于这一天。", field="on"
        )
    for place in places:
        place.ends_on, place.left_as = on - ONE_DAY, LeftAs.ADJUSTED
    Affiliation.objects.bulk_update(places, ("ends_on", "left_as"), batch_size=200)
    opened = Affiliation.objects.bulk_create(
        Affiliation(person_id=p.person_id, unit=to, starts_on=on, entered_as=how) for p in places
    )
    people = list(Person.objects.select_for_update().filter(pk__in=[p.person_id for p in places]))
    groups = {str(p.pk): p.group_id for p in people if p.group_id}
    for person in people:
        person.home, person.group, person.version = to, None, person.version + 1
    Person.objects.bulk_update(people, ("home", "group", "version"), batch_size=200)
    return {
        "closed": [p.pk for p in places],
        "opened": [p.pk for p in opened],
        "groups": groups,
        "versions": {str(p.pk): p.version for p in people},
    }


def _end_posts(posts: Any, on: date) -> list[int]:
    rows = list(posts.filter(ends_on=None))
    for post in rows:
        post.ends_on = max(on - ONE_DAY, post.starts_on)
        post.save()
    return [post.pk for post in rows]


def _nothing_followed(row: UnitEvent) -> None:
    for touched in (row.unit, row.other):
        if touched is None:
            continue
        later = [
            e
            for e in (*touched.events.all(), *touched.events_beside.all())
            if e.pk > row.pk and not e.withdrawn_reason
        ]
        if later:
            raise Refused(f"不能撤销：此后{touched}又有“{later[0].words}”，请先撤销后面的变动。")


def _return(done: dict[str, Any], home: Unit) -> None:
    """Everybody back to the old branch; refused where somebody has moved on or was changed since."""
    opened = list(Affiliation.objects.select_related("person").filter(pk__in=done["opened"]))
    versions = done["versions"]
    moved = [
        place.person.name
        for place in opened
        if place.ends_on is not None or place.person.version != versions[str(place.person_id)]
    ]
    if moved or len(opened) != len(done["opened"]):
        names = "、".join(moved[:5]) + ("等" if len(moved) > 5 else "")
        raise Refused(f"不能撤销：{names or '有人'}随转以后又有新的变动，请逐人办理调整支部。")
    people = [place.person for place in opened]
    Affiliation.objects.filter(pk__in=done["opened"]).delete()
    closed = list(Affiliation.objects.filter(pk__in=done["closed"]))
    for place in closed:
        place.ends_on, place.left_as = None, ""
    Affiliation.objects.bulk_update(closed, ("ends_on", "left_as"), batch_size=200)
    for person in people:
        person.home, person.version = home, person.version + 1
        person.group_id = done["groups"].get(str(person.pk))
    Person.objects.bulk_update(people, ("home", "group", "version"), batch_size=200)
    _reopen_posts(done["posts"])


def _reopen_posts(keys: Iterable[int]) -> None:
    for post in Post.objects.filter(pk__in=list(keys)):
        post.ends_on = None
        post.save()


def _undo_merge(row: UnitEvent) -> None:
    _revive(row.done["ended"])
    _return(row.done, row.unit)


def _revive(keys: Iterable[int]) -> None:
    for unit in Unit.objects.select_for_update().filter(pk__in=list(keys)):
        unit.dissolved_on, unit.version = None, unit.version + 1
        unit.save()


def _undo_split(row: UnitEvent) -> None:
    made = row.other
    if made is None or _is_used(made, row):
        raise Refused("不能撤销：新支部已经有了自己的记录。请改为把新支部并回。")
    _return(row.done, row.unit)
    row.other = None
    row.save()
    made.delete()


def _undo_founding(row: UnitEvent) -> None:
    """A unit that was entered by mistake goes, and its code is free again; only while nothing is in it."""
    if row.unit.children.exists() or _is_used(row.unit, row):
        raise Refused(f"不能撤销：{row.unit}已经有了自己的记录。确需撤销的请办理撤销党组织。")


def _is_used(unit: Unit, row: UnitEvent) -> bool:
    """Whether anything but the move of the split refers to the unit; judgements are a cache."""
    for relation in Unit._meta.get_fields():
        if not (relation.auto_created and not relation.concrete):
            continue
        model: Any = relation.related_model
        if model in (Person, UnitEvent) or model._meta.label_lower == "duties.finding":
            continue
        name = relation.field.name  # type: ignore[union-attr]
        rows = model._base_manager.filter(**{name: unit})
        if model is Affiliation:
            rows = rows.exclude(pk__in=row.done.get("opened", ()))
        if rows.exists():
            return True
    return unit.people.exclude(pk__in=[int(k) for k in row.done.get("versions", ())]).exists()


def _undo_name(row: UnitEvent) -> None:
    unit = Unit.objects.select_for_update().get(pk=row.unit_id)
    unit.name, unit.short_name = row.done["name"], row.done["short_name"]
    unit.search_text = search_text(unit.name, unit.short_name)
    unit.version += 1
    unit.save()


def _undo_end(row: UnitEvent) -> None:
    parent = row.unit.parent
    if parent is not None and parent.dissolved_on is not None:
        raise Refused(f"不能撤销：上级{parent}也已撤销。")
    _revive([row.unit_id])


def _said(words: str, reason: str) -> str:
    return f"{words}（{reason}）"[:300] if reason else words
