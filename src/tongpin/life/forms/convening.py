"""What is typed about notices, replies, sign-in and fixed arrangements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from tongpin.life.actions import Arrangement
from tongpin.life.forms.gathering import time_field
from tongpin.life.models import Channel, Reply, Rhythm
from tongpin.life.queries import kinds_for
from tongpin.org.models import Person, Unit
from tongpin.org.names import NameBook
from tongpin.ui.forms import CleanCharField, TongpinForm

WEEKDAYS = [(str(n), f"星期{w}") for n, w in enumerate("一二三四五六日", 1)]


class ConveneForm(TongpinForm):
    """Who is told: everybody the kinds ask for by default."""

    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="通知对象", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请至少选择一名通知对象。"},
    )  # fmt: skip
    observers = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="请上级列席", required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    use_robots = forms.BooleanField(label="同时发到群机器人", required=False, initial=True)

    def __init__(
        self, *args: Any, people: Sequence[Person], observers: Sequence[Person],
        has_robots: bool, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for name, rows in (("people", people), ("observers", observers)):
            item = self.fields[name]
            assert isinstance(item, forms.ModelChoiceField)
            item.queryset = Person.objects.filter(pk__in=[p.pk for p in rows])
        self.initial.setdefault("people", [p.pk for p in people])
        if not observers:
            del self.fields["observers"]
        if not has_robots:
            del self.fields["use_robots"]


class ReplyForm(TongpinForm):
    """参加 or 请假."""

    answer = forms.ChoiceField(
        label="是否参加", choices=[c for c in Reply.choices if c[0]], widget=forms.RadioSelect,
        error_messages={"required": "请选择参加或者请假。"},
    )  # fmt: skip
    reason = CleanCharField(label="请假事由", max_length=60, required=False)


class CodeForm(TongpinForm):
    """The code on the screen."""

    code = CleanCharField(
        label="六位签到码", max_length=40,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "form-control code-input"}
        ),
    )  # fmt: skip


class PaperForm(TongpinForm):
    """A paper list typed in: names with anything between them."""

    names = CleanCharField(
        label="纸质签到表上的姓名", widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000,
        help_text="照着签到表填写或粘贴，姓名之间用空格、顿号或换行隔开。",
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = NameBook(people)

    def clean_names(self) -> list[Person]:
        """The people; names that nobody or several have are named in the error."""
        names = self.known.listed(self.cleaned_data["names"])
        unknown = [n[:20] for n in names if n not in self.known]
        if unknown:
            said = "、".join(unknown[:10])
            raise forms.ValidationError(f"{said}不在应到人员里，请核对姓名。没有登记任何人。")
        double = [n for n in names if len(self.known.called(n)) > 1]
        if double:
            raise forms.ValidationError(f"{'、'.join(double)}有同名的人，请在名单里逐个点“代签”。")
        return [self.known.called(n)[0] for n in names]


class SeriesForm(TongpinForm):
    """A fixed day."""

    topic = CleanCharField(label="名称", max_length=100, initial="主题党日")
    kinds = forms.MultipleChoiceField(label="种类", widget=forms.CheckboxSelectMultiple)
    rhythm = forms.ChoiceField(label="怎样固定", choices=Rhythm.choices)
    number = forms.IntegerField(label="几号或者第几个", min_value=1, max_value=31)
    weekday = forms.TypedChoiceField(
        label="星期几", choices=[("", "（按几号固定时不选）"), *WEEKDAYS], coerce=int,
        empty_value=None, required=False,
    )  # fmt: skip
    starts_at = time_field("开始时间", "15:00")
    ends_at = time_field("结束时间", "17:00")
    place = CleanCharField(label="地点", max_length=100, required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        kinds.choices = [(k.value, k.label) for k in kinds_for(unit)]

    def arrangement(self) -> Arrangement:
        """The typed values as the action takes them."""
        data = dict(self.cleaned_data)
        return Arrangement(kinds=tuple(data.pop("kinds")), **data)


class RobotForm(TongpinForm):
    """A group robot."""

    channel = forms.ChoiceField(
        label="类型", choices=[c for c in Channel.choices if c[0] != Channel.EMAIL]
    )
    name = CleanCharField(label="群名称", max_length=40)
    address = CleanCharField(
        label="Webhook 地址",
        max_length=500,
        help_text="从群机器人设置页复制；加密保存，不再显示。政务微信的群机器人选企业微信，主机须由系统管理员先行允许。",
    )
    secret = CleanCharField(
        label="加签密钥", max_length=200, required=False, help_text="钉钉选了“加签”时填写。"
    )


class MailForm(TongpinForm):
    """One's own address for notices."""

    address = CleanCharField(
        label="通知邮箱", max_length=120, required=False, help_text="留空则不发邮件，只发站内消息。"
    )
