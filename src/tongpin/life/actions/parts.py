"""What a gathering is made of, checked against the organisation of the day and written in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.db import transaction

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import current
from tongpin.audit.errors import Refused
from tongpin.documents.actions import attach
from tongpin.duties.judging import refresh
from tongpin.life.clock import site_moment
from tongpin.life.indexing import keep_text
from tongpin.life.models import (
    Attendance,
    Content,
    Form,
    Gathering,
    GatheringKind,
    GatheringTag,
    JointUnit,
    Kind,
    Presence,
    Revision,
    TalkPair,
)
from tongpin.life.queries import kinds_for, last_revision, people_by_unit, votes, words_of
from tongpin.life.study import MOST_MINUTES, usual_study
from tongpin.org.models import BRANCH_KINDS, Person, Unit

PARTS = frozenset({"kinds", "tags", "joint", "talks", "attendance"})
TAGS = frozenset(Content.values) | frozenset(Form.values)
MAX_PEOPLE = 3000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the form."""

    name: str
    data: bytes
    text: str | None = None  # its words, where they were read before the transaction began


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is written down of a gathering, or planned of it.

    `attendance` maps a person's key to `(presence, reason)`; `tags` are values of Content and Form;
    `joint` are the units that hold it together with the own one; `talks` the pairs of a 谈心谈话.
    `study_minutes` is only given where the hours of study are not those of the whole gathering.
    """

    kinds: tuple[str, ...]
    topic: str
    held_on: date
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    group: Unit | None = None
    chair: Person | None = None
    recorder: Person | None = None
    makes_up: str = ""
    study_minutes: int | None = None
    agenda: str = ""
    content: str = ""
    resolutions: str = ""
    guests: str = ""
    tags: tuple[str, ...] = ()
    joint: tuple[Unit, ...] = ()
    talks: tuple[tuple[Person, Person], ...] = ()
    attendance: Mapping[int, tuple[str, str]] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The values that are columns of the gathering itself."""
        values = {n: getattr(self, n) for n in self.__dataclass_fields__ if n not in PARTS}
        if self.study_minutes is None:
            values["study_minutes"] = usual_study(self.kinds, self.starts_at, self.ends_at)
        return values


def check(unit: Unit, minutes: Minutes, *, is_plan: bool = False) -> dict[int, int | None]:
    """Check what a form cannot: days, kinds and people against the organisation of that day.

    Answers `{person expected: joint unit, or None for the own one}`; Refused names the field.
    """
    _check_day(unit, minutes.held_on, is_plan=is_plan)
    _check_kinds(unit, minutes)
    if minutes.starts_at and minutes.ends_at and minutes.ends_at <= minutes.starts_at:
        raise Refused("结束时间须晚于开始时间。", field="ends_at")
    if minutes.study_minutes is not None and not 0 < minutes.study_minutes <= MOST_MINUTES:
        raise Refused("学时须大于 0，且不超过 200。", field="study_hours")
    if minutes.group is not None and minutes.group.parent_id != unit.pk:
        raise Refused("党小组须属于本支部。", field="group")
    for other in minutes.joint:
        if other.pk == unit.pk or other.kind not in BRANCH_KINDS:
            raise Refused("联合单位须是其他党支部。", field="joint")
    if any(first.pk == second.pk for first, second in minutes.talks):
        raise Refused("谈话双方不能是同一个人。", field="talks")
    places = _places(unit, minutes)
    _check_people(unit, minutes, places)
    return places


def _check_day(unit: Unit, day: date, *, is_plan: bool) -> None:
    today = site_day()
    if is_plan and day < today:
        raise Refused("计划日期已经过去，请直接登记。", field="held_on")
    if not is_plan and day > today:
        raise Refused(f"日期不能晚于今天（{today}）；计划中的会议请开完再登记。", field="held_on")
    if unit.founded_on and day < unit.founded_on:
        raise Refused(f"{unit}于 {unit.founded_on} 成立，日期不能早于成立日期。", field="held_on")
    if unit.dissolved_on and day > unit.dissolved_on:
        raise Refused(
            f"{unit}已于 {unit.dissolved_on} 撤销，日期不能晚于撤销日期。", field="held_on"
        )


