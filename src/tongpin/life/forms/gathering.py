"""The one form of a gathering: planned, written down or changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.life.actions import Minutes, Upload
from tongpin.life.indexing import texts_of
from tongpin.life.models import Content, Form, Gathering, Kind, Presence, Reply, State
from tongpin.life.queries import (
    arrivals,
    asked_people,
    expected_people,
    invitations,
    kinds_for,
    leaders_above,
    partners,
    people_by_unit,
)
from tongpin.life.study import hours_of, usual_study
from tongpin.org.models import BRANCH_KINDS, Person, Unit
from tongpin.org.names import NameBook
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

MAX_FILES = 10
CHOICES = [(p.value, p.label) for p in (Presence.PRESENT, Presence.LEAVE, Presence.ABSENT)]
REASONS = ("出差", "病假", "事假", "值班", "学习培训", "公休")
MAKES_UP = re.compile(r"20\d\d(-(0[1-9]|1[0-2])|-Q[1-4])?")
MAX_TALKS = 200


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


def time_field(label: str, example: str) -> forms.TimeField:
    """An hour and a minute."""
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": f"时间须写成 {example} 这样。"},
    )


def _long(label: str, rows: int, **kwargs: Any) -> CleanCharField:
    return CleanCharField(
        label=label, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
    )


class GatheringForm(TongpinForm):
    """Kinds, time, people, words and files of a gathering.

    The attendance grid is read from fields `p<key>` and `r<key>` of the people expected on the day,
    those of joint units included.
    """

    kinds = forms.MultipleChoiceField(
        label="开的是什么会", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一种会议或活动。"},
    )  # fmt: skip
    topic = CleanCharField(label="主题", max_length=200)
    held_on = ChineseDateField(label="日期")
    starts_at = time_field("开始时间", "15:00")
    ends_at = time_field("结束时间", "17:00")
    place = CleanCharField(label="地点", max_length=100, required=False)
    chair = forms.ModelChoiceField(Person.objects.none(), label="主持人", required=False)
    recorder = forms.ModelChoiceField(Person.objects.none(), label="记录人", required=False)
    group = forms.ModelChoiceField(
        Unit.objects.none(), label="党小组", required=False, help_text="只有一个小组开会时选择。"
    )
    tags = forms.MultipleChoiceField(
        label="内容和形式", required=False, widget=forms.CheckboxSelectMultiple,
        choices=[("内容", Content.choices), ("形式", Form.choices)],
    )  # fmt: skip
    joint = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="联合单位", required=False, widget=forms.CheckboxSelectMultiple
    )
    talks = _long(
        "谈话双方", 3, max_length=8000,
        help_text="谈心谈话时填写，一行一对，如：张三—李四。",
    )  # fmt: skip
    makes_up = CleanCharField(
        label="补办时段", required=False, max_length=7,
        help_text="补开以前的会时填写，如 2019（年度）、2020-Q1（一季度）、2020-03（3月）；正常召开不填。",
    )  # fmt: skip
    study_hours = forms.DecimalField(
        label="学时", required=False, min_value=0, max_value=200, max_digits=4, decimal_places=1,
        help_text="留空时党课、主题党日、集中学习、教育培训、中心组学习按起止时间折算。"
        "别的会议里安排了学习的，填写学习用了几学时；几天的培训班填写总学时。",
        error_messages={
            "invalid": "学时须写成 2 或者 1.5 这样。", "min_value": "学时不能小于 0。",
            "max_value": "学时不能超过 200。", "max_decimal_places": "学时最多一位小数。",
            "max_digits": "学时不能超过 200。", "max_whole_digits": "学时不能超过 200。",
        },
    )  # fmt: skip
    agenda = _long("议程", 3, max_length=4000)
    content = _long("内容", 6)
    resolutions = _long("决议事项", 3, max_length=8000)
    observers = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="上级列席", required=False, widget=forms.CheckboxSelectMultiple
    )
    guests = CleanCharField(
        label="其他列席人员", required=False, max_length=300,
        help_text="不是本支部的人员，姓名之间用顿号隔开。",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        unit: Unit,
        day: date | None = None,
        row: Gathering | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.unit, self.row = unit, row
        self.uploads: list[Upload] = []
        self.day = (self._day() if self.is_bound else None) or day or site_day()
        self.people = expected_people(unit, self.day)
        self._offer()
        self.others = self._joint_people()

    def _offer(self) -> None:
        """Narrow the choices to the unit and the day; leave out what has nothing to choose from."""
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        kinds.choices = [(k.value, k.label) for k in kinds_for(self.unit)]
        own = Person.objects.filter(pk__in=[p.pk for p in self.people]).order_by("search_text")
        watchers = [p.pk for p in leaders_above(self.unit, self.day)]
        if self.row is not None:
            seen = self.row.attendances.filter(presence=Presence.OBSERVER)
            watchers += seen.values_list("person", flat=True)
        joint = partners(self.unit, self.day) if self.unit.kind in BRANCH_KINDS else []
        for name, rows in (
            ("chair", own),
            ("recorder", own),
            ("group", Unit.objects.filter(parent=self.unit, kind="group")),
            ("joint", Unit.objects.filter(pk__in=[u.pk for u in joint])),
            ("observers", Person.objects.filter(pk__in=watchers)),
        ):
            item = self.fields[name]
            assert isinstance(item, forms.ModelChoiceField)
            item.queryset = rows
            if not isinstance(item, forms.ModelMultipleChoiceField):
                item.empty_label = "（未选）"
        for name, found in (("joint", joint), ("observers", watchers)):
            if not found:
                del self.fields[name]
        if not self.fields["group"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["group"]

    def _joint_people(self) -> dict[Unit, list[Person]]:
        """`{joint unit: those expected}` of the units ticked so far."""
        if "joint" not in self.fields:
            return {}
        if self.is_bound:
            keys = {
                k
                for k in self.data.getlist("joint")  # type: ignore[attr-defined]
                if k.isascii() and k.isdigit()
            }
        else:
            keys = {str(getattr(u, "pk", u)) for u in self.initial.get("joint", ())}
        field: Any = self.fields["joint"]
        units = [u for u in field.queryset if str(u.pk) in keys]
        found = people_by_unit(units, self.day)
        own = {p.pk for p in self.people}
        return {u: [p for p in found[u.pk] if p.pk not in own] for u in units}

    def _day(self) -> date | None:
        try:
            return ChineseDateField().to_python(self.data.get("held_on"))
        except forms.ValidationError:
            return None

    def clean_makes_up(self) -> str:
        """A year, a quarter or a month."""
        text: str = self.cleaned_data["makes_up"].upper().strip()
        if text and not MAKES_UP.fullmatch(text):
            raise forms.ValidationError("补办时段须写成 2019、2020-Q1 或 2020-03 这样。")
        return text

    def clean_talks(self) -> tuple[tuple[Person, Person], ...]:
        """The pairs by name; names of the unit and of the leading teams above it."""
        lines = [line for line in self.cleaned_data["talks"].split("\n") if line.strip()]
        if not lines:
            return ()
        if len(lines) > MAX_TALKS:
            raise forms.ValidationError(f"一次最多登记 {MAX_TALKS} 对谈话。")
        known = NameBook([*self.people, *leaders_above(self.unit, self.day)])
        pairs = []
        for number, line in enumerate(lines, 1):
            names = known.pair(line)
            if len(names) != 2:
                raise forms.ValidationError(f"第 {number} 行须是两个人的姓名，如：张三—李四。")
            pairs.append(tuple(self._one(known, name, number) for name in names))
        return tuple(dict.fromkeys((a, b) for a, b in pairs))

    @staticmethod
    def _one(known: NameBook, name: str, number: int) -> Person:
        found = known.called(name)
        if not found:
            raise forms.ValidationError(f"第 {number} 行的“{name[:20]}”不在本单位名册上，请核对。")
        if len(found) > 1:
            raise forms.ValidationError(f"第 {number} 行的“{name}”有同名的人，请在内容中注明。")
        return found[0]

    def clean(self) -> dict[str, Any]:
        """Read the attendance grid and the files."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["attendance"] = self._attendance(cleaned)
        found: list[Any] = (
            self.files.getlist("attachments") if hasattr(self.files, "getlist") else []
        )
        if len(found) > MAX_FILES:
            self.add_error(None, f"一次最多添加 {MAX_FILES} 个附件。")
        self.uploads = [Upload(f.name or "附件", f.read()) for f in found[:MAX_FILES]]
        return cleaned

    def _attendance(self, cleaned: dict[str, Any]) -> dict[int, tuple[str, str]]:
        kinds = cleaned.get("kinds") or ()
        asked = asked_people(self.people, self.unit, self.day, kinds, cleaned.get("group"))
        grid = {}
        for person in [*asked, *(p for people in self.others.values() for p in people)]:
            grid[person.pk] = self._line(person)
        for person in cleaned.get("observers") or ():
            grid.setdefault(person.pk, (Presence.OBSERVER.value, ""))
        return grid

    def _line(self, person: Person) -> tuple[str, str]:
        presence = self.data.get(f"p{person.pk}", Presence.PRESENT.value)
        reason = self.data.get(f"r{person.pk}", "").strip()[:60]
        if presence not in {value for value, _ in CHOICES}:
            self.add_error(None, f"{person.name}的出席情况只能是出席、请假或缺席。")
            presence = Presence.PRESENT.value
        if any(ord(c) < 32 for c in reason):
            self.add_error(None, f"{person.name}的请假事由含有看不见的控制字符，请重新填写。")
            reason = ""
        return str(presence), reason if presence != Presence.PRESENT else ""

    def files_read(self) -> list[Upload]:
        """The files with their words, which takes a while: asked for only when all else is right."""
        texts = texts_of((u.name, u.data) for u in self.uploads)
        return [replace(u, text=t) for u, t in zip(self.uploads, texts, strict=True)]

    def minutes(self) -> Minutes:
        """The typed values as the action takes them."""
        data: dict[str, Any] = self.cleaned_data
        lists = {"kinds", "tags", "joint", "attendance"}
        plain = {n: data[n] for n in Minutes.__dataclass_fields__ if n in data and n not in lists}
        hours = data.get("study_hours")
        return Minutes(
            study_minutes=int(hours * 60) if hours else None,
            kinds=tuple(data["kinds"]),
            tags=tuple(data.get("tags") or ()),
            joint=tuple(data.get("joint") or ()),
            attendance=data["attendance"],
            **plain,
        )

    def grid(self) -> list[dict[str, Any]]:
        """Rows of the attendance grid: person, presence, reason, joint unit, whether of the committee."""
        known: dict[int, tuple[str, str]] = self.initial.get("attendance", {})
        only = ["committee_meeting"]
        committee = {p.pk for p in asked_people(self.people, self.unit, self.day, only, None)}
        places: list[tuple[Person, Unit | None]] = [(p, None) for p in self.people]
        places += [(p, unit) for unit, people in self.others.items() for p in people]
        rows = []
        for person, unit in places:
            presence, reason = known.get(person.pk, (Presence.PRESENT.value, ""))
            if self.is_bound:
                presence = self.data.get(f"p{person.pk}", presence)
                reason = self.data.get(f"r{person.pk}", reason)
            rows.append(
                {
                    "person": person,
                    "presence": presence,
                    "reason": reason,
                    "unit": unit,
                    "committee": unit is None and person.pk in committee,
                }
            )
        return rows


