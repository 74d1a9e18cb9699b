"""Forms that change which units there are, and the terms of their committees."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tongpin.audit.clock import site_day
from tongpin.org import queries
from tongpin.org.forms.people import UnitField
from tongpin.org.models import BRANCH_KINDS, Person, Unit
from tongpin.org.scope import Scope
from tongpin.ui.forms import ChineseDateField, CleanCharField, TongpinForm


class Approved(TongpinForm):
    """A dated change with the number of its approval."""

    on = ChineseDateField(
        label="生效日期", help_text="批复的生效日期；随转的党员自这一天起属于新支部。"
    )
    approval_number = CleanCharField(
        label="批准文号", max_length=60, help_text="例如“水党发〔2020〕12号”。"
    )
    reason = CleanCharField(label="说明", max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", site_day())


class MergeForm(Approved):
    """The branch that takes in."""

    into = UnitField("并入")
    field_order = ("into", "on", "approval_number", "reason")

    def __init__(self, *args: Any, scope: Scope, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = (  # type: ignore[attr-defined]
            queries.units(scope)
            .filter(kind__in=BRANCH_KINDS, dissolved_on=None)
            .exclude(pk=unit.pk)
        )


class MoveUnitForm(Approved):
    """The unit above from the day on."""

    to = UnitField("改隶到")
    field_order = ("to", "on", "approval_number", "reason")

    def __init__(self, *args: Any, scope: Scope, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].help_text = ""
        self.fields["to"].queryset = (  # type: ignore[attr-defined]
            queries.units(scope)
            .filter(kind__in=queries.kinds_above(unit), dissolved_on=None)
            .exclude(path__startswith=unit.path)
            .exclude(pk=unit.parent_id)
        )


class SplitForm(Approved):
    """The new branch and the people who go to it."""

    code = CleanCharField(label="新支部代码", max_length=40)
    name = CleanCharField(label="新支部全称", max_length=100)
    short_name = CleanCharField(label="新支部简称", max_length=30, required=False)
    people = forms.TypedMultipleChoiceField(
        label="分到新支部的人员", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选分到新支部的人员。"},
    )  # fmt: skip
    field_order = ("code", "name", "short_name", "on", "approval_number", "reason", "people")

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(p.pk, p.name) for p in people]  # type: ignore[attr-defined]


class RenameForm(Approved):
    """A new name."""

    name = CleanCharField(label="新全称", max_length=100)
    short_name = CleanCharField(label="新简称", max_length=30, required=False)
    field_order = ("name", "short_name", "on", "approval_number")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.fields["on"].help_text = ""
        self.initial.setdefault("short_name", unit.short_name)


class TermForm(TongpinForm):
    """The result of an election; the end is proposed from the rulebook."""

    number = forms.IntegerField(label="届次", required=False, min_value=1, max_value=99)
    elected_on = ChineseDateField(label="当选日期")
    expires_on = ChineseDateField(
        label="届满日期", help_text="支部委员会每届任期一般为3年，村、社区党支部和基层党委为5年。"
    )
    approval_number = CleanCharField(label="批复文号", max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """The end lies behind the election."""
        data = super().clean() or {}
        elected, expires = data.get("elected_on"), data.get("expires_on")
        if elected and expires and expires <= elected:
            raise ValidationError({"expires_on": "届满日期须晚于当选日期。"})
        return data


class PostponeForm(TongpinForm):
    """A later election, with the approval of the organisation above."""

    to = ChineseDateField(label="延期至", help_text="延期一般不超过1年。")
    approval_number = CleanCharField(label="批准文号", max_length=60)
