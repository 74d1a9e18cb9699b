"""Forms of the personal file: circumstances, courses, and what a member asks to have changed."""

from __future__ import annotations

from typing import Any

from django import forms

from tongpin.org.forms.particulars import KEPT, Particulars
from tongpin.org.forms.people import NameField
from tongpin.org.models import CircumstanceKind, Person, TrainingLevel
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm


class AskForm(Particulars):
    """What a member asks to have changed; sealed items stay as they are when left empty."""

    name = NameField(label="姓名", max_length=50)
    nation = CleanCharField(label="民族", max_length=20, required=False)
    education = CleanCharField(label="学历", max_length=20, required=False)
    position = CleanCharField(label="工作岗位", max_length=60, required=False)
    phone = CleanCharField(label="手机号码", max_length=30, required=False)
    reason = CleanCharField(
        label="说明", max_length=200, required=False, help_text="例如“调到供水股工作”。"
    )

    field_order = ("name", "nation", "education", "position", "phone")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = self.fields.pop("reason")
        for name, field in self.fields.items():
            if name not in KEPT:
                self.initial[name] = getattr(person, name, "")
            elif getattr(person, name):
                field.help_text = "已登记，不变更的请留空。"

    def values(self) -> dict[str, Any]:
        """`{field: value}` without the reason."""
        return {k: v for k, v in self.cleaned_data.items() if k != "reason"}


class AnswerForm(TongpinForm):
    """An answer to a request."""

    answer = CleanCharField(label="办理意见", max_length=200, required=False)


class CircumstanceForm(TongpinForm):
    """A circumstance that holds from a day."""

    kind = forms.ChoiceField(label="情况", choices=CircumstanceKind.choices)
    starts_on = ChineseDateField(label="起始日期")
    ends_on = ChineseDateField(label="终止日期", required=False, help_text="还在持续的留空。")
    note = CleanCharField(
        label="说明", max_length=200, required=False,
        help_text="只写办理需要的，例如事由和批准情况；加密保存，只有保管档案的人能看。",
    )  # fmt: skip


class EndCircumstanceForm(TongpinForm):
    """Until when a circumstance held."""

    on = ChineseDateField(label="终止日期")


class TrainingForm(TongpinForm):
    """A course that somebody attended."""

    title = CleanCharField(label="培训班名称", max_length=100)
    organiser = CleanCharField(label="举办单位", max_length=60, required=False)
    level = forms.ChoiceField(label="举办级别", choices=TrainingLevel.choices)
    starts_on = ChineseDateField(label="开始日期")
    ends_on = ChineseDateField(label="结束日期")
    hours = forms.IntegerField(label="学时", min_value=1, max_value=1000)
    is_concentrated = forms.BooleanField(
        label="集中轮训", required=False, help_text="县级以上党委举办的党支部书记集中轮训，请勾选。"
    )


class RewardForm(TongpinForm):
    """A commendation that somebody was granted."""

    title = CleanCharField(
        label="奖励名称", max_length=100, help_text="例如“优秀共产党员”“记三等功”。"
    )
    granted_by = CleanCharField(label="授予单位", max_length=60)
    granted_on = ChineseDateField(label="授予日期")
    number = CleanCharField(label="文号", max_length=60, required=False)


class ReasonForm(TongpinForm):
    """Why something is taken back."""

    reason = CleanCharField(label="理由", max_length=200)
