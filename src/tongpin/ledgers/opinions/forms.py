"""What is typed: the letter, the receipt, the handling."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.ledgers.opinions.models import Category, Satisfaction
from tongpin.ledgers.opinions.queries import answer_days
from tongpin.ledgers.opinions.receipts import answered, question
from tongpin.org.models import Unit
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm


class LetterForm(TongpinForm):
    """The public form: no log-in, no name; a way to be reached only if the sender wants to give one."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(), label="写给哪个党组织", empty_label=None, to_field_name="code"
    )
    category = forms.ChoiceField(label="类别", choices=Category.choices)
    content = CleanCharField(
        label="意见建议", max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="请写清事情，不必写自己的姓名。反映具体人违纪违法问题的，请向纪委监委反映。",
    )  # fmt: skip
    contact = CleanCharField(
        label="联系方式", required=False, max_length=100,
        help_text="可以不填。不填就是匿名，谁也查不到是谁写的。",
    )  # fmt: skip
    answer = CleanCharField(label="验证问题", max_length=4)
    token = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    website = forms.CharField(
        required=False, max_length=200, label="请留空",
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        addressed = self.fields["unit"]
        assert isinstance(addressed, forms.ModelChoiceField)
        addressed.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by(
            "path"
        )
        words, token = question()
        self.fields["answer"].label = words
        self.fields["answer"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}
        self.fresh_token = token

    def clean(self) -> dict[str, Any]:
        """The question last: a wrong letter does not use it up."""
        data = super().clean() or {}
        if data.get("website"):
            raise forms.ValidationError("请刷新页面后重新填写。")
        if not self.errors and not answered(data.get("token", ""), data.get("answer", "")):
            self.add_error("answer", "答案不对或者页面放得太久，请回答新的问题。")
        return data


class ReceiptForm(TongpinForm):
    """Look an answer up."""

    code = CleanCharField(label="回执码", max_length=20, help_text="提交时给出的12位字母和数字。")


class RateForm(TongpinForm):
    """What the sender says of the answer."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=20)
    satisfaction = forms.ChoiceField(
        label="对答复", choices=[c for c in Satisfaction.choices if c[0]], widget=forms.RadioSelect
    )
    comment = CleanCharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class AssignForm(TongpinForm):
    """Give it to who answers."""

    to = forms.ModelChoiceField(Unit.objects.none(), label="承办党组织", empty_label=None)
    handler = CleanCharField(label="承办人", max_length=60)
    due_on = ChineseDateField(label="答复期限")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        today = site_day()
        first = kwargs.setdefault("initial", {})
        first.setdefault("due_on", today + timedelta(answer_days(today)))
        super().__init__(*args, **kwargs)
        place = self.fields["to"]
        assert isinstance(place, forms.ModelChoiceField)
        place.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units]).order_by("path")


class AnswerForm(TongpinForm):
    """The answer."""

    words = CleanCharField(label="答复", max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    is_published = forms.BooleanField(
        label="在“提意见建议”页面公开这条答复",
        required=False,
        help_text="公开的是类别、承办党组织、答复日期和答复全文；来信和联系方式不公开。"
        "答复里写到具体人、能看出来信人是谁的，不要公开。",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SettleForm(TongpinForm):
    """End it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ProblemForm(TongpinForm):
    """What the letter points at, in the handler's words."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    title = CleanCharField(
        label="问题", max_length=200, help_text="用自己的话写，不要照抄来信，也不要写来信人。"
    )
    description = CleanCharField(
        label="具体表现", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