def initial_of(row: Gathering) -> dict[str, Any]:
    """A stored gathering as the form's initial values; a planned one with what sign-in and replies say."""
    talks = "\n".join(f"{t.first.name}—{t.second.name}" for t in row.talks.all())
    attendances = list(row.attendances.all())
    grid = {a.person_id: (a.presence, a.reason) for a in attendances}
    return _shared(row) | {
        "version": row.version,
        "chair": row.chair_id,
        "recorder": row.recorder_id,
        "group": row.group_id,
        "talks": talks,
        "observers": _observers(row, attendances),
        "attendance": grid or (_known_of(row) if row.state == State.PLANNED else {}),
    }


def like(row: Gathering, day: date) -> dict[str, Any]:
    """An earlier gathering as the beginning of the next one: everything but what happened at it."""
    values = _shared(row) | {"chair": row.chair_id, "recorder": row.recorder_id, "held_on": day}
    return {
        k: v
        for k, v in values.items()
        if k not in ("content", "resolutions", "makes_up", "study_hours")
    }


def _shared(row: Gathering) -> dict[str, Any]:
    names = (
        "topic", "held_on", "starts_at", "ends_at", "place", "makes_up", "agenda", "content",
        "resolutions", "guests",
    )  # fmt: skip
    kinds = [k.kind for k in row.kinds.all()]
    usual = usual_study(kinds, row.starts_at, row.ends_at)
    typed = None if row.study_minutes in (None, usual) else hours_of(row.study_minutes)
    return {name: getattr(row, name) for name in names} | {
        "study_hours": typed,
        "kinds": kinds,
        "tags": [t.tag for t in row.tags.all()],
        "joint": [j.unit_id for j in row.joint_units.all()],
    }


