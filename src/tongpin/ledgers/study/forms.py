"""What is typed: plans and topics, materials and lists, self-study."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from tongpin.ledgers.study.actions import TopicDraft
from tongpin.ledgers.study.models import Group, Material, MaterialKind, StudyForm
from tongpin.life.models import Gathering
from tongpin.org.models import Person
from tongpin.ui.forms import ChineseDateField, CleanCharField, FilesField, TongpinForm


def _materials(rows: Any, **kwargs: Any) -> forms.ModelMultipleChoiceField[Any]:
    kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
    return forms.ModelMultipleChoiceField(rows, **kwargs)


class PlanForm(TongpinForm):
    """A plan's head."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2099)
    group = forms.ChoiceField(label="类别", choices=Group.choices)
    title = CleanCharField(label="计划名称", max_length=100)
    requirements = CleanCharField(
        label="学习要求", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class PlanEditForm(TongpinForm):
    """Its name and requirements."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = CleanCharField(label="计划名称", max_length=100)
    requirements = CleanCharField(
        label="学习要求", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class TopicForm(TongpinForm):
    """A topic of the plan."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    due_on = ChineseDateField(label="计划日期")
    title = CleanCharField(label="专题", max_length=200)
    form = forms.ChoiceField(label="形式", choices=StudyForm.choices)
    lead = forms.ModelChoiceField(
        Person.objects.none(), label="主讲人、领学人", required=False, empty_label="不在名册上"
    )
    lead_name = CleanCharField(label="其他主讲人", max_length=60, required=False,
                               help_text="例如：县委党校教师。")  # fmt: skip
    note = CleanCharField(label="要求", max_length=300, required=False)
    materials = _materials(Material.objects.none(), label="学习资料", required=False)

    def __init__(self, *args: Any, people: Any, materials: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "lead", people)
        _choose(self, "materials", materials)

    @property
    def draft(self) -> TopicDraft:
        """The topic that was typed."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        return TopicDraft(**data | {"materials": list(data["materials"])})


class FinishForm(TongpinForm):
    """What became of a topic: a record, or a day and how."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    gathering = forms.ModelChoiceField(
        Gathering.objects.none(), label="学习记录", required=False,
        empty_label="没有组织生活记录，在下面写明",
        help_text="选已经登记的集中学习、党课、主题党日或者中心组学习。",
    )  # fmt: skip
    on = ChineseDateField(label="完成日期", required=False)
    how = CleanCharField(label="完成情况", max_length=200, required=False,
                         help_text="例如：到清河灌区专题调研，形成调研报告。")  # fmt: skip

    def __init__(self, *args: Any, gatherings: Sequence[Gathering], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [g.pk for g in gatherings]
        _choose(self, "gathering", Gathering.objects.filter(pk__in=keys).order_by("-held_on"))


class DayForm(TongpinForm):
    """The day of issue."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = ChineseDateField(label="印发日期")


class SendForm(TongpinForm):
    """To whom the plan went."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = ChineseDateField(label="报送日期")
    to = CleanCharField(label="报送单位", max_length=100, initial="县委宣传部、县委组织部")


class ReasonForm(TongpinForm):
    """Why."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = CleanCharField(label="原因", max_length=200)


class MaterialForm(TongpinForm):
    """A material with its files."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = CleanCharField(label="名称", max_length=200)
    kind = forms.ChoiceField(label="种类", choices=MaterialKind.choices)
    category = CleanCharField(label="专题", max_length=40, required=False)
    author = CleanCharField(label="作者或者发文单位", max_length=100, required=False)
    address = forms.URLField(label="链接", max_length=500, required=False, assume_scheme="https",
                             help_text="网页链接写全，以 https:// 或 http:// 开头。",
                             error_messages={"invalid": "链接须以 http:// 或 https:// 开头。"})  # fmt: skip
    note = CleanCharField(label="说明", max_length=300, required=False)
    attachments = FilesField(
        label="文件", required=False, help_text="PDF、Word、WPS、图片等，可以一次选几个。"
    )

    def clean_address(self) -> str:
        """Only addresses that a browser opens as a page."""
        address: str = self.cleaned_data["address"]
        if address and not address.startswith(("http://", "https://")):
            raise forms.ValidationError("链接须以 http:// 或 https:// 开头。")
        return address


class ReadingListForm(TongpinForm):
    """A list of what to read."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2099)
    title = CleanCharField(label="书单名称", max_length=100)
    note = CleanCharField(label="说明", max_length=300, required=False)
    materials = _materials(Material.objects.none(), label="资料")

    def __init__(self, *args: Any, materials: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "materials", materials)


class SelfStudyForm(TongpinForm):
    """What was studied alone. There is no field for thoughts about it."""

    on = ChineseDateField(label="日期")
    hours = forms.DecimalField(
        label="学时", min_value=Decimal("0.2"), max_value=8, max_digits=3, decimal_places=1,
        help_text="1小时为1学时，可以有一位小数。",
        error_messages={"min_value": "一次自学须在0.2学时以上。", "max_value": "一天最多8学时。"},
    )  # fmt: skip
    what = CleanCharField(
        label="学习内容", max_length=200, help_text="写学了什么，不必写心得体会。"
    )
    material = forms.ModelChoiceField(
        Material.objects.none(), label="学习资料", required=False, empty_label="不在资料库里"
    )

    def __init__(self, *args: Any, materials: Any, people: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "material", materials)
        if people is not None:
            self.fields["person"] = forms.ModelChoiceField(
                people, label="姓名", empty_label=None,
                widget=forms.Select(attrs={"class": "form-select"}),
            )  # fmt: skip
            self.order_fields(["person"])

    @property
    def minutes(self) -> int:
        """Minutes of the hours typed."""
        return int(self.cleaned_data["hours"] * 60)


def _choose(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
