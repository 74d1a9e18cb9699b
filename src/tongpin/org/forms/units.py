"""A unit of the tree."""

from __future__ import annotations

from typing import Any

from django import forms

from tongpin.org import queries
from tongpin.org.forms.people import UnitField
from tongpin.org.models import Unit, UnitKind
from tongpin.org.scope import Scope
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

EDITED = (
    "name",
    "short_name",
    "order",
    "founded_on",
    "approval_number",
    "theme_day",
    "is_village",
    "version",
)


class UnitForm(TongpinForm):
    """What can be changed of a unit."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    name = CleanCharField(label="党组织全称", max_length=100)
    short_name = CleanCharField(label="简称", max_length=30, required=False)
    founded_on = ChineseDateField(label="成立日期", required=False)
    approval_number = CleanCharField(label="批准文号", max_length=60, required=False)
    theme_day = CleanCharField(
        label="固定党日", max_length=40, required=False, help_text="例如“每月10日”。"
    )
    is_village = forms.BooleanField(
        label="村、社区党组织", required=False, help_text="村、社区党支部委员会每届任期5年。"
    )
    order = forms.IntegerField(
        label="排序",
        required=False,
        min_value=0,
        max_value=99_999,
        help_text="数字小的排在前面。",
    )

    def clean_order(self) -> int:
        """Nothing is nought."""
        return int(self.cleaned_data["order"] or 0)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


class EditUnitForm(UnitForm):
    """A unit that exists."""

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(unit, name) for name in EDITED}
        super().__init__(*args, **kwargs)


class NewUnitForm(UnitForm):
    """A new unit below another one."""

    unit = UnitField("上级党组织")
    code = CleanCharField(label="党组织代码", max_length=40)
    kind = forms.ChoiceField(label="类型", choices=UnitKind.choices)
    field_order = ("unit", "kind", "code", "name", "short_name")

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version"]
        self.fields["unit"].queryset = (  # type: ignore[attr-defined]
            queries.units(scope).filter(dissolved_on=None).exclude(kind=UnitKind.GROUP)
        )
        self.fields[
            "approval_number"
        ].help_text = "党小组可以不填；早年成立、批复已经查不到的，写明依据，如“2003年档案记载”。"

    def clean(self) -> dict[str, Any]:
        """A unit is founded on a day, with an approval."""
        data = super().clean() or {}
        if data.get("kind") == UnitKind.GROUP:
            return data
        for name, said in (("founded_on", "成立日期"), ("approval_number", "批准文号")):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"成立党组织须经上级批准，请填写{said}。")
        return data


class DissolveForm(TongpinForm):
    """The end of a unit, with a reason."""

    on = ChineseDateField(label="撤销日期")
    approval_number = CleanCharField(
        label="批准文号", max_length=60, required=False, help_text="撤销党小组可以不填。"
    )
    reason = CleanCharField(label="事由", max_length=200, help_text="例如“单位撤并”。")