def _check_kinds(unit: Unit, minutes: Minutes) -> None:
    if not minutes.kinds:
        raise Refused("请至少勾选一种会议或活动。", field="kinds")
    wrong = set(minutes.kinds) - {k.value for k in kinds_for(unit)}
    if wrong:
        names = "、".join(Kind(k).label for k in sorted(wrong) if k in Kind.values) or "所选种类"
        raise Refused(f"{unit.get_kind_display()}不召开{names}，请核对。", field="kinds")
    if set(minutes.tags) - TAGS:
        raise Refused("内容和形式里有没有列出的项目，请重新勾选。", field="tags")


def _places(unit: Unit, minutes: Minutes) -> dict[int, int | None]:
    """Everybody expected: those of joint units first, so that the own unit has the last word."""
    found: dict[int, int | None] = {}
    for key, people in people_by_unit([*minutes.joint, unit], minutes.held_on).items():
        found |= {p.pk: None if key == unit.pk else key for p in people}
    return found


def _check_people(unit: Unit, minutes: Minutes, places: Mapping[int, int | None]) -> None:
    if len(minutes.attendance) > MAX_PEOPLE:
        raise Refused(f"一次最多登记 {MAX_PEOPLE} 人。", field="attendance")
    strangers = {
        pk
        for pk, (presence, _) in minutes.attendance.items()
        if presence != Presence.OBSERVER and pk not in places
    }
    if strangers:
        names = "、".join(
            Person.objects.filter(pk__in=list(strangers)[:20]).values_list("name", flat=True)
        )
        raise Refused(
            f"{names or '所选人员'}当天不在{unit}，请改为列席或从名单中移除。", field="attendance"
        )


# ------------------------------------------------------------------------------------- writing


def write_parts(row: Gathering, minutes: Minutes, places: Mapping[int, int | None]) -> None:
    """Kinds, tags, joint units, talks and attendance, in a constant number of statements."""
    _write_labels(row, minutes)
    _write_joint(row, minutes)
    _write_talks(row, minutes)
    _write_attendance(row, minutes, places)


def _write_labels(row: Gathering, minutes: Minutes) -> None:
    for rows, model, name, wanted in (
        (row.kinds, GatheringKind, "kind", dict.fromkeys(minutes.kinds)),
        (row.tags, GatheringTag, "tag", dict.fromkeys(minutes.tags)),
    ):
        present = {getattr(item, name): item for item in rows.all()}
        gone = [item.pk for value, item in present.items() if value not in wanted]
        if gone:
            model.objects.filter(pk__in=gone).delete()
        model.objects.bulk_create(
            [model(gathering=row, **{name: v}) for v in wanted if v not in present]
        )
    row.__dict__.pop("_prefetched_objects_cache", None)


def _write_joint(row: Gathering, minutes: Minutes) -> None:
    wanted = {u.pk for u in minutes.joint}
    present = set(row.joint_units.values_list("unit", flat=True))
    if present - wanted:
        row.joint_units.filter(unit__in=present - wanted).delete()
    for key in sorted(wanted - present):
        JointUnit(gathering=row, unit_id=key).save()


def _write_talks(row: Gathering, minutes: Minutes) -> None:
    wanted = {(first.pk, second.pk) for first, second in minutes.talks}
    present = {(t.first_id, t.second_id): t.pk for t in row.talks.all()}
    gone = [key for pair, key in present.items() if pair not in wanted]
    if gone:
        row.talks.filter(pk__in=gone).delete()
    TalkPair.objects.bulk_create(
        [TalkPair(gathering=row, first_id=a, second_id=b)
         for a, b in sorted(wanted - set(present))]
    )  # fmt: skip