def _observers(row: Gathering, attendances: Sequence[Any]) -> list[int]:
    if attendances or row.state != State.PLANNED:
        return [a.person_id for a in attendances if a.presence == Presence.OBSERVER]
    return [i.person_id for i in invitations(row) if i.is_observer]


def _known_of(row: Gathering) -> dict[int, tuple[str, str]]:
    """Those who signed in were there; those who asked for leave were not; the rest were absent where
    sign-in was used, and are taken as present where it was not.
    """
    signed, asked = arrivals(row), invitations(row)
    grid: dict[int, tuple[str, str]] = {}
    for item in asked:
        if item.person_id in signed:
            grid[item.person_id] = (Presence.PRESENT.value, "")
        elif item.reply == Reply.LEAVE:
            grid[item.person_id] = (Presence.LEAVE.value, item.reason)
        elif signed:
            grid[item.person_id] = (Presence.ABSENT.value, "")
    return grid | dict.fromkeys(signed, (Presence.PRESENT.value, ""))


class WithdrawForm(TongpinForm):
    """Why a record is withdrawn."""

    reason = CleanCharField(label="撤回理由", max_length=200)


def kind_label(value: str) -> str:
    """The Chinese name of a kind, or nothing for an unknown one."""
    return Kind(value).label if value in Kind.values else ""
