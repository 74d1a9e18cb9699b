"""What a person types about a gathering."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.life.actions import Minutes, Upload
from tongpin.life.models import Gathering, Kind, Presence
from tongpin.life.queries import asked_people, expected_people, kinds_for
from tongpin.org.models import Person, Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

MAX_FILES = 10
CHOICES = [(p.value, p.label) for p in (Presence.PRESENT, Presence.LEAVE, Presence.ABSENT)]
REASONS = ("出差", "病假", "事假", "值班", "学习培训", "公休")
MAKES_UP = re.compile(r"20\d\d(-(0[1-9]|1[0-2])|-Q[1-4])?")


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class GatheringForm(TongpinForm):
    """The one form of a gathering: kinds, time, people, words, files.

    The attendance grid is read from fields `p<key>` and `r<key>` of the people expected on the day.
    """

    kinds = forms.MultipleChoiceField(
        label="开的是什么会", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少勾选一种会议或活动。"},
    )  # fmt: skip
    topic = CleanCharField(label="主题", max_length=200)
    held_on = ChineseDateField(label="日期")
    starts_at = forms.TimeField(
        label="开始时间", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "时间须写成 15:00 这样。"},
    )  # fmt: skip
    ends_at = forms.TimeField(
        label="结束时间", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "时间须写成 17:00 这样。"},
    )  # fmt: skip
    place = CleanCharField(label="地点", max_length=100, required=False)
    chair = forms.ModelChoiceField(Person.objects.none(), label="主持人", required=False)
    recorder = forms.ModelChoiceField(Person.objects.none(), label="记录人", required=False)
    group = forms.ModelChoiceField(
        Unit.objects.none(), label="党小组", required=False, help_text="只有一个小组开会时选择。"
    )
    makes_up = CleanCharField(
        label="补办时段", required=False, max_length=7,
        help_text="补开以前的会时填写，如 2019（年度）、2020-Q1（一季度）、2020-03（3月）；正常召开不填。",
    )  # fmt: skip
    agenda = CleanCharField(
        label="议程", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=4000
    )
    content = CleanCharField(label="内容", required=False, widget=forms.Textarea(attrs={"rows": 6}))
    resolutions = CleanCharField(
        label="决议事项", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=8000
    )
    guests = CleanCharField(
        label="列席人员",
        required=False,
        max_length=300,
        help_text="不是本支部的人员，姓名之间用顿号隔开。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        unit: Unit,
        day: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.unit = unit
        self.uploads: list[Upload] = []
        self.people = expected_people(unit, day or self._day() or site_day())
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        kinds.choices = [(k.value, k.label) for k in kinds_for(unit)]
        own = Person.objects.filter(pk__in=[p.pk for p in self.people]).order_by("search_text")
        for name, rows in (
            ("chair", own),
            ("recorder", own),
            ("group", Unit.objects.filter(parent=unit, kind="group")),
        ):
            item = self.fields[name]
            assert isinstance(item, forms.ModelChoiceField)
            item.queryset = rows
            item.empty_label = "（未选）"
        if not self.fields["group"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["group"]

    def _day(self) -> date | None:
        if not self.is_bound:
            return None
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
        grid = {}
        day = cleaned.get("held_on") or site_day()
        kinds = cleaned.get("kinds") or ()
        asked = asked_people(self.people, self.unit, day, kinds, cleaned.get("group"))
        allowed = {value for value, _ in CHOICES}
        for person in asked:
            presence = self.data.get(f"p{person.pk}", Presence.PRESENT)
            reason = self.data.get(f"r{person.pk}", "").strip()[:60]
            if presence not in allowed:
                self.add_error(None, f"{person.name}的出席情况只能是出席、请假或缺席。")
                presence = Presence.PRESENT
            if any(ord(c) < 32 for c in reason):
                self.add_error(None, f"{person.name}的请假事由含有看不见的控制字符，请重新填写。")
                reason = ""
            grid[person.pk] = (str(presence), reason if presence != Presence.PRESENT else "")
        return grid

    def minutes(self) -> Minutes:
        """The typed values as the action takes them."""
        data: dict[str, Any] = self.cleaned_data
        plain: dict[str, Any] = {
            name: data[name]
            for name in Minutes.__dataclass_fields__
            if name in data and name not in {"kinds", "attendance"}
        }
        return Minutes(kinds=tuple(data["kinds"]), attendance=data["attendance"], **plain)

    def grid(self) -> list[dict[str, Any]]:
        """Rows of the attendance grid for the page: person, presence, reason, whether of the committee."""
        known: dict[int, tuple[str, str]] = self.initial.get("attendance", {})
        committee = {
            p.pk
            for p in asked_people(
                self.people, self.unit, self._day() or site_day(), ["committee_meeting"], None
            )
        }
        rows = []
        for person in self.people:
            presence, reason = known.get(person.pk, (Presence.PRESENT.value, ""))
            if self.is_bound:
                presence = self.data.get(f"p{person.pk}", presence)
                reason = self.data.get(f"r{person.pk}", reason)
            rows.append(
                {
                    "person": person,
                    "presence": presence,
                    "reason": reason,
                    "committee": person.pk in committee,
                }
            )
        return rows


def initial_of(row: Gathering) -> dict[str, Any]:
    """A stored gathering as the form's initial values."""
    values: dict[str, Any] = {
        name: getattr(row, name)
        for name in GatheringForm.base_fields
        if name not in {"kinds", "chair", "recorder", "group"}
    }
    return values | {
        "kinds": [k.kind for k in row.kinds.all()],
        "chair": row.chair_id,
        "recorder": row.recorder_id,
        "group": row.group_id,
        "attendance": {a.person_id: (a.presence, a.reason) for a in row.attendances.all()},
    }


class WithdrawForm(TongpinForm):
    """Why a record is withdrawn."""

    reason = CleanCharField(label="撤回理由", max_length=200)


def kind_label(value: str) -> str:
    """The Chinese name of a kind, or nothing for an unknown one."""
    return Kind(value).label if value in Kind.values else ""