def _write_attendance(row: Gathering, minutes: Minutes, places: Mapping[int, int | None]) -> None:
    before = {a.person_id: a for a in row.attendances.select_related("person")}
    fresh, changed = [], []
    for pk, (presence, reason) in minutes.attendance.items():
        values = {"presence": presence, "reason": reason, "unit_id": places.get(pk)}
        old = before.pop(pk, None)
        if old is None:
            fresh.append(Attendance(gathering=row, person_id=pk, **values))
        elif any(getattr(old, name) != value for name, value in values.items()):
            _note(old, values)
            for name, value in values.items():
                setattr(old, name, value)
            changed.append(old)
    Attendance.objects.bulk_create(fresh)
    if changed:
        Attendance.objects.bulk_update(changed, ["presence", "reason", "unit"], batch_size=500)
    if before:
        row.attendances.filter(pk__in=[a.pk for a in before.values()]).delete()


def _note(old: Attendance, values: Mapping[str, Any]) -> None:
    """Leave before and after of one person in the entry, which a bulk write would only number."""
    fields = {n: [getattr(old, n), v] for n, v in values.items() if getattr(old, n) != v}
    current().changes.append(
        {"model": "life.attendance", "id": str(old.pk), "label": old.person.name, "how": "change",
         "fields": fields}
    )  # fmt: skip


def attach_all(actor: Actor, unit: Unit, row: Gathering, files: Iterable[Upload]) -> None:
    """Hang the files on the record, and keep the words that were read in them."""
    for upload in files:
        hung = attach(actor, unit=unit, owner=row.ref, name=upload.name, data=upload.data)
        if upload.text is not None:
            keep_text(hung.stored, upload.text)


def judge_afterwards(row: Gathering, *days: date) -> None:
    """Judge the own unit and the joint ones again, once the record is committed."""
    units = [row.unit, *(j.unit for j in row.joint_units.select_related("unit"))]

    def judge() -> None:
        for unit in units:
            for day in dict.fromkeys(days):
                refresh(unit, day)

    transaction.on_commit(judge)


# ------------------------------------------------------------------------------------- revisions


def revise(row: Gathering, by: str) -> None:
    """Keep what chair and recorder sign for, when it differs from what stood before."""
    last = last_revision(row)
    fresh = Revision(
        gathering=row,
        number=(last.number if last else 0) + 1,
        head=_head(row),
        agenda=row.agenda,
        content=row.content,
        resolutions=row.resolutions,
        at=site_moment(),
        by=by,
    )
    if last is None or words_of(last) != words_of(fresh):
        fresh.save()


def _head(row: Gathering) -> str:
    """When, where, who and what was voted, as lines."""
    people = list(row.attendances.select_related("person"))
    by = {
        p: [a for a in people if a.presence == p]
        for p in (Presence.PRESENT, Presence.LEAVE, Presence.ABSENT, Presence.OBSERVER)
    }
    expected = len(people) - len(by[Presence.OBSERVER])
    hours = "—".join(f"{t:%H:%M}" for t in (row.starts_at, row.ends_at) if t)
    lines = [
        f"{row.topic}（{row.kind_labels}）",
        f"{row.held_on} {hours} {row.place}".strip(),
        f"主持人：{row.chair or '未填'}；记录人：{row.recorder or '未填'}",
        f"应到{expected}人，实到{len(by[Presence.PRESENT])}人",
    ]
    for presence in (Presence.LEAVE, Presence.ABSENT, Presence.OBSERVER):
        if by[presence]:
            names = "、".join(_named(a) for a in by[presence])
            lines.append(f"{presence.label}：{names}")
    lines += [_voted(v) for v in votes(row) if not v.withdrawn_reason and v.yes is not None]
    return "\n".join(lines)


def _named(item: Attendance) -> str:
    return f"{item.person.name}（{item.reason}）" if item.reason else item.person.name


def _voted(vote: Any) -> str:
    written = f"，会前书面赞成{vote.written_yes}票" if vote.written_yes else ""
    totals = f"赞成{vote.yes}票、不赞成{vote.no or 0}票、弃权{vote.abstain or 0}票"
    return f"表决“{vote.motion}”：{totals}{written}"
