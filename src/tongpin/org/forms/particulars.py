"""The items of the personal file beyond the roster, none of them required."""

from __future__ import annotations

from django import forms

from tongpin.org.models import FrontLine, NewStratum, Occupation
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

BLANK = [("", "未填")]
# Left empty they stay what they were: they are never shown to be edited.
KEPT = ("identity_number", "phone", "landline", "home_address")


class Particulars(TongpinForm):
    """What the national item set asks beyond the roster."""

    native_place = CleanCharField(
        label="籍贯", max_length=40, required=False, help_text="写到县，例如“山东滕州”。"
    )
    degree = CleanCharField(label="学位", max_length=20, required=False)
    work_started_on = ChineseDateField(label="参加工作日期", required=False)
    occupation = forms.ChoiceField(
        label="职业",
        required=False,
        choices=[*BLANK, *Occupation.choices],
        help_text="按党内统计的分类。",
    )
    front_line = forms.ChoiceField(
        label="一线情况", required=False, choices=[*BLANK, *FrontLine.choices]
    )
    new_stratum = forms.ChoiceField(
        label="新社会阶层类型",
        required=False,
        choices=[("", "不属于或未填"), *NewStratum.choices],
    )
    introducers = CleanCharField(
        label="入党介绍人", max_length=60, required=False, help_text="两人用顿号隔开。"
    )
    joined_branch = CleanCharField(label="入党时所在支部", max_length=100, required=False)
    mobile_certificate = CleanCharField(label="流动党员活动证号码", max_length=40, required=False)
    landline = CleanCharField(label="固定电话", max_length=30, required=False, help_text="带区号。")
    home_address = CleanCharField(label="家庭住址", max_length=120, required=False)
