"""What a person types about directives."""

from __future__ import annotations

from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.life.models import Gathering
from tongpin.org.models import Person, Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm


def _words(label: str, *, rows: int = 4, required: bool = True, help_text: str = "") -> Any:
    return CleanCharField(
        label=label, required=required, max_length=4000, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _offer(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class VersionForm(TongpinForm):
    """The version of what was on the page comes back with the form."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class DirectiveForm(TongpinForm):
    """A paper from above."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1
    )
    title = CleanCharField(label="标题", max_length=200)
    number = CleanCharField(
        label="文号", required=False, max_length=60, help_text="如：青组发〔2020〕15号。"
    )
    issuer = CleanCharField(label="来文单位", max_length=80)
    received_on = ChineseDateField(label="收到日期")
    reply_due_on = ChineseDateField(
        label="反馈期限", required=False, help_text="来文要求报送落实情况的日期；没有要求的不填。"
    )
    must_transmit = forms.BooleanField(label="需要传达学习", required=False, initial=True)
    summary = _words("主要要求", required=False)


class TransmitForm(VersionForm):
    """The gathering at which it was passed on."""

    gathering = forms.ModelChoiceField(
        Gathering.objects.none(), label="传达会议", empty_label="请选择",
        help_text="从收到以后本党组织登记的会议里选；还没有登记的，先到组织生活登记。",
    )  # fmt: skip

    def __init__(self, *args: Any, gatherings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "gathering", gatherings)


class MeasureForm(VersionForm):
    """One thing to do."""

    text = CleanCharField(label="措施", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    responsible_unit = forms.ModelChoiceField(
        Unit.objects.none(), label="责任党组织", empty_label=None
    )
    responsible_person = forms.ModelChoiceField(
        Person.objects.none(), label="责任人（在册党员）", required=False,
        empty_label="不在名册，在右边写姓名",
    )  # fmt: skip
    responsible_name = CleanCharField(label="责任人姓名", required=False, max_length=50)
    due_on = ChineseDateField(
        label="时限", help_text="比反馈期限晚的，到反馈期限先作阶段反馈，完成以后再作最终反馈。"
    )

    def __init__(self, *args: Any, units: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "responsible_unit", units)
        _offer(self, "responsible_person", people)


class ReviseMeasureForm(MeasureForm):
    """Another wording, doer or day of a measure, and why."""

    reason = CleanCharField(label="调整理由", max_length=200)


class ProgressForm(VersionForm):
    """What was done for a measure."""

    on = ChineseDateField(label="日期")
    note = _words("进展")
    is_done = forms.BooleanField(label="这项措施已经完成", required=False)
    papers = FilesField(label="佐证材料", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("on", site_day())
        super().__init__(*args, **kwargs)


class AnswerForm(VersionForm):
    """The report back."""

    reply = _words(
        "落实情况",
        rows=8,
        help_text="传达、分解和措施完成情况会自动写进 Word 报告，这里写总的情况。",
    )
    replied_on = ChineseDateField(label="反馈日期")
    reply_number = CleanCharField(label="反馈文号", required=False, max_length=60)
    papers = FilesField(label="报送的文件", required=False)


class StageForm(AnswerForm):
    """A report while measures still run."""

    next_due_on = ChineseDateField(
        label="下次反馈期限", help_text="按来文要求或者同来文单位商定的日期，此后按这一天提醒。"
    )


class ReasonForm(VersionForm):
    """A verb that needs its reason."""

    reason = CleanCharField(label="理由", max_length=200)
