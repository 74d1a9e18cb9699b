"""The first-run page."""

from __future__ import annotations

from typing import Any

from django import forms

from tongpin.org.forms.accounts import UsernameField, password_field
from tongpin.org.models import LEADING_KINDS, UnitKind
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

TOP_KINDS = (*LEADING_KINDS, UnitKind.ORGAN_COMMITTEE, UnitKind.GENERAL_BRANCH)


class SetupForm(TongpinForm):
    """The one-time code, the bureau, the security officer and the office account."""

    code = CleanCharField(
        label="一次性设置码",
        max_length=40,
        help_text="启动服务时显示在服务器终端里，也在数据目录的 setup.code 文件中。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    bureau_name = CleanCharField(
        label="党组织全称", max_length=100, help_text="例如“中共青禾县水务局委员会”。"
    )
    bureau_short_name = CleanCharField(
        label="简称", max_length=30, required=False, help_text="例如“局党委”，显示在各页上。"
    )
    bureau_code = CleanCharField(
        label="党组织代码", max_length=40, help_text="上级统一编的代码；没有就自定，例如“SW”。"
    )
    bureau_kind = forms.ChoiceField(label="类型", choices=[(k.value, k.label) for k in TOP_KINDS])
    bureau_founded_on = ChineseDateField(label="成立日期", required=False)
    security_username = UsernameField(label="登录名")
    security_display_name = CleanCharField(label="姓名", max_length=50)
    security_password = password_field(
        "密码", new=True, required=False, help_text="至少 10 个字符；留空则自动生成。"
    )
    office_username = UsernameField(label="登录名")
    office_display_name = CleanCharField(label="姓名", max_length=50)
    office_password = password_field(
        "首次密码",
        new=True,
        required=False,
        help_text="留空则自动生成；党办首次登录时须自己改密码。",
    )

    def part(self, prefix: str) -> list[forms.BoundField]:
        """The fields of one fieldset."""
        return [self[name] for name in self.fields if name.startswith(prefix)]

    def values(self, prefix: str) -> dict[str, Any]:
        """The cleaned values of one fieldset without the prefix."""
        start = f"{prefix}_"
        return {
            name.removeprefix(start): value
            for name, value in self.cleaned_data.items()
            if name.startswith(start)
        }
