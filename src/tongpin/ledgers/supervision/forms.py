"""What a person types about supervision."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.ledgers.supervision.actions.checklists import Question
from tongpin.ledgers.supervision.models import Checklist, Purpose, Result, Team
from tongpin.org.models import Person, Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm

Rows = Any


def _words(label: str, *, rows: int = 3, required: bool = True, help_text: str = "") -> Any:
    return CleanCharField(
        label=label, required=required, max_length=4000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _offer(form: forms.Form, name: str, rows: Rows) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def _version() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class TeamForm(TongpinForm):
    """A team with its members and its units."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1
    )
    name = CleanCharField(label="名称", max_length=60, help_text="如：党风廉政建设第一督查组。")
    leader = forms.ModelChoiceField(Person.objects.none(), label="组长", empty_label="请选择")
    members = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="成员", required=False,
        help_text="按住 Ctrl 可以选几个人。成员不查自己所在的支部。",
    )  # fmt: skip
    covers = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="督查范围", widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(label="在用", required=False, initial=True)

    def __init__(self, *args: Any, people: Rows, units: Rows, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "leader", people)
        _offer(self, "members", people)
        _offer(self, "covers", units)


class ChecklistForm(TongpinForm):
    """A list typed line by line."""

    name = CleanCharField(label="名称", max_length=80)
    purpose = forms.ChoiceField(label="用途", choices=Purpose.choices)
    lines = CleanCharField(
        label="检查内容", max_length=40_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="一行一条。可以用竖线分开：类别｜检查内容｜依据｜检查方法；只有一段的就是检查内容。",
    )  # fmt: skip

    def questions(self) -> list[Question]:
        """The lines as questions."""
        return questions(self.cleaned_data["lines"])


BAR = re.compile(r"[|｜]")


def questions(text: str) -> list[Question]:
    """One question a line, its parts set off by bars; a line of one part is the text alone."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in BAR.split(line)]
        if len(parts) == 1:
            found.append(Question(parts[0]))
        else:
            area, words, basis, method, *_ = [*parts, "", "", ""]
            found.append(Question(words, area, basis, method))
    return [q for q in found if q.text]


class ChecklistFileForm(TongpinForm):
    """A list from a spreadsheet."""

    name = CleanCharField(label="名称", max_length=80)
    purpose = forms.ChoiceField(label="用途", choices=Purpose.choices)
    file = forms.FileField(
        label="表格", help_text="xlsx，第一行是表头：类别、检查内容、依据、检查方法。"
    )


class RoundForm(TongpinForm):
    """A round with its sample."""

    title = CleanCharField(label="名称", max_length=100, help_text="如：三季度组织生活督查。")
    team = forms.ModelChoiceField(Team.objects.none(), label="督查组", empty_label="请选择")
    checklist = forms.ModelChoiceField(
        Checklist.objects.none(), label="督查清单", empty_label="请选择"
    )
    starts_on = ChineseDateField(label="开始日期")
    ends_on = ChineseDateField(label="结束日期")
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label="指定支部", required=False, widget=forms.CheckboxSelectMultiple
    )
    draw = forms.IntegerField(
        label="另外随机抽取", required=False, min_value=0, max_value=500,
        help_text="从督查范围里抽几个支部；不含督查组成员自己的支部。",
    )  # fmt: skip

    def __init__(self, *args: Any, teams: Rows, lists: Rows, units: Rows, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("starts_on", site_day())
        super().__init__(*args, **kwargs)
        _offer(self, "team", teams)
        _offer(self, "checklist", lists)
        _offer(self, "units", units)

    def clean_draw(self) -> int:
        """Nothing is none."""
        return self.cleaned_data["draw"] or 0


class ItemForm(TongpinForm):
    """One item on site."""

    version = _version()
    result = forms.ChoiceField(label="结果", choices=Result.choices, widget=forms.RadioSelect)
    note = _words(
        "看到的情况", required=False, help_text="有问题的必须写；写清时间、地点、哪一次。"
    )
    photos = FilesField(label="照片或者材料", required=False)


class FeedbackForm(TongpinForm):
    """Words to the unit; also those of a second look."""

    version = _version()
    words = _words("反馈意见", rows=5)


class SelfCheckForm(TongpinForm):
    """Begin a self-check."""

    checklist = forms.ModelChoiceField(
        Checklist.objects.none(), label="自查清单", empty_label="请选择"
    )
    on = ChineseDateField(label="自查日期")

    def __init__(self, *args: Any, lists: Rows, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", site_day())
        super().__init__(*args, **kwargs)
        _offer(self, "checklist", lists)


class ChargeForm(TongpinForm):
    """A leader's duties."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )
    person = forms.ModelChoiceField(Person.objects.none(), label="责任人", empty_label="请选择")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2099)
    post = CleanCharField(label="职务和分工", required=False, max_length=100)
    duties = _words("责任", rows=8, help_text="一行一条。")

    def __init__(self, *args: Any, people: Rows, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "person", people)


class HalfForm(TongpinForm):
    """A half-yearly report."""

    half = forms.TypedChoiceField(label="半年", choices=[(1, "上半年"), (2, "下半年")], coerce=int)
    on = ChineseDateField(label="报告日期")
    content = _words("履行情况", rows=8)
    papers = FilesField(label="附件", required=False)
