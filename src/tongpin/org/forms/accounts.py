"""Log-in, passwords, tokens, accounts and grants."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tongpin.audit.clock import site_day
from tongpin.capability import ROLE_LABELS
from tongpin.org import queries
from tongpin.org.forms.people import UnitField
from tongpin.org.scope import Scope
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm

ROLES = [(role.value, label) for role, label in ROLE_LABELS.items()]


def password_field(label: str, *, new: bool = False, **extra: Any) -> forms.CharField:
    """A password, never echoed back; blanks at its ends belong to it."""
    attrs = {"autocomplete": "new-password" if new else "current-password"}
    return forms.CharField(
        label=label,
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs=attrs),
        **extra,
    )


class UsernameField(CleanCharField):
    """A log-in name: letters of any script, digits and . _ - (2 to 40 characters)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"max_length": 40, "min_length": 2}
            | {"help_text": "2 至 40 个字，可用汉字、字母、数字和 . _ -，不分大小写。"}
            | kwargs
        )

    def to_python(self, value: Any) -> str:
        """Fold full-width letters, so that one name is one name."""
        return unicodedata.normalize("NFKC", super().to_python(value)).strip()

    def validate(self, value: Any) -> None:
        """Refuse signs that cannot be told apart in a list."""
        super().validate(value)
        wrong = next((c for c in value if not (c.isalnum() or c in "._-")), None)
        if wrong:
            raise ValidationError(f"登录名中不能有“{wrong}”。")


class LoginForm(TongpinForm):
    """Log-in name and password."""

    username = CleanCharField(
        label="登录名",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = password_field("密码")

    def clean_username(self) -> str:
        """One spelling, so that a failed try counts for the same name in any case of letters."""
        return unicodedata.normalize("NFKC", self.cleaned_data["username"]).strip().lower()


class PasswordForm(TongpinForm):
    """The own password: old, new, new again."""

    old = password_field("原密码")
    new = password_field(
        "新密码", new=True, help_text="至少 10 个字符，不能全是数字，不能与登录名或姓名相近。"
    )
    again = password_field("再输一遍新密码", new=True)

    def clean(self) -> dict[str, Any]:
        """Both new ones agree."""
        data = super().clean() or {}
        if data.get("new") and data.get("again") and data["new"] != data["again"]:
            self.add_error("again", "两次输入的新密码不一致。")
        return data


class TokenForm(TongpinForm):
    """A new API token."""

    name = CleanCharField(
        label="用途", max_length=60, help_text="例如“数据报送接口”，便于日后辨认和吊销。"
    )
    expires_on = ChineseDateField(label="有效期至", help_text="最长一年，到期自动失效。")

    def clean_expires_on(self) -> Any:
        """From today for a year at most."""
        day = self.cleaned_data["expires_on"]
        if not site_day() <= day <= site_day() + timedelta(days=366):
            raise ValidationError("有效期须在今天之后的一年以内。")
        return day


class GrantForm(TongpinForm):
    """A role on a unit; the units are those on which the reader manages accounts."""

    role = forms.ChoiceField(label="角色", choices=ROLES)
    unit = UnitField("党组织")
    subtree = forms.BooleanField(label="含下级党组织", required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = queries.units(scope)  # type: ignore[attr-defined]


class AccountForm(GrantForm):
    """A new account with its first role."""

    username = UsernameField(label="登录名")
    display_name = CleanCharField(label="姓名", max_length=50)
    person = CleanCharField(
        label="对应的在册人员",
        required=False,
        max_length=80,
        help_text="可不填。填名册上的姓名；同名时在后面加出生日期，例如“李明 1985-06-01”。",
    )
    field_order = ("username", "display_name", "person", "role", "unit", "subtree")
