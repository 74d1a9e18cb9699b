"""What is typed about the work and about a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tongpin.ledgers.ideology import queries
from tongpin.ledgers.ideology.models import ActivityKind, EventForm, Field
from tongpin.life.models import Gathering
from tongpin.org.models import Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

MAX_FILE = 5 << 20
WORK = "写工作安排，不写任何人的观点和言论。"


def _text(label: str, **kwargs: Any) -> CleanCharField:
    return CleanCharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)


class EntryForm(TongpinForm):
    """A line of the ledger of a unit."""

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit


class ActivityForm(EntryForm):
    """What was done."""

    kind = forms.ChoiceField(label="类别", choices=ActivityKind.choices)
    on = ChineseDateField(label="日期")
    title = CleanCharField(label="事项", max_length=120)
    gathering = forms.ModelChoiceField(
        Gathering.objects.none(), label="会议记录", required=False, help_text="专题研究必选。"
    )
    addressee = CleanCharField(
        label="报送或者通报范围", required=False, max_length=60, help_text="向上报告必填。"
    )
    arrangement = _text("工作安排", required=False, max_length=2000, help_text=WORK)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["gathering"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = queries.gatherings_of(self.unit)


class ChargeForm(EntryForm):
    """Who answers for what."""

    field = forms.ChoiceField(label="工作领域", choices=Field.choices)
    title = CleanCharField(
        label="阵地名称", max_length=60, help_text="例如：单位网站、单位公众号。"
    )
    leader = CleanCharField(label="分管负责人", max_length=60)
    responsible = CleanCharField(label="责任人和职务", max_length=60)
    since = ChineseDateField(label="起始日期")
    until = ChineseDateField(label="终止日期", required=False)


class ApprovalForm(EntryForm):
    """An event and its approval."""

    form = forms.ChoiceField(label="形式", choices=EventForm.choices)
    title = CleanCharField(label="活动名称", max_length=120)
    on = ChineseDateField(label="举办日期")
    organiser = CleanCharField(label="主办部门", max_length=60)
    place = CleanCharField(label="地点", required=False, max_length=60)
    speaker_post = CleanCharField(label="主讲人单位职务", max_length=60)
    approved_by = CleanCharField(label="审批人", max_length=60)
    approved_on = ChineseDateField(label="审批日期")


class KeyDayForm(EntryForm):
    """A day to prepare for."""

    on = ChineseDateField(label="日期")
    title = CleanCharField(label="节点", max_length=60)
    preparation = CleanCharField(label="准备工作", max_length=200)
    responsible = CleanCharField(label="责任人和职务", max_length=60)


class RiskForm(EntryForm):
    """A risk item of work."""

    title = CleanCharField(
        label="风险事项", max_length=120, help_text="写工作中的漏洞，例如：公众号发布没有三审记录。"
    )
    description = _text("情况", required=False, max_length=2000, help_text=WORK)
    to = forms.ModelChoiceField(Unit.objects.none(), label="责任党组织", empty_label=None)
    due_on = ChineseDateField(label="整改时限", required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units


class ReasonForm(TongpinForm):
    """Why a line is taken back."""

    reason = CleanCharField(label="理由", max_length=200)


class SheetForm(TongpinForm):
    """A sheet of 学习强国 and its month."""

    month = ChineseDateField(label="月份", help_text="填这个月的任何一天。")
    file = forms.FileField(
        label="学习情况表", help_text="从管理后台导出的 xlsx 或 csv，至少有姓名和积分两列。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"empty": "这个文件是空的。", "required": "请选择文件。"},
    )  # fmt: skip

    def clean_file(self) -> Any:
        """Not too large."""
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE:
            raise forms.ValidationError("文件超过5 MB，请只导出需要的列。")
        return file


class ColumnsForm(TongpinForm):
    """Which column is which."""

    name = forms.TypedChoiceField(label="姓名", coerce=int)
    points = forms.TypedChoiceField(label="积分", coerce=int)
    branch = forms.TypedChoiceField(
        label="所在组织（分清同名）", coerce=int, required=False, empty_value=None
    )

    def __init__(self, *args: Any, heads: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(n), head) for n, head in enumerate(heads) if head]
        for name in ("name", "points", "branch"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "不用")] * (name == "branch") + choices
