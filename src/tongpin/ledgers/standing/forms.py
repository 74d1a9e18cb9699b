"""What is typed about members away and out of reach."""

from __future__ import annotations

from typing import Any

from django import forms

from tongpin.audit.clock import site_day
from tongpin.ledgers.standing.actions import Away, Ruling
from tongpin.ledgers.standing.models import (
    CAUSES,
    Cause,
    ContactKind,
    Direction,
    FloatEnd,
    Floating,
    Kind,
    LostCause,
)
from tongpin.org.models import Person
from tongpin.org.scope import ScopedQuerySet
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

BIGGEST = 2**31 - 1


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A member with the branch."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Person.objects.none(), empty_label="请选择", **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Name and branch."""
        return f"{obj.name}（{obj.home}）"


class FloatingForm(TongpinForm):
    """An outflow or an inflow."""

    direction = forms.ChoiceField(
        label="方向", choices=Direction.choices, initial=Direction.OUT, widget=forms.RadioSelect
    )
    person = MemberField(label="流出党员", required=False, help_text="流入的不选，填写姓名。")
    name = CleanCharField(label="流入党员姓名", max_length=50, required=False)
    phone = CleanCharField(label="联系电话", max_length=30, required=False)
    left_on = ChineseDateField(label="外出（到达）日期")
    place = CleanCharField(label="外出（居住）地", max_length=100)
    reason = CleanCharField(label="事由", max_length=100, required=False)
    is_abroad = forms.BooleanField(label="出国（境）学习研究", required=False)
    other_unit = CleanCharField(
        label="对方党组织", max_length=100, required=False,
        help_text="流出的填流入地党组织；流入的填正式组织关系所在党组织。",
    )  # fmt: skip
    certificate = CleanCharField(label="流动党员活动证编号", max_length=40, required=False)

    def __init__(self, *args: Any, people: ScopedQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A person for an outflow, a name for an inflow."""
        data = super().clean() or {}
        if data.get("direction") == Direction.OUT and not data.get("person"):
            self.add_error("person", "请选择流出的党员。")
        if data.get("direction") == Direction.IN:
            data["person"] = None
            if not data.get("name"):
                self.add_error("name", "请填写流入党员的姓名。")
        return data

    def away(self) -> Away:
        """What the action takes."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in ("direction", "person")}
        arrived = data["left_on"] if self.cleaned_data["direction"] == Direction.IN else None
        return Away(**data, reported_on=arrived)


class Versioned(TongpinForm):
    """The version that was seen and the day."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=BIGGEST)
    on = ChineseDateField(label="日期")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", site_day())


class IdentifyForm(Versioned):
    """Recognised as floating."""

    other_unit = CleanCharField(label="流入地党组织", max_length=100, required=False)
    reported_on = ChineseDateField(label="流入地报到日期", required=False)

    def __init__(self, *args: Any, floating: Floating, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "认定日期"
        self.initial.setdefault("other_unit", floating.other_unit)


class FloatEndForm(Versioned):
    """Why it ended."""

    reason = forms.ChoiceField(label="结束原因", choices=FloatEnd.choices)


class ContactForm(TongpinForm):
    """A contact."""

    on = ChineseDateField(label="日期")
    kind = forms.ChoiceField(label="事项", choices=ContactKind.choices)
    means = CleanCharField(label="方式", max_length=40, help_text="例如电话、视频、走访。")
    result = CleanCharField(label="情况", max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", site_day())


class LostForm(TongpinForm):
    """Out of reach."""

    person = MemberField(label="失联党员")
    lost_on = ChineseDateField(
        label="失联日期", help_text="最后一次参加组织生活或者交纳党费的日期。"
    )
    last_seen = CleanCharField(
        label="最后一次联系", max_length=100, help_text="例如“2020年2月10日参加主题党日”。"
    )
    cause = forms.ChoiceField(label="失联原因", choices=LostCause.choices)

    def __init__(self, *args: Any, people: ScopedQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class SearchForm(TongpinForm):
    """A search."""

    on = ChineseDateField(label="日期")
    means = CleanCharField(
        label="方式", max_length=60, help_text="例如电话、上门、向亲属了解、请公安机关协助。"
    )
    asked = CleanCharField(label="联系对象", max_length=60)
    result = CleanCharField(label="结果", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", site_day())


class FoundForm(Versioned):
    """Found again."""

    note = CleanCharField(label="取得联系的情况", max_length=200)


class DecisionForm(TongpinForm):
    """A decision as it was taken."""

    kind = forms.ChoiceField(label="决定")
    cause = forms.ChoiceField(label="事由")
    decided_by = CleanCharField(
        label="决定机关", max_length=100, required=False,
        help_text="例如“机关一支部党员大会”。死亡登记可以不填。",
    )  # fmt: skip
    decided_on = ChineseDateField(label="决定日期（死亡的填逝世日期）")
    number = CleanCharField(label="文号或者会议记录编号", max_length=60, required=False)
    approved_by = CleanCharField(
        label="批准机关",
        max_length=100,
        required=False,
        help_text="除名、劝退、开除、退党和恢复党籍必填。",
    )
    approved_on = ChineseDateField(label="批准日期", required=False)
    approval_number = CleanCharField(label="批准文号", max_length=60, required=False)
    note = CleanCharField(
        label="说明", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="加密保存，只有能看党籍决定的人看得到。",
    )  # fmt: skip
    deviation_by = CleanCharField(
        label="同意变通的组织或者负责人", max_length=60, required=False,
        help_text="早于规定期限的才填写。",
    )  # fmt: skip
    deviation_reason = CleanCharField(label="变通理由", max_length=200, required=False)

    def __init__(self, *args: Any, kinds: tuple[Kind, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        causes = list(dict.fromkeys(c for k in kinds for c in CAUSES[k]))
        for name, values in (("kind", kinds), ("cause", causes)):
            shown: list[tuple[str, str]] = [(str(v), str(v.label)) for v in values]
            self.fields[name].choices = [("", "请选择"), *shown]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A cause that fits the kind; a death has only one."""
        data = super().clean() or {}
        kind, cause = data.get("kind"), data.get("cause")
        if kind and cause and Cause(cause) not in CAUSES[kind]:
            fitting = "、".join(c.label for c in CAUSES[kind])
            self.add_error("cause", f"“{Kind(kind).label}”的事由只能是：{fitting}。")
        return data

    def ruling(self) -> Ruling:
        """What the action takes."""
        return Ruling(**self.cleaned_data)


class ReasonForm(TongpinForm):
    """Why a record is withdrawn."""

    reason = CleanCharField(label="撤回理由", max_length=200, help_text="只用于登记错误。")
